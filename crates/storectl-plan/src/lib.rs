//! Compares desired and remote state and orders the steps that make them equal.
//!
//! Pure: [`plan`] is a function of its arguments; same inputs, same bytes. Steps are data: the plan shown is the plan
//! executed.

mod change;
mod plan;
mod report;
mod step;

pub use change::{Action, Change, DestructiveClass, Guard, Origin, TextLimit};
pub use plan::{
    Blocker, PlanHash, PlanOptions, PlanStatus, PlanSummary, ProductPlan, Resume, Unmanaged,
    Verification, Warning,
};
pub use report::{ApplyReport, Failure, FailureKind, StepOutcome, StepReport};
pub use step::{AssetPlacement, AssetUploads, Risk, Step, StepAction, StepId};
