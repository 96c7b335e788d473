//! Fields whose values nobody is shown, whatever the values are: hidden by name, wherever a body has them.
//!
//! By name alone, because a body that is echoed, wrapped or spelled otherwise keeps its names and not its structure.

use std::{collections::BTreeSet, sync::OnceLock};

use aho_corasick::AhoCorasick;
use serde_json::Value;
use storectl_model::{FieldPath, SECRET, mask::REDACTED};

use crate::observe::views::{LAYERS, View};

/// How testers of the Store sign in, for example: managed or not, nobody else reads it.
const NOTES: &str = "certificationnotes";

/// The names of hidden fields.
pub(crate) struct HiddenFields {
    /// Last keys of fields that use a secret variable, in lower case: the service's case varies.
    secret: BTreeSet<String>,
    /// Finds all names, made at the first search.
    search: OnceLock<Option<AhoCorasick>>,
}

impl Default for HiddenFields {
    fn default() -> Self {
        Self {
            secret: BTreeSet::new(),
            search: OnceLock::new(),
        }
    }
}

impl HiddenFields {
    /// Adds fields that use a secret variable. The manifest's own settings are never sent, so their paths hide nothing.
    pub(crate) fn add<'p>(&mut self, paths: impl IntoIterator<Item = &'p FieldPath>) {
        let known = self.secret.len();
        self.secret.extend(
            paths
                .into_iter()
                .filter(|path| path.module().is_some())
                .filter_map(FieldPath::last_key)
                .map(str::to_ascii_lowercase),
        );
        if self.secret.len() > known {
            self.search = OnceLock::new();
        }
    }

    /// Gives what to show in place of a field's value; `None` where it may be shown.
    pub(crate) fn stand_in(&self, name: &str, value: &Value) -> Option<Value> {
        let name = name.to_ascii_lowercase();
        match value {
            Value::Null => None,
            _ if self.secret.contains(&name) => Some(SECRET.into()),
            Value::String(text) if name == NOTES => {
                let length = text.chars().count();
                let unit = if length == 1 {
                    "character"
                } else {
                    "characters"
                };
                Some(format!("({length} {unit})").into())
            }
            _ if name == NOTES => Some(REDACTED.into()),
            _ => None,
        }
    }

    /// Returns the byte at which a text that is no complete body begins to say what a hidden field holds: JSON that was
    /// cut, or that stands escaped in prose; a form; XML. Where the value ends cannot be known. Linear in the text.
    pub(crate) fn first_value(&self, text: &str) -> Option<usize> {
        let mut first = self.first_in(text.as_bytes());
        let mut next = View::decode(text.as_bytes());
        for _ in 0..LAYERS {
            let Some(view) = next else {
                break;
            };
            let found = self.first_in(view.bytes());
            let found = found.map(|at| view.range(at..at).start);
            first = first.into_iter().chain(found).min();
            next = view.decoded();
        }
        first
    }

    fn first_in(&self, text: &[u8]) -> Option<usize> {
        let search = self.search.get_or_init(|| {
            let names = self.secret.iter().map(String::as_str).chain([NOTES]);
            let builder = &mut AhoCorasick::builder();
            builder.ascii_case_insensitive(true).build(names).ok()
        });
        let found = search.as_ref()?.find_overlapping_iter(text);
        found
            .map(|it| it.end())
            .find(|end| text.get(*end..).is_some_and(is_before_value))
    }
}

/// Tells whether what stands behind a name is its value. A colon is one's beginning only behind a quoted name: prose has
/// colons, too.
fn is_before_value(rest: &[u8]) -> bool {
    let mut is_quoted = false;
    for byte in rest {
        match byte {
            b'"' | b'\'' => is_quoted = true,
            b'\\' => {}
            byte if byte.is_ascii_whitespace() => {}
            b':' => return is_quoted,
            b'=' | b'>' => return true,
            _ => return false,
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hidden(paths: &[&str]) -> HiddenFields {
        let paths: Vec<FieldPath> = paths.iter().map(|it| it.parse().unwrap()).collect();
        let mut fields = HiddenFields::default();
        fields.add(&paths);
        fields
    }

    #[test]
    fn a_field_is_hidden_by_its_innermost_name_and_settings_of_the_manifest_hide_nothing() {
        let fields = hidden(&[
            "listings.en-us.copyright",
            "properties.systemRequirementDetails[Memory].minimumRequirement",
            "name",
        ]);
        let shown = |name: &str| fields.stand_in(name, &"x".into());
        assert_eq!(shown("Copyright"), Some(SECRET.into()));
        assert_eq!(shown("minimumRequirement"), Some(SECRET.into()));
        assert_eq!(shown("name"), None);
        assert_eq!(shown("memory"), None);
    }

    #[test]
    fn a_name_in_prose_hides_nothing_and_a_member_does_however_it_is_written() {
        let fields = hidden(&[]);
        for prose in [
            "certificationNotes: the text is too long",
            "The field 'certificationNotes' may have 2000 characters.",
            "certificationNotes",
            "\"certificationNotes\"",
        ] {
            assert_eq!(fields.first_value(prose), None, "{prose}");
        }
        for text in [
            r#"{"certificationNotes":"pw"#,
            r#"{"CertificationNotes" : "pw"#,
            r#"got {\"certificationNotes\":\"pw\"}"#,
            r#"{\\\"certificationNotes\\\":\\\"pw"#,
            "%7B%22certificationNotes%22%3A%22pw%22%7D",
            "%257B%2522certificationNotes%2522%253A%2522pw",
            "{&quot;certificationNotes&quot;:&quot;pw&quot;}",
            "\\u0022certificationNotes\\u0022:\\u0022pw",
            "certificationNotes=pw",
            "<certificationNotes>pw</certificationNotes>",
        ] {
            let end = fields.first_value(text).unwrap();
            assert!(text[end..].contains("pw"), "{text}");
            assert!(text[..end].to_lowercase().ends_with(NOTES), "{text}");
        }
        let numbers = "&#99;ertification&#x4e;otes&#34;:pw";
        let end = fields.first_value(numbers).unwrap();
        assert_eq!(&numbers[end..], "&#34;:pw");
    }
}
