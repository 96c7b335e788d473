//! Keeps a comment within GitHub's limit.

use std::fmt::Write as _;

use crate::number::count;

/// Most characters of a comment, with room for what is said of the sections left out. GitHub takes 65,536 (atlantis
/// issue 55); counted in UTF-16 units, the larger of the ways it may count.
const MOST: usize = 64_000;

/// A part of a comment.
struct Section {
    text: String,
    rank: Rank,
}

/// What is kept first when not everything fits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Rank {
    /// Title and conclusion.
    Frame,
    /// What a decision needs.
    Decision,
    /// Details of changes.
    Detail,
    /// How it is done.
    Mechanics,
}

/// Collects sections in reading order.
#[derive(Default)]
pub(super) struct Comment {
    sections: Vec<Section>,
}

impl Comment {
    pub(super) fn push(&mut self, rank: Rank, text: String) {
        self.sections.push(Section { text, rank });
    }

    /// Joins the sections that fit, chosen by rank and then by place, and says how many were left out before the last.
    pub(super) fn finish(self) -> String {
        let mut order: Vec<usize> = (0..self.sections.len()).collect();
        order.sort_by_key(|it| self.sections.get(*it).map(|it| it.rank));
        let mut left = MOST;
        let mut kept = vec![false; self.sections.len()];
        for index in order {
            let size = self
                .sections
                .get(index)
                .map_or(0, |it| it.text.encode_utf16().count());
            if let (Some(rest), Some(keep)) = (left.checked_sub(size), kept.get_mut(index)) {
                left = rest;
                *keep = true;
            }
        }
        let dropped = kept.iter().filter(|it| !**it).count();
        let last = self.sections.len().saturating_sub(1);
        let mut out = String::new();
        for (index, (section, keep)) in self.sections.iter().zip(kept).enumerate() {
            if index == last && dropped > 0 {
                let _ = write!(
                    out,
                    "_{} did not fit into a comment; the text and JSON outputs have them._\n\n",
                    count(dropped, "more section")
                );
            }
            if keep {
                out.push_str(&section.text);
            }
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_sections_are_left_out_the_least_needed_first() {
        let mut comment = Comment::default();
        comment.push(Rank::Frame, "title\n".to_owned());
        comment.push(Rank::Mechanics, "steps\n".repeat(100));
        comment.push(Rank::Detail, "a".repeat(MOST - 100));
        comment.push(Rank::Decision, "blocked\n".to_owned());
        comment.push(Rank::Frame, "end\n".to_owned());
        let text = comment.finish();
        assert!(text.starts_with("title\naaa"));
        assert!(text.ends_with(
            "blocked\n_1 more section did not fit into a comment; the text and JSON outputs have them._\n\nend\n"
        ));
    }
}
