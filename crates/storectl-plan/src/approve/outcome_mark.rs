//! What would be published, by digests: comparable, and without the values.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};
use storectl_model::mask::mask_json;

use super::places::looked_up;
use crate::{ChangeValue, OutcomeValues, compare::Equality, outcome::short_digest};

/// The outcome of a plan by digests.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OutcomeMark {
    /// The digest of the whole; of what is withheld only that it is there.
    pub digest: String,
    /// A short digest of each value by its address; none of certification notes and of what uses a secret variable.
    pub values: BTreeMap<String, String>,
}

impl OutcomeMark {
    /// Digests an outcome.
    pub fn of(outcome: &OutcomeValues) -> Self {
        let (digest, values) = outcome.digests();
        Self {
            digest: digest.to_string(),
            values: values.clone(),
        }
    }

    /// Returns the addresses at which the two publish different values, as far as they are not withheld.
    pub(super) fn differing(&self, other: &Self) -> BTreeSet<String> {
        let addresses = self.values.keys().chain(other.values.keys());
        let differs = |it: &&String| self.values.get(*it) != other.values.get(*it);
        addresses.filter(differs).cloned().collect()
    }

    /// Returns whether `shown` is the value at an address, in whichever form the field is compared.
    pub(super) fn confirms(&self, address: &str, shown: &Value) -> bool {
        let address = looked_up(address);
        let Some(digest) = self.values.get(&address) else {
            return false;
        };
        let is_value = |form: &Value| *digest == short_digest(&address, mask_json(form.clone()));
        compared_forms(shown).iter().any(is_value)
    }

    pub(super) fn to_json(&self) -> Value {
        json!([self.digest, self.values])
    }
}

/// The forms in which a shown value may be compared: as it is, under each equality, and the images of a list by their ids.
pub(super) fn compared_forms(shown: &Value) -> Vec<Value> {
    let mut forms = vec![shown.clone()];
    let value = match shown {
        Value::String(text) => ChangeValue::text(text),
        Value::Array(items) => {
            let name = |it: &Value| {
                let name = it.as_str().or_else(|| it.get("id")?.as_str());
                name.map(str::to_owned)
            };
            match items.iter().map(name).collect::<Option<Vec<String>>>() {
                Some(items) => ChangeValue::items(items),
                None => return forms,
            }
        }
        _ => return forms,
    };
    let equalities = Equality::ALL.iter();
    forms.extend(equalities.map(|it| it.canonical(&value).to_json()));
    forms
}
