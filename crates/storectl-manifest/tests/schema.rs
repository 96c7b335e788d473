//! The JSON schema, as an editor uses it: judged by a real validator on real manifests.
#![expect(clippy::unwrap_used, reason = "tests panic on failure")]

mod support;

use std::fs;

use serde_json::Value;
use storectl_manifest::{read, schema};
use support::samples;

fn value(path: &std::path::Path) -> Option<Value> {
    let bytes = fs::read(path).unwrap();
    read("m.yaml", &bytes).ok().map(|it| it.value().clone())
}

#[test]
fn the_schema_is_valid_draft_07() {
    assert_eq!(
        schema()["$schema"],
        "http://json-schema.org/draft-07/schema#"
    );
    assert!(jsonschema::meta::is_valid(&schema()));
}

#[test]
fn an_editor_takes_every_valid_manifest() {
    let validator = jsonschema::validator_for(&schema()).unwrap();
    for path in samples("valid") {
        let value = value(&path).unwrap();
        let faults: Vec<String> = validator
            .iter_errors(&value)
            .map(|it| it.to_string())
            .collect();
        assert!(faults.is_empty(), "{}: {faults:?}", path.display());
    }
}

#[test]
fn an_editor_refuses_what_a_schema_can_refuse() {
    let validator = jsonschema::validator_for(&schema()).unwrap();
    let refused = [
        "shape-",
        "requirement-value",
        "length-",
        "count-",
        "availability-no",
        "package-architectures",
        "listing-language",
        "variable-name",
        "form-not-a-mapping",
    ];
    // Beyond a schema: what spans items, and what is in files.
    let accepted = [
        "count-search-words",
        "count-requirement-texts",
        "length-in-file",
    ];
    for path in samples("invalid") {
        let name = path.file_stem().unwrap().to_str().unwrap();
        if refused.iter().any(|it| name.starts_with(it)) && !accepted.contains(&name) {
            let value = value(&path).unwrap();
            assert!(!validator.is_valid(&value), "{}", path.display());
        }
    }
}

#[test]
fn each_example_of_the_schema_is_valid() {
    fn walk(node: &Value, root: &Value) {
        if let Some(examples) = node.get("examples").and_then(Value::as_array) {
            let mut alone = node.clone();
            alone["definitions"] = root["definitions"].clone();
            let validator = jsonschema::options()
                .with_draft(jsonschema::Draft::Draft7)
                .build(&alone)
                .unwrap();
            for example in examples {
                assert!(validator.is_valid(example), "{example}: {node}");
            }
        }
        match node {
            Value::Object(members) => members.values().for_each(|it| walk(it, root)),
            Value::Array(items) => items.iter().for_each(|it| walk(it, root)),
            _ => {}
        }
    }
    walk(&schema(), &schema());
}
