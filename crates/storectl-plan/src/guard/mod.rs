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

/// Guards every destructive change; `lock` says whether something allows it, by its token and by the token that it would have
/// alone. Returns what the named tokens cover.
pub(crate) fn guard(
    changes: &mut [Change],
    goes: WhatGoes<'_>,
    lock: impl Fn(AckToken, &AckToken) -> Lock,
) -> Vec<Acknowledgment> {
    let coverage = Coverage::of(goes.outcome);
    let installers = Installers::new(goes.packages, goes.outcome);
    let classes: Vec<Vec<DestructiveClass>> = changes
        .iter()
        .map(|it| classes::classes(it, &coverage, installers))
        .collect();
    let tokens = tokens::derive(goes, changes, &classes);
    let mut covered: BTreeMap<AckToken, BTreeSet<AckToken>> = BTreeMap::new();
    for ((change, classes), derived) in changes.iter_mut().zip(classes).zip(tokens) {
        let mut classes = classes.into_iter();
        change.guard = classes.next().zip(derived).map(|(class, it)| {
            let lock = lock(it.token, &it.alone);
            if let Lock::Acknowledged(token) = &lock
                && *token != it.alone
            {
                covered.entry(token.clone()).or_default().insert(it.alone);
            }
            Guard {
                class,
                also: classes.collect(),
                lock,
            }
        });
    }
    let covered = covered.into_iter();
    covered
        .map(|(token, changes)| Acknowledgment { token, changes })
        .collect()
}
