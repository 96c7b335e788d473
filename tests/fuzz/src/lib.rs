//! What fuzzing runs: each function takes any bytes and panics where storectl would break a promise.
//!
//! `targets/` hands them to libFuzzer, which needs a nightly compiler; `replay` hands them every seed and every past
//! finding on a stable one.
#![expect(clippy::unwrap_used, reason = "a panic is the finding")]

mod answers;
mod edits;
mod images;
mod installer;
mod journal;
mod manifest;
mod msi;
mod plan;
mod promises;
#[cfg(test)]
mod replay;
mod saved;
mod state;
mod store;

pub use answers::answers;
pub use edits::edits;
pub use images::images;
pub use installer::installer;
pub use journal::journal;
pub use manifest::manifest;
pub use msi::msi;
pub use plan::plan;
pub use saved::saved;
pub use state::state;
