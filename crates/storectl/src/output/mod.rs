//! Everything that is printed: results, messages, progress.

pub(crate) mod printer;
pub(crate) mod progress;
pub(crate) mod show;
pub(crate) mod write;
