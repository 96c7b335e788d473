//! Compares desired and remote state and orders the steps that make them equal.
//!
//! Pure: [`plan`] is a function of its arguments; same inputs, same bytes. Steps are data: the plan shown is the plan
//! executed. The comparison behind it ([`compare`](crate)) also verifies what was read back and lists what is unmanaged.

mod approve;
mod change;
mod compare;
mod draft_digest;
mod findings;
mod guard;
mod held;
mod live_fields;
mod order;
mod outcome;
mod pending;
mod plan;
mod plan_hash;
mod planner;
mod policy;
mod receipt;
mod report;
mod resumption;
mod rules;
mod seen;
mod seen_installers;
mod step;
mod summary;
mod unmanaged;
mod verdict;
mod verify;
mod warnings;

pub use approve::{
    ChangeMark, Comparison, OutcomeMark, PlanFingerprint, StaleEntry, StaleState, StaleValues,
    StepMark, compare, fingerprint_hash, plan_hash,
};
pub use change::{Action, Change, Origin, SECRET_CHANGED, TextLimit};
pub use compare::{Base, ChangeValue, ImageValue, PackagePair, Withheld, package_pairs};
pub use draft_digest::DraftDigest;
pub use findings::{Blocker, Warning};
pub use guard::{Acknowledgment, DestructiveClass, Guard, Lock};
pub use held::held;
pub use live_fields::{live_fields, smallest_selection};
pub use outcome::{Outcome, OutcomeListing, OutcomePackage, OutcomeValues, PublishedValue};
pub use pending::{
    AnnouncedSubmission, AnnouncementAge, DraftMatch, EndedSubmission, LastSubmission, OnReceipt,
    PendingFact, PriorWork, SubmissionEnd, SubmissionKnowledge, SubmissionNews, SubmissionOutcome,
    has_uncommitted_packages,
};
pub use plan::{
    Memory, OriginCounts, PlanOptions, PlanStatus, PlanSummary, ProductPlan, RemovedField,
    Selection,
};
pub use plan_hash::{InvalidPlanHash, PlanHash};
pub use planner::{differences, plan};
pub use policy::{InstallerSigner, PolicyFacts, PolicyViolation};
pub use receipt::{
    ANNOUNCED_FRESH, Receipt, ReceiptImage, ReceiptInstaller, ReceiptOutcome, ReceiptSource,
    ReceiptStage, ReceiptValue, ReceiptValues, ReceiptVariable, Timeline, TimelineEntry,
    TimelineState, releases,
};
pub use report::{ApplyReport, Failure, FailureKind, NextStep, StepOutcome, StepReport};
pub use resumption::{Ongoing, Resumption};
pub use seen::ImageIds;
pub use seen_installers::{SeenInstaller, SeenInstallers};
pub use step::{AssetPlacement, AssetUploads, DraftEffect, Risk, Step, StepAction, StepId};
pub use summary::summarize;
pub use unmanaged::{MovedValue, Unmanaged};
pub use verdict::Verdict;
pub use verify::{Moved, Proof, Unproven, verify};
pub use warnings::unused_tokens_of_run;
