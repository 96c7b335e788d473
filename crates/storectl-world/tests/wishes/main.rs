//! What manifests of drawn scenarios ask for.

mod drawn;
mod edits;
mod validate;
