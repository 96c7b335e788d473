//! Compares desired and remote state and orders the steps that make them equal.
//!
//! Pure: [`plan`] is a function of its arguments; same inputs, same bytes. Steps are data: the plan shown is the plan
//! executed.

mod approval;
mod change;
mod diff;
mod hash;
mod images;
mod keyed;
mod listings;
mod matching;
mod modules;
mod order;
mod package_body;
mod packages;
mod plan;
mod planner;
mod report;
mod step;
mod summary;
mod unmanaged;
mod value;

pub use approval::{Comparison, compare};
pub use change::{Action, Change, DestructiveClass, Guard, Origin, TextLimit};
pub use hash::{Essence, essence_hash, plan_hash};
pub use plan::{
    Blocker, PlanHash, PlanOptions, PlanStatus, PlanSummary, ProductPlan, Resume, Unmanaged,
    Verification, Warning,
};
pub use planner::{differences, plan};
pub use report::{ApplyReport, Failure, FailureKind, StepOutcome, StepReport};
pub use step::{AssetPlacement, AssetUploads, Risk, Step, StepAction, StepId};
pub use summary::summarize;
pub use value::{ChangeValue, ImageValue, Withheld, WithheldReason};
