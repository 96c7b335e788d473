//! Defaults that differ by language: copied into the listings before their variables are replaced.

use std::borrow::Cow;

use serde_json::{Map, Value};
use storectl_model::FIELDS;

use super::{
    LANGUAGE,
    definitions::Lookup,
    expand::{Expander, too_much},
    template::{Part, Replaced, parts},
};
use crate::{catalogue, files::Files, pointer, raw};

impl Expander<'_> {
    /// Copies each default that names `${language}` into the listings that do not name the field themselves.
    pub(super) fn copy_defaults(
        &mut self,
        manifest: &mut Map<String, Value>,
        files: Option<&Files>,
    ) {
        let Some(Value::Object(defaults)) = manifest.get_mut("listingDefaults") else {
            return;
        };
        let (differing, same): (Vec<_>, Vec<_>) =
            std::mem::take(defaults)
                .into_iter()
                .partition(|(field, value)| {
                    is_listing_field(field) && self.differs_by_language(value, files)
                });
        defaults.extend(same);
        let listings = manifest.get_mut("listings").and_then(Value::as_object_mut);
        let listings: Vec<_> = listings
            .into_iter()
            .flatten()
            .filter_map(|(language, listing)| Some((language, listing.as_object_mut()?)))
            .take(raw::MOST_LISTINGS)
            .collect();
        for (field, value) in &differing {
            self.note_uses(value);
            for (language, listing) in &listings {
                if !listing.contains_key(field.as_str()) {
                    let to = pointer::join(&pointer::join("/listings", language), field);
                    let from = pointer::join("/listingDefaults", field);
                    self.copied.insert(to, from);
                }
            }
        }
        for (_, listing) in listings {
            for (field, value) in &differing {
                if !listing.contains_key(field.as_str()) && self.spend_copy(field, value) {
                    listing.insert(field.clone(), value.clone());
                }
            }
        }
    }

    /// Replaces the variables of the defaults that every listing takes alike.
    pub(super) fn defaults(&mut self, defaults: &mut Map<String, Value>, at: &str) {
        for (field, default) in defaults.iter_mut() {
            if is_listing_field(field) {
                self.walk(default, &mut pointer::join(at, field), None);
            } else {
                // The schema refuses the key; a fault of its value would be a second one.
                self.note_uses(default);
            }
        }
    }

    /// Takes a copied default's length from the budget; tells whether it was left.
    fn spend_copy(&mut self, field: &str, value: &Value) -> bool {
        let Some(budget) = self.budget else {
            return false;
        };
        self.budget = budget.checked_sub(length(value));
        if self.budget.is_none() {
            let at = pointer::join("/listingDefaults", field);
            let mut found = catalogue::TOO_LARGE.at(self.place(&at), too_much());
            found.pointer = at;
            found.hint = Some("shorten it, or take it from a file: `{ file: PATH }`".to_owned());
            self.problems.push(found);
        }
        self.budget.is_some()
    }

    /// Returns whether a default names `${language}`, in its text, in its path or in its file.
    fn differs_by_language(&mut self, value: &Value, files: Option<&Files>) -> bool {
        let names = |text: &str| parts(text).any(|(it, _)| it == Part::Variable(LANGUAGE));
        match value {
            Value::String(text) => names(text),
            Value::Array(items) => items.iter().any(|it| self.differs_by_language(it, files)),
            Value::Object(members) => {
                let paths = match members.get("file") {
                    Some(Value::Array(paths)) => paths.as_slice(),
                    Some(path) => std::slice::from_ref(path),
                    None => &[],
                };
                let mut paths = paths.iter().filter_map(Value::as_str);
                let mut contents = paths.by_ref().filter_map(|path| {
                    let path = self.quietly(path);
                    files?.texts.get(&path)?.as_ref().ok()
                });
                contents.any(|it| names(it))
                    || members
                        .values()
                        .any(|it| self.differs_by_language(it, files))
            }
            Value::Null | Value::Bool(_) | Value::Number(_) => false,
        }
    }

    /// Replaces variables without reporting anything.
    fn quietly(&mut self, text: &str) -> String {
        let replaced = Replaced::new(text, |part, _| match part {
            Part::Variable(name) => match self.definitions.look_up(name) {
                Lookup::Value(value, _) => Some(Cow::Owned(value.to_owned())),
                Lookup::Unset | Lookup::Unknown => None,
            },
            Part::Text(_) | Part::Literal | Part::Malformed => None,
        });
        replaced.into_text()
    }

    /// Counts the variables of a value as used, whether or not it ends up in a listing.
    fn note_uses(&mut self, value: &Value) {
        match value {
            Value::String(text) => {
                for (part, _) in parts(text) {
                    if let Part::Variable(name) = part
                        && name != LANGUAGE
                    {
                        self.definitions.look_up(name);
                    }
                }
            }
            Value::Array(items) => items.iter().for_each(|it| self.note_uses(it)),
            Value::Object(members) => members.values().for_each(|it| self.note_uses(it)),
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }
}

/// Returns whether a listing has a field of this name.
fn is_listing_field(name: &str) -> bool {
    let fields = FIELDS
        .iter()
        .filter_map(|it| it.strip_prefix("listings.*."));
    let mut names = fields.filter_map(|it| it.split(['.', '[']).next());
    names.any(|it| it == name)
}

/// Counts the bytes of a value's texts, and one for each value.
fn length(value: &Value) -> usize {
    match value {
        Value::String(text) => 1 + text.len(),
        Value::Array(items) => 1 + items.iter().map(length).sum::<usize>(),
        Value::Object(members) => {
            let members = members.iter();
            1 + members
                .map(|(key, it)| key.len() + length(it))
                .sum::<usize>()
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => 1,
    }
}
