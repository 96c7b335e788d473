//! Compares desired and remote state and orders the steps that make them equal.
//!
//! Pure: [`plan`] is a function of its arguments; same inputs, same bytes. Steps are data: the plan shown is the plan
//! executed.

mod approval;
mod change;
mod diff;
mod draft_digest;
mod hash;
mod images;
mod keyed;
mod listings;
mod matching;
mod modules;
mod order;
mod package_body;
mod packages;
mod pending;
mod plan;
mod planner;
mod report;
mod seen;
mod step;
mod summary;
mod unmanaged;
mod value;
mod verdict;

pub use approval::{Comparison, compare};
pub use change::{Action, Change, DestructiveClass, Guard, Origin, TextLimit};
pub use draft_digest::DraftDigest;
pub use hash::{Essence, essence_hash, plan_hash};
pub use pending::{
    LastSubmission, PendingFact, PriorWork, SubmissionKnowledge, SubmissionOutcome,
    has_uncommitted_packages,
};
pub use plan::{
    Blocker, PlanHash, PlanOptions, PlanStatus, PlanSummary, ProductPlan, Unmanaged, Warning,
};
pub use planner::{differences, plan};
pub use report::{ApplyReport, Failure, FailureKind, StepOutcome, StepReport};
pub use seen::ImageIds;
pub use step::{AssetPlacement, AssetUploads, Risk, Step, StepAction, StepId};
pub use summary::summarize;
pub use value::{ChangeValue, ImageValue, Withheld, WithheldReason};
pub use verdict::Verdict;
