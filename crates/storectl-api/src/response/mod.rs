//! Answers: classified, then read.

pub(crate) mod body;
pub(crate) mod classify;
pub(crate) mod decode;
mod messages;
pub(crate) mod retry_after;
pub(crate) mod submission;
pub(crate) mod upload_slots;
