//! Receipts: what was submitted, remembered beyond the run that did it (design.md §7).
//!
//! A receipt holds the whole outcome that was proven right before a submission, by digest where a value is long or
//! nobody's business. It is the base of a three-way plan, the proof of a submission on a runner without a journal, and
//! the record of what became of it.

mod base;
mod history;
mod installers;
mod moved;
mod prior_work;
mod secrets;
mod since;
mod timeline;
mod values;

use storectl_model::{ProductId, SellerId, SubmissionId};

pub(crate) use self::since::Since;
pub use self::{
    history::releases,
    installers::ReceiptInstaller,
    timeline::{Timeline, TimelineEntry, TimelineState},
    values::{ReceiptImage, ReceiptValue, ReceiptValues},
};
use crate::{PlanHash, SubmissionOutcome};

/// The record of one submission. Source: forms.md, "Receipts, base, origins, timeline" 3.
#[derive(Clone, Debug, PartialEq)]
pub struct Receipt {
    /// The product.
    pub product: ProductId,
    /// The Store, as journals and plan files name it.
    pub endpoint: String,
    /// The seller account it was submitted for.
    pub seller: SellerId,
    /// Where the manifest came from.
    pub source: ReceiptSource,
    /// How far the submission came.
    pub stage: ReceiptStage,
    /// When the request was made, or was about to be, in seconds since 1970.
    pub submitted_at: u64,
    /// The hash of the plan that was carried out.
    pub plan_hash: PlanHash,
    /// The variables the manifest used, by name; of secret ones only that they were used.
    pub variables: Vec<ReceiptVariable>,
    /// What was published, field by field.
    pub values: ReceiptValues,
    /// What was seen of the installers; of those that nobody looked at, nothing.
    pub installers: Vec<ReceiptInstaller>,
    /// When storectl first saw each state.
    pub timeline: Timeline,
    /// What became of it.
    pub outcome: ReceiptOutcome,
}

/// Where the manifest of a receipt came from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ReceiptSource {
    /// The manifest's path from the repository root, with `/`.
    pub manifest: String,
    /// The commit that was checked out; `None` where that is not known.
    pub commit: Option<String>,
    /// Whether the manifest or a file it names differed from that commit, or was not part of it.
    pub dirty: bool,
    /// Who started the run, as the CI engine or git names them.
    pub by: Option<String>,
}

/// How far a submission came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ReceiptStage {
    /// The request was about to be sent: whether it was, nobody here knows (forms.md, "Receipts" 4).
    Announced,
    /// The Store accepted it under this id.
    Accepted(SubmissionId),
    /// The Store refused the request: nothing was submitted, and the receipt before this one holds.
    Refused,
}

impl ReceiptStage {
    /// Returns the submission, where the Store accepted it.
    pub fn submission(&self) -> Option<&SubmissionId> {
        match self {
            Self::Accepted(id) => Some(id),
            Self::Announced | Self::Refused => None,
        }
    }
}

/// What became of a submission, as last seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReceiptOutcome {
    /// The outcome; failed only where that is final.
    pub status: SubmissionOutcome,
    /// When it was first seen, in seconds since 1970.
    pub at: u64,
}

/// One variable that the manifest used, as in plan documents (forms.md, "Edit …" 8).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReceiptVariable {
    /// Its name.
    pub name: String,
    /// Its value; `None` of a secret one.
    pub value: Option<String>,
    /// Where the value came from: `flag`, `environment` or `manifest`.
    pub from: String,
    /// The manifest's own value, where it differs.
    pub manifest: Option<String>,
}

/// How long an announced submission may be sent again without a question, in seconds. Source: forms.md, "Receipts" 4.
pub const ANNOUNCED_FRESH: u64 = 10 * 60;

/// How far the clock of whoever announced a submission may be ahead of this one's, in seconds. An announcement from further in
/// the future has no age that can be known, so it is not fresh: otherwise it would stay fresh until its time comes.
const CLOCKS_APART: u64 = 60;

impl Receipt {
    /// Whether the request was about to be sent so recently that sending it now cannot be a second release.
    pub fn is_freshly_announced(&self, now: u64) -> bool {
        self.stage == ReceiptStage::Announced
            && now.saturating_sub(self.submitted_at) < ANNOUNCED_FRESH
            && self.submitted_at.saturating_sub(now) <= CLOCKS_APART
    }

    /// Takes what the Store says of the submission now. Times of what was seen before stay.
    pub fn observe(&mut self, status: SubmissionOutcome, now: u64) {
        let state = match status {
            SubmissionOutcome::InProgress => Some(TimelineState::Certification),
            SubmissionOutcome::Published => Some(TimelineState::Published),
            SubmissionOutcome::Failed => Some(TimelineState::Failed),
            SubmissionOutcome::Unknown => None,
        };
        if let Some(state) = state {
            let submission = self.stage.submission().cloned();
            self.timeline.see(state, now, submission);
        }
        if self.outcome.status != status && !self.outcome.status.is_final() {
            self.outcome = ReceiptOutcome { status, at: now };
        }
    }
}
