//! Keeps a comment within GitHub's limit.

use std::fmt::Write as _;

use crate::view::count;

/// Most characters of a comment, in UTF-16 units, the larger of the ways they may be counted. GitHub takes 65,536
/// (atlantis issue 55); workflows add a line of their own.
pub(super) const MOST: usize = 60_000;

/// Room for the lines that count what is left out.
const RESERVE: usize = 400;

/// What is kept first when not everything fits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Rank {
    /// The line of a product that failed, is blocked, or loses something.
    Danger,
    /// Why it failed or is blocked, and what to acknowledge.
    Reason,
    /// The line of any other product.
    Product,
    /// What to know.
    Note,
    /// Details of changes.
    Detail,
    /// How it is done.
    Mechanics,
    /// What each language says.
    Texts,
}

impl Rank {
    const ALL: [Self; 7] = [
        Self::Danger,
        Self::Reason,
        Self::Product,
        Self::Note,
        Self::Detail,
        Self::Mechanics,
        Self::Texts,
    ];

    fn noun(self) -> &'static str {
        match self {
            Self::Danger => "more blocked or destructive product",
            Self::Reason => "more reason",
            Self::Product => "more product",
            Self::Note => "more note",
            Self::Detail => "more section",
            Self::Mechanics => "more step list",
            Self::Texts => "more text table",
        }
    }
}

/// A part of a comment, kept or left out as one.
struct Section {
    rank: Rank,
    text: String,
}

/// A comment under construction. Its frame is short and always kept.
pub(super) struct Comment {
    markers: String,
    title: String,
    sections: Vec<Section>,
    foot: String,
}

impl Comment {
    /// Begins a comment.
    pub(super) fn new(markers: String, title: &str) -> Self {
        Self {
            markers,
            title: format!("{title}\n\n"),
            sections: Vec::new(),
            foot: String::new(),
        }
    }

    /// Adds a section in reading order.
    pub(super) fn push(&mut self, rank: Rank, text: String) {
        if !text.is_empty() {
            self.sections.push(Section { rank, text });
        }
    }

    /// Adds a line to the end.
    pub(super) fn foot(&mut self, line: &str) {
        self.foot.push_str(line);
        self.foot.push('\n');
    }

    /// Joins what fits, chosen by rank and then by place, and counts the rest.
    pub(super) fn finish(self) -> String {
        let Self {
            markers,
            title,
            sections,
            foot,
        } = self;
        let frame = units(&markers) + units(&title) + units(&foot) + RESERVE;
        let mut left = MOST.saturating_sub(frame);
        let mut kept = vec![false; sections.len()];
        for rank in Rank::ALL {
            for (section, kept) in sections.iter().zip(&mut kept) {
                if section.rank != rank {
                    continue;
                }
                // A line break between a list and what follows it.
                if let Some(rest) = left.checked_sub(units(&section.text) + 1) {
                    left = rest;
                    *kept = true;
                }
            }
        }
        let mut out = markers + &title;
        for (section, _) in sections.iter().zip(&kept).filter(|(_, kept)| **kept) {
            if ends_a_list(&out, &section.text) {
                out.push('\n');
            }
            out.push_str(&section.text);
        }
        if ends_a_list(&out, "") {
            out.push('\n');
        }
        out.push_str(&left_out(&sections, &kept));
        out.push_str(&foot);
        out
    }
}

fn ends_a_list(before: &str, after: &str) -> bool {
    !before.ends_with("\n\n") && !after.starts_with("- ")
}

fn left_out(sections: &[Section], kept: &[bool]) -> String {
    let parts: Vec<String> = Rank::ALL
        .into_iter()
        .filter_map(|rank| {
            let left = sections.iter().zip(kept);
            match left.filter(|(it, kept)| it.rank == rank && !**kept).count() {
                0 => None,
                number => Some(count(number, rank.noun())),
            }
        })
        .collect();
    let mut out = String::new();
    if !parts.is_empty() {
        let _ = write!(
            out,
            "_Not shown: {}. The text and JSON formats are complete._\n\n",
            parts.join(", ")
        );
    }
    out
}

fn units(text: &str) -> usize {
    text.encode_utf16().count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_least_needed_is_left_out_first_and_counted() {
        let mut comment = Comment::new("<!-- -->\n".to_owned(), "title");
        comment.push(Rank::Mechanics, "steps\n".repeat(100));
        comment.push(Rank::Detail, "a".repeat(MOST - 1_000) + "\n\n");
        comment.push(Rank::Reason, "blocked\n\n".to_owned());
        comment.foot("end");
        let text = comment.finish();
        assert!(text.starts_with("<!-- -->\ntitle\n\naaa"));
        assert!(
            text.ends_with("blocked\n\n_Not shown: 1 more step list. The text and JSON formats are complete._\n\nend\n"),
        );
    }

    #[test]
    fn however_much_there_is_it_fits() {
        let mut comment = Comment::new(String::new(), "title");
        for rank in Rank::ALL {
            for size in 0..500 {
                comment.push(rank, "x".repeat(size) + "\n");
            }
        }
        assert!(units(&comment.finish()) <= MOST);
    }
}
