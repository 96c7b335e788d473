//! The releases that receipts record.

use std::collections::BTreeMap;

use storectl_model::SubmissionId;

use super::{Receipt, Timeline};

/// Returns one receipt for each submission that the Store accepted, the newest first, with everything that all its receipts
/// saw: several of one submission are one release (forms.md, "Receipts" 2).
///
/// `published` come in the order of their ref, the newest first, which is the order of the releases whatever the clocks of those
/// who made them said. Of `others` no order is known: they stand where their times say.
pub fn releases(
    published: impl IntoIterator<Item = Receipt>,
    others: impl IntoIterator<Item = Receipt>,
) -> Vec<Receipt> {
    let mut places: BTreeMap<SubmissionId, usize> = BTreeMap::new();
    let mut releases: Vec<Receipt> = Vec::new();
    for receipt in published {
        let Some(id) = receipt.stage.submission().cloned() else {
            continue;
        };
        let place = places.get(&id).and_then(|it| releases.get_mut(*it));
        if let Some(known) = place {
            *known = merge(known.clone(), receipt);
        } else {
            places.insert(id, releases.len());
            releases.push(receipt);
        }
    }
    for receipt in others {
        let Some(id) = receipt.stage.submission() else {
            continue;
        };
        let mut known = releases.iter_mut();
        if let Some(known) = known.find(|it| it.stage.submission() == Some(id)) {
            *known = merge(known.clone(), receipt);
            continue;
        }
        let is_older = |it: &Receipt| time(it) <= time(&receipt);
        let place = releases.iter().position(is_older);
        releases.insert(place.unwrap_or(releases.len()), receipt);
    }
    releases
}

/// Orders by time. Ids are numbers: of two at one time the longer is the later.
fn time(receipt: &Receipt) -> (u64, usize, &str) {
    let id = receipt.stage.submission().map_or("", SubmissionId::as_str);
    (receipt.submitted_at, id.len(), id)
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
