//! The releases of products, as receipts record them.

use std::fmt::Write as _;

use storectl_model::mask::mask;
use storectl_plan::{Receipt, ReceiptVariable};

use super::{ErrorView, base::short_commit, thousands};
use crate::{Foreign, time::minute};

/// The releases of some products.
#[derive(Clone, Debug)]
pub struct HistoryView<'a> {
    /// Version of this tool.
    pub tool_version: &'a str,
    /// What may be missing, and why; one sentence each.
    pub warnings: &'a [String],
    /// The products, in the order they were given.
    pub products: Vec<ProductHistory<'a>>,
    /// What decided the exit, where it failed.
    pub error: Option<&'a ErrorView>,
}

/// The releases of one product.
#[derive(Clone, Debug)]
pub struct ProductHistory<'a> {
    /// The manifest's path as shown to users.
    pub manifest: Foreign<'a>,
    /// Partner Center's id, as the manifest spells it.
    pub product_id: Foreign<'a>,
    /// Its name, for people.
    pub name: Option<Foreign<'a>>,
    /// One receipt for each release, the newest first ([`storectl_plan::releases`]).
    pub releases: &'a [Receipt],
}

/// Most characters of a commit, a name and the variables of a release that people are shown.
const LONGEST: usize = 100;

/// The columns of a release for people, in the order in which they stand.
pub(crate) const COLUMNS: [&str; 6] = [
    "submitted",
    "submission",
    "outcome",
    "commit",
    "by",
    "variables",
];

/// Returns a release by its columns; nothing of it is escaped.
pub(crate) fn columns(release: &Receipt) -> [String; 6] {
    let source = &release.source;
    let dirty = if source.dirty { " (modified)" } else { "" };
    let commit = source.commit.as_deref().map(short_commit);
    let commit = commit.map(|it| format!("{}{dirty}", clipped(it)));
    let submission = release.stage.submission().map(ToString::to_string);
    [
        minute(release.submitted_at),
        submission.unwrap_or_default(),
        format!(
            "{} {}",
            release.outcome.status.as_str(),
            minute(release.outcome.at)
        ),
        commit.unwrap_or_default(),
        source.by.as_deref().map(clipped).unwrap_or_default(),
        variables(&release.variables),
    ]
}

fn clipped(text: &str) -> String {
    let clipped = Foreign::new(text).clipped(LONGEST);
    clipped.as_foreign().as_raw().to_owned()
}

/// Names the variables with their values, as many as fit a line; of a secret one only its name.
fn variables(all: &[ReceiptVariable]) -> String {
    let mut out = String::new();
    for (at, it) in all.iter().enumerate() {
        let one = match &it.value {
            Some(value) => format!("{} = {}", it.name, mask(value)),
            None => format!("{} (secret)", it.name),
        };
        if at > 0 {
            out.push_str(", ");
        }
        if at > 0 && out.len() + one.len() > LONGEST {
            let _ = write!(out, "and {} more", thousands(all.len() - at));
            break;
        }
        out.push_str(&clipped(&one));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signature_in_a_variable_of_a_receipt_is_shown_to_nobody() {
        let variable = |name: &str, value: &str| ReceiptVariable {
            name: name.to_owned(),
            value: Some(value.to_owned()),
            from: "flag".to_owned(),
            manifest: None,
        };
        let shown = variables(&[
            variable("version", "1.4"),
            variable("url", "https://c.example/x?sig=abcdefgh"),
        ]);
        assert!(
            shown.starts_with("version = 1.4, url = https://c.example/x?sig="),
            "{shown}"
        );
        assert!(!shown.contains("abcdefgh"), "{shown}");
    }
}
