//! What a journal holds.

use serde::{Deserialize, Serialize};
use storectl_model::{ProductId, SubmissionId};

/// The words of a journal, in memory.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Record {
    pub(super) endpoint: String,
    pub(super) product: ProductId,
    pub(super) phase: Phase,
    pub(super) submission: Option<Submission>,
}

impl Record {
    pub(super) fn new(endpoint: &str, product: &ProductId) -> Self {
        Self {
            endpoint: endpoint.to_owned(),
            product: product.clone(),
            phase: Phase::Settled,
            submission: None,
        }
    }
}

/// How far the last run came.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "state")]
pub enum Phase {
    /// It ended by itself, or there was none.
    #[default]
    Settled,
    /// It wrote to the draft, or was about to.
    Writing(Draft),
    /// It sent the submission, or was about to.
    Submitting(Draft),
}

/// A draft that a run has changed, or may have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Draft {
    /// When the run began to write, in seconds since 1970.
    pub since: u64,
    /// What was to become of the draft.
    pub intent: Intent,
    /// Whether packages were written and not committed.
    pub packages: Packages,
}

/// What is to become of a changed draft; the greater one wins when a run finds an older one's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Intent {
    /// It stays a draft.
    LeaveDraft,
    /// It is submitted.
    Submit,
}

/// Whether packages wait for a commit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Packages {
    /// None were written since the last commit.
    Settled,
    /// Some were written, or may have been.
    Owed,
}

/// A submission made from here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Submission {
    /// Its id.
    pub id: SubmissionId,
    /// When it was made, in seconds since 1970.
    pub at: u64,
}

/// Writes a time for people, e.g. `2026-09-24T14:02:11Z`.
pub(super) fn at(seconds: u64) -> String {
    i64::try_from(seconds)
        .ok()
        .and_then(|it| jiff::Timestamp::from_second(it).ok())
        .map_or_else(|| "an unknown time".to_owned(), |it| it.to_string())
}
