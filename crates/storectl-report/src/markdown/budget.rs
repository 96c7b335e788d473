//! Keeps a comment within GitHub's limit, and a job summary within its own.

use crate::{escape, view::count};

/// How much a place takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Budget {
    /// A comment: 60,000 UTF-16 units, the larger of the ways they may be counted. GitHub takes 65,536 (atlantis issue 55);
    /// workflows add a line of their own.
    Comment,
    /// A job summary: 1 MiB a step, in bytes. Source: GitHub's manual, "Adding a job summary".
    Summary,
}

impl Budget {
    fn most(self) -> usize {
        match self {
            Self::Comment => 60_000,
            Self::Summary => 1 << 20,
        }
    }

    fn cost(self, text: &str) -> usize {
        match self {
            Self::Comment => text.encode_utf16().count(),
            Self::Summary => text.len(),
        }
    }

    /// Returns what the markers may cost: with title and counts they always fit. 500 products have room in a comment.
    pub(super) fn markers(self) -> usize {
        self.most() - FRAME
    }
}

/// Room for the title and for the lines that are always kept.
const FRAME: usize = 2_800;

/// Most characters of a title: each may cost two units, or four bytes.
const TITLE: usize = 500;

/// Room for the line that counts what is left out.
const RESERVE: usize = 500;

/// What is kept first when not everything fits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Rank {
    /// The line of a product that failed, is blocked, or loses something.
    Danger,
    /// Why it failed or is blocked, and what to acknowledge.
    Reason,
    /// What continues: counts, and commands to copy.
    Foot,
    /// The line of any other product.
    Product,
    /// What changes where.
    Matrix,
    /// What to know.
    Note,
    /// Details of changes.
    Detail,
    /// Pictures.
    Pictures,
    /// How it is done.
    Mechanics,
    /// What each language says.
    Texts,
}

impl Rank {
    const ALL: [Self; 10] = [
        Self::Danger,
        Self::Reason,
        Self::Foot,
        Self::Product,
        Self::Matrix,
        Self::Note,
        Self::Detail,
        Self::Pictures,
        Self::Mechanics,
        Self::Texts,
    ];

    fn noun(self) -> &'static str {
        match self {
            Self::Danger => "more blocked or destructive product",
            Self::Reason => "more reason",
            Self::Foot => "more command",
            Self::Product => "more product",
            Self::Matrix => "more table",
            Self::Note => "more note",
            Self::Detail => "more section",
            Self::Pictures => "more picture table",
            Self::Mechanics => "more step list",
            Self::Texts => "more text table",
        }
    }
}

/// A part of a comment, kept or left out as one.
struct Section {
    rank: Rank,
    /// What it is about, by its place among the headings.
    about: Option<usize>,
    text: String,
}

/// A comment under construction.
pub(super) struct Comment {
    budget: Budget,
    markers: String,
    title: String,
    /// Each stands above the first section that is kept of those about the same.
    headings: Vec<String>,
    sections: Vec<Section>,
    foot: Vec<String>,
}

impl Comment {
    /// Begins a comment.
    pub(super) fn new(budget: Budget, markers: String, title: &str) -> Self {
        let title = escape::without_commands(title.to_owned());
        let title = format!("{}\n\n", escape::cut(&title, TITLE));
        Self {
            budget,
            markers,
            title,
            headings: Vec::new(),
            sections: Vec::new(),
            foot: Vec::new(),
        }
    }

    /// Puts a heading above what is pushed from here on, as far as any of it is kept.
    pub(super) fn heading(&mut self, heading: &str) {
        self.headings
            .push(escape::without_commands(format!("#### {heading}\n\n")));
    }

    /// Adds a section in reading order.
    pub(super) fn push(&mut self, rank: Rank, text: String) {
        if !text.is_empty() {
            self.sections.push(Section {
                rank,
                about: self.headings.len().checked_sub(1),
                // Before it is measured: a broken mark is longer.
                text: escape::without_commands(text),
            });
        }
    }

    /// Adds a line to the end.
    pub(super) fn foot(&mut self, line: &str) {
        self.foot
            .push(escape::without_commands(format!("{line}\n")));
    }

    /// Joins what fits, chosen by rank and then by place, and counts the rest.
    pub(super) fn finish(self) -> String {
        let budget = self.budget;
        let frame = budget.cost(&self.markers) + budget.cost(&self.title) + RESERVE;
        let mut room = Room {
            budget,
            left: budget.most().saturating_sub(frame),
            headed: vec![false; self.headings.len()],
        };
        let mut kept = vec![false; self.sections.len()];
        let mut kept_foot = vec![false; self.foot.len()];
        for rank in Rank::ALL {
            if rank == Rank::Foot {
                for (line, kept) in self.foot.iter().zip(&mut kept_foot) {
                    *kept = room.takes(line, None);
                }
            }
            for (section, kept) in self.sections.iter().zip(&mut kept) {
                if section.rank == rank {
                    let about = section
                        .about
                        .and_then(|it| Some((it, self.headings.get(it)?)));
                    *kept = room.takes(&section.text, about);
                }
            }
        }
        self.join(&kept, &kept_foot)
    }

    fn join(self, kept: &[bool], kept_foot: &[bool]) -> String {
        let mut left_out: Vec<Rank> = Vec::new();
        let mut out = self.markers + &self.title;
        let mut headed = None;
        for (section, kept) in self.sections.iter().zip(kept) {
            if !kept {
                left_out.push(section.rank);
                continue;
            }
            let heading = section.about.filter(|it| headed < Some(*it));
            let heading = heading.and_then(|it| self.headings.get(it));
            if ends_a_list(&out, heading.unwrap_or(&section.text)) {
                out.push('\n');
            }
            if let Some(heading) = heading {
                out.push_str(heading);
                headed = section.about;
            }
            out.push_str(&section.text);
        }
        if ends_a_list(&out, "") {
            out.push('\n');
        }
        let missing = kept_foot.iter().filter(|it| !**it);
        left_out.extend(missing.map(|_| Rank::Foot));
        out.push_str(&counted(&left_out));
        for (line, _) in self.foot.iter().zip(kept_foot).filter(|(_, kept)| **kept) {
            out.push_str(line);
        }
        out
    }
}

/// What room is left.
struct Room {
    budget: Budget,
    left: usize,
    /// Which headings have their room.
    headed: Vec<bool>,
}

impl Room {
    /// Takes the room of a text, with its heading where that has none yet; returns whether there was enough.
    fn takes(&mut self, text: &str, about: Option<(usize, &String)>) -> bool {
        let heading = about.filter(|(at, _)| self.headed.get(*at) == Some(&false));
        let heading_cost = heading.map_or(0, |(_, it)| self.budget.cost(it) + 1);
        // A line break between a list and what follows it.
        let cost = self.budget.cost(text) + 1 + heading_cost;
        let Some(rest) = self.left.checked_sub(cost) else {
            return false;
        };
        self.left = rest;
        if let Some(headed) = heading.and_then(|(at, _)| self.headed.get_mut(at)) {
            *headed = true;
        }
        true
    }
}

fn ends_a_list(before: &str, after: &str) -> bool {
    !before.ends_with("\n\n") && !after.starts_with("- ")
}

fn counted(left_out: &[Rank]) -> String {
    let parts: Vec<String> = Rank::ALL
        .into_iter()
        .filter_map(|rank| {
            let number = left_out.iter().filter(|it| **it == rank).count();
            (number > 0).then(|| count(number, rank.noun()))
        })
        .collect();
    if parts.is_empty() {
        return String::new();
    }
    format!(
        "_Not shown: {}. The text and JSON formats are complete._\n\n",
        parts.join(", ")
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn begun() -> Comment {
        Comment::new(Budget::Comment, "<!-- -->\n".to_owned(), "title")
    }

    #[test]
    fn what_is_least_needed_is_left_out_first_and_counted() {
        let mut comment = begun();
        comment.push(Rank::Mechanics, "steps\n".repeat(100));
        comment.push(Rank::Detail, "a".repeat(59_000) + "\n\n");
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
        for budget in [Budget::Comment, Budget::Summary] {
            let markers = "😀".repeat(budget.markers() / 4);
            for (markers, title) in [
                (markers, "😀".repeat(9_000)),
                (String::new(), "t".to_owned()),
            ] {
                let mut comment = Comment::new(budget, markers, &title);
                for rank in Rank::ALL {
                    comment.heading(&"h".repeat(100));
                    for size in 0..1_500 {
                        comment.push(rank, "ü##[".repeat(size / 4) + "\n");
                    }
                    comment.foot(&"😀".repeat(8_000));
                }
                let text = comment.finish();
                assert!(
                    budget.cost(&text) <= budget.most(),
                    "{}",
                    budget.cost(&text)
                );
            }
        }
    }

    #[test]
    fn a_heading_stands_above_the_first_section_that_is_kept() {
        let mut comment = begun();
        comment.heading("left out");
        comment.push(Rank::Texts, "x".repeat(60_000));
        comment.heading("kept");
        comment.push(Rank::Texts, "x".repeat(60_000));
        comment.push(Rank::Detail, "detail\n\n".to_owned());
        comment.push(Rank::Detail, "more\n\n".to_owned());
        assert_eq!(
            comment.finish(),
            "<!-- -->\ntitle\n\n#### kept\n\ndetail\n\nmore\n\n_Not shown: 2 more text tables. The text and JSON formats are complete._\n\n"
        );
    }
}
