//! Everything that is printed: results, messages, progress.

pub(crate) mod failure;
pub(crate) mod inputs;
mod live_line;
mod pictures;
mod place;
pub(crate) mod printer;
pub(crate) mod progress;
pub(crate) mod protocol;
mod redacted;
pub(crate) mod rendering;
pub(crate) mod targets;
pub(crate) mod write;
