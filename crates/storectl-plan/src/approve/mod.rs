//! Whether a plan is the one that was approved.

mod compare;
mod fingerprint;
mod outcome_mark;
mod places;
mod remainder;
mod stale;
mod withheld_mark;

pub use self::{
    compare::{Comparison, compare},
    fingerprint::{ChangeMark, PlanFingerprint, StepMark, fingerprint_hash, plan_hash},
    outcome_mark::OutcomeMark,
    stale::{StaleEntry, StaleState, StaleValues},
};
