//! JSON as programs read it.

use insta::assert_json_snapshot;
use serde_json::{Value, json};
use storectl_report::{ProductReport, ProductStatus, ReportView, StatusView, json as documents};

use crate::fixtures::{self, Fixture, MANIFEST, PRODUCT};

fn assert_valid(document: &Value) {
    let schema = documents::plan_schema();
    let validator = jsonschema::validator_for(&schema).unwrap();
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
        assert_valid(&documents::plan(&fixture.view()));
    }
}

#[test]
fn a_plan_that_failed_follows_the_schema_too() {
    let (fixture, error) = (Fixture::unchanged(), crate::text::error());
    let failed = storectl_report::ProductView {
        plan: Err(&error),
        ..fixture.product()
    };
    let document = documents::plan(&fixtures::view(vec![failed]));
    assert_valid(&document);
    assert_eq!(document["products"][0]["status"], json!("error"));
    assert_eq!(document["products"][0]["error"]["exit"], json!(20));
}

#[test]
fn the_schema_refuses_an_unknown_status() {
    let mut document = documents::plan(&Fixture::unchanged().view());
    document["products"][0]["status"] = json!("perhaps");
    let validator = jsonschema::validator_for(&documents::plan_schema()).unwrap();
    assert!(!validator.is_valid(&document));
}

#[test]
fn the_schema_is_draft_7() {
    let schema = documents::plan_schema();
    assert_eq!(
        schema["$schema"],
        json!("http://json-schema.org/draft-07/schema#")
    );
}

#[test]
fn a_plan_has_the_names_scripts_rely_on() {
    assert_json_snapshot!(documents::plan(&fixtures::package_patch().view()));
}

#[test]
fn a_locked_change_has_its_token() {
    let document = documents::plan(&fixtures::language_removed().view());
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
fn an_apply_report_tells_every_step() {
    let done = fixtures::failed_report();
    let view = ReportView {
        tool_version: "0.1.0",
        exit: 30,
        products: vec![ProductReport {
            manifest: MANIFEST,
            product_id: PRODUCT,
            name: Some("Contoso Notes"),
            report: Ok(&done),
            location: None,
            hints: Vec::new(),
        }],
    };
    assert_json_snapshot!(documents::apply_report(&view));
}

#[test]
fn diagnostics_have_places_and_counts() {
    assert_json_snapshot!(documents::diagnostics(&[fixtures::diagnostic(
        "packages: [mips]",
        11..15
    )]));
}

#[test]
fn an_error_is_a_document_of_its_own() {
    assert_json_snapshot!(documents::error(&crate::text::error()));
}

#[test]
fn a_status_that_could_not_be_read_has_its_error() {
    let error = crate::text::error();
    let view = StatusView {
        tool_version: "0.1.0",
        products: vec![ProductStatus {
            manifest: MANIFEST,
            product_id: PRODUCT,
            name: None,
            facts: Err(&error),
            journal: Vec::new(),
        }],
    };
    let document = documents::status(&view);
    assert_eq!(document["format"], json!("storectl.status"));
    assert_eq!(document["products"][0]["isReady"], Value::Null);
    assert_eq!(document["products"][0]["error"]["code"], json!("auth"));
}
