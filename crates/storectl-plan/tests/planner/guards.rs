//! Destructive changes and their tokens.

use storectl_model::{
    DesiredListing, Discoverability, Field, ListingIntent, Pricing, SubmissionId,
};
use storectl_plan::{Blocker, PlanOptions, PlanStatus, Verdict, plan};

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
    assert_eq!(blocked.verdict().status(), PlanStatus::Blocked);
    let token = blocked.changes[0].guard.as_ref().unwrap().token.clone();

    let opened = plan(
        &desired,
        &live(),
        &PlanOptions {
            acknowledge: std::slice::from_ref(&token),
            ..OPTIONS
        },
    );
    assert_eq!(opened.verdict().status(), PlanStatus::Changed);

    desired.acknowledge.insert(token.clone());
    assert_eq!(plan_of(&desired).verdict().status(), PlanStatus::Changed);
    let mut moved = live();
    moved.availability.pricing = Some("FREEMIUM".into());
    let stale = plan(&desired, &moved, &OPTIONS);
    assert_eq!(stale.verdict().status(), PlanStatus::Blocked);
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
fn a_product_in_review_is_busy_and_its_plan_is_complete_all_the_same() {
    let mut desired = nothing();
    desired.properties.website = Field::Set("https://contoso.com/else".into());
    let mut remote = live();
    let id: SubmissionId = "1152921505700517065".parse().unwrap();
    remote.status.ongoing_submission = Some(id.clone());
    let plan = plan(&desired, &remote, &OPTIONS);
    assert_eq!(plan.verdict(), Verdict::Busy);
    assert!(matches!(&plan.blockers[0], Blocker::Busy { submission, .. } if *submission == id));
    assert_eq!(plan.changes.len(), 1);
}

#[test]
fn of_two_reasons_the_one_whose_exit_code_outranks_the_other_is_the_verdict() {
    let mut desired = nothing();
    desired.availability.pricing = Field::Set(Pricing::Free);
    let mut remote = live();
    remote.status.ongoing_submission = Some("1152921505700517065".parse().unwrap());
    let plan = plan(&desired, &remote, &OPTIONS);
    assert_eq!(plan.blockers.len(), 2);
    assert_eq!(plan.verdict(), Verdict::Blocked);
}

#[test]
fn a_submission_in_progress_is_in_nobodys_way_where_nothing_is_to_be_done() {
    let mut remote = live();
    remote.status.ongoing_submission = Some("1152921505700517065".parse().unwrap());
    let plan = plan(&nothing(), &remote, &OPTIONS);
    assert_eq!(plan.verdict(), Verdict::Nothing);
}
