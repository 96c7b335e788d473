//! What would be published, by digests: comparable, and without the values.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use crate::{OutcomeValues, outcome::short_digest};

/// The outcome of a plan by digests.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OutcomeMark {
    /// The digest of the whole, certification notes included.
    pub digest: String,
    /// A short digest of each value by its address; none of certification notes and of what uses a secret variable.
    pub values: BTreeMap<String, String>,
}

impl OutcomeMark {
    /// Digests an outcome.
    pub fn of(outcome: &OutcomeValues) -> Self {
        let values = outcome
            .iter()
            .filter_map(|(path, it)| Some((path.to_string(), it.digest(path)?)));
        Self {
            digest: outcome.digest().to_string(),
            values: values.collect(),
        }
    }

    /// Returns the addresses at which the two publish different values. Where only withheld values differ, that is said of the
    /// certification notes: of a secret nothing but its presence counts.
    pub(super) fn differing(&self, other: &Self) -> BTreeSet<String> {
        let addresses = self.values.keys().chain(other.values.keys());
        let differs = |it: &&String| self.values.get(*it) != other.values.get(*it);
        let mut differing: BTreeSet<String> = addresses.filter(differs).cloned().collect();
        if differing.is_empty() && self.digest != other.digest {
            differing.insert("properties.certificationNotes".to_owned());
        }
        differing
    }

    /// Returns whether `shown` is the value at an address: not where it was shown in another form than it is compared in.
    pub(super) fn confirms(&self, address: &str, shown: &Value) -> bool {
        self.values.get(address) == Some(&short_digest(address, shown))
    }

    pub(super) fn to_json(&self) -> Value {
        json!([self.digest, self.values])
    }
}
