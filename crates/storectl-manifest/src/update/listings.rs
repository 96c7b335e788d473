//! A language that the Store has again.

use std::collections::BTreeSet;

use serde_json::Value;
use storectl_model::{FieldPath, LiveField, LiveValue};

use crate::{parse::Document, source_map::DEFAULTS};

/// Leaves out what no other language of the manifest manages: fields of languages that the Store has again. A manifest
/// without other languages manages all of them. Adds what the defaults give and the Store does not hold.
pub fn of_managed_fields(document: &Document, fields: Vec<LiveField>) -> Vec<LiveField> {
    let back: Vec<FieldPath> = fields
        .iter()
        .filter(|it| it.value == LiveValue::Language)
        .map(|it| it.path.clone())
        .collect();
    if back.is_empty() {
        return fields;
    }
    let managed = managed(document);
    let is_back = |path: &FieldPath| back.contains(&path.object()) && path.field().is_some();
    let mut kept: Vec<LiveField> = fields
        .into_iter()
        .filter(|it| {
            let field = it.path.field().unwrap_or_default();
            !is_back(&it.path) || managed.is_empty() || managed.contains(field)
        })
        .collect();
    let given: BTreeSet<FieldPath> = kept.iter().map(|it| it.path.clone()).collect();
    for listing in back {
        let missing = defaults(document).map(|name| listing.clone().key(name.to_owned()));
        let missing = missing.filter(|it| !given.contains(it));
        kept.extend(missing.map(|path| LiveField {
            path,
            value: LiveValue::Nothing,
        }));
    }
    kept
}

/// Returns whether a field of a listing has a default.
pub fn takes_default(document: &Document, path: &FieldPath) -> bool {
    path.language().is_some()
        && defaults(document).any(|it| path.segments().len() == 3 && path.field() == Some(it))
}

fn defaults(document: &Document) -> impl Iterator<Item = &str> {
    let defaults = document.value.pointer(DEFAULTS).and_then(Value::as_object);
    defaults
        .into_iter()
        .flatten()
        .map(|(name, _)| name.as_str())
}

/// The fields that languages of the manifest manage.
fn managed(document: &Document) -> BTreeSet<&str> {
    let listings = document.value.get("listings").and_then(Value::as_object);
    let listings: Vec<_> = listings
        .into_iter()
        .flatten()
        .filter_map(|(_, it)| it.as_object())
        .collect();
    if listings.is_empty() {
        return BTreeSet::new();
    }
    let own = listings
        .into_iter()
        .flatten()
        .map(|(name, _)| name.as_str());
    own.chain(defaults(document)).collect()
}
