//! Whether a plan is the one that was approved.

mod compare;
mod fingerprint;

pub use self::{
    compare::{Comparison, compare},
    fingerprint::{PlanFingerprint, fingerprint_hash, plan_hash},
};
