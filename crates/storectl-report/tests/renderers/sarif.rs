//! SARIF 2.1.0: every log follows the standard's schema, and results stay the same whatever their line.

use std::collections::BTreeSet;

use insta::assert_json_snapshot;
use serde_json::{Value, json};
use storectl_plan::Action;
use storectl_report::{
    Appearance, Command, DiagnosticsView, FailureView, Format, Output, ProductOutcome, ProductView,
    render,
};

use crate::{
    everywhere::everything,
    fixtures::{self, Fixture},
    parsers::{
        corpus::MARKUP,
        sarif::{faults, validator},
    },
    runners::HOSTILE,
};

fn log(output: &Output<'_>) -> Value {
    serde_json::from_str(&render(output, Format::Sarif, Appearance::PLAIN)).unwrap()
}

#[track_caller]
fn assert_valid(validator: &jsonschema::Validator, log: &Value) {
    assert_eq!(faults(validator, log), Vec::<String>::new(), "{log:#}");
}

fn results(log: &Value) -> &[Value] {
    log["runs"][0]["results"].as_array().unwrap()
}

#[test]
fn every_result_follows_the_schema_of_the_standard_and_its_messages_are_text() {
    let validator = validator();
    let hostile = HOSTILE.concat() + &MARKUP.concat();
    let escapes = "{0}{1} [x](javascript:alert(1)) [1](2) \u{1}\u{1b}]0;x\u{7}\r\n";
    for text in ["plain", "a b#c?ü", escapes, hostile.as_str()] {
        for shown in everything(text) {
            if shown.format == Format::Sarif {
                let log = serde_json::from_str(&shown.text).unwrap();
                assert_valid(&validator, &log);
            }
        }
    }
}

#[test]
fn the_schema_refuses_what_the_standard_does_not_know() {
    let mut log = log(&Output::Plan(fixtures::texts().view()));
    log["runs"][0]["results"][0]["level"] = json!("fatal");
    assert!(!validator().is_valid(&log));
}

#[test]
fn a_log_has_the_names_that_scanners_rely_on() {
    let fixture = fixtures::language_removed();
    let mut view = fixture.view();
    view.exit = Some(11);
    assert_json_snapshot!(log(&Output::Plan(view)));
}

#[test]
fn each_change_is_one_result_of_its_level() {
    for (fixture, expected) in [
        (fixtures::language_removed(), ["error"].as_slice()),
        (fixtures::market_removed(), &["warning"]),
        (fixtures::package_patch(), &["note", "note"]),
    ] {
        let log = log(&Output::Plan(fixture.view()));
        let levels = results(&log).iter();
        let levels: Vec<&str> = levels.filter_map(|it| it["level"].as_str()).collect();
        assert_eq!(fixture.plan.changes.len(), levels.len());
        assert_eq!(levels, expected);
    }
}

#[test]
fn a_fingerprint_is_the_same_on_another_line_and_another_for_another_field() {
    let fingerprints = |line: &str, address: &str| {
        let change = fixtures::change(address, Action::Change, json!("a"), json!("b"));
        let fixture =
            Fixture::unchanged().change(&format!("store/contoso-notes.yaml:{line}"), change);
        let log = log(&Output::Plan(fixture.view()));
        results(&log)[0]["partialFingerprints"].clone()
    };
    let first = fingerprints("3", "properties.website");
    assert_eq!(first, fingerprints("300", "properties.website"));
    assert_ne!(first, fingerprints("3", "properties.category"));
    let keys: Vec<&String> = first.as_object().unwrap().keys().collect();
    assert_eq!(keys, ["primaryLocationLineHash", "storectl/v1"]);
}

#[test]
fn results_that_are_alike_have_fingerprints_of_their_own() {
    let one = fixtures::diagnostic("a: b\nname: Contoso\n", 5..9);
    let diagnostics = vec![
        one.clone(),
        storectl_manifest::Diagnostic {
            message: "again".into(),
            ..one
        },
    ];
    let view = DiagnosticsView {
        command: Command::Validate,
        shard: None,
        manifests: 1,
        products: Vec::new(),
        diagnostics: &diagnostics,
        unlisted: storectl_report::Counts::default(),
        localization: Vec::new(),
        names: [].into(),
        error: None,
    };
    let log = log(&Output::Diagnostics(view));
    let fingerprints = results(&log)
        .iter()
        .map(|it| it["partialFingerprints"].to_string());
    assert_eq!(fingerprints.collect::<BTreeSet<_>>().len(), 2);
}

#[test]
fn a_failure_without_a_place_ends_an_invocation_that_was_not_successful() {
    let error = crate::annotations::unplaced();
    let failure = FailureView {
        command: Some(Command::Plan),
        shard: None,
        products: Vec::new(),
        error: &error,
    };
    let log = log(&Output::Error(failure));
    let invocation = &log["runs"][0]["invocations"][0];
    assert_eq!(results(&log), [] as [Value; 0]);
    assert_eq!(invocation["executionSuccessful"], json!(false));
    assert_eq!(invocation["exitCode"], json!(20));
    let notification = &invocation["toolExecutionNotifications"][0];
    assert_eq!(notification["level"], json!("error"));
    let text = notification["message"]["text"].as_str().unwrap();
    assert!(text.starts_with(error.message.as_str()), "{text}");
}

#[test]
fn a_failed_step_is_a_result_at_the_line_of_its_failure() {
    let (fixture, ran) = (fixtures::texts(), fixtures::failed_report());
    let report = fixtures::report(fixture.view(), ProductOutcome::Ran(&ran));
    let location = report.products[0].location.clone();
    let log = log(&Output::Apply(report));
    let failed = results(&log)
        .iter()
        .find(|it| it["level"] == "error")
        .unwrap();
    assert!(
        failed["ruleId"].as_str().unwrap().starts_with("step/"),
        "{failed:#}"
    );
    let region = &failed["locations"][0]["physicalLocation"]["region"];
    assert_eq!(region["startLine"], json!(location.map_or(1, |it| it.line)));
}

#[test]
fn one_product_that_fails_among_others_is_a_result_at_its_manifest() {
    let (fixture, error) = (Fixture::unchanged(), crate::annotations::unplaced());
    let failed = ProductView {
        plan: Err(&error),
        ..fixture.product()
    };
    let log = log(&Output::Plan(fixtures::view(vec![
        fixture.product(),
        failed,
    ])));
    let [only] = results(&log) else {
        panic!("{log:#}")
    };
    assert_eq!(only["ruleId"], json!("failure/auth"));
    let place = &only["locations"][0]["physicalLocation"];
    assert_eq!(place["artifactLocation"]["uri"], json!(fixtures::MANIFEST));
}

#[test]
fn a_path_is_percent_encoded_below_the_root_of_the_sources() {
    let change = fixtures::change("properties.website", Action::Change, json!("a"), json!("b"));
    let fixture = Fixture::unchanged().change("store/ü a:b.yaml:3", change);
    let log = log(&Output::Plan(fixture.view()));
    let place = &results(&log)[0]["locations"][0]["physicalLocation"]["artifactLocation"];
    assert_eq!(
        place,
        &json!({ "uri": "store/%C3%BC%20a%3Ab.yaml", "uriBaseId": "%SRCROOT%" })
    );
}

#[test]
fn more_faults_than_the_json_document_lists_are_counted() {
    let one = fixtures::diagnostic("a: b\nname: Contoso\n", 5..9);
    let diagnostics: Vec<_> = (0..1_200)
        .map(|at| storectl_manifest::Diagnostic {
            message: format!("fault {at}"),
            ..one.clone()
        })
        .collect();
    let view = DiagnosticsView {
        command: Command::Validate,
        shard: None,
        manifests: 1,
        products: Vec::new(),
        diagnostics: &diagnostics,
        unlisted: storectl_report::Counts::default(),
        localization: Vec::new(),
        names: [].into(),
        error: None,
    };
    let log = log(&Output::Diagnostics(view));
    assert_eq!(results(&log).len(), 1_000);
    let notifications = &log["runs"][0]["invocations"][0]["toolExecutionNotifications"];
    assert_eq!(
        notifications[0]["message"]["text"],
        json!("200 more results are not listed")
    );
}
