//! Which changes, and which submission, are the approved ones.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use storectl_plan::{ChangeMark, OutcomeMark, PlanFingerprint, SeenInstallers, compare};

use super::*;

const WEBSITE: &str = "properties.website";

#[test]
fn of_a_product_nobody_approved_everything_that_would_be_done_is_new() {
    let website = change(WEBSITE, json!("a"), json!("b"));
    let patch = step("patch-metadata", json!({}), &[0]);
    let submit = bare("submit");
    let commit = bare("commit-packages");
    for (planned, expected) in [
        (
            plan(slice(&website), &[patch.clone(), submit]),
            vec!["new properties.website", "new submit"],
        ),
        (
            plan(slice(&website), slice(&patch)),
            vec!["new properties.website"],
        ),
        (plan(&[], slice(&commit)), vec!["new commit-packages"]),
        (plan(&[], &[bare("await-ready")]), vec![]),
    ] {
        let comparison = compare(&[], slice(&planned));
        assert_eq!(states(&comparison), expected);
        assert_eq!(comparison.is_approved(), expected.is_empty());
    }
}

#[test]
fn products_are_the_same_without_regard_to_case_and_the_first_plan_of_one_counts() {
    let website = plan(&[change(WEBSITE, json!("a"), json!("b"))], &[]);
    let other = plan(&[change(WEBSITE, json!("a"), json!("c"))], &[]);
    let shouted = PlanFingerprint::new(
        &PRODUCT.to_uppercase(),
        other.changes().to_vec(),
        Vec::new(),
        OutcomeMark::default(),
        SeenInstallers::default(),
        BTreeMap::new(),
    );
    assert_eq!(shouted.product(), PRODUCT.to_uppercase());
    assert_eq!(shouted.changes(), other.changes());
    assert_eq!(shouted.changes().len(), 1);
    let comparison = compare(&[website.clone(), shouted.clone()], slice(&website));
    assert!(comparison.is_approved(), "{comparison:#?}");
    let comparison = compare(&[shouted, website.clone()], slice(&website));
    assert!(!comparison.is_approved());
}

#[test]
fn a_change_is_the_approved_one_where_all_of_it_is() {
    let approved = change(WEBSITE, json!("a"), json!("b"));
    let elsewhere = change("properties.category", json!("a"), json!("b"));
    let cleared = ChangeMark {
        action: "clear".to_owned(),
        ..approved.clone()
    };
    let moved = change(WEBSITE, json!("x"), json!("b"));
    let other = change(WEBSITE, json!("a"), json!("c"));
    for (planned, state, values) in [
        (&approved, "same properties.website", ["a", "b", "b"]),
        // The Store's value is another than was seen.
        (&moved, "moved properties.website", ["a", "b", "x"]),
        (&cleared, "moved properties.website", ["a", "b", "a"]),
        // What would be written is another than was approved.
        (&other, "new properties.website", ["a", "b", "c"]),
    ] {
        let comparison = compare(&[plan(slice(&approved), &[])], &[plan(slice(planned), &[])]);
        assert_eq!(states(&comparison), [state]);
        assert_eq!(comparison.entries[0].values.to_json(), values);
    }
    assert_eq!(
        against(&plan(slice(&approved), &[]), &plan(slice(&elsewhere), &[])),
        ["new properties.category", "done properties.website"]
    );
}

#[test]
fn what_completes_an_approved_addition_is_approved_and_nothing_else_within_it() {
    let language = "listings.fr-fr";
    let image = "listings.fr-fr.screenshots[0]";
    let approved = plan(&[addition(language)], &[]);
    assert_eq!(
        against(&approved, &plan(&[addition(image)], &[])),
        [format!("same {image}")]
    );
    let replaced = change(image, json!("old"), json!("new"));
    assert_eq!(
        against(&approved, &plan(&[replaced], &[])),
        [format!("new {image}")],
        "it is there already, and was not approved"
    );
    let elsewhere = "listings.de-de.screenshots[0]";
    assert_eq!(
        against(&approved, &plan(&[addition(elsewhere)], &[])),
        [format!("new {elsewhere}"), format!("done {language}")]
    );
    for changed in [
        change(language, Value::Null, json!("new")),
        ChangeMark {
            before: json!("old"),
            ..addition(language)
        },
    ] {
        assert_eq!(
            against(&plan(&[changed], &[]), &plan(&[addition(image)], &[])),
            [format!("new {image}")],
            "no addition was approved"
        );
    }
    let other = plan_with_outcome(&[addition(image)], &[], &[(image, "other")]);
    assert_eq!(
        against(&approved, &other),
        [format!("new {image}")],
        "the outcome is another than was approved"
    );
}

#[test]
fn an_approved_change_is_done_where_nothing_of_it_is_left_and_the_outcome_is_the_approved_one() {
    let language = "listings.fr-fr";
    let outcome = [("listings.fr-fr.title", "digest")];
    let approved = plan_with_outcome(&[addition(language)], &[], &outcome);
    let done = plan_with_outcome(&[], &[], &outcome);
    assert_eq!(against(&approved, &done), [format!("done {language}")]);
    let moved = plan_with_outcome(&[], &[], &[("listings.fr-fr.title", "other")]);
    assert_eq!(
        against(&approved, &moved),
        ["moved listings.fr-fr.title"],
        "somebody wrote over it"
    );
}

#[test]
fn whether_a_plan_that_writes_submits_is_part_of_what_is_approved() {
    let commit = bare("commit-packages");
    let with_submit = plan(&[], &[commit.clone(), bare("submit")]);
    let without = plan(&[], slice(&commit));
    let submit_only = plan(&[], &[bare("submit")]);
    for (approved, planned, values) in [
        (
            &with_submit,
            &without,
            [Value::Null, json!(true), json!(false)],
        ),
        (
            &without,
            &with_submit,
            [Value::Null, json!(false), json!(true)],
        ),
        (
            &without,
            &submit_only,
            [Value::Null, json!(false), json!(true)],
        ),
    ] {
        let comparison = compare(slice(approved), slice(planned));
        assert_eq!(states(&comparison), ["new submit"]);
        assert_eq!(comparison.entries[0].values.to_json(), values);
    }
    let nothing = plan(&[], &[]);
    assert_eq!(
        against(&with_submit, &nothing),
        NOTHING,
        "all of it is done"
    );
    assert_eq!(against(&with_submit, &submit_only), NOTHING, "a remainder");
}

#[test]
fn a_request_nobody_approved_is_named_unless_its_change_says_so_itself() {
    let website = change(WEBSITE, json!("a"), json!("b"));
    let commit = bare("commit-packages");
    let waits = [
        "await-packages",
        "await-ready",
        "verify",
        "await-publication",
    ]
    .map(bare);
    let approved = plan(slice(&website), &[]);
    assert_eq!(
        against(&approved, &plan(slice(&website), &waits)),
        ["same properties.website"]
    );
    let comparison = compare(slice(&approved), &[plan(slice(&website), slice(&commit))]);
    assert_eq!(
        states(&comparison),
        ["new commit-packages", "same properties.website"]
    );
    assert_eq!(
        comparison.entries[0].values.to_json(),
        [Value::Null, Value::Null, json!(true)]
    );
    let body = json!({ "properties": { "website": "b" } });
    let patch = step("patch-metadata", body.clone(), &[0]);
    let comparison = compare(slice(&approved), &[plan(slice(&website), slice(&patch))]);
    assert_eq!(
        states(&comparison),
        ["new patch-metadata", "same properties.website"]
    );
    assert_eq!(
        comparison.entries[0].values.to_json(),
        [Value::Null, Value::Null, body]
    );
    let other = change(WEBSITE, json!("a"), json!("c"));
    assert_eq!(
        against(&approved, &plan(slice(&other), slice(&patch))),
        ["new properties.website"]
    );
}
