//! Values that nobody is shown because a secret variable is part of them.

use std::{
    borrow::Cow,
    collections::{BTreeMap, BTreeSet},
    fmt,
};

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
    /// By their masked forms, texts of the manifest of which a part is masked.
    masked: BTreeMap<String, BTreeSet<String>>,
    /// Texts that the manifest shows anyway and that hold a secret by chance; few, if any.
    public: BTreeSet<String>,
}

/// Which text of the manifest a masked one is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unmasked<'a> {
    /// None of them: it differs in more than what is masked, or the masks do.
    Other,
    /// This one: digests in the masks say so.
    Known(&'a str),
    /// It may be one of them: its masks have no digest, or two of the manifest's texts have the same.
    Unclear,
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

    /// Adds a text that the manifest shows to whoever reads it, and that uses no secret variable. Where it holds a secret by
    /// chance, it stays as it is: it would stand there whatever the secret was, so it reveals nothing, while a gap in it
    /// would be filled in from the manifest, and the secret would be known.
    ///
    /// Comes after the secrets; what holds none is not kept.
    pub fn add_public(&mut self, text: &str) {
        if self.is_in(text) {
            self.public.insert(text.to_owned());
            self.public.insert(mask::mask(text).into_owned());
        }
    }

    /// Returns the public texts that hold a secret.
    pub fn public(&self) -> impl Iterator<Item = &str> {
        self.public.iter().map(String::as_str)
    }

    /// Adds the signatures and passwords of an address.
    pub fn add_address(&mut self, url: &str) {
        let masks = mask::find(url).into_iter();
        let found = masks.filter_map(|it| url.get(it.range).map(str::to_owned));
        self.signatures.extend(found);
    }

    /// Adds a text of the manifest, to know it again by its mask.
    pub fn add_masked(&mut self, text: &str) {
        if let Cow::Owned(masked) = mask::mask(text) {
            let texts = self.masked.entry(canonical(&masked)).or_default();
            texts.insert(text.to_owned());
        }
    }

    /// Returns which of the manifest's texts a masked one is. The whole text decides: a mask by itself stands for nothing.
    ///
    /// ```
    /// use storectl_model::{SecretValues, Unmasked, mask::mask};
    ///
    /// let mut secrets = SecretValues::default();
    /// let url = "https://contoso.com/a.exe?sig=abc";
    /// secrets.add_masked(url);
    /// assert_eq!(secrets.unmask(&mask(url)), Unmasked::Known(url));
    /// assert_eq!(secrets.unmask(&mask("https://contoso.com/a.exe?sig=x")), Unmasked::Other);
    /// secrets.add_masked("https://me:pw@contoso.com");
    /// assert_eq!(secrets.unmask("https://[REDACTED]@contoso.com"), Unmasked::Unclear);
    /// ```
    pub fn unmask(&self, masked: &str) -> Unmasked<'_> {
        let Some(texts) = self.masked.get(&canonical(masked)) else {
            return Unmasked::Other;
        };
        let mut texts = texts.iter();
        match (texts.next(), texts.next()) {
            (Some(only), None) if mask::find(only).iter().all(mask::Mask::tells_apart) => {
                Unmasked::Known(only)
            }
            (_, _) => Unmasked::Unclear,
        }
    }

    /// Returns what to search for in order to find every secret: the variables, the signatures, and the fields in which a
    /// variable is too short to be found.
    pub fn expose(&self) -> impl Iterator<Item = &str> {
        let fields = self.fields.iter().filter(|it| !self.has_variable(it));
        let found = self.variables.iter().chain(&self.signatures).chain(fields);
        found.map(String::as_str)
    }

    /// Returns whether there is nothing to hide.
    pub fn hides_nothing(&self) -> bool {
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

    /// Returns whether a text is a secret or holds one, and is not public.
    pub fn is_in(&self, text: &str) -> bool {
        let is_secret =
            self.variables.contains(text) || self.fields.contains(text) || self.has_variable(text);
        is_secret && !self.public.contains(text)
    }

    fn has_variable(&self, text: &str) -> bool {
        let mut searched = self.variables.iter().filter(|it| it.len() >= SEARCHED);
        searched.any(|it| text.contains(it.as_str()))
    }
}

/// Returns a text without what does not count where texts are compared: the kind of its line breaks, and a final one.
fn canonical(text: &str) -> String {
    let mut text = text.replace("\r\n", "\n").replace('\r', "\n");
    if text.ends_with('\n') {
        text.pop();
    }
    text
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
    fn a_public_text_that_holds_a_secret_stays_and_any_other_does_not() {
        let mut secrets = secrets(&["gears"]);
        secrets.add_public("New gears");
        secrets.add_public("Something else");
        assert_eq!(secrets.public().collect::<Vec<_>>(), ["New gears"]);
        let hidden = secrets.hide(json!(["New gears", "Old gears", "gears"]));
        assert_eq!(hidden, json!(["New gears", "(secret)", "(secret)"]));
    }

    #[test]
    fn a_secret_is_not_printed_by_a_panic() {
        assert!(!format!("{:?}", secrets(&["hunter2"])).contains("hunter2"));
    }
}
