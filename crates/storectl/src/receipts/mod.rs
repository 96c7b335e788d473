//! Receipts: what is remembered of submissions beyond one run (design.md §7).

mod memory;
mod revision;

pub(crate) use memory::{BaseSource, Remembered};
pub(crate) use revision::with_revision;

use crate::manifests::load::Manifest;

/// Returns what is remembered of each product, in order.
pub(crate) fn of_all(manifests: &[Manifest]) -> Vec<Remembered> {
    let nothing = |_: &Manifest| Remembered::nothing("no receipt yet");
    manifests.iter().map(nothing).collect()
}
