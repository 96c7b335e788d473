//! Availability and properties.

use insta::assert_snapshot;
use serde_json::json;
use storectl_model::{
    DesiredFeature, DesiredRequirementDetail, Field, FreeTrial, HardwareFeature, Pricing,
    RequirementKind,
};

use crate::fixtures::*;

#[test]
fn naming_one_feature_sends_all_nine_and_changes_one() {
    let mut desired = nothing();
    let touch = DesiredFeature {
        is_required: Field::Set(true),
        is_recommended: Field::Absent,
    };
    desired.properties.is_system_feature_required =
        Field::Set([(HardwareFeature::Touch, touch)].into());
    let plan = plan_of(&desired);
    assert_snapshot!(changes(&plan), @"change properties.isSystemFeatureRequired[Touch].isRequired");
    let body = plan.steps[0].action.body().unwrap();
    let items = body["properties"]["isSystemFeatureRequired"]
        .as_array()
        .unwrap();
    assert_eq!(items.len(), 9);
    assert_eq!(
        items
            .iter()
            .filter(|it| it["isRequired"] == json!(true))
            .count(),
        2,
        "Touch, and the Keyboard that was"
    );
    assert_eq!(body["properties"].as_object().unwrap().len(), 1);
}

#[test]
fn a_feature_that_is_off_equals_an_absent_one() {
    let mut desired = nothing();
    let off = DesiredFeature {
        is_required: Field::Set(false),
        is_recommended: Field::Clear,
    };
    desired.properties.is_system_feature_required =
        Field::Set([(HardwareFeature::Touch, off)].into());
    assert_snapshot!(changes(&plan_of(&desired)), @"");
}

#[test]
fn clearing_the_features_switches_off_what_was_on() {
    let mut desired = nothing();
    desired.properties.is_system_feature_required = Field::Clear;
    assert_snapshot!(changes(&plan_of(&desired)), @"change properties.isSystemFeatureRequired[Keyboard].isRequired");
}

#[test]
fn both_texts_of_an_amount_travel_together() {
    let mut desired = nothing();
    let memory = DesiredRequirementDetail {
        minimum_requirement: Field::Absent,
        recommended_requirement: Field::Set("4GB".into()),
    };
    desired.properties.system_requirement_details =
        Field::Set([(RequirementKind::Memory, memory)].into());
    let plan = plan_of(&desired);
    let body = plan.steps[0].action.body().unwrap();
    assert_eq!(
        body["properties"]["systemRequirementDetails"][0],
        json!({ "minimumRequirement": "1GB", "recommendedRequirement": "4GB", "hardwareItemType": "Memory" })
    );
}

#[test]
fn naming_one_amount_keeps_the_others() {
    let mut remote = live();
    let amount = |kind: &str, text: &str| json!({ "hardwareItemType": kind, "minimumRequirement": text, "recommendedRequirement": text });
    let stored = [
        amount("Memory", "1GB"),
        amount("Processor", "Any"),
        amount("Graphics", "Any"),
    ];
    remote.properties.system_requirement_details = stored
        .iter()
        .map(|it| it.as_object().unwrap().clone())
        .collect();
    let mut desired = nothing();
    let memory = DesiredRequirementDetail {
        minimum_requirement: Field::Set("4GB".into()),
        recommended_requirement: Field::Set("4GB".into()),
    };
    desired.properties.system_requirement_details =
        Field::Set([(RequirementKind::Memory, memory)].into());
    let plan = storectl_plan::plan(&desired, &remote, &OPTIONS);
    let body = plan.steps[0].action.body().unwrap();
    assert_eq!(
        body["properties"]["systemRequirementDetails"],
        json!([amount("Memory", "4GB"), stored[1], stored[2]])
    );
    assert_eq!(plan.changes.len(), 2);
}

#[test]
fn one_declaration_keeps_the_ai_declaration() {
    let mut desired = nothing();
    desired.properties.product_declarations.pen_and_ink_support = Field::Set(true);
    assert_snapshot!(steps(&plan_of(&desired)), @r#"
    s1 patch-metadata PATCH /metadata {"properties":{"productDeclarations":{"dependsOnDriversOrNT":false,"accessibilitySupport":false,"penAndInkSupport":true,"usesGenerativeAI":true}}}
    s2 commit-packages POST /packages/commit
    s3 await-ready
    s4 verify
    s5 submit POST /submit
    "#);
}

#[test]
fn trailing_spaces_are_a_difference_and_line_endings_are_not() {
    let mut desired = nothing();
    desired.properties.certification_notes = Field::Set("Sign in with demo.".into());
    assert_snapshot!(changes(&plan_of(&desired)), @"change properties.certificationNotes");
    let mut remote = live();
    remote.properties.certification_notes = Some("one\r\ntwo".into());
    desired.properties.certification_notes = Field::Set("one\ntwo".into());
    assert!(storectl_plan::differences(&desired, &remote).is_empty());
}

#[test]
fn clearing_a_text_sends_an_empty_one_and_clearing_nothing_sends_nothing() {
    let mut desired = nothing();
    desired.properties.certification_notes = Field::Clear;
    desired.properties.website = Field::Clear;
    let plan = plan_of(&desired);
    assert_snapshot!(changes(&plan), @"clear properties.certificationNotes");
    assert_eq!(
        plan.steps[0].action.body().unwrap(),
        json!({ "properties": { "certificationNotes": "" } })
    );
}

#[test]
fn a_category_without_subcategories_clears_the_old_one() {
    let mut desired = nothing();
    desired.properties.category = Field::Set("Shopping".into());
    let plan = plan_of(&desired);
    assert_eq!(
        plan.steps[0].action.body().unwrap(),
        json!({ "properties": { "category": "Shopping", "subcategory": "" } })
    );
    assert_snapshot!(changes(&plan), @r"
    change properties.category
    clear properties.subcategory
    ");
    assert!(
        !plan
            .unmanaged
            .iter()
            .any(|it| it.path.field() == Some("subcategory"))
    );
}

#[test]
fn a_category_whose_subcategory_does_not_fit_is_impossible() {
    let mut desired = nothing();
    desired.properties.category = Field::Set("Security".into());
    assert_eq!(
        conflicts(&plan_of(&desired)),
        ["`Database` is not a subcategory of Security"]
    );
}

#[test]
fn price_and_trial_travel_together() {
    let mut desired = nothing();
    desired.availability.free_trial = Field::Set(FreeTrial::FreeTrial);
    assert_eq!(
        plan_of(&desired).steps[0].action.body().unwrap(),
        json!({ "availability": { "freeTrial": "FREE_TRIAL", "pricing": "PAID" } })
    );
}

#[test]
fn a_paid_product_without_a_trial_on_either_side_is_impossible() {
    let mut desired = nothing();
    desired.availability.pricing = Field::Set(Pricing::Subscription);
    let mut remote = live();
    remote.availability.free_trial = None;
    let plan = storectl_plan::plan(&desired, &remote, &OPTIONS);
    assert_eq!(
        conflicts(&plan),
        [
            "a PAID or SUBSCRIPTION product needs freeTrial, but neither the manifest nor the draft has a value"
        ]
    );
}

#[test]
fn markets_are_a_set() {
    let mut desired = nothing();
    desired.availability.markets = Field::Set(["CA".to_owned(), "US".to_owned()].into());
    assert!(plan_of(&desired).changes.is_empty());
}

#[test]
fn a_policy_the_store_hosts_is_said_and_not_fought() {
    let mut desired = nothing();
    desired.properties.privacy_policy_url = Field::Set("https://contoso.com/privacy".into());
    let mut remote = live();
    remote.properties.privacy_policy_url = Some(
        "https://cdn.storeedgefd.dsx.mp.microsoft.com/a/draftsubmission/privacy_policy_0.txt"
            .into(),
    );
    let plan = storectl_plan::plan(&desired, &remote, &OPTIONS);
    assert!(plan.changes.is_empty());
    assert_eq!(
        plan.warnings[0].path,
        "properties.privacyPolicyUrl".parse().ok()
    );
}
