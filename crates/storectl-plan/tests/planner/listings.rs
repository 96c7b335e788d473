//! Listings: texts, new languages, removed ones, and products of many languages.

use insta::assert_snapshot;
use serde_json::json;
use storectl_model::{DesiredListing, Field, ListingIntent, ListingLanguage, Prune};
use storectl_plan::{ChangeValue, plan};

use crate::fixtures::*;

fn described(text: &str) -> DesiredListing {
    DesiredListing {
        description: Field::Set(text.into()),
        ..DesiredListing::default()
    }
}

#[test]
fn one_text_is_one_request_with_that_text() {
    let plan = plan_of(&with_listing(
        "EN-US",
        described("Gears for every workshop and home."),
    ));
    assert_eq!(
        plan.steps[0].action.body().unwrap(),
        json!({ "listings": { "language": "en-us", "description": "Gears for every workshop and home." } }),
        "in the Store's spelling"
    );
}

#[test]
fn two_languages_are_two_requests_and_the_first_takes_the_modules_along() {
    let mut desired = with_listing("en-us", described("Gears for every workshop and home."));
    let german = ListingIntent::Present(Box::new(described(
        "Zahnräder für jede Werkstatt und Wohnung.",
    )));
    desired.listings.insert(language("de-de"), german);
    desired.properties.website = Field::Set("https://contoso.com".into());
    assert_snapshot!(steps(&plan_of(&desired)), @r#"
    s1 patch-metadata PATCH /metadata {"properties":{"website":"https://contoso.com"},"listings":{"language":"de-de","description":"Zahnräder für jede Werkstatt und Wohnung."}}
    s2 patch-metadata PATCH /metadata {"listings":{"language":"en-us","description":"Gears for every workshop and home."}}
    s3 commit-packages POST /packages/commit
    s4 await-ready
    s5 verify
    s6 submit POST /submit
    "#);
}

#[test]
fn the_last_of_250_languages_is_one_change() {
    let mut remote = live();
    for at in 0..248 {
        let tag = language(&format!("x{at:03}"));
        remote.listings.insert(tag.clone(), listing(tag.as_str()));
        remote.languages.push(ListingLanguage {
            language: tag,
            is_complete: Some(true),
        });
    }
    let plan = plan(
        &with_listing("x247", described("Gears for every workshop and home.")),
        &remote,
        &OPTIONS,
    );
    assert_snapshot!(changes(&plan), @"change listings.x247.description");
}

#[test]
fn an_empty_requirement_of_the_store_is_none() {
    let desired = with_listing(
        "en-us",
        DesiredListing {
            requirements: Field::Clear,
            ..DesiredListing::default()
        },
    );
    assert!(plan_of(&desired).changes.is_empty());
}

#[test]
fn terms_in_another_order_are_a_reorder() {
    let terms = Field::Set(vec!["gears".to_owned(), "widgets".to_owned()]);
    let plan = plan_of(&with_listing(
        "en-us",
        DesiredListing {
            search_terms: terms,
            ..DesiredListing::default()
        },
    ));
    assert_snapshot!(changes(&plan), @"reorder listings.en-us.searchTerms");
}

#[test]
fn a_new_language_demands_what_it_needs_and_says_why() {
    let plan = plan_of(&with_listing("fr-fr", described("Des engrenages.")));
    assert_eq!(
        conflicts(&plan),
        ["a new language needs additionalLicenseTerms, screenshots, storeLogos"]
    );
}

#[test]
fn prune_removes_what_is_not_named_and_last() {
    let mut desired = with_listing("en-us", described("Gears for every workshop and home."));
    desired.prune = Prune::Listings;
    let plan = plan_of(&desired);
    assert_snapshot!(changes(&plan), @r"
    change listings.en-us.description
    remove listings.de-de
    ");
    assert_eq!(
        plan.steps[1].action.body().unwrap(),
        json!({ "listingsToRemove": ["de-de"] })
    );
}

#[test]
fn the_last_language_cannot_go() {
    let mut desired = nothing();
    for tag in ["en-us", "de-de"] {
        desired
            .listings
            .insert(language(tag), ListingIntent::Removed);
    }
    assert_eq!(
        conflicts(&plan_of(&desired)),
        ["every language would be removed, but a product needs at least one"]
    );
}

#[test]
fn removing_a_language_that_is_not_there_is_nothing() {
    let mut desired = nothing();
    desired
        .listings
        .insert(language("fr-fr"), ListingIntent::Removed);
    assert!(plan_of(&desired).changes.is_empty());
}

#[test]
fn what_the_manifest_does_not_name_is_listed_with_its_value() {
    let plan = plan_of(&with_listing(
        "en-us",
        described("Gears for every workshop and home."),
    ));
    let named = |address: &str| {
        let path = address.parse().unwrap();
        plan.unmanaged.iter().find(|it| it.path == path)
    };
    let declared = named("properties.productDeclarations.usesGenerativeAI").unwrap();
    assert_eq!(declared.value, ChangeValue::Flag(true));
    assert!(named("listings.de-de.description").is_some());
    assert!(named("listings.en-us.searchTerms").is_some());
    assert!(named("listings.en-us.description").is_none());
    let url = named("packages[0].packageUrl").unwrap();
    assert!(matches!(
        &url.value,
        ChangeValue::Word(_) | ChangeValue::Text(_)
    ));
    assert!(plan.unmanaged.iter().all(|it| it.will_publish));
}

#[test]
fn unmanaged_certification_notes_are_known_by_their_presence_only() {
    let plan = plan_of(&nothing());
    let notes = plan
        .unmanaged
        .iter()
        .find(|it| it.path.field() == Some("certificationNotes"))
        .unwrap();
    assert_eq!(notes.value.to_json(), serde_json::json!("(secret)"));
    assert!(!format!("{:?}", plan.unmanaged).contains("Sign in"));
}
