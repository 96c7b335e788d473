//! The releases that receipts record.

use std::{cmp::Reverse, collections::BTreeMap};

use storectl_model::SubmissionId;

use super::{Receipt, Timeline};

/// Returns one receipt for each submission that the Store accepted, the newest first, with everything that all its receipts
/// saw: receipts may come in any order, and several of one submission are one release (forms.md, "Receipts" 2).
pub fn releases(receipts: impl IntoIterator<Item = Receipt>) -> Vec<Receipt> {
    let mut releases: BTreeMap<SubmissionId, Receipt> = BTreeMap::new();
    for receipt in receipts {
        let Some(id) = receipt.stage.submission().cloned() else {
            continue;
        };
        let merged = match releases.remove(&id) {
            Some(known) => merge(known, receipt),
            None => receipt,
        };
        releases.insert(id, merged);
    }
    let mut releases: Vec<(SubmissionId, Receipt)> = releases.into_iter().collect();
    releases.sort_by_key(|(id, it)| {
        let id = id.as_str();
        // Ids are numbers: of two at one time the longer is the later.
        Reverse((it.submitted_at, id.len(), id.to_owned()))
    });
    releases.into_iter().map(|(_, it)| it).collect()
}

/// Joins two receipts of one submission. An end is the outcome whatever was seen beside it; of two the first is.
fn merge(one: Receipt, other: Receipt) -> Receipt {
    let seen = one
        .timeline
        .entries()
        .iter()
        .chain(other.timeline.entries());
    let timeline = Timeline::new(seen.cloned());
    let (first, last) = if one.outcome.at <= other.outcome.at {
        (one, other)
    } else {
        (other, one)
    };
    let outcome = if first.outcome.status.is_final() {
        first.outcome
    } else {
        last.outcome
    };
    Receipt {
        timeline,
        outcome,
        ..first
    }
}
