//! What must hold, whatever happened.

use crate::play::{History, Run};

/// A law that was broken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Breach {
    /// Its name.
    pub law: &'static str,
    /// What is wrong, with what was expected.
    pub message: String,
}

/// Judges a command by its record and by everything before it.
pub fn judge(history: &History, run: &Run) -> Vec<Breach> {
    let _ = (history, run);
    Vec::new()
}

/// Judges the end of a scenario: a run without faults, and the same command again.
pub fn settled(history: &History, run: &Run, again: &Run) -> Vec<Breach> {
    let _ = (history, run, again);
    Vec::new()
}
