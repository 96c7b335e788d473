//! What an earlier submission filled from a secret variable: a secret in every plan and receipt after it.

use std::collections::BTreeMap;

use storectl_model::{Architecture, DesiredPackage, Field, PackageType, RemoteProduct};
use storectl_plan::{
    Action, Base, Memory, PlanOptions, ProductPlan, Receipt, plan, plan_hash, verify,
};

use crate::{fixtures::*, receipts::plan_since};

const SECRET: &str = "hunter2-and-more";

/// A draft whose website and installer parameters were submitted from a secret, and the receipt of that.
fn submitted_from_secrets() -> (RemoteProduct, Receipt) {
    let mut draft = live();
    draft.properties.website = Some(format!("https://contoso.com/{SECRET}"));
    draft.packages[0].installer_parameters = Some(format!("/KEY={SECRET}"));
    let mut desired = nothing();
    for address in ["properties.website", "packages[0].installerParameters"] {
        desired.secrets.insert(address.parse().unwrap());
    }
    let receipt = receipt_of(&draft, &desired);
    (draft, receipt)
}

/// Everything that a plan says of values: what is shown, and what requests carry as it is shown.
fn shown(plan: &ProductPlan) -> String {
    let bodies = plan.steps.iter().map(|it| plan.shown_body(it));
    let bodies: Vec<_> = bodies.flatten().collect();
    let values: Vec<_> = plan
        .outcome
        .values
        .iter()
        .map(|(_, it)| &it.shown)
        .collect();
    let (changes, unmanaged) = (&plan.changes, &plan.unmanaged);
    format!("{changes:?} {unmanaged:?} {values:?} {bodies:?}")
}

#[test]
fn what_was_submitted_from_a_secret_stays_one_where_the_manifest_no_longer_names_it() {
    let (draft, receipt) = submitted_from_secrets();
    let plan = plan_since(&nothing(), &draft, &receipt);
    assert!(!shown(&plan).contains(SECRET));
    let at = |address: &str| {
        plan.unmanaged
            .iter()
            .find(|it| it.path.to_string() == address)
    };
    for address in ["properties.website", "packages[0].installerParameters"] {
        assert_eq!(at(address).unwrap().value.to_json(), "(secret)");
    }
    // It reads back as what the plan saw.
    assert!(verify(&nothing(), &plan, &draft, &BTreeMap::new()).is_ok());
    // And another value is another, which is not shown either.
    let mut other = draft;
    other.properties.website = Some(format!("https://contoso.com/{SECRET}/2"));
    let unproven = verify(&nothing(), &plan, &other, &BTreeMap::new()).unwrap_err();
    assert_eq!(unproven.moved.len(), 1);
    assert!(!format!("{unproven:?}").contains(SECRET));
}

#[test]
fn what_was_submitted_from_a_secret_is_withheld_until_a_public_value_is_submitted() {
    let (mut draft, first) = submitted_from_secrets();
    let desired = nothing();
    let plan = plan_since(&desired, &draft, &first);
    let reminded = desired.remembering(&plan.remembered_secrets);
    let second = receipt_of(&draft, &reminded);
    assert_eq!(second.values, first.values);

    let mut desired = nothing();
    desired.properties.website = Field::Set("https://contoso.com".into());
    let plan = plan_since(&desired, &draft, &second);
    let [change] = &plan.changes[..] else {
        panic!("{:?}", plan.changes);
    };
    assert_eq!(change.before.to_json(), "(secret)");
    assert_eq!(change.after.to_json(), "https://contoso.com");
    assert!(!shown(&plan).contains(SECRET));
    draft.properties.website = Some("https://contoso.com".into());
    let reminded = desired.remembering(&plan.remembered_secrets);
    let third = receipt_of(&draft, &reminded);
    let withheld: Vec<String> = third
        .values
        .withheld
        .iter()
        .map(ToString::to_string)
        .collect();
    let expected = [
        "packages[0].installerParameters",
        "properties.certificationNotes",
    ];
    assert_eq!(withheld, expected);
}

#[test]
fn a_package_that_goes_is_shown_without_what_came_from_a_secret() {
    let (draft, receipt) = submitted_from_secrets();
    let mut desired = nothing();
    let arm64 = DesiredPackage {
        package_type: Field::Set(PackageType::Msi),
        architecture: Field::Set(Architecture::Arm64),
        ..at("https://www.contoso.com/2/setup.msi")
    };
    desired.packages = Some(vec![arm64]);
    let plan = plan_since(&desired, &draft, &receipt);
    assert!(plan.changes.iter().any(|it| it.action == Action::Remove));
    assert!(!shown(&plan).contains(SECRET));
}

#[test]
fn a_secret_of_a_base_revision_is_one_without_any_receipt() {
    let (draft, _) = submitted_from_secrets();
    let mut earlier = nothing();
    earlier.properties.website = draft
        .properties
        .website
        .clone()
        .map_or(Field::Absent, Field::Set);
    earlier
        .secrets
        .insert("properties.website".parse().unwrap());
    let base = Base::of_manifest(&earlier);
    let memory = Memory {
        base: Some(&base),
        ..Memory::NONE
    };
    let plan = plan(&nothing(), &draft, &PlanOptions { memory, ..OPTIONS });
    let website = plan
        .unmanaged
        .iter()
        .find(|it| it.path.to_string() == "properties.website");
    assert_eq!(website.unwrap().value.to_json(), "(secret)");
}

#[test]
fn the_fingerprint_of_a_plan_tells_nothing_of_an_earlier_submissions_secret() {
    let (mut draft, receipt) = submitted_from_secrets();
    let one = plan_since(&nothing(), &draft, &receipt);
    draft.properties.website = Some("https://contoso.com/another".into());
    let other = plan_since(&nothing(), &draft, &receipt);
    assert_eq!(plan_hash([&one]), plan_hash([&other]));
}

/// Nobody knows what every other runner filled them from.
#[test]
fn certification_notes_of_the_store_are_a_secret_whatever_a_runner_remembers() {
    let mut draft = live();
    draft.properties.certification_notes = Some(SECRET.into());
    let receipt = receipt_of(&draft, &nothing());
    let mut desired = nothing();
    desired.properties.certification_notes = Field::Set("Sign in.".into());
    let plans = [
        plan(&desired, &draft, &OPTIONS),
        plan_since(&desired, &draft, &receipt),
    ];
    for plan in &plans {
        let [change] = &plan.changes[..] else {
            panic!("{:?}", plan.changes);
        };
        assert_eq!(change.before.to_json(), "(secret)");
        assert_eq!(change.after.to_json(), "Sign in.");
        assert!(!shown(plan).contains(SECRET));
        let unproven = verify(&desired, plan, &draft, &BTreeMap::new()).unwrap_err();
        assert_eq!(unproven.managed.len(), 1);
        assert!(!format!("{unproven:?}").contains(SECRET));
    }
    assert_eq!(plan_hash([&plans[0]]), plan_hash([&plans[1]]));
}
