//! Whether a plan is one that was approved.

use std::collections::{BTreeMap, BTreeSet};

use storectl_model::Digest;

use super::PlanFingerprint;

/// How a plan stands to the one that was approved. Lists hold addresses, those of other products than the first with their
/// product before them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Comparison {
    /// Approved, and no longer to be done.
    pub done: Vec<String>,
    /// Approved, and to be done.
    pub same: Vec<String>,
    /// To be done, and not approved.
    pub new: Vec<String>,
}

impl Comparison {
    /// Tells whether everything that would be done was approved: the same plan, or what is left of it.
    pub fn is_approved(&self) -> bool {
        self.new.is_empty()
    }
}

/// Compares what would be done with what was approved, change by change: a change is the same where address, action, old
/// and new value are. Submitting what was not to be submitted is new as well.
pub fn compare(approved: &[PlanFingerprint], planned: &[PlanFingerprint]) -> Comparison {
    let mut comparison = Comparison::default();
    for ours in planned {
        let theirs = approved.iter().find(|it| it.product() == ours.product());
        let marks: BTreeSet<Digest> = theirs
            .into_iter()
            .flat_map(PlanFingerprint::changes)
            .map(|(_, mark)| mark)
            .collect();
        for (address, mark) in ours.changes() {
            let list = if marks.contains(&mark) {
                &mut comparison.same
            } else {
                &mut comparison.new
            };
            list.push(name(planned, ours, address));
        }
        if ours.submits() && !theirs.is_some_and(PlanFingerprint::submits) {
            comparison.new.push(name(planned, ours, "submit"));
        }
    }
    let left: BTreeMap<&str, BTreeSet<Digest>> = planned
        .iter()
        .map(|it| (it.product(), it.changes().map(|(_, mark)| mark).collect()))
        .collect();
    for theirs in approved {
        for (address, mark) in theirs.changes() {
            if !left
                .get(theirs.product())
                .is_some_and(|it| it.contains(&mark))
            {
                comparison.done.push(name(approved, theirs, address));
            }
        }
    }
    comparison
}

fn name(all: &[PlanFingerprint], one: &PlanFingerprint, address: &str) -> String {
    if all.len() > 1 {
        format!("{} {address}", one.product())
    } else {
        address.to_owned()
    }
}
