//! Checks sent fields and collects what is wrong with them, each error naming its field.

use std::fmt::Display;

use serde_json::Value;
use url::Url;

use crate::fields::Fields;
use crate::interpretations::{Interpretations, MissingRequired, TextLength};
use crate::response::StoreError;

/// What a write does with the fields it does not name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mode {
    /// PUT: they fall to their defaults.
    Replace,
    /// PATCH: they are kept.
    Patch,
    /// Nothing is written: what is stored is judged as a submission does.
    Validate,
}

/// Whether codes must have the table's case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Case {
    /// They must.
    Exact,
    /// They need not.
    Ignored,
}

/// A check of one module under way.
pub(crate) struct Check<'a> {
    target: &'static str,
    sent: &'a Fields,
    pub(crate) mode: Mode,
    pub(crate) interpretations: &'a Interpretations,
    pub(crate) errors: Vec<StoreError>,
}

impl<'a> Check<'a> {
    pub(crate) fn new(
        target: &'static str,
        sent: &'a Fields,
        mode: Mode,
        interpretations: &'a Interpretations,
    ) -> Self {
        Self {
            target,
            sent,
            mode,
            interpretations,
            errors: Vec::new(),
        }
    }

    /// Notes that a field breaks a rule.
    pub(crate) fn refuse(&mut self, field: impl Display, rule: impl Display) {
        self.errors.push(StoreError::bad_request(
            self.target,
            format!("{field}: {rule}"),
        ));
    }

    /// Whether a rule between these fields is to be asked: a PATCH that names none of them leaves
    /// what is there as it is.
    pub(crate) fn touches(&self, names: &[&str]) -> bool {
        self.mode != Mode::Patch || names.iter().any(|name| self.sent.contains_key(*name))
    }

    /// Whether fields the contract marks required must be there.
    pub(crate) fn demands_required(&self) -> bool {
        self.mode != Mode::Patch
            && self.interpretations.required_fields() == MissingRequired::Refused
    }

    /// A required field: there in a PUT, and never emptied.
    pub(crate) fn required(&mut self, name: &str) {
        let emptied = match self.sent.get(name) {
            None => self.demands_required(),
            Some(Value::String(text)) => text.is_empty(),
            Some(Value::Array(items)) => items.is_empty(),
            Some(_) => false,
        };
        if emptied {
            self.refuse(name, "a value is required");
        }
    }

    /// The sent text of a field; anything but a text is refused.
    pub(crate) fn text(&mut self, name: &str) -> Option<&'a str> {
        let text = self.sent.get(name)?.as_str();
        if text.is_none() {
            self.refuse(name, "must be a string");
        }
        text
    }

    /// A text of at most `limit` UTF-16 units, or characters.
    pub(crate) fn limited_text(&mut self, name: &str, limit: usize) {
        if let Some(text) = self.text(name) {
            self.length(name, text, limit);
        }
    }

    pub(crate) fn length(&mut self, field: impl Display, text: &str, limit: usize) {
        let length = match self.interpretations.text_length {
            TextLength::Utf16 => text.encode_utf16().count(),
            TextLength::Characters => text.chars().count(),
        };
        if length > limit {
            self.refuse(
                field,
                format_args!("maximum length allowed is {limit}, got {length}"),
            );
        }
    }

    /// `true` or `false`.
    pub(crate) fn flag(&mut self, name: &str) {
        if self.sent.get(name).is_some_and(|value| !value.is_boolean()) {
            self.refuse(name, "must be true or false");
        }
    }

    /// One of the words the contract lists, spelled so.
    pub(crate) fn choice(&mut self, name: &str, allowed: &[&str]) {
        if let Some(text) = self.text(name)
            && !text.is_empty()
        {
            self.one_of(name, text, allowed);
        }
    }

    pub(crate) fn one_of(&mut self, field: impl Display, text: &str, allowed: &[&str]) {
        if !allowed.contains(&text) {
            self.refuse(
                field,
                format_args!("`{text}` is not one of {}", allowed.join(", ")),
            );
        }
    }

    /// An absolute http or https address, or nothing.
    pub(crate) fn url(&mut self, name: &str) {
        if let Some(text) = self.text(name)
            && !text.is_empty()
            && !is_url(text)
        {
            self.refuse(name, format_args!("`{text}` is not a valid URL"));
        }
    }

    /// The sent texts of a list; anything but a list of texts is refused.
    pub(crate) fn texts(&mut self, name: &str) -> Vec<&'a str> {
        let Some(value) = self.sent.get(name) else {
            return Vec::new();
        };
        let texts: Option<Vec<&str>> = value
            .as_array()
            .and_then(|items| items.iter().map(Value::as_str).collect());
        texts.unwrap_or_else(|| {
            self.refuse(name, "must be an array of strings");
            Vec::new()
        })
    }

    /// A list of at most `items` texts of at most `length` UTF-16 units each.
    pub(crate) fn limited_texts(
        &mut self,
        name: &str,
        items: usize,
        length: usize,
    ) -> Vec<&'a str> {
        let texts = self.texts(name);
        if texts.len() > items {
            self.refuse(
                name,
                format_args!("at most {items} are allowed, got {}", texts.len()),
            );
        }
        for (index, text) in texts.iter().enumerate() {
            self.length(format_args!("{name}[{index}]"), text, length);
        }
        texts
    }

    /// Codes of a table, each named once.
    pub(crate) fn codes(&mut self, name: &str, table: &[&str], case: Case) {
        let codes = self.texts(name);
        for (index, code) in codes.iter().enumerate() {
            let known = match case {
                Case::Exact => table.contains(code),
                Case::Ignored => table.iter().any(|known| known.eq_ignore_ascii_case(code)),
            };
            if !known {
                self.refuse(name, format_args!("`{code}` is not supported"));
            }
            if codes
                .iter()
                .take(index)
                .any(|earlier| earlier.eq_ignore_ascii_case(code))
            {
                self.refuse(name, format_args!("`{code}` appears twice"));
            }
        }
    }

    /// The sent object; anything else is refused.
    pub(crate) fn object(&mut self, name: &str) -> Option<&'a Fields> {
        let members = self.sent.get(name)?.as_object();
        if members.is_none() {
            self.refuse(name, "must be an object");
        }
        members
    }

    /// A list of whatever; anything else is refused.
    pub(crate) fn list(&mut self, name: &str) {
        if self.sent.get(name).is_some_and(|value| !value.is_array()) {
            self.refuse(name, "must be an array");
        }
    }

    /// The sent objects of a list; anything but a list of objects is refused.
    pub(crate) fn objects(&mut self, name: &str) -> Vec<&'a Fields> {
        match self.sent.get(name) {
            None => Vec::new(),
            Some(value) => self.objects_of(name, value),
        }
    }

    /// The objects of a value that must be a list of them.
    pub(crate) fn objects_of(&mut self, field: impl Display, value: &'a Value) -> Vec<&'a Fields> {
        let objects: Option<Vec<&Fields>> = value
            .as_array()
            .and_then(|items| items.iter().map(Value::as_object).collect());
        objects.unwrap_or_else(|| {
            self.refuse(field, "must be an array of objects");
            Vec::new()
        })
    }

    /// Objects keyed by a member that must be one of the contract's words, each at most once.
    pub(crate) fn keyed(
        &mut self,
        name: &str,
        key: &str,
        allowed: &[&'static str],
    ) -> Vec<(String, &'static str, &'a Fields)> {
        let mut keyed: Vec<(String, &'static str, &Fields)> = Vec::new();
        for (index, item) in self.objects(name).into_iter().enumerate() {
            let field = format!("{name}[{index}].{key}");
            let Some(text) = item.get(key).and_then(Value::as_str) else {
                self.refuse(field, "a value is required");
                continue;
            };
            let Some(word) = allowed.iter().find(|word| **word == text) else {
                self.refuse(
                    field,
                    format_args!("`{text}` is not one of {}", allowed.join(", ")),
                );
                continue;
            };
            if keyed.iter().any(|(_, earlier, _)| earlier == word) {
                self.refuse(field, format_args!("`{word}` appears twice"));
                continue;
            }
            keyed.push((format!("{name}.{word}"), word, item));
        }
        keyed
    }
}

/// Whether a text is an absolute http or https address (RFC 3986; letters beyond ASCII are taken).
///
/// A browser's parser alone would repair `https:///host` and `https:host`, and take blanks and backslashes.
pub(crate) fn is_url(text: &str) -> bool {
    let Some((scheme, rest)) = text.split_once("://") else {
        return false;
    };
    let is_web = scheme.eq_ignore_ascii_case("http") || scheme.eq_ignore_ascii_case("https");
    let has_authority = !rest.starts_with(['/', '?', '#', '@', ':']) && !rest.is_empty();
    let is_clean = !text
        .contains(|it: char| it.is_whitespace() || it.is_control() || "\"<>\\^`{|}".contains(it));
    is_web
        && has_authority
        && is_clean
        && escapes_are_whole(text)
        && Url::parse(text).is_ok_and(|url| url.has_host())
}

/// Whether every `%` begins two hexadecimal digits.
fn escapes_are_whole(text: &str) -> bool {
    text.split('%').skip(1).all(|escape| {
        let mut digits = escape.chars().take(2);
        let is_digit = |it: Option<char>| it.is_some_and(|it| it.is_ascii_hexdigit());
        is_digit(digits.next()) && is_digit(digits.next())
    })
}

/// Whether a text is an e-mail address.
pub(crate) fn is_email(text: &str) -> bool {
    let Some((local, domain)) = text.split_once('@') else {
        return false;
    };
    !local.is_empty()
        && !text.contains(char::is_whitespace)
        && !domain.contains('@')
        && domain.contains('.')
        && domain.split('.').all(|label| !label.is_empty())
}
