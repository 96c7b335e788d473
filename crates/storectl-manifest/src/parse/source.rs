//! Places in a file: bytes, lines and columns.

use std::{ops::Range, sync::Arc};

use crate::diagnostic::{Location, SourceFile};

/// A file's text with the starts of its lines.
#[derive(Clone, Debug)]
pub(crate) struct Source {
    file: Arc<SourceFile>,
    lines: Vec<usize>,
    /// Whether bytes are characters, so that a column needs no counting.
    ascii: bool,
}

impl Source {
    pub(crate) fn new(path: &str, text: String) -> Self {
        let breaks = text.match_indices('\n').map(|(at, _)| at + 1);
        let lines = std::iter::once(0).chain(breaks).collect();
        let path = path.to_owned();
        let ascii = text.is_ascii();
        Self {
            file: Arc::new(SourceFile { path, text }),
            lines,
            ascii,
        }
    }

    pub(crate) fn text(&self) -> &str {
        &self.file.text
    }

    /// Gives the text under `span`, empty where the span is none.
    pub(crate) fn slice(&self, span: &Range<usize>) -> &str {
        self.text().get(span.clone()).unwrap_or_default()
    }

    /// Gives the place of `span`: on character boundaries, inside the text and cut at the end of its first line, since the
    /// end marks of block scalars and collections run on to whatever comes next.
    pub(crate) fn location(&self, span: &Range<usize>) -> Location {
        let text = self.text();
        let start = floor_boundary(text, span.start);
        let end = floor_boundary(text, span.end).max(start);
        let first_line = text
            .get(start..end)
            .and_then(|it| it.split(['\n', '\r']).next())
            .unwrap_or_default();
        let row = self.lines.partition_point(|it| *it <= start).max(1);
        let line_start = self.lines.get(row - 1).copied().unwrap_or_default();
        let before = text.get(line_start..start).unwrap_or_default();
        let column = if self.ascii {
            before.len()
        } else {
            before.chars().count()
        };
        Location {
            file: Arc::clone(&self.file),
            span: start..start + first_line.trim_end().len(),
            line: row,
            column: column + 1,
        }
    }
}

fn floor_boundary(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// Turns the character offsets of the YAML parser into byte offsets.
pub(crate) enum Offsets {
    /// Every character is one byte.
    Ascii { len: usize },
    /// The byte at which each character starts, and the length.
    Table(Vec<usize>),
}

impl Offsets {
    pub(crate) fn new(text: &str) -> Self {
        if text.is_ascii() {
            Self::Ascii { len: text.len() }
        } else {
            let starts = text.char_indices().map(|(at, _)| at);
            Self::Table(starts.chain(std::iter::once(text.len())).collect())
        }
    }

    pub(crate) fn byte(&self, character: usize) -> usize {
        match self {
            Self::Ascii { len } => character.min(*len),
            Self::Table(starts) => starts
                .get(character)
                .or(starts.last())
                .copied()
                .unwrap_or_default(),
        }
    }
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
    fn a_span_beyond_the_text_or_inside_a_character_is_pulled_back() {
        let source = Source::new("m.yaml", "日".to_owned());
        assert_eq!(source.location(&(1..2)).span, 0..0);
        assert_eq!(source.location(&(7..9)).span, 3..3);
        assert_eq!(source.location(&(7..9)).line, 1);
    }
}
