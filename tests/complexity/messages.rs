//! However long a value, a key or an item is, what is said of it is short.

use serde_json::{Value, json};
use storectl_manifest::Diagnostic;
use storectl_model::LONGEST_MESSAGE;

use crate::{counting, diagnose, shapes::LISTS, values::VALUES};

/// What each value is replaced with, repeated to this size in bytes.
const SIZE: usize = 10_000;

/// Texts that a message may quote: with blanks, backquotes and quotes, of other alphabets, of characters that are escaped.
const TEXTS: &[&str] = &[
    "a b ",
    "`a",
    "'\"\\",
    "日本",
    "https://a b/",
    "\u{7}",
    "${x}",
    "../",
];

fn repeated(text: &str) -> String {
    text.repeat(SIZE / text.len())
}

/// A manifest with every field.
const COMPLETE: &str = include_str!("../manifests/valid/contract.yaml");

/// Pointers of everything in a value, parents first.
fn pointers(value: &Value, at: &str, found: &mut Vec<String>) {
    found.push(at.to_owned());
    match value {
        Value::Object(members) => {
            for (key, value) in members {
                let key = key.replace('~', "~0").replace('/', "~1");
                pointers(value, &format!("{at}/{key}"), found);
            }
        }
        Value::Array(items) => {
            for (index, value) in items.iter().enumerate() {
                pointers(value, &format!("{at}/{index}"), found);
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// Messages and hints that are longer than they may be.
fn too_long(name: &str, manifest: &str) -> Vec<String> {
    let said = |it: Diagnostic| [Some(it.message), it.hint];
    let all = diagnose(manifest).into_iter().flat_map(said).flatten();
    // The mark of what was cut comes on top.
    let long = all.filter(|it| it.chars().count() > LONGEST_MESSAGE + 1);
    long.map(|it| format!("{name}: {} bytes: {:.200}", it.len(), it))
        .collect()
}

#[test]
fn no_value_of_any_field_makes_a_message_or_a_hint_long() {
    let _alone = counting();
    let complete: Value = serde_yaml::from_str(COMPLETE).unwrap();
    let mut places = Vec::new();
    pointers(&complete, "", &mut places);
    let mut found = Vec::new();
    for place in places {
        for text in TEXTS {
            let mut manifest = complete.clone();
            *manifest.pointer_mut(&place).unwrap() = repeated(text).into();
            found.extend(too_long(&format!("{place} {text}"), &manifest.to_string()));
        }
        let mut manifest = complete.clone();
        if let Some(members) = manifest.pointer_mut(&place).and_then(Value::as_object_mut) {
            for text in TEXTS {
                members.insert(repeated(text), json!({ "a": 1 }));
            }
            found.extend(too_long(
                &format!("a key in {place}"),
                &manifest.to_string(),
            ));
        }
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn no_shape_makes_a_message_or_a_hint_long() {
    let _alone = counting();
    let shapes = LISTS.iter().chain(VALUES);
    let found: Vec<String> = shapes
        .flat_map(|it| too_long(it.name, &it.manifest(SIZE)))
        .collect();
    assert!(found.is_empty(), "{}", found.join("\n"));
}
