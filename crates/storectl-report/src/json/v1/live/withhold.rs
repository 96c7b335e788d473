//! Takes secrets out of a snapshot.

use serde_json::{Map, Value};
use storectl_model::{DesiredProduct, FieldPath, LanguageTag, Module, SECRET};

/// Puts `(secret)` in the place of what fields of a product hold that use a secret variable of the manifest, and of every text
/// that holds one of its secrets; names the fields.
pub(in crate::json) fn withhold(product: &mut Value, desired: &DesiredProduct) {
    for part in ["status", "messages"] {
        if let Some(part) = product.get_mut(part) {
            *part = desired.secret_values.hide(part.take());
        }
    }
    let mut withheld = Vec::new();
    for (object, members) in objects(product) {
        for (name, value) in members {
            let path = object.clone().key(name.clone());
            let hidden = desired.secret_values.hide(value.clone());
            if uses_secret(desired, &path) || desired.remembered_secrets.covers(&path) {
                withheld.push(path);
                *value = without_texts(value.take());
            } else if hidden != *value {
                withheld.push(path);
                *value = hidden;
            }
        }
    }
    if let Some(named) = product.get_mut("withheld") {
        *named = withheld.iter().map(ToString::to_string).collect();
    }
}

/// The modules, listings and packages of a product's draft, by their addresses.
fn objects(product: &mut Value) -> Vec<(FieldPath, &mut Map<String, Value>)> {
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

fn without_texts(value: Value) -> Value {
    match value {
        Value::String(_) => SECRET.into(),
        Value::Array(items) => items.into_iter().map(without_texts).collect(),
        Value::Object(members) => {
            let members = members.into_iter();
            members.map(|(key, it)| (key, without_texts(it))).collect()
        }
        other @ (Value::Null | Value::Bool(_) | Value::Number(_)) => other,
    }
}
