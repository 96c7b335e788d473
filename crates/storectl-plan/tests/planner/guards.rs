//! Destructive changes and their tokens.

use storectl_model::{
    DesiredListing, Discoverability, Field, ListingIntent, Pricing, SubmissionId,
};
use storectl_plan::{Blocker, PlanOptions, PlanStatus, plan};

use crate::fixtures::*;

fn classes(desired: &storectl_model::DesiredProduct) -> Vec<&'static str> {
    plan_of(desired)
        .changes
        .iter()
        .filter_map(|it| it.guard.as_ref())
        .map(|it| it.class.as_str())
        .collect()
}

#[test]
fn every_class_is_recognised() {
    let mut desired = with_listing(
        "en-us",
        DesiredListing {
            description: Field::Set("Short.".into()),
            ..DesiredListing::default()
        },
    );
    desired
        .listings
        .insert(language("de-de"), ListingIntent::Removed);
    desired.availability.markets = Field::Set(["US".to_owned()].into());
    desired.availability.pricing = Field::Set(Pricing::Free);
    desired.availability.discoverability = Field::Set(Discoverability::DeeplinkOnly);
    desired.properties.category = Field::Set("Shopping".into());
    desired.properties.is_privacy_policy_required = Field::Set(false);
    desired.properties.privacy_policy_url = Field::Clear;
    desired.packages = Some(vec![at("https://elsewhere.example/1.2/setup-x64.exe")]);
    assert_eq!(
        classes(&desired),
        [
            "installer-host-changed",
            "market-removed",
            "discoverability-changed",
            "pricing-changed",
            "privacy-policy-cleared",
            "category-changed",
            "text-shrunk",
            "language-removed"
        ]
    );
}

#[test]
fn a_market_added_is_not_destructive() {
    let mut desired = nothing();
    desired.availability.markets =
        Field::Set(["CA".to_owned(), "NO".to_owned(), "US".to_owned()].into());
    assert!(classes(&desired).is_empty());
}

#[test]
fn a_token_opens_its_change_and_expires_with_the_old_value() {
    let mut desired = nothing();
    desired.availability.pricing = Field::Set(Pricing::Free);
    let blocked = plan_of(&desired);
    assert_eq!(blocked.status, PlanStatus::Blocked);
    let token = blocked.changes[0].guard.as_ref().unwrap().token.clone();

    let opened = plan(
        &desired,
        &live(),
        &PlanOptions {
            acknowledge: std::slice::from_ref(&token),
            ..OPTIONS
        },
    );
    assert_eq!(opened.status, PlanStatus::Changed);

    desired.acknowledge.insert(token.clone());
    assert_eq!(plan_of(&desired).status, PlanStatus::Changed);
    let mut moved = live();
    moved.availability.pricing = Some("FREEMIUM".into());
    let stale = plan(&desired, &moved, &OPTIONS);
    assert_eq!(stale.status, PlanStatus::Blocked);
    assert!(
        stale
            .warnings
            .iter()
            .any(|it| it.message.contains(token.as_str())),
        "{:?}",
        stale.warnings
    );
}

#[test]
fn a_product_in_review_is_busy_whatever_else() {
    let mut desired = nothing();
    desired.availability.pricing = Field::Set(Pricing::Free);
    let mut remote = live();
    let id: SubmissionId = "1152921505700517065".parse().unwrap();
    remote.status.ongoing_submission = Some(id.clone());
    let plan = plan(&desired, &remote, &OPTIONS);
    assert_eq!(plan.status, PlanStatus::Busy);
    assert!(matches!(&plan.blockers[0], Blocker::Busy { submission, .. } if *submission == id));
    assert_eq!(plan.changes.len(), 1, "the plan is whole all the same");
}
