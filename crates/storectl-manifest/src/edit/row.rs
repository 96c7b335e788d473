//! The lines that an entry between brackets has to itself.

use super::{lines, tree::Entry};

/// The lines of an entry that shares them with no other entry and no bracket.
#[derive(Clone, Copy, Debug)]
pub(super) struct Row<'a> {
    /// What its first line is indented by, as it is written.
    pub(super) indentation: &'a str,
    /// Where it begins: with the comments above it.
    pub(super) start: usize,
    /// Where it ends: before the end of its last line, with the comment there.
    pub(super) end: usize,
    /// Where its comma is, which the last entry may lack.
    pub(super) comma: Option<usize>,
}

impl<'a> Row<'a> {
    /// Returns the lines of an entry; `None` if it shares one. What comes before it ends at `before`: another entry, or the
    /// bracket.
    pub(super) fn of(text: &'a str, entry: &Entry, before: usize) -> Option<Self> {
        let span = entry.span();
        let indentation = lines::indentation(text, span.start)?;
        let at = lines::skip_white(text, span.end);
        let comma = starts_with(text, at, ',').then_some(at);
        let rest = lines::skip_white(text, comma.map_or(span.end, |it| it + 1));
        let end = lines::end(text, span.end);
        let is_last_there = rest == end || starts_with(text, rest, '#');
        // A comma on a line below leads the entry there.
        let has_late_comma =
            comma.is_none() && starts_with(text, lines::skip_blanks(text, span.end), ',');
        (is_last_there && !has_late_comma).then(|| Self {
            indentation,
            start: start_with_lines_above(text, span.start, before),
            end,
            comma,
        })
    }
}

/// Returns where the line of byte `at` begins, or the first of the comments right above it, after `before`.
pub(super) fn start_with_lines_above(text: &str, at: usize, before: usize) -> usize {
    let mut start = lines::start(text, at);
    while start > 0 {
        let above = lines::start(text, start - 1);
        if above < before || !starts_with(text, lines::skip_white(text, above), '#') {
            break;
        }
        start = above;
    }
    start
}

/// Returns whether a character is at a byte.
pub(super) fn starts_with(text: &str, at: usize, character: char) -> bool {
    text.get(at..).is_some_and(|it| it.starts_with(character))
}
