//! Texts: what would be taken for a variable, and what is long enough for a file of its own.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use crate::schema::Place;

/// The longest text that stands in the manifest, in characters.
const LONGEST_INLINE: usize = 120;

/// Writes every text of the draft so that it is read back exactly: `${` stands for itself, and what is read loses its last
/// line end.
pub(crate) fn escape(value: &mut Value) {
    match value {
        Value::String(text) => {
            *text = text.replace("${", "$${");
            if text.ends_with(['\n', '\r']) {
                text.push('\n');
            }
        }
        Value::Array(items) => items.iter_mut().for_each(escape),
        Value::Object(members) => members.values_mut().for_each(escape),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// Moves long texts into files, and returns these by their paths. A field of the listings that is long in one language is in
/// a file in every language.
pub(super) fn into_files(value: &mut Value) -> BTreeMap<String, String> {
    let mut files = BTreeMap::new();
    if let Some(properties) = value.get_mut("properties") {
        let place = Place::at("/properties");
        let long = long_fields(properties, &place);
        replace(properties, &long, "properties", &mut files);
    }
    let listings = value.get_mut("listings").and_then(Value::as_object_mut);
    let mut listings: Vec<_> = listings.into_iter().flatten().collect();
    let mut long = BTreeSet::new();
    for (language, listing) in &listings {
        let place = Place::at("/listings").below(language);
        long.extend(long_fields(listing, &place));
    }
    for (language, listing) in &mut listings {
        replace(listing, &long, &format!("listings/{language}"), &mut files);
    }
    files
}

/// Returns the members that hold a long text and may name a file.
fn long_fields(object: &Value, place: &Place) -> BTreeSet<String> {
    let members = object.as_object().into_iter().flatten();
    let is_long =
        |text: &str| text.contains(['\n', '\r']) || text.chars().nth(LONGEST_INLINE).is_some();
    let long = members.filter(|(name, it)| {
        let takes_file = place.below(name).below("file").is_known();
        takes_file && it.as_str().is_some_and(is_long)
    });
    long.map(|(name, _)| name.clone()).collect()
}

fn replace(
    object: &mut Value,
    fields: &BTreeSet<String>,
    folder: &str,
    files: &mut BTreeMap<String, String>,
) {
    for field in fields {
        let Some(text) = object.get(field).and_then(Value::as_str) else {
            continue;
        };
        // At the beginning of a file it would be taken for a byte order mark.
        if text.starts_with('\u{feff}') {
            continue;
        }
        let path = format!("{folder}/{field}.md");
        files.insert(path.clone(), text.to_owned());
        object[field] = json!({ "file": path });
    }
}
