//! Who moved a field, by a base, and what a restricted run manages.

use storectl_model::{DesiredProduct, Field, FieldPath, Prune};
use storectl_plan::{
    Base, ChangeValue, Memory, Origin, PlanOptions, ProductPlan, ReceiptValue, ReceiptValues, plan,
};

use crate::fixtures::*;

fn base(values: &[(&str, ChangeValue)]) -> Base {
    let mut receipt = receipt_of(&live(), &nothing());
    receipt.values = ReceiptValues::default();
    for (address, value) in values {
        let path: FieldPath = address.parse().unwrap();
        let kept = ReceiptValue {
            digest: Base::digest(&path, value),
            value: None,
            characters: None,
            images: None,
        };
        receipt.values.values.insert(path, kept);
    }
    Base::of_receipt(&receipt)
}

fn plan_with_base(
    desired: &storectl_model::DesiredProduct,
    live: &storectl_model::RemoteProduct,
    base: &Base,
) -> ProductPlan {
    let memory = Memory {
        base: Some(base),
        receipt: None,
        ..Memory::NONE
    };
    let options = PlanOptions { memory, ..OPTIONS };
    plan(desired, live, &options)
}

fn origins(plan: &ProductPlan) -> Vec<(String, Option<Origin>)> {
    plan.changes
        .iter()
        .map(|it| (it.path.to_string(), it.origin))
        .collect()
}

#[test]
fn every_change_is_labeled_by_who_left_the_base() {
    let mut desired = nothing();
    desired.properties.website = Field::Set("https://ours".into());
    desired.properties.support_contact_info = Field::Set("base@contoso.com".into());
    desired.properties.certification_notes = Field::Set("Sign in with ours.".into());
    let mut remote = live();
    remote.properties.support_contact_info = Some("theirs@contoso.com".into());
    let base = base(&[
        ("properties.website", ChangeValue::Unset),
        (
            "properties.supportContactInfo",
            ChangeValue::word("base@contoso.com"),
        ),
        (
            "properties.certificationNotes",
            ChangeValue::text("Sign in with base."),
        ),
    ]);
    let plan = plan_with_base(&desired, &remote, &base);
    assert_eq!(
        origins(&plan),
        [
            ("properties.website".to_owned(), Some(Origin::Manifest)),
            (
                "properties.supportContactInfo".to_owned(),
                Some(Origin::Drift)
            ),
            (
                "properties.certificationNotes".to_owned(),
                Some(Origin::Conflict)
            ),
        ]
    );
}

#[test]
fn a_flag_of_a_keyed_item_has_a_label_of_its_own() {
    let mut desired = nothing();
    let keyboard = storectl_model::DesiredFeature {
        is_required: Field::Set(false),
        is_recommended: Field::Set(true),
    };
    desired.properties.is_system_feature_required =
        Field::Set([(storectl_model::HardwareFeature::Keyboard, keyboard)].into());
    let base = base(&[
        (
            "properties.isSystemFeatureRequired[Keyboard].isRequired",
            ChangeValue::Flag(false),
        ),
        (
            "properties.isSystemFeatureRequired[Keyboard].isRecommended",
            ChangeValue::Flag(false),
        ),
    ]);
    let plan = plan_with_base(&desired, &live(), &base);
    assert_eq!(
        plan.changes.iter().map(|it| it.origin).collect::<Vec<_>>(),
        [Some(Origin::Drift), Some(Origin::Manifest)]
    );
}

#[test]
fn what_both_sides_changed_alike_is_listed_and_changes_nothing() {
    let mut desired = nothing();
    desired.availability.markets = Field::Set(["CA".to_owned(), "US".to_owned()].into());
    let base = base(&[("availability.markets", ChangeValue::items(["CA"]))]);
    let plan = plan_with_base(&desired, &live(), &base);
    assert_eq!(plan.changes, []);
    assert_eq!(plan.steps, []);
    assert_eq!(plan.agreed, ["availability.markets".parse().unwrap()]);
}

#[test]
fn without_a_base_there_are_no_labels() {
    let mut desired = nothing();
    desired.properties.website = Field::Set("https://ours".into());
    assert_eq!(plan_of(&desired).changes[0].origin, None);
}

#[test]
fn a_restricted_run_counts_the_rest_of_the_manifest_as_unmanaged() {
    let mut desired = with_listing(
        "en-us",
        storectl_model::DesiredListing {
            description: Field::Set("Other".into()),
            whats_new: Field::Set("News".into()),
            ..storectl_model::DesiredListing::default()
        },
    );
    desired.properties.website = Field::Set("https://contoso.com".into());
    desired.packages = Some(vec![at(
        "https://www.contoso.com/downloads/1.2/setup-x64.exe",
    )]);
    let restricted = desired.only(vec!["listings.*.whatsNew".parse().unwrap()]);
    let plan = plan_of(&restricted);
    insta::assert_snapshot!(changes(&plan), @"add listings.en-us.whatsNew");
    let unmanaged: Vec<String> = plan
        .unmanaged
        .iter()
        .map(|it| it.path.to_string())
        .collect();
    assert!(unmanaged.contains(&"listings.en-us.description".to_owned()));
    assert!(unmanaged.contains(&"packages[0].packageUrl".to_owned()));
}

#[test]
fn a_restricted_run_changes_one_field_of_packages_that_are_the_same_set() {
    let mut package = at("https://www.contoso.com/downloads/1.2/setup-x64.exe");
    package.installer_parameters = Field::Set("/quiet".into());
    let only =
        |text: &str, packages| plan_of(&with_packages(packages).only(vec![text.parse().unwrap()]));
    let one = only("packages[*].installerParameters", vec![package.clone()]);
    insta::assert_snapshot!(changes(&one), @"change packages[0].installerParameters");
    let two = only("packages[0]", vec![package.clone(), package]);
    assert_eq!(
        conflicts(&two)[0].split(',').next(),
        Some("the manifest and the draft have different packages")
    );
}

#[test]
fn a_restricted_run_neither_adds_nor_removes_languages_it_does_not_pick() {
    let mut desired = with_listing("fr-fr", storectl_model::DesiredListing::default());
    desired
        .listings
        .insert(language("de-de"), storectl_model::ListingIntent::Removed);
    let restricted = desired.only(vec!["listings.en-us".parse().unwrap()]);
    let plan = plan_of(&restricted);
    assert_eq!(plan.changes, []);
    assert_eq!(conflicts(&plan), Vec::<String>::new());
}

#[test]
fn a_field_that_uses_a_secret_is_never_shown() {
    let mut desired = nothing();
    desired.properties.certification_notes = Field::Set("Sign in with hunter2.".into());
    desired
        .secrets
        .insert("properties.certificationNotes".parse().unwrap());
    let plan = plan_of(&desired);
    assert_eq!(plan.changes[0].before.to_json(), "(secret)");
    assert_eq!(plan.changes[0].after.to_json(), "(secret)");
    assert!(!format!("{:?}", plan.changes).contains("hunter2"));
}

#[test]
fn a_language_that_a_pruning_revision_does_not_name_is_drift() {
    let mut pruning = nothing();
    pruning.prune = Prune::Listings;
    let label = |revision: &DesiredProduct| {
        let plan = plan_with_base(&pruning, &live(), &Base::of_manifest(revision));
        origins(&plan)
            .into_iter()
            .map(|it| it.1)
            .collect::<Vec<_>>()
    };
    let languages = live().listings.len();
    assert_eq!(label(&pruning), vec![Some(Origin::Drift); languages]);
    // Of a language that the revision leaves alone it says nothing.
    assert_eq!(label(&nothing()), vec![Some(Origin::Manifest); languages]);
}
