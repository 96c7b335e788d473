//! JSON as programs read it.

use insta::assert_json_snapshot;
use serde_json::{Value, json};
use storectl_report::{
    Command, FailureView, FleetPart, Foreign, Output, PlanView, ProductOutcome, ProductStatus,
    StatusView,
    json::{Document, schema},
};

use crate::fixtures::{self, Fixture, MANIFEST, PRODUCT};

fn plan(view: PlanView<'_>) -> Value {
    fixtures::document(&Output::Plan(view))
}

pub(crate) fn assert_valid(of: Document, document: &Value) {
    let validator = jsonschema::validator_for(&schema(of)).unwrap();
    let faults: Vec<String> = validator
        .iter_errors(document)
        .map(|it| it.to_string())
        .collect();
    assert_eq!(faults, Vec::<String>::new());
}

#[test]
fn every_plan_follows_its_schema() {
    let fixtures = [
        Fixture::unchanged(),
        fixtures::texts(),
        fixtures::package_patch(),
        fixtures::package_added(),
        fixtures::language_removed(),
        fixtures::market_removed(),
        fixtures::busy(),
        fixtures::impossible(),
        fixtures::hostile(),
    ];
    for fixture in &fixtures {
        assert_valid(Document::Plan, &plan(fixture.view()));
    }
}

#[test]
fn a_plan_that_failed_follows_the_schema_too() {
    let (fixture, error) = (Fixture::unchanged(), crate::text::error());
    let failed = storectl_report::ProductView {
        plan: Err(&error),
        ..fixture.product()
    };
    let document = plan(fixtures::view(vec![failed]));
    assert_valid(Document::Plan, &document);
    assert_eq!(document["products"][0]["status"], json!("error"));
    assert_eq!(document["products"][0]["error"]["exit"], json!(20));
}

#[test]
fn the_schema_refuses_an_unknown_status() {
    let mut document = plan(Fixture::unchanged().view());
    document["products"][0]["status"] = json!("perhaps");
    let validator = jsonschema::validator_for(&schema(Document::Plan)).unwrap();
    assert!(!validator.is_valid(&document));
}

/// What strict validators know in draft 7; `definitions` holds the types.
const KEYWORDS: &[&str] = &[
    "$schema",
    "$id",
    "$ref",
    "title",
    "description",
    "type",
    "properties",
    "required",
    "items",
    "additionalProperties",
    "enum",
    "const",
    "pattern",
    "minimum",
    "maximum",
    "anyOf",
    "allOf",
    "definitions",
    "default",
];

fn keywords(schema: &Value, found: &mut Vec<String>) {
    let Value::Object(schema) = schema else {
        return;
    };
    for (key, value) in schema {
        found.push(key.clone());
        match key.as_str() {
            "properties" | "definitions" => {
                for it in value.as_object().unwrap().values() {
                    keywords(it, found);
                }
            }
            "items" => keywords(value, found),
            "anyOf" | "allOf" => {
                for it in value.as_array().unwrap() {
                    keywords(it, found);
                }
            }
            _ => {}
        }
    }
}

#[test]
fn every_schema_is_draft_7_has_an_address_and_no_word_of_its_own() {
    for of in Document::ALL {
        let schema = schema(of);
        assert_eq!(
            schema["$schema"],
            json!("http://json-schema.org/draft-07/schema#")
        );
        let file = format!("/schema/{}.v1.schema.json", of.as_str());
        let id = schema["$id"].as_str().unwrap();
        assert!(id.starts_with("https://") && id.ends_with(&file), "{id}");
        let mut found = Vec::new();
        keywords(&schema, &mut found);
        found.retain(|it| !KEYWORDS.contains(&it.as_str()));
        assert_eq!(found, Vec::<String>::new(), "{}", of.as_str());
    }
}

#[test]
fn a_plan_has_the_names_scripts_rely_on() {
    assert_json_snapshot!(plan(fixtures::package_patch().view()));
}

#[test]
fn a_locked_change_has_its_token() {
    let document = plan(fixtures::language_removed().view());
    let change = &document["products"][0]["changes"][0];
    assert_eq!(change["destructive"], json!(true));
    assert_eq!(change["token"], json!("D-7k2f"));
    assert_eq!(
        change["source"],
        json!({"file": MANIFEST, "line": 58, "column": 3})
    );
    assert_eq!(
        document["products"][0]["blockers"][0]["kind"],
        json!("unacknowledged")
    );
}

#[test]
fn an_apply_report_has_every_step() {
    let (fixture, report) = (Fixture::unchanged(), fixtures::failed_report());
    let view = fixtures::report(fixture.view(), ProductOutcome::Ran(&report));
    let document = fixtures::document(&Output::Apply(view));
    assert_valid(Document::Report, &document);
    assert_json_snapshot!(document);
}

#[test]
fn a_report_lists_products_that_were_not_started() {
    let fixture = fixtures::language_removed();
    let view = fixtures::report(fixture.view(), ProductOutcome::NotStarted);
    let document = fixtures::document(&Output::Apply(view));
    assert_valid(Document::Report, &document);
    assert_eq!(document["products"][0]["status"], "not-started");
    assert_eq!(document["plan"]["products"][0]["status"], "blocked");
}

#[test]
fn diagnostics_have_places_and_counts() {
    let diagnostics = [fixtures::diagnostic("packages: [mips]", 11..15)];
    let document = fixtures::document(&crate::text::diagnosed(&diagnostics));
    assert_valid(Document::Diagnostics, &document);
    assert_json_snapshot!(document);
}

#[test]
fn diagnostics_beyond_a_thousand_are_counted() {
    let one = fixtures::diagnostic("packages: [mips]", 11..15);
    let diagnostics = vec![one; 1_007];
    let document = fixtures::document(&crate::text::diagnosed(&diagnostics));
    assert_eq!(document["diagnostics"].as_array().unwrap().len(), 1_000);
    assert_eq!(document["summary"]["errors"], 1_007);
    assert_eq!(document["summary"]["omitted"], 7);
}

#[test]
fn an_error_is_a_document_of_its_own() {
    let error = crate::text::error();
    let document = fixtures::document(&Output::Error(FailureView {
        command: Some(Command::Plan),
        shard: None,
        products: Vec::new(),
        error: &error,
    }));
    assert_valid(Document::Error, &document);
    assert_json_snapshot!(document);
}

#[test]
fn a_status_that_could_not_be_read_has_its_error() {
    let error = crate::text::error();
    let document = fixtures::document(&Output::Status(StatusView {
        tool_version: "0.1.0",
        part: FleetPart::default(),
        products: vec![ProductStatus {
            manifest: Foreign::new(MANIFEST),
            product_id: Foreign::new(PRODUCT),
            name: None,
            facts: Err(&error),
            unsettled: None,
            journal: Vec::new(),
            timeline: fixtures::timeline().entries(),
            last_commit: Some(Foreign::new("3f9c1e2")),
        }],
        error: Some(&error),
    }));
    assert_valid(Document::Status, &document);
    assert_eq!(document["format"], json!("storectl.status"));
    assert_eq!(document["products"][0]["isReady"], Value::Null);
    assert_eq!(document["products"][0]["error"]["code"], json!("auth"));
    assert_eq!(document["error"]["exit"], json!(20));
}
