//! Values that all languages share.

use serde_json::{Map, Value, json};

use crate::{pointer, raw};

/// Moves what every listing says alike, its own language in paths aside, into `listingDefaults`.
pub(super) fn lift(value: &mut Value) {
    let Some(listings) = value.get_mut("listings").and_then(Value::as_object_mut) else {
        return;
    };
    // Null removes a language, which then says nothing.
    let mut said = listings.iter().filter(|(_, it)| it.is_object());
    let Some((_, first)) = said.next().filter(|_| said.next().is_some()) else {
        return;
    };
    let names: Vec<String> = first
        .as_object()
        .into_iter()
        .flatten()
        .map(|it| it.0.clone())
        .collect();
    let mut defaults = Map::new();
    for name in names {
        let said = listings.iter().filter(|(_, it)| it.is_object());
        let mut said = said.map(|(language, it)| shared(language, &name, it.get(&name)?));
        let Some(Some(first)) = said.next() else {
            continue;
        };
        if said.all(|it| it.as_ref() == Some(&first)) {
            for listing in listings.values_mut().filter_map(Value::as_object_mut) {
                listing.shift_remove(&name);
            }
            defaults.insert(name, first);
        }
    }
    if !defaults.is_empty() {
        value["listingDefaults"] = Value::Object(defaults);
    }
}

/// Returns a value as every language can say it.
fn shared(language: &str, name: &str, value: &Value) -> Option<Value> {
    let path = |it: &str| it.replacen(&pointer_of(language), "/${language}/", 1);
    if let Some(file) = value.get("file").and_then(Value::as_str) {
        return Some(json!({ "file": path(file) }));
    }
    match value {
        Value::Array(items) if raw::LISTING_IMAGES.contains(&name) => {
            let items = items.iter().map(|it| Some(Value::from(path(it.as_str()?))));
            Some(Value::Array(items.collect::<Option<_>>()?))
        }
        other => Some(other.clone()),
    }
}

fn pointer_of(language: &str) -> String {
    format!("{}/", pointer::join("", language))
}
