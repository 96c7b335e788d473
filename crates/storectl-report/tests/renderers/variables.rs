//! The variables of a plan: both values where they differ, and of a secret only its name.

use serde_json::json;
use storectl_manifest::VariableSource;
use storectl_report::{Output, Verbosity, json::read_plan};

use crate::fixtures::{self, Fixture};

fn fixture() -> Fixture {
    fixtures::package_patch()
        .variable(
            "version",
            Some("1.5.0"),
            VariableSource::Flag,
            Some("1.4.2"),
        )
        .variable("host", Some("contoso.com"), VariableSource::Manifest, None)
        .variable("reviewerPassword", None, VariableSource::Environment, None)
}

const SAID: &str = "version = 1.5.0 (from --var; the manifest says 1.4.2), host = contoso.com (from the manifest), \
    reviewerPassword (secret, from the environment)";

#[test]
fn text_and_markdown_name_both_values() {
    let fixture = fixture();
    let output = Output::Plan(fixture.view());
    let text = fixtures::text(&output, Verbosity::Normal);
    assert!(text.contains(&format!("\n  variables: {SAID}\n")), "{text}");
    let markdown = fixtures::markdown(&output);
    let line = markdown.lines().find(|it| it.starts_with("variables: "));
    assert_eq!(
        line,
        Some(
            "variables: `version` = `1.5.0` (from --var; the manifest says `1.4.2`), `host` = `contoso.com` \
             (from the manifest), `reviewerPassword` (secret, from the environment)"
        )
    );
}

#[test]
fn the_document_has_each_variable_and_no_value_of_a_secret() {
    let fixture = fixture();
    let document = fixtures::document(&Output::Plan(fixture.view()));
    assert_eq!(
        document["products"][0]["variables"],
        json!([
            { "name": "version", "value": "1.5.0", "from": "flag", "manifest": "1.4.2" },
            { "name": "host", "value": "contoso.com", "from": "manifest", "manifest": null },
            { "name": "reviewerPassword", "value": null, "from": "environment", "manifest": null },
        ])
    );
}

#[test]
fn a_value_that_is_masked_is_not_taken_for_the_value() {
    let signed = "https://contoso.com/a.exe?sig=c2lnbmF0dXJl";
    let fixture = Fixture::unchanged().variable("url", Some(signed), VariableSource::Flag, None);
    let document = fixtures::document(&Output::Plan(fixture.view()));
    assert_eq!(
        document["products"][0]["variables"][0]["value"],
        json!(null)
    );
    let text = fixtures::text(&Output::Plan(fixture.view()), Verbosity::Normal);
    assert!(!text.contains("c2lnbmF0dXJl"), "{text}");
}

#[test]
fn variables_and_the_commit_are_not_part_of_what_is_approved() {
    let plain = fixtures::package_patch();
    let with = fixture();
    assert_eq!(
        storectl_plan::plan_hash([&plain.plan]),
        storectl_plan::plan_hash([&with.plan])
    );
}

#[test]
fn a_file_without_variables_or_with_a_source_of_a_later_version_is_read() {
    let fixture = fixture();
    let mut view = fixture.view();
    view.hash = Some(storectl_plan::plan_hash([&fixture.plan]));
    let mut document = fixtures::document(&Output::Plan(view));
    let names = |document: &serde_json::Value| -> Vec<String> {
        let plan = read_plan(&document.to_string()).unwrap();
        let product = plan.products.into_iter().next().unwrap();
        product.variables.into_iter().map(|it| it.name).collect()
    };
    assert_eq!(names(&document), ["version", "host", "reviewerPassword"]);
    document["products"][0]["variables"][1]["from"] = json!("vault");
    assert_eq!(names(&document), ["version", "reviewerPassword"]);
    document["products"][0]
        .as_object_mut()
        .unwrap()
        .shift_remove("variables");
    assert!(names(&document).is_empty());
}

#[test]
fn many_long_variables_are_cut_and_counted_for_people() {
    let long = "x".repeat(1_000);
    let fixture = (0..30).fold(Fixture::unchanged(), |fixture, at| {
        fixture.variable(&format!("v{at}"), Some(&long), VariableSource::Flag, None)
    });
    let text = fixtures::text(&Output::Plan(fixture.view()), Verbosity::Normal);
    let line = text.lines().find(|it| it.contains("variables:")).unwrap();
    assert!(
        line.ends_with(", and 10 more") && line.len() < 4_000,
        "{line}"
    );
}
