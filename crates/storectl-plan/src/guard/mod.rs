//! Destructive changes and the tokens that allow them (design.md §6): a pass over the changes of a plan.

mod acknowledgment;
mod classes;
mod coverage;
mod installers;
mod lock;
mod tokens;
mod version;

use std::collections::{BTreeMap, BTreeSet};

pub use storectl_model::DestructiveClass;
use storectl_model::{AckToken, FieldPath, ProductId, RemotePackage};

pub use self::{
    acknowledgment::Acknowledgment,
    lock::{Guard, Lock},
};
use self::{coverage::Coverage, installers::Installers};
use crate::{Change, ChangeValue, Outcome};

/// What a decision rests on beside the changes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct WhatGoes<'a> {
    /// The product.
    pub(crate) product: &'a ProductId,
    /// Every field of the languages that are removed, with its value.
    pub(crate) removed_fields: &'a [(FieldPath, ChangeValue)],
    /// The packages before the steps.
    pub(crate) packages: &'a [RemotePackage],
    /// The draft after the steps.
    pub(crate) outcome: &'a Outcome,
}

/// Guards every destructive change; `lock` says whether something allows what one token covers, each change by the token that
/// it would have alone. Returns what the named tokens cover.
pub(crate) fn guard(
    changes: &mut [Change],
    goes: WhatGoes<'_>,
    lock: impl Fn(AckToken, &BTreeSet<AckToken>) -> Lock,
) -> Vec<Acknowledgment> {
    let coverage = Coverage::of(goes.outcome);
    let installers = Installers::new(goes.packages, goes.outcome);
    let classes: Vec<Vec<DestructiveClass>> = changes
        .iter()
        .map(|it| classes::classes(it, &coverage, installers))
        .collect();
    let tokens = tokens::derive(goes, changes, &classes);
    let mut covered: BTreeMap<AckToken, BTreeSet<AckToken>> = BTreeMap::new();
    for it in tokens.iter().flatten() {
        let alone = covered.entry(it.token.clone()).or_default();
        alone.insert(it.alone.clone());
    }
    let locks = covered
        .iter()
        .map(|(token, alone)| (token, lock(token.clone(), alone)));
    let locks: BTreeMap<&AckToken, Lock> = locks.collect();
    for ((change, classes), derived) in changes.iter_mut().zip(classes).zip(tokens) {
        let mut classes = classes.into_iter();
        let lock = derived.and_then(|it| locks.get(&it.token).cloned());
        change.guard = classes.next().zip(lock).map(|(class, lock)| Guard {
            class,
            also: classes.collect(),
            lock,
        });
    }
    let named = covered
        .iter()
        .filter_map(|(token, alone)| match locks.get(token)? {
            Lock::Acknowledged(token) => Some(Acknowledgment {
                token: token.clone(),
                changes: alone.clone(),
            }),
            Lock::Locked(_) | Lock::Invalid | Lock::Forbidden(_) | Lock::Withheld(_) => None,
        });
    // A token that covers one change alone is that change's own.
    named.filter(|it| !it.changes.contains(&it.token)).collect()
}
