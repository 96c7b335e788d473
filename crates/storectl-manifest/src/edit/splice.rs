//! Replacements in a text.

use std::ops::Range;

use crate::format;

/// What to put in place of a part of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Splice {
    /// The part, in bytes; empty to insert.
    pub(super) at: Range<usize>,
    /// What comes there, lines ended by LF.
    pub(super) text: String,
}

impl Splice {
    /// Replaces a part.
    pub(super) fn replace(at: Range<usize>, text: impl Into<String>) -> Self {
        let text = text.into();
        Self { at, text }
    }

    /// Inserts before a byte.
    pub(super) fn insert(at: usize, text: impl Into<String>) -> Self {
        Self::replace(at..at, text)
    }

    /// Removes a part.
    pub(super) fn remove(at: Range<usize>) -> Self {
        Self::replace(at, "")
    }
}

/// Makes replacements in a text, none of which overlap; those at the same byte in their order. New lines end as the text's
/// first line does.
pub(super) fn apply(text: &str, mut splices: Vec<Splice>) -> String {
    splices.sort_by_key(|it| it.at.start);
    let mut spliced = String::with_capacity(text.len());
    let mut copied = 0;
    for Splice { at, text: new } in splices {
        spliced.push_str(text.get(copied..at.start).unwrap_or_default());
        spliced.push_str(&format::line_ends_like(text, &new));
        copied = at.end.max(copied);
    }
    spliced.push_str(text.get(copied..).unwrap_or_default());
    spliced
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_else_stays() {
        let splices = vec![
            Splice::replace(4..5, "C"),
            Splice::insert(0, "0"),
            Splice::remove(1..2),
        ];
        assert_eq!(apply("abcde", splices), "0acdC");
    }

    #[test]
    fn new_lines_end_as_the_others_do() {
        let splices = || vec![Splice::insert(3, "b\n")];
        assert_eq!(apply("a\r\nc", splices()), "a\r\nb\r\nc");
        assert_eq!(apply("a\n\nc", splices()), "a\n\nb\nc");
    }
}
