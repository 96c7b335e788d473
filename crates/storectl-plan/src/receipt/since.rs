//! What a receipt tells a plan beside the labels: what moved, and what nobody submitted.

use storectl_model::{AckToken, DesiredProduct, FieldPath, RemotePackage};

use super::moved::{Watch, Watched};
use crate::{
    Base, Change, ChangeValue, Lock, Memory, Outcome, Unmanaged,
    compare::{Comparison, ImagePolicy, Sides, compare},
    findings::Findings,
    guard::{WhatGoes, guard},
};

/// A draft beside the last submission.
pub(crate) struct Since {
    watched: Vec<Watched>,
    /// The moves among them, in order.
    moves: Vec<Change>,
    gone: Vec<(FieldPath, ChangeValue)>,
    packages: Vec<RemotePackage>,
    is_unsubmitted: bool,
    /// Managed fields that hold what the manifest says, and of which nobody knows what the submission held.
    unknown: Vec<FieldPath>,
}

impl Since {
    /// Compares a draft with the last submission; without a receipt nothing is known of any value.
    pub(crate) fn of(
        memory: Memory<'_>,
        sides: Sides<'_>,
        comparison: &Comparison<'_>,
        outcome: &Outcome,
    ) -> Self {
        let held = || comparison.unmanaged().cloned().map(Watched::unknown);
        let mut since = Self {
            watched: Vec::new(),
            moves: Vec::new(),
            gone: Vec::new(),
            packages: Vec::new(),
            is_unsubmitted: false,
            unknown: Vec::new(),
        };
        let accepted = memory.receipt.filter(|it| it.stage.submission().is_some());
        let Some(receipt) = accepted else {
            since.watched = held().collect();
            return since;
        };
        let base = Base::of_receipt(receipt);
        let base = match memory.applied {
            Some(applied) => base.with_applied(applied, sides.desired),
            None => base,
        };
        let sides = Sides {
            base: Some(&base),
            ..sides
        };
        let compared = compare(sides, ImagePolicy::Content, &mut Findings::default());
        since.is_unsubmitted = !compared.agreed().is_empty();
        for object in compared.objects() {
            let named = object.named.iter().map(|it| &it.path);
            let unknown = named.filter(|it| base.is_silent_on(it, object.place()));
            since.unknown.extend(unknown.cloned());
        }
        match Watch::new(receipt, &base, &compared, sides.desired) {
            None => since.watched = held().collect(),
            Some(watch) => {
                since.watched = watch.values();
                since.moves = since.watched.iter().filter_map(Watched::change).collect();
                since.gone = watch.gone_fields();
                since.packages = watch.packages(outcome);
            }
        }
        since
    }

    /// Whether the draft holds managed values that the last submission did not: nobody submitted them yet.
    pub(crate) fn is_unsubmitted(&self) -> bool {
        self.is_unsubmitted
    }

    /// Returns the managed fields of which nobody knows what the last submission held.
    pub(crate) fn unknown(&self) -> &[FieldPath] {
        &self.unknown
    }

    /// Guards the moves that are destructive, as changes are guarded.
    pub(crate) fn guard(&mut self, goes: WhatGoes<'_>, lock: impl Fn(AckToken, &AckToken) -> Lock) {
        let went = WhatGoes {
            removed_fields: &self.gone,
            packages: &self.packages,
            ..goes
        };
        guard(&mut self.moves, went, lock);
    }

    /// Returns the moves as changes, with their guards.
    pub(crate) fn moves(&self) -> &[Change] {
        &self.moves
    }

    /// Returns what a plan says of the unmanaged values.
    pub(crate) fn unmanaged(self, will_publish: bool, desired: &DesiredProduct) -> Vec<Unmanaged> {
        let mut moves = self.moves.into_iter();
        let watched = self.watched.into_iter().map(|it| {
            let guarded = it.change().and_then(|_| moves.next());
            it.unmanaged(will_publish, guarded, desired)
        });
        watched.collect()
    }
}
