//! Takes secrets out of a snapshot.

use serde_json::{Map, Value};
use storectl_model::{
    DesiredProduct, FieldPath, LanguageTag, Module, SECRET,
    mask::{REDACTED, mask_json},
};

/// Names the fields of which a part is masked. Puts `(secret)` in the place of what fields of a product hold that use a secret variable of the manifest, and of every text
/// that holds one of its secrets; names the fields.
pub(in crate::json) fn withhold(product: &mut Value, desired: &DesiredProduct) {
    for messages in ["/status/messages", "/messages"] {
        if let Some(part) = product.pointer_mut(messages) {
            *part = desired.secret_values.hide(part.take());
        }
    }
    let (mut masked, mut withheld) = (Vec::new(), Vec::new());
    for (object, members) in objects(product) {
        for (name, value) in members
            .iter_mut()
            .filter(|it| !NAMES.contains(&it.0.as_str()))
        {
            let path = object.clone().key(name.clone());
            let hidden = desired.secret_values.hide(value.clone());
            if uses_secret(desired, &path) || desired.remembered_secrets.covers(&path) {
                withheld.push(path.to_string());
                *value = without_texts(value.take());
            } else if hidden != *value {
                withheld.push(path.to_string());
                *value = hidden;
            } else if mask_json(value.clone()) != *value {
                if has_mask(value) {
                    // Beside masks of ours nobody could tell which is which.
                    withheld.push(path.to_string());
                    *value = without_texts(value.take());
                } else {
                    masked.push(path.to_string());
                }
            }
        }
    }
    product["masked"] = masked.into();
    product["withheld"] = withheld.into();
}

/// Returns whether a value holds what looks like a mask.
fn has_mask(value: &Value) -> bool {
    value.to_string().contains(REDACTED.trim_end_matches(']'))
}

/// The modules, listings and packages of a product's draft, by their addresses.
pub(in crate::json) fn objects(product: &mut Value) -> Vec<(FieldPath, &mut Map<String, Value>)> {
    let mut objects = Vec::new();
    let draft = product.get_mut("draft").and_then(Value::as_object_mut);
    for (name, part) in draft.into_iter().flatten() {
        match (name.as_str(), part) {
            ("availability", Value::Object(members)) => {
                objects.push((FieldPath::of_module(Module::Availability), members));
            }
            ("properties", Value::Object(members)) => {
                objects.push((FieldPath::of_module(Module::Properties), members));
            }
            ("listings", Value::Array(items)) => {
                for members in items.iter_mut().filter_map(Value::as_object_mut) {
                    let language = members.get("language").and_then(Value::as_str);
                    let language = language.and_then(|it| it.parse::<LanguageTag>().ok());
                    if let Some(language) = language {
                        objects.push((FieldPath::of_listing(&language), members));
                    }
                }
            }
            ("packages", Value::Array(items)) => {
                let items = items.iter_mut().filter_map(Value::as_object_mut);
                let items = items.enumerate();
                objects.extend(items.map(|(at, it)| (FieldPath::of_package(at), it)));
            }
            // Languages, and images by their ids.
            _ => {}
        }
    }
    objects
}

/// Returns whether a field uses a secret variable. Which of the Store's packages is which of the manifest's is not decided
/// here, so that of a package counts for all.
fn uses_secret(desired: &DesiredProduct, path: &FieldPath) -> bool {
    let is_same = |it: &FieldPath| match path.module() {
        Some(Module::Packages) => {
            it.module() == Some(Module::Packages) && it.field() == path.field()
        }
        Some(_) | None => it.is_within(path),
    };
    desired.secrets.iter().any(is_same)
}

/// What says which object or item it is: never a secret, and without it the snapshot could not be read.
const NAMES: [&str; 4] = ["language", "packageId", "hardwareItemType", "errorScenario"];

fn without_texts(value: Value) -> Value {
    match value {
        Value::String(_) => SECRET.into(),
        Value::Array(items) => items.into_iter().map(without_texts).collect(),
        Value::Object(members) => {
            let members = members.into_iter();
            let hidden = |(key, it): (String, Value)| {
                let is_name = NAMES.contains(&key.as_str());
                let it = if is_name { it } else { without_texts(it) };
                (key, it)
            };
            members.map(hidden).collect()
        }
        other @ (Value::Null | Value::Bool(_) | Value::Number(_)) => other,
    }
}
