//! Which files the caller is to read for a manifest.

use std::collections::HashSet;

use serde_json::Value;

use crate::{
    files::{self, FileKind, FileReference},
    parse::Document,
    paths, raw,
    variables::{self, Variables},
};

impl Document {
    /// Returns the files the manifest names, one for each place, `${name}` replaced.
    ///
    /// Paths that are refused by their text, and paths with unknown variables, are left out: they are not to be read, and
    /// [`check`](crate::check()) reports them.
    pub fn file_references(&self, vars: &Variables) -> Vec<FileReference> {
        let value = naming_files(&self.value);
        let expanded = variables::expand_value(self, value, vars, None);
        let broken: HashSet<&str> = expanded
            .problems
            .iter()
            .map(|it| it.pointer.as_str())
            .collect();
        let texts = files::text_references(&expanded.value).into_iter();
        let texts = texts.flat_map(|it| it.origin.into_paths());
        let texts = texts.chain(files::checksum_references(&expanded.value));
        let texts = texts.map(|it| FileReference {
            path: it.path,
            kind: FileKind::Text,
            pointer: it.pointer,
        });
        let images = files::image_references(&expanded.value).into_iter();
        let images = images.map(|(pointer, path)| FileReference {
            path,
            kind: FileKind::Image,
            pointer,
        });
        texts
            .chain(images)
            .filter(|it| paths::fault(&it.path).is_none() && !broken.contains(it.pointer.as_str()))
            .collect()
    }
}

/// Copies what may name a file: of listings and properties neither the texts that stand in the manifest nor lists of them, which
/// are most of it.
fn naming_files(manifest: &Value) -> Value {
    let defaults = manifest.get("listingDefaults").and_then(Value::as_object);
    let naming_files = |parent: &Value| {
        members_of(parent, |key, member| match member {
            Value::Object(_) => Some(member.clone()),
            Value::Array(_) if raw::LISTING_IMAGES.contains(&key) => Some(member.clone()),
            // No default takes its place.
            _ if defaults.is_some_and(|it| it.contains_key(key)) => Some(Value::Null),
            _ => None,
        })
    };
    members_of(manifest, |key, member| {
        Some(match key {
            "listings" => members_of(member, |_, listing| Some(naming_files(listing))),
            "listingDefaults" | "properties" => naming_files(member),
            _ => member.clone(),
        })
    })
}

/// Copies a value, and each of its members as `copy` does, which leaves some out.
fn members_of(value: &Value, copy: impl Fn(&str, &Value) -> Option<Value>) -> Value {
    match value {
        Value::Object(members) => {
            let members = members.iter();
            members
                .filter_map(|(key, it)| Some((key.clone(), copy(key, it)?)))
                .collect()
        }
        other => other.clone(),
    }
}
