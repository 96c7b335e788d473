//! What manifests of drawn scenarios ask for.

#![expect(clippy::unwrap_used, reason = "tests panic on failure")]

mod destructive;
mod drawn;
mod edits;
mod validate;
