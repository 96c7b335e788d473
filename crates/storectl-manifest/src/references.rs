//! Which files the caller is to read for a manifest.

use std::collections::HashSet;

use serde_json::Value;

use crate::{
    files::{self, FileKind, FileReference},
    parse::Document,
    paths,
    variables::{self, Variables},
};

impl Document {
    /// Returns the files the manifest names, one for each place, `${name}` replaced.
    ///
    /// Paths that are refused by their text, and paths with unknown variables, are left out: they are not to be read, and
    /// [`check`](crate::check()) reports them.
    pub fn file_references(&self, vars: &Variables) -> Vec<FileReference> {
        let value = without_inline_texts(&self.value);
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

/// Copies what may name a file: of listings and properties all but the texts that stand in the manifest, which are most of it.
fn without_inline_texts(manifest: &Value) -> Value {
    let without_texts = |parent: &Value| {
        members_of(parent, |_, member| match member {
            Value::String(_) => Value::Null,
            other => other.clone(),
        })
    };
    members_of(manifest, |key, member| match key {
        "listings" => members_of(member, |_, listing| without_texts(listing)),
        "listingDefaults" | "properties" => without_texts(member),
        _ => member.clone(),
    })
}

/// Copies a value, and each of its members as `copy` does.
fn members_of(value: &Value, copy: impl Fn(&str, &Value) -> Value) -> Value {
    match value {
        Value::Object(members) => {
            let members = members.iter();
            members
                .map(|(key, it)| (key.clone(), copy(key, it)))
                .collect()
        }
        other => other.clone(),
    }
}
