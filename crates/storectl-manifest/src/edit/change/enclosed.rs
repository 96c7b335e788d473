//! Entries between brackets come and go, each with the comments that stand beside it.

mod moved;
mod one_a_line;

use std::ops::Range;

use super::{Manner, Page};
use crate::edit::{
    lines,
    row::{Row, start_with_lines_above, starts_with},
    splice::Splice,
    tree::{Entry, Node},
};

impl<'a> Page<'a> {
    /// Inserts an entry between brackets, after the one with index `previous`, or first; on a line of its own where that one
    /// has its own. It comes above the comments of the entry behind it, and below those of the one before it.
    pub(super) fn insert_enclosed(
        &self,
        node: &Node,
        previous: Option<usize>,
        entry: &str,
    ) -> Option<Vec<Splice>> {
        let gap = self.gap(node);
        let Some(index) = previous else {
            let first = node.entries.first()?.start();
            let above = start_with_lines_above(self.text, first, before(node, 0)?);
            let has_line = self.row(node, 0).is_some() || above < lines::start(self.text, first);
            let indentation = lines::indentation(self.text, first).filter(|_| has_line);
            return Some(vec![match indentation {
                Some(it) => Splice::insert(above, format!("{it}{entry},\n{gap}")),
                None => Splice::insert(first, format!("{entry}, ")),
            }]);
        };
        let end = node.entries.get(index)?.value.span.end;
        let Some(row) = self.row(node, index) else {
            return self.insert_beside(node, index, entry);
        };
        let indentation = row.indentation;
        Some(insert_below(row, end, |comma| {
            format!("{gap}{indentation}{entry}{comma}")
        }))
    }

    /// Inserts an entry after one that shares its line: on that line, unless a comment ends it, or the commas lead.
    fn insert_beside(&self, node: &Node, index: usize, entry: &str) -> Option<Vec<Splice>> {
        let previous = node.entries.get(index)?;
        let next = node.entries.get(index + 1);
        let end = previous.value.span.end;
        let line_end = lines::end(self.text, end);
        let at = lines::skip_white(self.text, end);
        let has_comma = starts_with(self.text, at, ',');
        let rest = lines::skip_white(self.text, at + usize::from(has_comma));
        let has_comment = starts_with(self.text, rest, '#');
        let mut led = [next, Some(previous)].into_iter().flatten();
        let lead = led.find_map(|it| self.lead(it));
        let is_natural = self.manner != Manner::Plainest;
        Some(match lead {
            Some(lead) if is_natural && !has_comma && (has_comment || rest == line_end) => {
                vec![Splice::insert(line_end, format!("\n{lead}{entry}"))]
            }
            _ if has_comment && has_comma => {
                let indentation = self.item_indentation(node);
                let line = format!("\n{indentation}{entry},");
                vec![Splice::insert(line_end, line)]
            }
            _ if has_comment && next.is_none() => {
                let line = format!("\n{}{entry}", self.item_indentation(node));
                vec![Splice::insert(end, ","), Splice::insert(line_end, line)]
            }
            _ => vec![Splice::insert(end, format!(", {entry}"))],
        })
    }

    /// Removes an entry between brackets, with its comments.
    pub(super) fn remove_enclosed(&self, node: &Node, index: usize) -> Option<Vec<Splice>> {
        let entry = node.entries.get(index)?;
        let next = node.entries.get(index + 1);
        let previous = index.checked_sub(1).and_then(|it| node.entries.get(it));
        let removed = match (self.row(node, index), previous, next) {
            (Some(row), ..) => vec![Splice::remove(self.lines_of(row, index, next))],
            (None, _, Some(_)) => self.remove_before(entry, previous),
            (None, Some(previous), None) => vec![self.remove_last(entry, previous)],
            (None, None, None) => return None,
        };
        // In JSON the last entry has no comma; in YAML it may keep its own.
        let comma = previous.filter(|_| self.manner == Manner::Json && next.is_none());
        let comma = comma.map(|it| lines::skip_blanks(self.text, it.value.span.end));
        let comma = comma.filter(|at| removed.iter().all(|it| *at < it.at.start));
        let comma = comma.map(|at| Splice::remove(at..at + 1));
        Some(comma.into_iter().chain(removed).collect())
    }

    /// Returns the lines that go with an entry. Of the empty lines above and below, one stays; above the first entry and below
    /// the last, none.
    fn lines_of(&self, row: Row<'_>, index: usize, next: Option<&Entry>) -> Range<usize> {
        let above = |at: usize| {
            let line = lines::start(self.text, at.checked_sub(1)?);
            lines::is_empty(self.text, line).then_some(line)
        };
        let (mut start, mut end) = (row.start, lines::next(self.text, row.end));
        let is_apart = index == 0 || above(start).is_some();
        while is_apart && lines::is_empty(self.text, end) {
            end = lines::next(self.text, end);
        }
        while next.is_none()
            && index > 0
            && let Some(line) = above(start)
        {
            start = line;
        }
        start..end
    }

    /// Removes an entry that shares its line, with the comma behind it.
    fn remove_before(&self, entry: &Entry, previous: Option<&Entry>) -> Vec<Splice> {
        let span = entry.span();
        let end = lines::skip_blanks(self.text, span.end) + 1;
        let line_end = lines::end(self.text, end);
        let rest = lines::skip_white(self.text, end);
        if self.has_comment_below(span.end, end) {
            // It is the next entry's.
            let start = self.without_white(span.start);
            let own = Splice::remove(start..lines::end(self.text, span.end));
            return vec![own, Splice::remove(end - 1..rest)];
        }
        if rest != line_end && !starts_with(self.text, rest, '#') {
            let has_line =
                lines::end(self.text, span.end) < end && lines::is_first(self.text, span.start);
            let start = if has_line {
                let before = previous.map_or(0, |it| it.value.span.end);
                let line = start_with_lines_above(self.text, span.start, before);
                lines::skip_white(self.text, line)
            } else {
                span.start
            };
            return vec![Splice::remove(start..rest)];
        }
        // A comment behind several entries may be about the others.
        let end = if self.is_alone(entry, previous) {
            line_end
        } else {
            end
        };
        vec![Splice::remove(self.without_white(span.start)..end)]
    }

    /// Removes the last entry, which shares its line, with the comma before it.
    fn remove_last(&self, entry: &Entry, previous: &Entry) -> Splice {
        let span = entry.span();
        let has_comment = starts_with(self.text, lines::skip_white(self.text, span.end), '#');
        let line_end = lines::end(self.text, span.end);
        let end = if has_comment && self.is_alone(entry, Some(previous)) {
            line_end
        } else {
            span.end
        };
        let before = previous.value.span.end;
        let gap = self.text.get(before..span.start).unwrap_or_default();
        if !gap.contains('#') {
            return Splice::remove(before..end);
        }
        // Comments of the entry before it stand there.
        let line = start_with_lines_above(self.text, span.start, before);
        if self.lead(entry).is_some() {
            let rest = lines::skip_white(self.text, end);
            return if rest == line_end {
                let above = lines::start(self.text, line.saturating_sub(1));
                Splice::remove(lines::end(self.text, above)..end)
            } else {
                // The bracket, which stands behind it, takes its place.
                Splice::remove(lines::skip_white(self.text, line)..rest)
            };
        }
        // The comma before it stays.
        let comma = lines::skip_white(self.text, span.end);
        let end = if starts_with(self.text, comma, ',') {
            comma + 1
        } else {
            end
        };
        let start = if lines::is_first(self.text, span.start) {
            lines::skip_white(self.text, line)
        } else {
            span.start
        };
        Splice::remove(start..lines::skip_white(self.text, end))
    }

    /// Returns whether a comment stands below the line of `from`, before `to`.
    fn has_comment_below(&self, from: usize, to: usize) -> bool {
        let below = self.text.get(lines::next(self.text, from)..to);
        below.is_some_and(|it| it.contains('#'))
    }

    /// Returns whether no entry stands before another one on its line.
    fn is_alone(&self, entry: &Entry, previous: Option<&Entry>) -> bool {
        previous.is_none_or(|it| it.value.span.end < lines::start(self.text, entry.start()))
    }

    /// Returns what stands before an entry on its line where that is a comma.
    fn lead(&self, entry: &Entry) -> Option<&'a str> {
        let start = lines::start(self.text, entry.start());
        let lead = self.text.get(start..entry.start())?;
        (lead.trim_matches(lines::WHITE) == ",").then_some(lead)
    }

    /// Returns where the spaces before a byte begin.
    fn without_white(&self, at: usize) -> usize {
        let before = self.text.get(..at).unwrap_or_default();
        before.trim_end_matches(lines::WHITE).len()
    }

    /// Returns the lines of an entry; `None` if it shares one.
    fn row(&self, node: &Node, index: usize) -> Option<Row<'a>> {
        Row::of(self.text, node.entries.get(index)?, before(node, index)?)
    }

    /// Returns what an entry is indented by that gets a line: as the first that has one is, else two columns more than the line
    /// of the bracket.
    fn item_indentation(&self, node: &Node) -> String {
        let mut entries = node.entries.iter();
        let first = entries.find_map(|it| lines::indentation(self.text, it.start()));
        first.map_or_else(
            || format!("{}  ", self.bracket_indentation(node)),
            str::to_owned,
        )
    }

    /// Returns what the line of the bracket is indented by, the dashes of a list taken for spaces.
    fn bracket_indentation(&self, node: &Node) -> String {
        let start = lines::start(self.text, node.span.start);
        let line = self.text.get(start..node.span.start).unwrap_or_default();
        let mut end = lines::skip_white(line, 0);
        while line.get(end..).is_some_and(|it| it.starts_with("- ")) {
            end = lines::skip_white(line, end + 1);
        }
        line.get(..end).unwrap_or_default().replace('-', " ")
    }
}

/// Returns where what stands before an entry ends: another one, or the bracket.
fn before(node: &Node, index: usize) -> Option<usize> {
    match index.checked_sub(1) {
        Some(previous) => node.entries.get(previous).map(|it| it.value.span.end),
        None => Some(node.span.start + 1),
    }
}

/// Inserts lines below those of an entry that ends at `end`; they have a comma if that one has.
fn insert_below(row: Row<'_>, end: usize, lines: impl FnOnce(&str) -> String) -> Vec<Splice> {
    match row.comma {
        Some(_) => vec![Splice::insert(row.end, format!("\n{}", lines(",")))],
        None => vec![
            Splice::insert(end, ","),
            Splice::insert(row.end, format!("\n{}", lines(""))),
        ],
    }
}
