//! Generated files are in step with what generates them.

use serde_json::Value;

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

#[test]
fn the_schemas_are_in_step_with_the_types() {
    check(
        "schema/storectl.v1.schema.json",
        &pretty(&storectl_manifest::schema()),
    );
    check(
        "schema/plan.v1.schema.json",
        &pretty(&storectl_report::json::plan_schema()),
    );
}

#[test]
fn the_readmes_reference_is_in_step_with_the_schema() {
    let readme = std::fs::read_to_string(root().join("README.md")).unwrap();
    let (begin, end) = (
        "<!-- manifest-reference -->\n",
        "<!-- /manifest-reference -->",
    );
    let (before, rest) = readme.split_once(begin).unwrap();
    let (_, after) = rest.split_once(end).unwrap();
    let reference = reference::markdown(&storectl_manifest::schema());
    check(
        "README.md",
        &format!("{before}{begin}{reference}{end}{after}"),
    );
}

#[test]
fn every_example_is_valid_against_the_schema() {
    let schema = storectl_manifest::schema();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let examples = texts("examples", "yaml");
    assert!(examples.len() >= 2);
    for (path, text) in examples {
        let value: Value = serde_yaml::from_str(&text).unwrap();
        let faults: Vec<String> = validator
            .iter_errors(&value)
            .map(|it| it.to_string())
            .collect();
        assert!(faults.is_empty(), "{}: {faults:?}", path.display());
    }
}
