//! Values that nobody is shown because a secret variable is part of them.

use std::{collections::BTreeSet, fmt};

use serde_json::Value;

use crate::mask;

/// What stands in documents where a secret value stood.
pub const SECRET: &str = "(secret)";

/// The values of secret variables, and of the fields that use one. They can be searched for and not printed.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct SecretValues {
    /// Searched for within texts; few, for each has its value from the environment or from a flag.
    variables: BTreeSet<String>,
    /// Looked up as they are; as many as the manifest has texts.
    fields: BTreeSet<String>,
    /// Searched for in what others say; our own documents mask the addresses they are part of.
    signatures: BTreeSet<String>,
}

/// Length in bytes from which a secret is searched for within texts. A shorter one is part of ordinary words.
const SEARCHED: usize = 4;

impl SecretValues {
    /// Adds the value of a secret variable; an empty one hides nothing.
    pub fn add_variable(&mut self, value: &str) {
        if !value.is_empty() {
            self.variables.insert(value.to_owned());
        }
    }

    /// Adds the value of a field that uses a secret variable; an empty one hides nothing.
    pub fn add_field(&mut self, value: &str) {
        if !value.is_empty() {
            self.fields.insert(value.to_owned());
        }
    }

    /// Adds the signatures and passwords of an address.
    pub fn add_address(&mut self, url: &str) {
        let masks = mask::find(url).into_iter();
        let found = masks.filter_map(|it| url.get(it.range)).map(str::to_owned);
        self.signatures.extend(found);
    }

    /// Returns what to search for in order to find every secret: the variables, the signatures, and the fields in which a
    /// variable is too short to be found.
    pub fn expose(&self) -> impl Iterator<Item = &str> {
        let fields = self.fields.iter().filter(|it| !self.has_variable(it));
        let found = self.variables.iter().chain(&self.signatures).chain(fields);
        found.map(String::as_str)
    }

    /// Returns whether there is nothing to hide.
    fn hides_nothing(&self) -> bool {
        self.variables.is_empty() && self.fields.is_empty()
    }

    /// Returns JSON with [`SECRET`] in the place of each text that is a secret or holds one.
    ///
    /// ```
    /// let mut secrets = storectl_model::SecretValues::default();
    /// secrets.add_variable("hunter2");
    /// let body = serde_json::json!({ "notes": "Use demo / hunter2.", "size": 2 });
    /// let shown = serde_json::json!({ "notes": "(secret)", "size": 2 });
    /// assert_eq!(secrets.hide(body), shown);
    /// ```
    #[must_use]
    pub fn hide(&self, value: Value) -> Value {
        if self.hides_nothing() {
            return value;
        }
        match value {
            Value::String(text) if self.is_in(&text) => SECRET.into(),
            Value::Array(items) => items.into_iter().map(|it| self.hide(it)).collect(),
            Value::Object(members) => {
                let members = members.into_iter();
                members.map(|(key, it)| (key, self.hide(it))).collect()
            }
            other @ (Value::String(_) | Value::Null | Value::Bool(_) | Value::Number(_)) => other,
        }
    }

    /// Returns whether a text is a secret or holds one.
    pub fn is_in(&self, text: &str) -> bool {
        self.variables.contains(text) || self.fields.contains(text) || self.has_variable(text)
    }

    fn has_variable(&self, text: &str) -> bool {
        let mut searched = self.variables.iter().filter(|it| it.len() >= SEARCHED);
        searched.any(|it| text.contains(it.as_str()))
    }
}

impl fmt::Debug for SecretValues {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SecretValues").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn secrets(values: &[&str]) -> SecretValues {
        let mut secrets = SecretValues::default();
        for it in values {
            secrets.add_variable(it);
        }
        secrets
    }

    #[test]
    fn a_short_secret_hides_only_the_text_it_is() {
        let hidden = secrets(&["ab", ""]).hide(json!(["ab", "cab", ""]));
        assert_eq!(hidden, json!(["(secret)", "cab", ""]));
    }

    #[test]
    fn a_field_whose_secret_is_short_is_searched_for_as_a_whole() {
        let mut secrets = secrets(&["ab", "hunter2"]);
        secrets.add_field("pin ab");
        secrets.add_field("demo / hunter2");
        assert_eq!(
            secrets.expose().collect::<Vec<_>>(),
            ["ab", "hunter2", "pin ab"]
        );
        assert!(secrets.is_in("pin ab") && !secrets.is_in("a pin ab"));
    }

    #[test]
    fn a_secret_is_not_printed_by_a_panic() {
        assert!(!format!("{:?}", secrets(&["hunter2"])).contains("hunter2"));
    }
}
