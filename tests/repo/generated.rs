//! Generated files are in step with what generates them.

use serde_json::Value;
use storectl_report::json::{Document, schema};

use crate::{reference, root, texts};

fn pretty(value: &Value) -> String {
    format!("{}\n", serde_json::to_string_pretty(value).unwrap())
}

/// Compares a committed file with what it is generated from; `UPDATE_GENERATED=1 cargo test --test repo` writes it.
pub(crate) fn check(path: &str, generated: &str) {
    let path = root().join(path);
    #[expect(clippy::disallowed_methods, reason = "the one switch of this test")]
    if std::env::var("UPDATE_GENERATED").is_ok() {
        std::fs::write(&path, generated).unwrap();
    }
    let committed = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        committed == generated,
        "{} is not in step: UPDATE_GENERATED=1 cargo test --test repo",
        path.display()
    );
}

/// Returns the first alternative that is not `null`.
fn choice(schema: &Value) -> Option<&Value> {
    let choices = ["allOf", "anyOf", "oneOf"].map(|it| schema[it].as_array());
    let mut choices = choices.into_iter().flatten().flatten();
    choices.find(|it| it["type"] != "null")
}

/// Walks the manifest's schema down to the fields of the catalogue and gives those it found.
fn walk(at: &str, schema: &Value, root: &Value, found: &mut Vec<String>) {
    if let Some(target) = schema["$ref"].as_str() {
        let target = root.pointer(target.trim_start_matches('#')).unwrap();
        return walk(at, target, root, found);
    }
    if storectl_model::FIELDS.contains(&at) {
        found.push(at.to_owned());
    } else if let Some(members) = schema["properties"].as_object() {
        // The key of an item is not a field of it.
        // What is expected of an installer is never sent, so it is no field of the product.
        let keys = ["hardwareItemType", "errorScenario", "expect"];
        for (name, member) in members
            .iter()
            .filter(|(it, _)| !keys.contains(&it.as_str()))
        {
            walk(&format!("{at}.{name}"), member, root, found);
        }
    } else if let Some(choice) = choice(schema) {
        walk(at, choice, root, found);
    } else if schema["additionalProperties"].is_object() {
        walk(
            &format!("{at}.*"),
            &schema["additionalProperties"],
            root,
            found,
        );
    } else if schema["items"].is_object() {
        walk(&format!("{at}[*]"), &schema["items"], root, found);
    } else {
        panic!("the catalogue does not name {at}");
    }
}

#[test]
fn the_catalogue_names_every_field_of_the_schema() {
    let schema = storectl_manifest::schema();
    let mut found = Vec::new();
    for module in storectl_model::Module::ALL.map(storectl_model::Module::as_str) {
        walk(module, &schema["properties"][module], &schema, &mut found);
    }
    found.sort();
    let mut fields = storectl_model::FIELDS.to_vec();
    fields.sort_unstable();
    assert_eq!(found, fields);
}

#[test]
fn the_schemas_are_in_step_with_the_types() {
    check(
        "schema/storectl.v1.schema.json",
        &pretty(&storectl_manifest::schema()),
    );
    check(
        "schema/policy.v1.schema.json",
        &pretty(&storectl_manifest::policy_schema()),
    );
    for document in Document::ALL {
        let path = format!("schema/{}.v1.schema.json", document.as_str());
        check(&path, &pretty(&schema(document)));
    }
}

/// What stands before the generated tables of `schema/README.md`.
const INTRODUCTION: &str = "\
# Schemas and reference

This page is generated: `UPDATE_GENERATED=1 cargo test --package storectl --test repo` writes it.

For completion and validation in an editor, put this on the first line of a manifest:

```yaml
# yaml-language-server: $schema=./storectl.v1.schema.json
```

and save the schema next to it: `storectl schema > storectl.v1.schema.json`.

## The manifest

One file describes one product: `storectl.yaml` or `NAME.storectl.yaml`. Field names and values are those of the API. One rule applies
at every level: an **absent** field is unmanaged and keeps its value, **`null`** clears or removes it, and **a value** sets it.
";

#[test]
fn the_reference_is_in_step_with_the_program() {
    let manifest = reference::markdown(&storectl_manifest::schema());
    let policy = reference::policy(&storectl_manifest::policy_schema());
    let exits = reference::exit_codes();
    let documents = reference::documents(&schemas());
    check(
        "schema/README.md",
        &format!("{INTRODUCTION}{manifest}{policy}{exits}{documents}"),
    );
}

/// The schemas of the documents, by their names, as committed.
fn schemas() -> Vec<(String, Value)> {
    let mut schemas: Vec<(String, Value)> = texts("schema", "json")
        .into_iter()
        .filter_map(|(path, text)| {
            let name = path
                .file_name()?
                .to_str()?
                .strip_suffix(".v1.schema.json")?;
            let is_document = !["storectl", "policy"].contains(&name);
            is_document.then(|| (name.to_owned(), serde_json::from_str(&text).unwrap()))
        })
        .collect();
    schemas.sort_by(|one, other| one.0.cmp(&other.0));
    schemas
}

#[test]
fn every_example_is_valid_against_the_schema() {
    let manifests = jsonschema::validator_for(&storectl_manifest::schema()).unwrap();
    let policies = jsonschema::validator_for(&storectl_manifest::policy_schema()).unwrap();
    let examples = texts("examples", "yaml");
    assert!(examples.len() >= 2);
    for (path, text) in examples {
        let value: Value = serde_yaml::from_str(&text).unwrap();
        let validator = match value["apiVersion"].as_str() {
            Some(storectl_manifest::POLICY_API_VERSION) => {
                let policy = storectl_manifest::read_policy("policy.yaml", text.as_bytes());
                assert!(policy.is_ok(), "{}: {policy:?}", path.display());
                &policies
            }
            _ => &manifests,
        };
        let faults: Vec<String> = validator
            .iter_errors(&value)
            .map(|it| it.to_string())
            .collect();
        assert!(faults.is_empty(), "{}: {faults:?}", path.display());
    }
}
