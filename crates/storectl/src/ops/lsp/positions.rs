//! Between bytes of a text and positions of the protocol: lines from 0, columns in UTF-16 units from 0.
//!
//! Source: Language Server Protocol 3.17, "Position": a line ends with `\n`, `\r\n` or `\r`, and a column beyond the end of its
//! line is that end.

use std::ops::Range;

use lsp_types::{Position, Range as LspRange};

/// A text and where its lines begin.
#[derive(Clone, Debug)]
pub(super) struct Lines<'t> {
    text: &'t str,
    starts: Vec<usize>,
    /// The UTF-16 units that stand before the text in its first line, such as a byte order mark.
    before: u32,
}

/// A byte order mark, which a client may count as a character.
pub(super) const MARK: char = '\u{feff}';

impl<'t> Lines<'t> {
    /// Takes a text. `before` is the number of UTF-16 units that the client's text has before it.
    pub(super) fn new(text: &'t str, before: u32) -> Self {
        let bytes = text.as_bytes();
        let ends = bytes.iter().enumerate().filter(|(at, byte)| match byte {
            b'\n' => true,
            b'\r' => bytes.get(at + 1) != Some(&b'\n'),
            _ => false,
        });
        let starts = std::iter::once(0).chain(ends.map(|(at, _)| at + 1));
        Self {
            text,
            starts: starts.collect(),
            before,
        }
    }

    /// Takes a client's text, whose byte order mark is not part of the file's.
    pub(super) fn of_client(text: &'t str) -> Self {
        match text.strip_prefix(MARK) {
            Some(rest) => Self::new(rest, 1),
            None => Self::new(text, 0),
        }
    }

    /// Returns the position of byte `at`; of one inside a character or beyond the text, of what is there before it.
    pub(super) fn position(&self, at: usize) -> Position {
        let is_boundary = |at: &usize| self.text.is_char_boundary(*at);
        let at = (0..=at.min(self.text.len())).rev().find(is_boundary);
        let at = at.unwrap_or_default();
        let line = self.starts.partition_point(|it| *it <= at) - 1;
        let start = self.starts.get(line).copied().unwrap_or_default();
        let written = self.text.get(start..at).unwrap_or_default();
        let units: usize = written.chars().map(char::len_utf16).sum();
        let before = if line == 0 { self.before } else { 0 };
        Position {
            line: number(line),
            character: number(units).saturating_add(before),
        }
    }

    /// Returns the positions of a span of bytes.
    pub(super) fn range(&self, span: &Range<usize>) -> LspRange {
        LspRange {
            start: self.position(span.start),
            end: self.position(span.end.max(span.start)),
        }
    }

    /// Returns the byte at a position: inside a pair of surrogates, the start of its character; beyond the text, its end.
    pub(super) fn byte(&self, position: Position) -> usize {
        let line = usize::try_from(position.line).unwrap_or(usize::MAX);
        let Some(&start) = self.starts.get(line) else {
            return self.text.len();
        };
        let next = self.starts.get(line.saturating_add(1)).copied();
        let text = self.text.get(start..next.unwrap_or(self.text.len()));
        let text = text.unwrap_or_default().trim_end_matches(['\r', '\n']);
        let before = if line == 0 { self.before } else { 0 };
        let mut left = position.character.saturating_sub(before);
        for (at, character) in text.char_indices() {
            let units = number(character.len_utf16());
            if left < units {
                return start + at;
            }
            left -= units;
        }
        start + text.len()
    }
}

fn number(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn position(line: u32, character: u32) -> Position {
        Position { line, character }
    }

    #[test]
    fn columns_count_utf_16_units() {
        let text = "a: é🎉x\r\nb: 日\rc: y\n";
        let lines = Lines::new(text, 0);
        for (needle, line, character) in [
            ("a", 0, 0),
            ("é", 0, 3),
            ("🎉", 0, 4),
            ("x", 0, 6),
            ("b", 1, 0),
            ("日", 1, 3),
            ("c", 2, 0),
            ("y", 2, 3),
        ] {
            let at = text.find(needle).unwrap();
            assert_eq!(lines.position(at), position(line, character), "{needle}");
            assert_eq!(lines.byte(position(line, character)), at, "{needle}");
        }
        assert_eq!(lines.position(text.len()), position(3, 0));
    }

    proptest::proptest! {
        #[test]
        fn every_character_has_a_position_that_leads_back_to_it(
            text in "[aé日🎉\n\r\u{feff}]{0,40}"
        ) {
            let lines = Lines::of_client(&text);
            let text = text.strip_prefix(MARK).unwrap_or(&text);
            let inside = text.char_indices().filter(|(_, it)| !matches!(it, '\r' | '\n'));
            for (at, _) in inside {
                proptest::prop_assert_eq!(lines.byte(lines.position(at)), at);
            }
        }
    }

    #[test]
    fn a_position_inside_a_character_or_beyond_the_text_is_pulled_back() {
        let text = "a🎉\nbc";
        let lines = Lines::new(text, 0);
        assert_eq!(lines.byte(position(0, 2)), 1);
        assert_eq!(lines.byte(position(0, u32::MAX)), 5);
        assert_eq!(lines.byte(position(1, 9)), 8);
        assert_eq!(lines.byte(position(u32::MAX, 0)), 8);
        assert_eq!(lines.position(3), position(0, 1));
        assert_eq!(lines.position(99), position(1, 2));
        let empty = Lines::new("", 0);
        assert_eq!(empty.position(1), position(0, 0));
        assert_eq!(empty.byte(position(1, 1)), 0);
    }

    #[test]
    fn a_byte_order_mark_of_the_client_is_a_unit_of_the_first_line_only() {
        let lines = Lines::of_client("\u{feff}a: b\nc: d");
        assert_eq!(lines.position(3), position(0, 4));
        assert_eq!(lines.byte(position(0, 4)), 3);
        assert_eq!(lines.byte(position(0, 0)), 0);
        assert_eq!(lines.position(8), position(1, 3));
    }
}
