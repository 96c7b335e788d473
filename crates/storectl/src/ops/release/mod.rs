//! A release: a version for manifests, their notes, and what a commit says of it.

pub(crate) mod edits;
pub(crate) mod last_release;
mod live_notes;
pub(crate) mod message;
pub(crate) mod notes;
pub(crate) mod plan;
pub(crate) mod warn;
