//! Tokens that allow a destructive change.
//!
//! A token is a short hash of the product, the class, the field, a digest of everything that goes, and the new value. So it
//! allows this change only: another new value, a text that somebody rewrote since, or another product needs a token of its
//! own. The same class of change to one field in several languages has one token, for it is one decision.

use std::{collections::BTreeMap, slice};

use storectl_model::{AckToken, DestructiveClass, FieldPath, ProductId};

use super::{
    WhatGoes,
    installers::{Installers, host},
};
use crate::{Base, Change, ChangeValue};

/// What one token covers: the classes, and the field in any language.
type Decision<'a> = (&'a [DestructiveClass], String);

/// The token of a change.
pub(super) struct Derived {
    /// The one that allows it, with everything else that it covers.
    pub(super) token: AckToken,
    /// The one that it would have if it were the only change.
    pub(super) alone: AckToken,
}

/// Derives the token of every destructive change; `None` for the others.
pub(super) fn derive(
    goes: WhatGoes<'_>,
    changes: &[Change],
    classes: &[Vec<DestructiveClass>],
) -> Vec<Option<Derived>> {
    let arrivals = Installers::new(goes.packages, goes.outcome).arrivals(changes);
    let mut decisions: BTreeMap<Decision<'_>, Vec<String>> = BTreeMap::new();
    let mut alone: Vec<Option<AckToken>> = Vec::new();
    for (change, classes) in changes.iter().zip(classes) {
        if classes.is_empty() {
            alone.push(None);
            continue;
        }
        let content = content(change, classes, goes, &arrivals);
        let decision = decision(change, classes);
        let only = slice::from_ref(&content);
        alone.push(Some(token(goes.product, &decision, only)));
        decisions.entry(decision).or_default().push(content);
    }
    let tokens: BTreeMap<Decision<'_>, AckToken> = decisions
        .into_iter()
        .map(|(decision, mut contents)| {
            // The order of changes is the manifest's, which is not part of the decision.
            contents.sort();
            let token = token(goes.product, &decision, &contents);
            (decision, token)
        })
        .collect();
    let each = changes.iter().zip(classes).zip(alone);
    each.map(|((change, classes), alone)| {
        Some(Derived {
            token: tokens.get(&decision(change, classes))?.clone(),
            alone: alone?,
        })
    })
    .collect()
}

fn decision<'a>(change: &Change, classes: &'a [DestructiveClass]) -> Decision<'a> {
    let address = match (change.path.language(), change.path.field()) {
        (Some(_), Some(_)) => format!("listings.*.{}", change.path.within_object()),
        _ => change.path.to_string(),
    };
    (classes, address.to_ascii_lowercase())
}

fn token(product: &ProductId, (classes, address): &Decision<'_>, contents: &[String]) -> AckToken {
    let classes: Vec<&str> = classes.iter().map(|it| it.as_str()).collect();
    let product = product.as_str().to_ascii_lowercase();
    AckToken::derive(&format!(
        "{product}\n{}\n{address}\n{}",
        classes.join("+"),
        contents.join("\n")
    ))
}

/// What goes and what comes, on one line.
fn content(
    change: &Change,
    classes: &[DestructiveClass],
    goes: WhatGoes<'_>,
    arrivals: &[String],
) -> String {
    let installers = Installers::new(goes.packages, goes.outcome);
    let package = change.path.object();
    let host = |address: Option<&str>| address.and_then(host).unwrap_or_default();
    let (goes, comes) = match classes {
        [DestructiveClass::LanguageRemoved, ..] => {
            let fields = goes
                .removed_fields
                .iter()
                .filter(|(path, _)| path.is_within(&change.path));
            let digests: Vec<String> = fields.map(|(path, value)| digest(path, value)).collect();
            (digests.join(","), String::new())
        }
        // The host is what is allowed, not one version's URL (forms.md, "Approval, proof, pending work, guards" 11).
        [DestructiveClass::InstallerHostChanged] => (
            host(installers.address_before(&package)),
            host(Some(installers.address_after(&package))),
        ),
        // A package that is replaced by another: what comes in its place is part of the decision.
        [DestructiveClass::PackageRemoved, ..] if !arrivals.is_empty() => {
            (digest(&change.path, &change.before), arrivals.join(","))
        }
        _ => (
            digest(&change.path, &change.before),
            digest(&change.path, &change.after),
        ),
    };
    let address = change.path.to_string().to_ascii_lowercase();
    format!("{address} {goes} {comes}")
}

fn digest(path: &FieldPath, value: &ChangeValue) -> String {
    let digest = match value {
        // What goes is this text; others of its length are not.
        ChangeValue::Withheld(kept) => match kept.kept_digest() {
            Some(digest) => Base::digest(path, &ChangeValue::text(digest.as_str())),
            None => Base::digest(path, value),
        },
        value => Base::digest(path, value),
    };
    digest.to_string()
}
