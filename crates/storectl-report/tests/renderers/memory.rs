//! What people and scripts see of what is remembered: who made each change, what moved in Partner Center, and releases.

use insta::{assert_json_snapshot, assert_snapshot};
use serde_json::{Value, json};
use storectl_plan::{Blocker, DestructiveClass, Lock, SubmissionOutcome, plan_hash, releases};
use storectl_report::{
    BaseView, Foreign, HistoryView, Output, ProductHistory, Release, Verbosity,
    json::{Document, PlanFileError, read_plan},
};

use crate::{
    fixtures::{self, Fixture, MANIFEST, PRODUCT},
    json::assert_valid,
};

fn text(fixture: &Fixture, verbosity: Verbosity) -> String {
    fixtures::text(&Output::Plan(fixture.view()), verbosity)
}

fn markdown(fixture: &Fixture) -> String {
    let mut view = fixture.view();
    view.apply_command = None;
    fixtures::markdown(&Output::Plan(view))
}

fn token(text: &str) -> Lock {
    Lock::Locked(text.parse().unwrap())
}

/// Unmanaged values of which none, or some, moved since the last submission.
fn quiet() -> Fixture {
    Fixture::unchanged()
        .based()
        .change(
            "store/contoso-notes.yaml:9",
            fixtures::change(
                "availability.enableInFutureMarkets",
                storectl_plan::Action::Change,
                json!(false),
                json!(true),
            ),
        )
        .unmanaged("properties.website")
        .unmanaged("listings.ja-jp")
}

fn moved() -> Fixture {
    quiet()
        .moved(
            "properties.subcategory",
            Some(json!("Web")),
            json!("Database"),
        )
        .moved("listings.ja-jp.description", None, json!("another text"))
        .moved("listings.ko-kr", Some(Value::Null), json!("ko-kr"))
        .moved("properties.supportContactInfo", None, Value::Null)
        .moved("availability.pricing", Some(json!("PAID")), json!("FREE"))
        .guarded(DestructiveClass::PricingChanged, token("D-3b9xk2"))
        .blocked(Blocker::Unacknowledged {
            changes: Vec::new(),
            unmanaged: vec![6],
        })
}

#[test]
fn with_a_base_this_change_comes_first_then_conflicts_open_and_drift_with_what_keeps_it() {
    assert_snapshot!("labels_text", text(&fixtures::based(), Verbosity::Normal));
    assert_snapshot!("labels_markdown", markdown(&fixtures::based()));
}

#[test]
fn a_base_is_named_and_without_one_the_plan_says_why() {
    let line = |base| {
        let mut fixture = fixtures::texts();
        fixture.base = base;
        let text = text(&fixture, Verbosity::Normal);
        let mut lines = text.lines().map(str::trim);
        let found = lines.find(|it| it.starts_with("base:") || it.starts_with("two-way:"));
        let found = found.unwrap_or_default().to_owned();
        assert!(markdown(&fixture).replace('`', "").contains(&found));
        found
    };
    let receipt = fixtures::based().base;
    assert_eq!(
        line(receipt),
        "base: receipt of submission 1152921505697482234 (commit 3f9c1e2a4b5c, 2026-09-21)"
    );
    assert_eq!(
        line(BaseView::Revision {
            rev: Foreign::new("origin/main"),
            commit: Foreign::new("3f9c1e2a4b5c6d7e8f90a1b2c3d4e5f60718293a"),
        }),
        "base: origin/main (commit 3f9c1e2a4b5c)"
    );
    assert_eq!(
        line(BaseView::None {
            reason: Foreign::new("no receipt yet"),
        }),
        "two-way: no receipt yet"
    );
}

#[test]
fn of_unchanged_products_each_reason_for_a_two_way_plan_is_named_once() {
    let fixture = Fixture::unchanged();
    let all = || vec![fixture.product(), fixture.product(), fixture.product()];
    let line = "two-way: no receipt yet (3 products)";
    let plain = fixtures::text(&Output::Plan(fixtures::view(all())), Verbosity::Normal);
    assert_eq!(plain.matches("two-way").count(), 1, "{plain}");
    assert!(plain.contains(line), "{plain}");
    let comment = fixtures::markdown(&Output::Plan(fixtures::view(all())));
    assert_eq!(comment.matches("two-way").count(), 1, "{comment}");
    assert!(comment.contains(line), "{comment}");
}

#[test]
fn without_a_base_a_plan_has_no_words_of_origins() {
    for shown in [
        text(&fixtures::texts(), Verbosity::Full),
        markdown(&fixtures::texts()),
    ] {
        for word in ["drift", "conflict", "From this change", "agreed"] {
            assert!(!shown.contains(word), "{word}: {shown}");
        }
    }
}

#[test]
fn after_a_submission_with_nothing_moved_the_comment_does_not_warn_of_unmanaged_values() {
    let comment = markdown(&quiet());
    assert!(!comment.contains("[!WARNING]"), "{comment}");
    assert_snapshot!("nothing_moved_markdown", comment);
    let plain = text(&quiet(), Verbosity::Normal);
    assert!(
        plain.contains(
            "Unmanaged values that will be published: 2, none changed since submission 1152921505697482234\n"
        ),
        "{plain}"
    );
}

#[test]
fn unmanaged_values_that_moved_are_shown_before_and_after_with_their_tokens() {
    assert_snapshot!("moved_text", text(&moved(), Verbosity::Normal));
    assert_snapshot!("moved_markdown", markdown(&moved()));
}

#[test]
fn with_v_the_values_that_did_not_move_are_listed_too() {
    let plain = text(&moved(), Verbosity::Full);
    assert!(
        plain.contains("· listings.ja-jp  \"what the Store holds\""),
        "{plain}"
    );
    assert_eq!(
        plain.matches("properties.subcategory").count(),
        1,
        "{plain}"
    );
}

#[test]
fn a_plan_that_only_a_moved_value_blocks_has_a_title_that_says_so() {
    let fixture = Fixture::unchanged()
        .based()
        .moved("availability.pricing", Some(json!("PAID")), json!("FREE"))
        .guarded(DestructiveClass::PricingChanged, token("D-3b9xk2"))
        .blocked(Blocker::Unacknowledged {
            changes: Vec::new(),
            unmanaged: vec![0],
        });
    let comment = markdown(&fixture);
    assert!(
        comment.contains("Contoso Notes — No changes, 1 unmanaged value blocked\n"),
        "{comment}"
    );
    assert!(
        comment.contains("\n  - D-3b9xk2   # availability.pricing: changes the price\n"),
        "{comment}"
    );
}

#[test]
fn a_plan_with_a_base_has_the_names_scripts_rely_on() {
    let fixture = fixtures::based()
        .moved("availability.pricing", Some(json!("PAID")), json!("FREE"))
        .guarded(DestructiveClass::PricingChanged, token("D-3b9xk2"));
    let document = fixtures::document(&Output::Plan(fixture.view()));
    assert_valid(Document::Plan, &document);
    let product = &document["products"][0];
    assert_json_snapshot!(
        "labels_json",
        json!({
            "base": product["base"],
            "agreed": product["agreed"],
            "unmanaged": product["unmanaged"],
            "origins": document["summary"]["origins"],
            "changes": product["changes"].as_array().unwrap().iter().map(|it| json!({
                "address": it["address"], "origin": it["origin"], "base": it["base"],
            })).collect::<Vec<_>>(),
        })
    );
}

/// A saved plan in which a moved value is acknowledged by the token of a flag.
fn saved() -> Value {
    let token = "D-3b9xk2".parse().unwrap();
    let mut fixture = quiet()
        .moved("availability.pricing", Some(json!("PAID")), json!("FREE"))
        .guarded(DestructiveClass::PricingChanged, Lock::Acknowledged(token));
    fixture.plan.acknowledged_for_run = vec!["D-3b9xk2".parse().unwrap()];
    let mut view = fixture.view();
    view.hash = Some(plan_hash([&fixture.plan]));
    fixtures::document(&Output::Plan(view))
}

#[test]
fn a_token_that_acknowledged_a_moved_value_counts_as_given_with_the_saved_plan() {
    let plan = read_plan(&saved().to_string()).unwrap();
    let tokens: Vec<String> = plan.acknowledged().map(|it| it.to_string()).collect();
    assert_eq!(tokens, ["D-3b9xk2"]);
}

#[test]
fn an_edit_of_a_moved_value_in_a_saved_plan_is_noticed() {
    for (key, value) in [
        ("token", json!("D-7k2fq3")),
        ("acknowledged", json!(false)),
        ("before", json!("FREE")),
        ("after", json!("PAID")),
        ("changedSince", json!("1")),
        ("changedSince", Value::Null),
        ("address", json!("availability.freeTrial")),
    ] {
        let mut document = saved();
        document["products"][0]["unmanaged"][2][key] = value;
        let error = read_plan(&document.to_string()).unwrap_err();
        assert!(
            matches!(error, PlanFileError::Tampered { .. }),
            "{key}: {error}"
        );
    }
}

#[test]
fn a_token_of_nothing_that_the_saved_plan_shows_does_not_count() {
    let mut fixture = quiet();
    fixture.plan.acknowledged_for_run = vec!["D-3b9xk2".parse().unwrap()];
    let mut view = fixture.view();
    view.hash = Some(plan_hash([&fixture.plan]));
    let document = fixtures::document(&Output::Plan(view));
    let plan = read_plan(&document.to_string()).unwrap();
    assert_eq!(plan.acknowledged().count(), 0);
}

fn history(view: &HistoryView<'_>) -> [String; 2] {
    let output = Output::History(view.clone());
    [
        fixtures::text(&output, Verbosity::Normal),
        fixtures::markdown(&output),
    ]
}

#[test]
fn releases_are_listed_newest_first_and_receipts_of_one_submission_are_one() {
    let receipts = [
        fixtures::release(
            "1152921505697482234",
            0,
            SubmissionOutcome::InProgress,
            "ada",
        ),
        fixtures::release("1152921505697482301", 2, SubmissionOutcome::Failed, "grace"),
        fixtures::release(
            "1152921505697482234",
            0,
            SubmissionOutcome::Published,
            "ada",
        ),
    ];
    let releases = releases([], receipts);
    let warnings = ["git knows no receipts: not a repository".to_owned()];
    let view = HistoryView {
        tool_version: "0.1.0",
        warnings: &warnings,
        products: vec![ProductHistory {
            manifest: Foreign::new(MANIFEST),
            product_id: Foreign::new(PRODUCT),
            name: Some(Foreign::new("Contoso Notes")),
            releases: releases.iter().map(Release::from).collect(),
        }],
        error: None,
    };
    let [plain, comment] = history(&view);
    assert_snapshot!("history_text", plain);
    assert_snapshot!("history_markdown", comment);
    let document = fixtures::document(&Output::History(view));
    assert_valid(Document::History, &document);
    assert_json_snapshot!("history_json", document);
}
