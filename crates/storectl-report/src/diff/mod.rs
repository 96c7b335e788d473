//! Differences of texts: words within a line, lines within a text, cut around what changed.

mod lines;
mod unified;
mod words;

pub(crate) use lines::{Line, elide_lines, lines};
pub use unified::unified_diff;
use words::words;
pub(crate) use words::{Kind, Piece, elide, head, readable_words, word_count};

/// How much of a text is shown, in characters and lines.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Room {
    /// Unchanged text on each side of a change.
    pub(crate) context: usize,
    /// Unchanged lines on each side of a change.
    pub(crate) lines: usize,
    /// One removed or added piece.
    pub(crate) piece: usize,
    /// One item of a list or field of an object.
    pub(crate) item: usize,
}

impl Room {
    /// Enough to judge a change.
    pub(crate) const NORMAL: Self = Self {
        context: 40,
        lines: 1,
        piece: 400,
        item: 100,
    };
    /// Everything.
    pub(crate) const FULL: Self = Self {
        context: usize::MAX,
        lines: usize::MAX,
        piece: usize::MAX,
        item: usize::MAX,
    };
}

/// Returns the lines of a text; a line feed at the end ends the last one.
pub(crate) fn lines_of(text: &str) -> Vec<&str> {
    text.strip_suffix('\n')
        .unwrap_or(text)
        .split('\n')
        .collect()
}
