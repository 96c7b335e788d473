//! What secret variables make secret.

use std::{
    collections::{BTreeMap, BTreeSet},
    rc::Rc,
};

use serde_json::Value;
use storectl_model::SecretValues;

use super::{definitions::Definitions, texts::ExpandedText};
use crate::{format, pointer};

/// Returns what nobody may be shown: secret variables, the values at `secret` pointers, which use one, and what addresses
/// hold of signatures and passwords.
pub(super) fn values(
    definitions: &Definitions<'_>,
    secret: &BTreeSet<String>,
    manifest: &Value,
    texts: &BTreeMap<String, Rc<ExpandedText>>,
) -> SecretValues {
    let mut values = SecretValues::default();
    add_addresses(manifest, &mut values);
    let mut seen = BTreeSet::new();
    let once = texts.values().filter(|it| seen.insert(it.id()));
    once.for_each(|it| values.add_masked(it.text()));
    definitions.secrets().for_each(|it| values.add_variable(it));
    for at in secret {
        let inline = manifest.pointer(at).and_then(Value::as_str);
        let from_file = texts.get(at).map(|it| it.text());
        inline
            .into_iter()
            .chain(from_file)
            .for_each(|it| values.add_field(it));
    }
    if !secret.is_empty() {
        // What the run was given holds a secret: no text that holds it can be read in the manifest.
        let given = definitions.given().filter(|it| values.is_in(it));
        let given: Vec<&str> = given.collect();
        let is_readable = |text: &str| !given.iter().any(|it| text.contains(it));
        add_public(manifest, "", secret, &is_readable, &mut values);
        let public = texts.iter().filter(|(at, _)| !secret.contains(*at));
        let mut looked_at = BTreeSet::new();
        let once = public.filter(|(_, it)| looked_at.insert(it.id()));
        let readable = once.filter(|(_, it)| is_readable(it.text()));
        readable.for_each(|(_, it)| values.add_public(it.text()));
        definitions.public().for_each(|it| values.add_public(it));
    }
    values
}

/// Adds the texts of the manifest that use no secret variable, and that can be read there.
fn add_public(
    value: &Value,
    at: &str,
    secret: &BTreeSet<String>,
    is_readable: &dyn Fn(&str) -> bool,
    values: &mut SecretValues,
) {
    match value {
        Value::String(text) if secret.contains(at) || !is_readable(text) => {}
        Value::String(text) => {
            values.add_public(text);
            // As it is sent.
            let text = format::normalize_line_ends(text);
            values.add_public(format::without_final_line_end(&text));
        }
        Value::Array(items) => {
            for (index, it) in items.iter().enumerate() {
                add_public(it, &pointer::item(at, index), secret, is_readable, values);
            }
        }
        Value::Object(members) => {
            for (key, it) in members {
                add_public(it, &pointer::join(at, key), secret, is_readable, values);
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// Adds what the addresses within a value hold of secrets, and the texts of which a part is masked.
fn add_addresses(value: &Value, values: &mut SecretValues) {
    match value {
        Value::String(text) => {
            values.add_masked(text);
            if text.contains(':') && text.contains("://") {
                values.add_address(text);
            }
        }
        Value::Array(items) => items.iter().for_each(|it| add_addresses(it, values)),
        Value::Object(members) => members.values().for_each(|it| add_addresses(it, values)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// Returns whether the value at `at` may hold a secret: the texts that go to the Store, but not what storectl shows to say
/// which product, which file or which language it is about.
pub(super) fn may_be_secret(at: &str) -> bool {
    let module = ["/properties", "/listings", "/listingDefaults", "/packages"];
    let shown = [
        "file",
        "changelog",
        "screenshots",
        "storeLogos",
        "category",
        "subcategory",
        "hardwareItemType",
        "errorScenario",
        "packageType",
        "architectures",
        "languages",
    ];
    module.iter().any(|it| pointer::is_within(at, it))
        && !at.split('/').any(|it| shown.contains(&it))
}
