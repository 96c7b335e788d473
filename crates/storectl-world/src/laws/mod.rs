//! What must hold, whatever happened.
//!
//! A law judges the record of a command: it knows what the Store held and what was sent, and nothing of how the client comes
//! to its decisions. Where a record leaves open whether a law was broken, it was not.

mod asked_again;
mod bytes;
mod code;
mod document;
mod evidence;
mod given;
mod guarded;
mod idle;
mod known;
mod memory;
mod one_plan;
mod one_submit;
mod order;
mod published;
mod record;
mod report;
mod secrets;
mod settled;
mod unmanaged;

#[cfg(test)]
mod example;

use crate::history::{History, Run};

pub use settled::settled;

/// A law that was broken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Breach {
    /// Its name.
    pub law: &'static str,
    /// What is wrong, with what was expected.
    pub message: String,
}

impl Breach {
    fn new(law: &'static str, message: String) -> Self {
        Self { law, message }
    }
}

/// Judges a command by its record and by everything before it.
pub fn judge(history: &History, run: &Run) -> Vec<Breach> {
    [
        published::check(run),
        one_plan::check(history, run),
        one_submit::check(history, run),
        bytes::check(history, run),
        unmanaged::check(run),
        guarded::check(history, run),
        asked_again::check(history, run),
        idle::check(run),
        secrets::check(run),
        report::check(history, run),
        code::check(history, run),
        known::check(history, run),
        order::check(run),
    ]
    .concat()
}
