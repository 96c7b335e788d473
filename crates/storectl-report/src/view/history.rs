//! The releases of products, as receipts record them.

use std::fmt::Write as _;

use storectl_model::{SubmissionId, mask::mask};
use storectl_plan::{PlanHash, Receipt, ReceiptOutcome, ReceiptVariable};

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
    /// The releases, the newest first.
    pub releases: Vec<Release>,
}

/// A submission that the Store accepted.
#[derive(Clone, Debug, PartialEq)]
pub struct Release {
    /// The submission; `None` if it is not known.
    pub(crate) submission: Option<SubmissionId>,
    /// When it was submitted, in seconds since 1970.
    pub(crate) submitted_at: u64,
    /// What became of it.
    pub(crate) outcome: ReceiptOutcome,
    /// The commit that was checked out, where that is known.
    pub(crate) commit: Option<String>,
    /// Whether the manifest or a file it names differed from that commit.
    pub(crate) is_modified: bool,
    /// Who started the run, where that is known.
    pub(crate) by: Option<String>,
    /// The hash of the plan that was carried out.
    pub(crate) plan_hash: PlanHash,
    /// The variables that the manifest used; of a secret one no value.
    pub(crate) variables: Vec<ReceiptVariable>,
}

impl From<&Receipt> for Release {
    fn from(receipt: &Receipt) -> Self {
        let source = &receipt.source;
        Self {
            submission: receipt.stage.submission().cloned(),
            submitted_at: receipt.submitted_at,
            outcome: receipt.outcome,
            commit: source.commit.clone(),
            is_modified: source.dirty,
            by: source.by.clone(),
            plan_hash: receipt.plan_hash.clone(),
            variables: receipt.variables.clone(),
        }
    }
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
pub(crate) fn columns(release: &Release) -> [String; 6] {
    let modified = if release.is_modified {
        " (modified)"
    } else {
        ""
    };
    let commit = release.commit.as_deref().map(short_commit);
    let commit = commit.map(|it| format!("{}{modified}", clipped(it)));
    let submission = release.submission.as_ref().map(ToString::to_string);
    [
        minute(release.submitted_at),
        submission.unwrap_or_default(),
        format!(
            "{} {}",
            release.outcome.status.as_str(),
            minute(release.outcome.at)
        ),
        commit.unwrap_or_default(),
        release.by.as_deref().map(clipped).unwrap_or_default(),
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
