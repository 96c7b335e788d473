//! What manifests of drawn scenarios ask for.

#![allow(clippy::unwrap_used)]

mod drawn;
mod edits;
mod validate;
