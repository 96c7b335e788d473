//! Differences of texts: words within a line, lines within a text, cut around what changed.

mod lines;
mod words;

pub(crate) use lines::{Line, lines};
pub(crate) use words::{Kind, Piece, elide, head, word_count, words};

/// How much of a text is shown, in characters.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Room {
    /// Unchanged text on each side of a change.
    pub(crate) context: usize,
    /// One removed or added piece.
    pub(crate) piece: usize,
}

impl Room {
    /// Enough to judge a change.
    pub(crate) const NORMAL: Self = Self {
        context: 40,
        piece: 400,
    };
    /// Everything.
    pub(crate) const FULL: Self = Self {
        context: usize::MAX,
        piece: usize::MAX,
    };
}
