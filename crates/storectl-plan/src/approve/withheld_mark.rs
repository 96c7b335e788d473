//! What a plan publishes and no document shows, beside what was approved to be written there.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;
use storectl_model::{FieldPath, RemoteNotes, SECRET, mask::mask_json};

use super::outcome_mark::compared_forms;
use crate::{
    ChangeValue, ProductPlan, PublishedValue, SECRET_CHANGED, Withheld,
    compare::{Equality, sorted},
};

/// A value that the plan publishes and its outcome's digests leave out: certification notes, and what uses a secret variable.
/// It goes into no document and into no hash.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct WithheldMark {
    value: Withheld,
    /// Whether the manifest decides it, so that the Store's value was compared with the manifest's.
    pub(super) is_managed: bool,
    is_secret: bool,
}

impl WithheldMark {
    /// Takes them from a plan, by their addresses.
    pub(super) fn all(plan: &ProductPlan) -> BTreeMap<String, Self> {
        let unmanaged: BTreeSet<&FieldPath> = plan.unmanaged.iter().map(|it| &it.path).collect();
        let values = plan.outcome.values.iter();
        let withheld = values.filter(|(_, it)| it.is_withheld());
        let marks = withheld.map(|(path, it)| {
            let mark = Self {
                value: value(plan, it),
                is_managed: !unmanaged.contains(path),
                is_secret: it.is_secret(),
            };
            (path.in_lower_case().to_string(), mark)
        });
        marks.collect()
    }

    /// Returns whether it is what an approved change made of its field. Of a secret the document tells no more than that
    /// there is one: it is the approved one where the manifest still fills the field from one.
    pub(super) fn is(&self, approved: &Value) -> bool {
        if is_secret(approved) {
            return self.is_managed && self.is_secret;
        }
        let mut forms = compared_forms(approved).into_iter();
        forms.any(|it| mark(&it) == self.value)
    }
}

/// Returns whether a document shows no more of a value than that it is a secret.
pub(super) fn is_secret(shown: &Value) -> bool {
    matches!(shown.as_str(), Some(SECRET | SECRET_CHANGED))
}

fn value(plan: &ProductPlan, value: &PublishedValue) -> Withheld {
    let notes = plan.outcome.properties.certification_notes.as_ref();
    match value.canonical() {
        // The outcome holds the digest of the notes alone, with what is masked in a document.
        ChangeValue::Withheld(withheld) => notes.and_then(RemoteNotes::text).map_or_else(
            || withheld.clone(),
            |it| mark(&Equality::Text.canonical(&ChangeValue::text(it)).to_json()),
        ),
        value => mark(&value.to_json()),
    }
}

/// Keeps of a value, as documents would show it, what comparing it takes.
fn mark(value: &Value) -> Withheld {
    Withheld::new(&sorted(mask_json(value.clone())).to_string())
}
