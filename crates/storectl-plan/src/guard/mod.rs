//! Destructive changes and the tokens that allow them (design.md §6): a pass over the changes of a plan.

mod classes;
mod coverage;
mod tokens;
mod version;

use storectl_model::{AckToken, FieldPath, ProductId};

pub use self::classes::DestructiveClass;
use self::coverage::Coverage;
use crate::{Change, ChangeValue, Outcome};

/// What keeps a destructive change from being applied until its token is named.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Guard {
    /// The gravest reason why it is destructive; JSON names it.
    pub class: DestructiveClass,
    /// Further reasons, which the same token covers: another host can serve a lower version.
    pub also: Vec<DestructiveClass>,
    /// What the manifest's `acknowledge` or `--acknowledge` must name.
    pub token: AckToken,
    /// Whether it is named.
    pub acknowledged: bool,
}

impl Guard {
    /// Gives every reason, the gravest first.
    pub fn classes(&self) -> impl Iterator<Item = DestructiveClass> {
        std::iter::once(self.class).chain(self.also.iter().copied())
    }

    /// Says in a few words what the token allows, e.g. `uses another installer host, lowers the version`.
    pub fn meaning(&self) -> String {
        let words: Vec<&str> = self.classes().map(DestructiveClass::meaning).collect();
        words.join(", ")
    }
}

/// What a decision rests on beside the changes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct WhatGoes<'a> {
    /// The product.
    pub(crate) product: &'a ProductId,
    /// Every field of the languages that are removed, with its value.
    pub(crate) removed_fields: &'a [(FieldPath, ChangeValue)],
    /// The draft after the steps.
    pub(crate) outcome: &'a Outcome,
}

/// Guards every destructive change; those whose token is `acknowledged` are allowed.
pub(crate) fn guard(
    changes: &mut [Change],
    goes: WhatGoes<'_>,
    acknowledged: impl Fn(&AckToken) -> bool,
) {
    let coverage = Coverage::of(goes.outcome);
    let classes: Vec<Vec<DestructiveClass>> = changes
        .iter()
        .map(|it| classes::classes(it, &coverage))
        .collect();
    let tokens = tokens::derive(goes, changes, &classes);
    for ((change, classes), token) in changes.iter_mut().zip(classes).zip(tokens) {
        let mut classes = classes.into_iter();
        change.guard = classes.next().zip(token).map(|(class, token)| Guard {
            class,
            also: classes.collect(),
            acknowledged: acknowledged(&token),
            token,
        });
    }
}
