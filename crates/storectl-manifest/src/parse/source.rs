//! Places in a file: bytes, lines and columns.

use std::{cell::Cell, ops::Range, sync::Arc};

use crate::{
    diagnostic::{Location, SourceFile},
    work,
};

/// A file's text with the starts of its lines.
#[derive(Clone, Debug)]
pub(crate) struct Source {
    file: Arc<SourceFile>,
    lines: Vec<usize>,
    /// How many characters begin before each [`STRIDE`]th byte; empty if bytes are characters. A line of 200 KB may have a
    /// diagnostic for each of its words, and each needs a column.
    characters: Vec<usize>,
}

/// The distance of the bytes whose characters are counted in advance.
const STRIDE: usize = 256;

impl Source {
    pub(crate) fn new(path: &str, text: String) -> Self {
        let breaks = text.match_indices('\n').map(|(at, _)| at + 1);
        let lines = std::iter::once(0).chain(breaks).collect();
        let mut characters = Vec::new();
        if !text.is_ascii() {
            let mut count = 0;
            characters.reserve_exact(text.len() / STRIDE + 1);
            for chunk in text.as_bytes().chunks(STRIDE) {
                characters.push(count);
                count += starts(chunk);
            }
        }
        let path = path.to_owned();
        Self {
            file: Arc::new(SourceFile::new(path, text)),
            lines,
            characters,
        }
    }

    pub(crate) fn path(&self) -> &str {
        &self.file.path
    }

    pub(crate) fn text(&self) -> &str {
        &self.file.text
    }

    /// Returns the text under `span`, empty if there is none.
    pub(crate) fn slice(&self, span: &Range<usize>) -> &str {
        self.text().get(span.clone()).unwrap_or_default()
    }

    /// Returns the place of `span`: on character boundaries, inside the text and cut at the end of its first line, since the
    /// end marks of block scalars and collections run on to whatever comes next.
    pub(crate) fn location(&self, span: &Range<usize>) -> Location {
        let text = self.text();
        let start = floor_boundary(text, span.start);
        let end = floor_boundary(text, span.end).max(start);
        let row = self.lines.partition_point(|it| *it <= start).max(1);
        let line_start = self.lines.get(row - 1).copied().unwrap_or_default();
        let line_end = self.lines.get(row).map_or(text.len(), |it| it - 1);
        let first_line = text.get(start..end.min(line_end)).unwrap_or_default();
        let covered = first_line.trim_end();
        work::visit(first_line.len() - covered.len());
        let span = start..start + covered.len();
        Location {
            file: Arc::clone(&self.file),
            in_file: span.clone(),
            span,
            line: row,
            column: self.characters_before(start) - self.characters_before(line_start) + 1,
        }
    }

    /// Returns how many characters begin before byte `at`.
    fn characters_before(&self, at: usize) -> usize {
        let Some(counted) = self.characters.get(at / STRIDE) else {
            // Bytes are characters, or the text ends on a stride.
            return match self.characters.last() {
                None => at,
                Some(_) => self.text().chars().count(),
            };
        };
        let rest = self.text().as_bytes().get(at / STRIDE * STRIDE..at);
        work::visit(at % STRIDE);
        counted + rest.map_or(0, starts)
    }
}

/// Counts the bytes of a chunk that begin a character.
fn starts(bytes: &[u8]) -> usize {
    // Without a check in each step, many are counted in one.
    let count = bytes.iter().fold(0_u16, |count, it| {
        count.wrapping_add(u16::from(it & 0xc0 != 0x80))
    });
    count.into()
}

fn floor_boundary(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// Turns the character offsets of the YAML parser into byte offsets.
pub(crate) enum Offsets<'t> {
    /// Every character is one byte.
    Ascii { len: usize },
    /// Others are counted from the offset before, for most come in order.
    Counted {
        text: &'t str,
        /// The last offset, in characters and in bytes.
        last: Cell<(usize, usize)>,
    },
}

impl<'t> Offsets<'t> {
    pub(crate) fn new(text: &'t str) -> Self {
        if text.is_ascii() {
            Self::Ascii { len: text.len() }
        } else {
            Self::Counted {
                text,
                last: Cell::new((0, 0)),
            }
        }
    }

    pub(crate) fn byte(&self, character: usize) -> usize {
        match self {
            Self::Ascii { len } => character.min(*len),
            Self::Counted { text, last } => {
                let found = count(text, last.get(), character);
                let Some(byte) = found else {
                    return text.len();
                };
                last.set((character, byte));
                byte
            }
        }
    }
}

/// Returns the byte at which a character of `text` starts, given another character and its byte; `None` beyond the end.
fn count(text: &str, (known, at): (usize, usize), character: usize) -> Option<usize> {
    let (before, after) = text.split_at_checked(at)?;
    let byte = if let Some(steps) = known.checked_sub(character) {
        let mut before = before.chars();
        steps.checked_sub(1).and_then(|it| before.nth_back(it));
        before.as_str().len()
    } else {
        let mut after = after.chars();
        after.nth(character - known - 1)?;
        text.len() - after.as_str().len()
    };
    work::visit(byte.abs_diff(at));
    Some(byte)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_count_characters_and_spans_bytes() {
        let source = Source::new("m.yaml", "a: é日\nb: x\n".to_owned());
        let place = source.location(&(5..8));
        assert_eq!((place.line, place.column, place.span), (1, 5, 5..8));
        assert_eq!(source.location(&(12..13)).short(), "m.yaml:2:4");
    }

    #[test]
    fn bytes_of_characters_are_found_in_any_order() {
        let text = "aé日b".repeat(50);
        let starts: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
        let offsets = Offsets::new(&text);
        for character in [0, 7, 7, 3, 199, 120, 0, 198, 1] {
            assert_eq!(offsets.byte(character), starts[character], "{character}");
        }
        for beyond in [200, 201, 1_000] {
            assert_eq!(offsets.byte(beyond), text.len());
        }
        assert_eq!(offsets.byte(5), starts[5]);
        assert_eq!(Offsets::new("abc").byte(7), 3);
    }

    #[test]
    fn a_column_far_into_a_line_is_counted_in_characters() {
        let text = format!("x\n{}b: 日\n", "é".repeat(1_000));
        let source = Source::new("m.yaml", text.clone());
        for at in [2, 4, 256, 258, 512, 1_024, 2_000, 2_002, text.len()] {
            let place = source.location(&(at..at));
            let line_start = if place.line == 1 {
                0
            } else {
                text[..at].rfind('\n').unwrap() + 1
            };
            assert_eq!(
                place.column,
                text[line_start..at].chars().count() + 1,
                "{at}"
            );
        }
        let full = Source::new("m.yaml", "é".repeat(STRIDE / 2));
        assert_eq!(full.location(&(STRIDE..STRIDE)).column, STRIDE / 2 + 1);
    }

    #[test]
    fn a_span_beyond_the_text_or_inside_a_character_is_pulled_back() {
        let source = Source::new("m.yaml", "日".to_owned());
        assert_eq!(source.location(&(1..2)).span, 0..0);
        assert_eq!(source.location(&(7..9)).span, 3..3);
        assert_eq!(source.location(&(7..9)).line, 1);
    }
}
