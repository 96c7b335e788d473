//! Fields whose values nobody is shown, whatever the values are: hidden by name, wherever a body has them.
//!
//! By name alone, because a body that is echoed, wrapped or spelled otherwise keeps its names and not its structure.

use std::{collections::BTreeSet, sync::OnceLock};

use aho_corasick::AhoCorasick;
use serde_json::Value;
use storectl_model::{FieldPath, SECRET, mask::REDACTED};

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

    /// Gives the byte at which a text that is no complete body begins to say what a hidden field holds: JSON that was
    /// cut, or that stands escaped in prose; a form; XML. Where the value ends cannot be known. Linear in the text.
    pub(crate) fn first_value(&self, text: &str) -> Option<usize> {
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

/// What may stand between a name and its value, as some encoders spell it, apart from white space.
const QUOTES: &[&str] = &["\"", "'", "\\u0022", "\\", "%22", "%5c", "&quot;", "&#34;"];

/// What begins a value only behind a quoted name: prose has colons, too.
const COLONS: &[&str] = &[":", "%3a"];

/// What begins a value behind any name.
const SIGNS: &[&str] = &["=", ">", "%3d", "&gt;"];

/// Tells whether what stands behind a name is its value.
fn is_before_value(rest: &str) -> bool {
    let mut rest = rest;
    let mut is_quoted = false;
    loop {
        rest = rest.trim_start();
        match QUOTES.iter().find_map(|it| strip(rest, it)) {
            Some(next) => {
                is_quoted = true;
                rest = next;
            }
            None => break,
        }
    }
    let begins = |signs: &[&str]| signs.iter().any(|it| strip(rest, it).is_some());
    begins(SIGNS) || (is_quoted && begins(COLONS))
}

/// Takes away what `text` begins with, in any case.
fn strip<'t>(text: &'t str, start: &str) -> Option<&'t str> {
    let (head, rest) = text.split_at_checked(start.len())?;
    head.eq_ignore_ascii_case(start).then_some(rest)
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
            "{&quot;certificationNotes&quot;:&quot;pw&quot;}",
            "certificationNotes=pw",
            "<certificationNotes>pw</certificationNotes>",
        ] {
            let end = fields.first_value(text).unwrap();
            assert!(text[end..].contains("pw"), "{text}");
            assert!(text[..end].to_lowercase().ends_with(NOTES), "{text}");
        }
    }
}
