//! A plan that the policy forbids: what people and scripts see of it.

use insta::assert_snapshot;
use serde_json::{Value, json};
use storectl_model::{AckToken, PolicyPlace, PolicyRule};
use storectl_plan::{Action, Blocker, Change, DestructiveClass, Guard, Lock, PolicyViolation};
use storectl_report::{Appearance, Format, Output, Verbosity, json::Document, render};

use crate::{
    fixtures::{self, Fixture, change},
    json::assert_valid,
};

fn violation(rule: PolicyRule, line: usize, message: &str) -> PolicyViolation {
    PolicyViolation {
        rule,
        place: PolicyPlace { line, column: 3 },
        path: None,
        changes: Vec::new(),
        unmanaged: Vec::new(),
        message: message.to_owned(),
        hint: "have the policy changed".to_owned(),
    }
}

/// A price that nobody may change, of a product that is not allowed.
fn forbidden() -> Fixture {
    locked(Lock::Forbidden("D-7k2fq3".parse().unwrap()))
}

fn locked(lock: Lock) -> Fixture {
    let price = change(
        "availability.pricing",
        Action::Change,
        json!("PAID"),
        json!("FREE"),
    );
    let price = Change {
        guard: Some(Guard {
            class: DestructiveClass::PricingChanged,
            also: Vec::new(),
            lock,
        }),
        ..price
    };
    let never = PolicyViolation {
        path: Some("availability.pricing".parse().unwrap()),
        changes: vec![0],
        ..violation(
            PolicyRule::NeverAcknowledge,
            8,
            "changes the price (`pricing-changed`), which the policy lets nobody acknowledge",
        )
    };
    let product = violation(
        PolicyRule::Products,
        2,
        "the policy does not allow this product",
    );
    Fixture::unchanged()
        .change("store/contoso-notes.yaml:9", price)
        .blocked(Blocker::Policy(product))
        .blocked(Blocker::Policy(never))
}

#[test]
fn a_terminal_shows_what_the_policy_forbids_and_where_it_says_so() {
    let fixture = forbidden();
    assert_snapshot!(fixtures::text(
        &Output::Plan(fixture.view()),
        Verbosity::Normal
    ));
}

#[test]
fn a_comment_shows_what_the_policy_forbids_and_where_it_says_so() {
    let fixture = forbidden();
    let mut view = fixture.view();
    view.apply_command = None;
    assert_snapshot!(fixtures::markdown(&Output::Plan(view)));
}

#[test]
fn a_document_names_the_rule_its_place_and_what_violates_it() {
    let fixture = forbidden();
    let document = fixtures::document(&Output::Plan(fixture.view()));
    assert_valid(Document::Plan, &document);
    let product = &document["products"][0];
    assert_eq!(product["status"], "blocked");
    let [of_product, never] = product["blockers"].as_array().unwrap().as_slice() else {
        panic!("{product}");
    };
    assert_eq!(of_product["kind"], "policy");
    assert_eq!(of_product["rule"], "products");
    assert_eq!(of_product["address"], Value::Null);
    assert_eq!(never["rule"], "neverAcknowledge");
    assert_eq!(never["address"], "availability.pricing");
    assert_eq!(never["changes"], json!([0]));
    let source = json!({ "file": "policy.yaml", "line": 8, "column": 3 });
    assert_eq!(never["source"], source);
    assert_eq!(product["changes"][0]["token"], Value::Null);
}

/// A lock of a plan that violates its policy, and what is said of its token.
fn locks() -> [(Lock, &'static str); 2] {
    let token: AckToken = "D-7k2fq3".parse().unwrap();
    [
        (Lock::Forbidden(token.clone()), "no token can allow it"),
        (
            Lock::Withheld(Some(token)),
            "a token can allow it once the policy is kept",
        ),
    ]
}

#[test]
fn no_form_of_it_has_the_token() {
    for (lock, _) in locks() {
        let fixture = locked(lock);
        let mut view = fixture.view();
        view.apply_command = None;
        let output = Output::Plan(view);
        for shown in [
            fixtures::text(&output, Verbosity::Full),
            fixtures::markdown(&output),
            render(&output, Format::Html, Appearance::PLAIN),
            fixtures::document(&output).to_string(),
        ] {
            assert!(!shown.contains("D-7k2fq3"), "{shown}");
        }
    }
}

#[test]
fn what_a_token_can_allow_later_is_told_from_what_none_can_allow() {
    for (at, (lock, expected)) in locks().into_iter().enumerate() {
        let (_, other) = &locks()[1 - at];
        let fixture = locked(lock);
        let output = Output::Plan(fixture.view());
        for shown in [
            fixtures::text(&output, Verbosity::Normal),
            fixtures::markdown(&output),
            render(&output, Format::Html, Appearance::PLAIN),
        ] {
            assert!(shown.contains(expected), "{shown}");
            assert!(!shown.contains(other), "{shown}");
        }
        let document = fixtures::document(&output);
        assert_valid(Document::Plan, &document);
        let withheld = &document["products"][0]["changes"][0]["tokenWithheld"];
        let is_withheld = expected != "no token can allow it";
        assert_eq!(
            *withheld,
            if is_withheld {
                json!(true)
            } else {
                Value::Null
            }
        );
    }
}
