//! What a journal holds.

use storectl_model::{ProductId, SubmissionId};
use storectl_plan::{Acknowledgment, DraftDigest, SubmissionOutcome};

/// The content of a journal, in memory.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Record {
    pub(super) endpoint: String,
    pub(super) product: ProductId,
    /// What a run did to the draft and did not finish.
    pub(super) draft: Option<DraftWork>,
    /// The last submission made or recognized from here.
    pub(super) submission: Option<JournaledSubmission>,
    /// Submissions that were met, compared and found to be somebody else's; the newest last.
    pub(super) refused: Vec<SubmissionId>,
}

impl Record {
    pub(super) fn new(endpoint: &str, product: &ProductId) -> Self {
        Self {
            endpoint: endpoint.to_owned(),
            product: product.clone(),
            draft: None,
            submission: None,
            refused: Vec::new(),
        }
    }
}

/// A draft that was changed, or may have been, and not submitted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct DraftWork {
    /// When the first run began to write, in seconds since 1970.
    pub(super) since: u64,
    /// When a run last wrote, in seconds since 1970; unknown of what an earlier version recorded.
    pub(super) last_write: Option<u64>,
    /// Whether packages wait for their commit.
    pub(super) packages: Packages,
    /// What was acknowledged of what its runs set out to write.
    pub(super) acknowledged: Vec<Acknowledgment>,
    /// What was proven of the draft right before the submission was sent whose response has not come.
    pub(super) sent: Option<DraftDigest>,
}

/// Whether packages wait for a commit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Packages {
    /// None were written since the last commit.
    Committed,
    /// Some were written, or may have been.
    Uncommitted,
}

/// A submission made or recognized from here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct JournaledSubmission {
    /// Its id.
    pub(super) id: SubmissionId,
    /// When it was made, in seconds since 1970.
    pub(super) at: u64,
    /// What was proven of the draft right before it was sent; unknown of one that was recognized.
    pub(super) draft: Option<DraftDigest>,
    /// The outcome of it, where that is final.
    pub(super) ended: Option<Ended>,
    /// Whether a run set out to see its publication.
    pub(super) watch: Watch,
}

/// How a submission ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Ended {
    /// How; final.
    pub(super) outcome: SubmissionOutcome,
    /// When that was first seen, in seconds since 1970.
    pub(super) at: u64,
}

/// Whether a run set out to see a submission published.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Watch {
    /// It ended with the submission.
    UntilSubmitted,
    /// It follows the submission to its end, which makes that pending work until it is seen.
    UntilPublished,
}

/// Writes a time for people, e.g. `2026-09-24T14:02:11Z`.
pub(super) fn at(seconds: u64) -> String {
    i64::try_from(seconds)
        .ok()
        .and_then(|it| jiff::Timestamp::from_second(it).ok())
        .map_or_else(|| "an unknown time".to_owned(), |it| it.to_string())
}
