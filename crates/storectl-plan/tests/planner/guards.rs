//! Destructive changes and their tokens.

use std::collections::BTreeSet;

use storectl_model::{
    AckToken, Architecture, DesiredListing, DesiredPackage, Discoverability, Field, FreeTrial,
    ListingIntent, Pricing, RemoteListing, RemoteProduct, SubmissionId,
};
use storectl_plan::{
    Blocker, DestructiveClass, Guard, Lock, PlanOptions, PlanStatus, ProductPlan, Verdict, plan,
    unused_tokens_of_run,
};

use crate::fixtures::*;

pub(crate) fn classes(desired: &storectl_model::DesiredProduct) -> Vec<&'static str> {
    classes_of(&plan_of(desired))
}

pub(crate) fn classes_of(plan: &ProductPlan) -> Vec<&'static str> {
    plan.changes
        .iter()
        .filter_map(|it| it.guard.as_ref())
        .map(|it| it.class.as_str())
        .collect()
}

/// The token of the only guarded change.
pub(crate) fn token(plan: &ProductPlan) -> AckToken {
    let tokens: BTreeSet<AckToken> = plan
        .changes
        .iter()
        .filter_map(|it| it.guard.as_ref())
        .filter_map(|it| it.token().cloned())
        .collect();
    assert_eq!(tokens.len(), 1, "{tokens:?}");
    tokens.into_iter().next().unwrap()
}

fn long_text(characters: usize) -> String {
    "word ".repeat(characters / 5)
}

fn with_live_text(set: impl Fn(&mut RemoteListing)) -> RemoteProduct {
    let mut product = live();
    for listing in product.listings.values_mut() {
        set(listing);
    }
    product
}

#[test]
fn every_class_is_recognized() {
    let remote = with_live_text(|it| it.description = Some(long_text(400)));
    let mut desired = with_listing(
        "en-us",
        DesiredListing {
            description: Field::Set("Short.".into()),
            copyright: Field::Clear,
            ..DesiredListing::default()
        },
    );
    desired
        .listings
        .insert(language("de-de"), ListingIntent::Removed);
    desired.availability.markets = Field::Set(["US".to_owned()].into());
    desired.availability.pricing = Field::Set(Pricing::Free);
    desired.availability.free_trial = Field::Set(FreeTrial::FreeTrial);
    desired.availability.discoverability = Field::Set(Discoverability::DeeplinkOnly);
    desired.properties.category = Field::Set("Shopping".into());
    desired.properties.is_privacy_policy_required = Field::Set(false);
    desired.properties.privacy_policy_url = Field::Clear;
    desired.packages = Some(vec![DesiredPackage {
        architecture: Field::Set(Architecture::Arm64),
        languages: Field::Set([language("fr-fr")].into()),
        ..at("https://elsewhere.example/1.0/setup-x64.exe")
    }]);
    let planned = plan(&desired, &remote, &OPTIONS);
    let found: BTreeSet<DestructiveClass> = planned
        .changes
        .iter()
        .filter_map(|it| it.guard.as_ref())
        .flat_map(Guard::classes)
        .collect();
    let missing: Vec<&str> = DestructiveClass::ALL
        .iter()
        .filter(|it| !found.contains(it))
        .map(|it| it.as_str())
        .collect();
    // Nothing was cleared, for the draft has no copyright; and a package that changes in place is not removed.
    assert_eq!(missing, ["package-removed", "text-cleared"]);
}

#[test]
fn a_text_is_guarded_when_it_is_long_and_loses_more_than_half() {
    let shrinks = |before: usize, after: usize| {
        let remote = with_live_text(|it| it.description = Some("x".repeat(before)));
        let desired = with_listing(
            "en-us",
            DesiredListing {
                description: Field::Set("x".repeat(after)),
                ..DesiredListing::default()
            },
        );
        classes_of(&plan(&desired, &remote, &OPTIONS))
    };
    assert_eq!(shrinks(200, 99), ["text-shrunk"]);
    assert!(shrinks(200, 100).is_empty(), "exactly half");
    assert!(shrinks(199, 1).is_empty(), "a short text");
    assert!(shrinks(200, 400).is_empty(), "a longer text");
}

#[test]
fn release_notes_and_certification_notes_may_shrink_and_go() {
    let mut remote = with_live_text(|it| it.whats_new = Some(long_text(1000)));
    remote.properties.certification_notes = Some(long_text(1000).into());
    for field in [Field::Set("Fixes.".to_owned()), Field::Clear] {
        let mut desired = with_listing(
            "en-us",
            DesiredListing {
                whats_new: field.clone(),
                ..DesiredListing::default()
            },
        );
        desired.properties.certification_notes = field;
        let planned = plan(&desired, &remote, &OPTIONS);
        assert_eq!(planned.changes.len(), 2);
        assert!(classes_of(&planned).is_empty());
    }
}

#[test]
fn any_other_cleared_text_is_guarded_however_short() {
    let remote = with_live_text(|it| it.copyright = Some("©".into()));
    let desired = with_listing(
        "en-us",
        DesiredListing {
            copyright: Field::Clear,
            ..DesiredListing::default()
        },
    );
    assert_eq!(
        classes_of(&plan(&desired, &remote, &OPTIONS)),
        ["text-cleared"]
    );
}

#[test]
fn an_architecture_is_lost_only_where_no_package_has_it() {
    let arm = |url: &str| DesiredPackage {
        architecture: Field::Set(Architecture::Arm64),
        ..at(url)
    };
    let url = "https://www.contoso.com/downloads/1.1/setup-x64.exe";
    assert_eq!(
        classes(&with_packages(vec![arm(url)])),
        ["architecture-uncovered"]
    );

    let mut remote = live();
    let other = "https://www.contoso.com/downloads/1.1/setup-other.exe";
    remote.packages.push(package("72541437", "X64", other));
    let both = with_packages(vec![
        DesiredPackage {
            architecture: Field::Set(Architecture::X64),
            ..at(url)
        },
        arm(other),
    ]);
    assert!(classes_of(&plan(&both, &remote, &OPTIONS)).is_empty());
}

#[test]
fn a_lower_version_is_guarded_and_a_higher_one_is_not() {
    let to = |version: &str| {
        let url = format!("https://www.contoso.com/downloads/{version}/setup-x64.exe");
        classes(&with_packages(vec![at(&url)]))
    };
    assert_eq!(to("1.0.9"), ["version-lowered"]);
    assert!(to("1.2").is_empty());
    assert!(to("1.10").is_empty());
}

#[test]
fn the_same_decision_in_several_languages_has_one_token() {
    let remote = with_live_text(|it| it.copyright = Some("© Contoso".into()));
    let mut desired = nothing();
    for tag in ["en-us", "de-de"] {
        desired.listings.insert(
            language(tag),
            ListingIntent::Present(Box::new(DesiredListing {
                copyright: Field::Clear,
                ..DesiredListing::default()
            })),
        );
    }
    let both = plan(&desired, &remote, &OPTIONS);
    assert_eq!(classes_of(&both), ["text-cleared", "text-cleared"]);
    let both = token(&both);

    desired.listings.remove(&language("de-de"));
    let one = plan(&desired, &remote, &OPTIONS);
    assert_ne!(token(&one), both, "one language is another decision");
}

#[test]
fn a_token_for_one_value_does_not_allow_another() {
    let category = |name: &str| {
        let mut desired = nothing();
        desired.properties.category = Field::Set(name.into());
        desired.properties.subcategory = Field::Clear;
        token(&plan_of(&desired))
    };
    assert_ne!(category("Social"), category("Shopping"));
}

#[test]
fn a_token_for_a_host_allows_any_version_on_it_and_no_other_host() {
    let to = |url: &str| token(&plan_of(&with_packages(vec![at(url)])));
    let cdn = to("https://cdn.example/1.2/setup-x64.exe");
    assert_eq!(cdn, to("https://cdn.example/1.3/setup-x64.exe"));
    assert_ne!(cdn, to("https://elsewhere.example/1.2/setup-x64.exe"));
    assert_ne!(
        cdn,
        to("https://cdn.example/1.0/setup-x64.exe"),
        "a lower version is a further reason"
    );
}

#[test]
fn a_token_expires_when_what_goes_is_rewritten() {
    let mut desired = nothing();
    desired
        .listings
        .insert(language("de-de"), ListingIntent::Removed);
    let before = token(&plan_of(&desired));
    let rewritten = with_live_text(|it| it.description = Some("Rewritten since.".into()));
    assert_ne!(token(&plan(&desired, &rewritten, &OPTIONS)), before);

    let mut images = live();
    images
        .assets
        .get_mut(&language("de-de"))
        .unwrap()
        .screenshots
        .pop();
    assert_ne!(token(&plan(&desired, &images, &OPTIONS)), before);
}

#[test]
fn a_token_is_good_for_one_product() {
    let mut desired = nothing();
    desired.availability.pricing = Field::Set(Pricing::Free);
    let here = token(&plan_of(&desired));
    desired.product_id = "4e31a9f9-84e8-4d2d-9eba-487878d02ebf".parse().unwrap();
    assert_ne!(token(&plan_of(&desired)), here);
    desired.product_id = "3E31A9F9-84E8-4D2D-9EBA-487878D02EBF".parse().unwrap();
    assert_eq!(token(&plan_of(&desired)), here, "ids compare without case");
}

#[test]
fn a_token_that_acknowledges_nothing_is_to_be_removed() {
    let unused: AckToken = "D-aaaaaa".parse().unwrap();
    let mut desired = nothing();
    desired.acknowledge.insert(unused);
    let planned = plan_of(&desired);
    let messages: Vec<&str> = planned
        .warnings
        .iter()
        .map(|it| it.message.as_str())
        .collect();
    assert_eq!(messages, ["D-aaaaaa does not match any change; remove it"]);
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
    let token = token(&blocked);

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

#[test]
fn no_token_is_offered_for_a_draft_that_breaks_a_rule() {
    let mut desired = nothing();
    desired.properties.privacy_policy_url = Field::Clear;
    let refused = plan_of(&desired);
    assert_eq!(refused.verdict(), Verdict::Invalid);
    assert_eq!(classes_of(&refused), ["privacy-policy-cleared"]);
    let [change] = refused.changes.as_slice() else {
        panic!("{:?}", refused.changes);
    };
    assert_eq!(change.guard.as_ref().unwrap().lock, Lock::Invalid);
    assert!(
        !refused
            .blockers
            .iter()
            .any(|it| matches!(it, Blocker::Unacknowledged { .. }))
    );

    desired.properties.is_privacy_policy_required = Field::Set(false);
    assert_eq!(plan_of(&desired).verdict(), Verdict::Blocked);
}

#[test]
fn another_privacy_policy_is_as_free_as_a_first_one() {
    let mut desired = nothing();
    desired.properties.privacy_policy_url = Field::Set("https://contoso.com/moved".into());
    assert!(classes(&desired).is_empty());
}

#[test]
fn an_unused_token_is_blamed_on_the_manifest_only_where_it_stands_there() {
    let [of_manifest, of_run] = ["D-aaaaaa", "D-bbbbbb"].map(|it| it.parse::<AckToken>().unwrap());
    let mut desired = nothing();
    desired.acknowledge.insert(of_manifest.clone());
    let planned = plan(&desired, &live(), &OPTIONS);
    let of_the_run = unused_tokens_of_run(&[of_run], [&planned]);
    let found: Vec<(bool, &str)> = planned
        .warnings
        .iter()
        .chain(&of_the_run)
        .map(|it| (it.path.is_some(), it.message.as_str()))
        .collect();
    assert_eq!(
        found,
        [
            (true, "D-aaaaaa does not match any change; remove it"),
            (
                false,
                "D-bbbbbb, acknowledged for this run, does not match any change; remove it"
            ),
        ]
    );
}
