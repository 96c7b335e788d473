//! Destructive changes and the tokens that allow them (design.md §6): a pass over the changes of a plan.

mod classes;
mod coverage;
mod installers;
mod lock;
mod tokens;
mod version;

pub use storectl_model::DestructiveClass;
use storectl_model::{AckToken, FieldPath, ProductId, RemotePackage};

pub use self::lock::{Guard, Lock};
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

/// Guards every destructive change; `lock` says whether something allows it.
pub(crate) fn guard(changes: &mut [Change], goes: WhatGoes<'_>, lock: impl Fn(AckToken) -> Lock) {
    let coverage = Coverage::of(goes.outcome);
    let installers = Installers::new(goes.packages, goes.outcome);
    let classes: Vec<Vec<DestructiveClass>> = changes
        .iter()
        .map(|it| classes::classes(it, &coverage, installers))
        .collect();
    let tokens = tokens::derive(goes, changes, &classes);
    for ((change, classes), token) in changes.iter_mut().zip(classes).zip(tokens) {
        let mut classes = classes.into_iter();
        change.guard = classes.next().zip(token).map(|(class, token)| Guard {
            class,
            also: classes.collect(),
            lock: lock(token),
        });
    }
}
