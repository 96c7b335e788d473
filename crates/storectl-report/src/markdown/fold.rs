//! Sections that can be folded.

/// Whether a section is open when the comment is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fold {
    /// What is in it can be read without a click.
    Open,
    /// It is a line until somebody clicks on it.
    Folded,
}

impl Fold {
    /// Returns how to show changes of so many lines: few are open.
    pub(super) fn of_lines(lines: usize) -> Self {
        if lines < SMALL {
            Self::Open
        } else {
            Self::Folded
        }
    }
}

/// From so many lines on, a body is folded.
const SMALL: usize = 25;

/// Writes a section that can be folded. `summary` is HTML on one line, `body` Markdown.
pub(super) fn details(fold: Fold, summary: &str, body: &str) -> String {
    let open = match fold {
        Fold::Open => " open",
        Fold::Folded => "",
    };
    format!("<details{open}><summary>{summary}</summary>\n\n{body}\n</details>\n\n")
}
