//! Line differences of texts of several lines.

use similar::{Algorithm, DiffOp, capture_diff_slices};

use super::{Piece, Room, words, words::alike};

/// One line of a difference.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Line<'a> {
    /// On both sides.
    Same(&'a str),
    /// On the Store only.
    Gone(&'a str),
    /// In the manifest only.
    New(&'a str),
    /// On both sides, some words changed.
    Changed(Vec<Piece<'a>>),
    /// This many unchanged lines are not shown.
    Skipped(usize),
}

/// Above this many pairs of lines the texts are shown as replaced.
const MOST_PAIRS: usize = 16_000_000;

/// Compares two texts line by line, and replaced lines word by word.
pub(crate) fn lines<'a>(before: &'a str, after: &'a str) -> Vec<Line<'a>> {
    let old: Vec<&str> = before.split('\n').collect();
    let new: Vec<&str> = after.split('\n').collect();
    if old.len().saturating_mul(new.len()) > MOST_PAIRS {
        return replaced(&old, &new);
    }
    let ops = capture_diff_slices(Algorithm::Myers, &old, &new);
    let mut out = Vec::new();
    for op in ops {
        let gone = old.get(op.old_range()).unwrap_or_default();
        let added = new.get(op.new_range()).unwrap_or_default();
        match op {
            DiffOp::Equal { .. } => out.extend(gone.iter().map(|it| Line::Same(it))),
            DiffOp::Delete { .. } | DiffOp::Insert { .. } | DiffOp::Replace { .. } => {
                out.extend(replaced(gone, added));
            }
        }
    }
    out
}

/// Cuts unchanged lines to those next to a change.
pub(crate) fn elide_lines<'a>(lines: &[Line<'a>], room: Room) -> Vec<Line<'a>> {
    let is_same = |it: &Line<'_>| matches!(it, Line::Same(_));
    let runs: Vec<&[Line<'a>]> = lines.chunk_by(|a, b| is_same(a) == is_same(b)).collect();
    let mut out = Vec::new();
    for (index, run) in runs.iter().enumerate() {
        let head = if index > 0 { room.lines } else { 0 };
        let tail = if index + 1 < runs.len() {
            room.lines
        } else {
            0
        };
        match run.len().checked_sub(head.saturating_add(tail)) {
            Some(skipped @ 2..) if run.first().is_some_and(is_same) => {
                out.extend(run.iter().take(head).cloned());
                out.push(Line::Skipped(skipped));
                out.extend(run.iter().skip(head + skipped).cloned());
            }
            _ => out.extend(run.iter().cloned()),
        }
    }
    out
}

/// Pairs lines that are alike; the rest goes and comes whole.
fn replaced<'a>(gone: &[&'a str], added: &[&'a str]) -> Vec<Line<'a>> {
    if gone.len() == added.len() && gone.len() <= 200 {
        let pairs: Vec<Vec<Piece<'a>>> = gone
            .iter()
            .zip(added)
            .map(|(old, new)| words(old, new))
            .collect();
        if pairs.iter().all(|it| alike(it)) {
            return pairs.into_iter().map(Line::Changed).collect();
        }
    }
    let gone = gone.iter().map(|it| Line::Gone(it));
    gone.chain(added.iter().map(|it| Line::New(it))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_changed_word_shows_its_line_and_skips_the_rest() {
        let before = "1\n2\n3\n4\nfast gears turn\n6\n7\n8\n9";
        let after = "1\n2\n3\n4\nfaster gears turn\n6\n7\n8\n9";
        let shown = elide_lines(&lines(before, after), Room::NORMAL);
        assert_eq!(shown.first(), Some(&Line::Skipped(3)));
        assert!(matches!(shown.get(2), Some(Line::Changed(_))));
        assert_eq!(shown.last(), Some(&Line::Skipped(3)));
    }

    #[test]
    fn lines_that_have_nothing_in_common_go_and_come_whole() {
        assert_eq!(
            lines("same\nred", "same\nblue"),
            [Line::Same("same"), Line::Gone("red"), Line::New("blue")]
        );
    }
}
