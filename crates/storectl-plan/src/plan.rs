//! A plan: the changes of one product and the ordered steps that make them.

use std::fmt;

use storectl_model::{FieldPath, ProductId, StoreMessage, SubmissionId, SubmitMode, WaitFor};

use crate::{Change, ChangeValue, Step};

/// The plan of one product.
#[derive(Clone, Debug, PartialEq)]
pub struct ProductPlan {
    /// The product.
    pub product_id: ProductId,
    /// Its name, for people.
    pub name: Option<String>,
    /// What the plan comes to.
    pub status: PlanStatus,
    /// The submission in the way, where there is one.
    pub ongoing_submission: Option<SubmissionId>,
    /// The differences, in the manifest's order of modules.
    pub changes: Vec<Change>,
    /// What the manifest does not name and holds something on the Store.
    pub unmanaged: Vec<Unmanaged>,
    /// What apply does, in order.
    pub steps: Vec<Step>,
    /// What to know, none of it fatal.
    pub warnings: Vec<Warning>,
    /// Why apply would refuse before the first write; empty where it would not.
    pub blockers: Vec<Blocker>,
}

/// What a plan comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PlanStatus {
    /// There is something to do.
    Changed,
    /// There is nothing to do.
    Unchanged,
    /// A submission is in progress; apply would refuse (13).
    Busy,
    /// A destructive change lacks its acknowledgement (11), or the draft cannot be made so.
    Blocked,
}

impl PlanStatus {
    /// Gives the word the JSON plan uses.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Changed => "changed",
            Self::Unchanged => "unchanged",
            Self::Busy => "busy",
            Self::Blocked => "blocked",
        }
    }
}

/// Why apply would refuse before the first write.
#[derive(Clone, Debug, PartialEq)]
pub enum Blocker {
    /// A submission is in progress (exit 13).
    Busy {
        /// Its id.
        submission: SubmissionId,
        /// What the Store says of it.
        messages: Vec<StoreMessage>,
    },
    /// Destructive changes lack their acknowledgement (exit 11).
    Unacknowledged {
        /// Indexes of the changes.
        changes: Vec<usize>,
    },
    /// The manifest and the draft together break a rule neither breaks alone, e.g. a new language without a description
    /// (exit 10).
    Conflict {
        /// What is wrong.
        path: FieldPath,
        /// Where in the manifest to look; the field itself may be absent there.
        place: FieldPath,
        /// What is wrong with it.
        message: String,
        /// What to do.
        hint: String,
    },
}

/// A field of the draft that the manifest does not name and that holds something.
#[derive(Clone, Debug, PartialEq)]
pub struct Unmanaged {
    /// The field, e.g. `packages[0].packageUrl`, `properties.certificationNotes`, `listings.ja-jp.heroArts`.
    pub path: FieldPath,
    /// What it holds, and what is published if the draft is submitted.
    pub value: ChangeValue,
    /// Whether this plan's submission would publish it as it stands.
    pub will_publish: bool,
}

/// Something to know about a plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Warning {
    /// What it is about; `None` for the whole product.
    pub path: Option<FieldPath>,
    /// What to know.
    pub message: String,
}

/// Whether apply reads back before it submits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Verification {
    /// It does.
    #[default]
    ReadBack,
    /// It does not (`--no-verify`).
    Skip,
}

/// What an earlier run left behind, as its journal tells.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Resume {
    /// Nothing.
    #[default]
    Nothing,
    /// A changed draft that was to be submitted and was not.
    Unsubmitted,
}

/// What a plan depends on beside the two states.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PlanOptions<'a> {
    /// When to submit.
    pub submit: SubmitMode,
    /// How far to follow.
    pub wait: WaitFor,
    /// Whether to read back.
    pub verification: Verification,
    /// What an earlier run left behind.
    pub resume: Resume,
    /// Acknowledgements beside the manifest's.
    pub acknowledge: &'a [storectl_model::Acknowledgement],
}

/// Fingerprint of what would be done: products, changes and steps, and neither times, versions nor lines.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlanHash(pub String);

impl fmt::Display for PlanHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

/// Counts over some products' plans.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PlanSummary {
    /// Products planned.
    pub products: usize,
    /// Products with something to do.
    pub changed: usize,
    /// Changes that add.
    pub add: usize,
    /// Changes that change or reorder.
    pub change: usize,
    /// Changes that remove.
    pub remove: usize,
    /// Changes that clear.
    pub clear: usize,
    /// Destructive changes, acknowledged ones included.
    pub destructive: usize,
    /// Images to upload.
    pub uploads: usize,
    /// Bytes to upload.
    pub upload_bytes: u64,
    /// Writing requests apply would send, uploads included.
    pub writes: usize,
}
