//! Compares desired and remote state and orders the steps that make them equal.
//!
//! Pure: [`plan`] is a function of its arguments; same inputs, same bytes. Steps are data: the plan shown is the plan
//! executed. The comparison behind it ([`compare`](crate)) also verifies what was read back and lists what is unmanaged.

mod approve;
mod change;
mod compare;
mod findings;
mod guard;
mod order;
mod outcome;
mod plan;
mod planner;
mod report;
mod rules;
mod step;
mod summary;
mod verify;

pub use approve::{Comparison, PlanFingerprint, compare, fingerprint_hash, plan_hash};
pub use change::{Action, Change, Origin, TextLimit};
pub use compare::{Base, ChangeValue, CommittedImages, ImageValue, Withheld, WithheldReason};
pub use guard::{DestructiveClass, Guard};
pub use outcome::{Outcome, OutcomeListing, OutcomePackage};
pub use plan::{
    Blocker, PlanHash, PlanOptions, PlanStatus, PlanSummary, PlannedImages, ProductPlan, Resume,
    Unmanaged, Verification, Warning,
};
pub use planner::{differences, plan, plan_with_base};
pub use report::{ApplyReport, Failure, FailureKind, StepOutcome, StepReport};
pub use step::{AssetPlacement, AssetUploads, Risk, Step, StepAction, StepId};
pub use summary::summarize;
pub use verify::{Moved, Proof, Unproven, UploadedImages, verify};
