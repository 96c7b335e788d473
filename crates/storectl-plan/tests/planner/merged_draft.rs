//! Rules judge the draft as it will be, whichever request carries the change.

use storectl_model::{
    Architecture, DesiredImage, DesiredListing, DesiredPackage, Digest, Field, FreeTrial,
    ImageSize, PackageType, Pricing,
};
use storectl_plan::{Action, StepAction, plan};

use crate::fixtures::*;

const X64: &str = "https://www.contoso.com/downloads/1.1/setup-x64.exe";

fn x64() -> DesiredPackage {
    DesiredPackage {
        architecture: Field::Set(Architecture::X64),
        ..at(X64)
    }
}

fn arm64_msi() -> DesiredPackage {
    DesiredPackage {
        package_type: Field::Set(PackageType::Msi),
        architecture: Field::Set(Architecture::Arm64),
        languages: Field::Set([language("en-us")].into()),
        is_silent_install: Field::Set(true),
        ..at("https://cdn.contoso.com/2.0/setup-arm64.msi")
    }
}

fn warnings(plan: &storectl_plan::ProductPlan) -> Vec<String> {
    plan.warnings.iter().map(|it| it.message.clone()).collect()
}

#[test]
fn a_pair_is_judged_for_a_patch_of_a_package_as_for_a_replacement() {
    let desired = with_packages(vec![DesiredPackage {
        installer_parameters: Field::Clear,
        ..x64()
    }]);
    let patched = plan_of(&desired);
    assert_eq!(
        conflicts(&patched),
        ["the package needs installerParameters, but it would be empty"]
    );

    let desired = with_packages(vec![DesiredPackage {
        generic_doc_url: Field::Clear,
        ..x64()
    }]);
    assert_eq!(
        conflicts(&plan_of(&desired)),
        ["the package needs genericDocUrl, but it would be empty"]
    );
}

#[test]
fn a_required_field_that_the_store_lacks_already_is_a_warning_in_a_patch() {
    let mut remote = live();
    remote.packages[0].generic_doc_url = None;
    let moved = DesiredPackage {
        package_url: "https://www.contoso.com/downloads/1.2/setup-x64.exe".into(),
        ..x64()
    };
    let patched = plan(&with_packages(vec![moved]), &remote, &OPTIONS);
    assert_eq!(conflicts(&patched), Vec::<String>::new());
    assert_eq!(
        warnings(&patched),
        ["the package needs genericDocUrl, but it would be empty"]
    );
}

#[test]
fn a_required_field_that_the_store_lacks_already_is_an_error_in_a_replacement() {
    let mut remote = live();
    remote.packages[0].generic_doc_url = None;
    let replaced = plan(&with_packages(vec![x64(), arm64_msi()]), &remote, &OPTIONS);
    assert_eq!(conflicts(&replaced).len(), 1);
    assert!(conflicts(&replaced)[0].starts_with("the package lacks genericDocUrl"));
}

#[test]
fn the_type_the_store_has_is_judged_with_the_address_of_the_manifest() {
    let msi = DesiredPackage {
        package_url: "https://www.contoso.com/downloads/1.2/setup-x64.msi?a=b".into(),
        ..x64()
    };
    assert_eq!(
        conflicts(&plan_of(&with_packages(vec![msi.clone()]))),
        ["packageType is exe, but the URL ends with .msi"]
    );
    let mut remote = live();
    remote.packages[0].package_url = Some(msi.package_url.clone());
    let other_field = DesiredPackage {
        generic_doc_url: Field::Set("https://www.contoso.com/codes".into()),
        ..msi
    };
    let plan = plan(&with_packages(vec![other_field]), &remote, &OPTIONS);
    assert_eq!(conflicts(&plan), Vec::<String>::new());
    assert!(!plan.changes.is_empty());
}

#[test]
fn what_no_step_writes_is_not_judged() {
    let mut remote = live();
    remote.packages[0].generic_doc_url = None;
    remote.availability.free_trial = None;
    let mut desired = with_packages(vec![x64()]);
    desired.properties.website = Field::Set("https://contoso.com".into());
    let plan = plan(&desired, &remote, &OPTIONS);
    assert_eq!(conflicts(&plan), Vec::<String>::new());
    assert_eq!(warnings(&plan), Vec::<String>::new());
}

#[test]
fn parameters_that_a_replacement_refuses_are_blamed_on_their_own_package() {
    let mut remote = live();
    remote.packages[0].installer_parameters = Some("/S ".repeat(17));
    let replaced = plan(&with_packages(vec![x64(), arm64_msi()]), &remote, &OPTIONS);
    let [storectl_plan::Blocker::Conflict { path, .. }] = replaced.blockers.as_slice() else {
        panic!("{:?}", replaced.blockers);
    };
    assert_eq!(path.to_string(), "packages[0].installerParameters");
}

#[test]
fn parameters_of_the_draft_that_a_patch_may_be_refused_for_are_a_warning() {
    let mut remote = live();
    remote.packages[0].installer_parameters = Some("/S ".repeat(17));
    let moved = DesiredPackage {
        package_url: "https://www.contoso.com/downloads/1.2/setup-x64.exe".into(),
        ..x64()
    };
    let patched = plan(&with_packages(vec![moved.clone()]), &remote, &OPTIONS);
    assert_eq!(conflicts(&patched), Vec::<String>::new());
    let [warning] = patched.warnings.as_slice() else {
        panic!("{:?}", patched.warnings);
    };
    let path = warning.path.as_ref().unwrap().to_string();
    assert_eq!(path, "packages[0].installerParameters");
    assert!(
        warning
            .message
            .starts_with("the value in the draft has 51 characters")
    );

    let unchanged = plan(&with_packages(vec![x64()]), &remote, &OPTIONS);
    assert_eq!(warnings(&unchanged), Vec::<String>::new());
    let shortened = DesiredPackage {
        installer_parameters: Field::Set("/S".into()),
        ..moved
    };
    let shortened = plan(&with_packages(vec![shortened]), &remote, &OPTIONS);
    assert_eq!(warnings(&shortened), Vec::<String>::new());
}

/// The place of the only conflict of a plan.
fn place(plan: &storectl_plan::ProductPlan) -> String {
    let [storectl_plan::Blocker::Conflict { place, .. }] = plan.blockers.as_slice() else {
        panic!("{:?}", plan.blockers);
    };
    place.to_string()
}

#[test]
fn a_broken_pair_is_placed_at_the_key_that_breaks_it() {
    let mut cleared = nothing();
    cleared.properties.privacy_policy_url = Field::Clear;
    assert_eq!(place(&plan_of(&cleared)), "properties.privacyPolicyUrl");

    let mut remote = live();
    remote.properties.privacy_policy_url = None;
    remote.properties.is_privacy_policy_required = Some(false);
    let mut required = nothing();
    required.properties.is_privacy_policy_required = Field::Set(true);
    assert_eq!(
        place(&plan(&required, &remote, &OPTIONS)),
        "properties.isPrivacyPolicyRequired"
    );

    let mut moved = nothing();
    moved.properties.category = Field::Set("Social".into());
    moved.properties.subcategory = Field::Set("Database".into());
    assert_eq!(place(&plan_of(&moved)), "properties.category");

    for (package, key) in [
        (
            DesiredPackage {
                generic_doc_url: Field::Clear,
                ..x64()
            },
            "packages[0].genericDocUrl",
        ),
        (
            DesiredPackage {
                installer_parameters: Field::Clear,
                ..x64()
            },
            "packages[0].installerParameters",
        ),
    ] {
        assert_eq!(place(&plan_of(&with_packages(vec![package]))), key);
    }
}

#[test]
fn a_category_is_judged_with_the_subcategory_the_manifest_keeps() {
    let mut desired = nothing();
    desired.properties.category = Field::Set("Sports".into());
    desired.properties.subcategory = Field::Set("Database".into());
    assert_eq!(
        conflicts(&plan_of(&desired)),
        ["`Database` is not a subcategory of Sports, which has none"]
    );
    desired.properties.subcategory = Field::Clear;
    assert_eq!(conflicts(&plan_of(&desired)), Vec::<String>::new());
}

#[test]
fn a_pair_that_the_draft_breaks_is_judged_when_its_object_is_written() {
    let mut remote = live();
    remote.properties.subcategory = Some("Hotels".into());
    let mut desired = nothing();
    desired.properties.website = Field::Set("https://contoso.com".into());
    assert_eq!(
        conflicts(&plan(&desired, &remote, &OPTIONS)),
        ["`Hotels` is not a subcategory of DeveloperTools"]
    );
}

#[test]
fn a_policy_that_is_required_cannot_be_cleared() {
    let mut desired = nothing();
    desired.properties.privacy_policy_url = Field::Clear;
    assert_eq!(conflicts(&plan_of(&desired)).len(), 1);
    desired.properties.is_privacy_policy_required = Field::Set(false);
    assert_eq!(conflicts(&plan_of(&desired)), Vec::<String>::new());
}

#[test]
fn a_price_keeps_the_trial_the_store_has() {
    let mut desired = nothing();
    desired.availability.pricing = Field::Set(Pricing::Subscription);
    assert_eq!(conflicts(&plan_of(&desired)), Vec::<String>::new());
    let mut remote = live();
    remote.availability.free_trial = None;
    assert_eq!(conflicts(&plan(&desired, &remote, &OPTIONS)).len(), 1);
    desired.availability.free_trial = Field::Set(FreeTrial::FreeTrial);
    assert_eq!(
        conflicts(&plan(&desired, &remote, &OPTIONS)),
        Vec::<String>::new()
    );
}

#[test]
fn a_package_with_nothing_in_common_with_the_old_one_inherits_nothing() {
    let plan = plan_of(&with_packages(vec![arm64_msi()]));
    let actions: Vec<(Action, String)> = plan
        .changes
        .iter()
        .map(|it| (it.action, it.path.to_string()))
        .collect();
    assert_eq!(
        actions,
        [
            (Action::Add, "packages[0]".to_owned()),
            (Action::Remove, "packages[X64 exe en-us]".to_owned()),
        ]
    );
    let StepAction::ReplacePackages { body } = &plan.steps[0].action else {
        panic!("{:?}", plan.steps[0]);
    };
    let package = &body["packages"][0];
    assert_eq!(package["installerParameters"], serde_json::Value::Null);
    assert_eq!(package["somethingNew"], serde_json::Value::Null);
}

#[test]
fn a_package_of_another_architecture_and_address_is_still_the_same_installer_type() {
    let moved = DesiredPackage {
        package_type: Field::Set(PackageType::Exe),
        architecture: Field::Set(Architecture::Arm64),
        ..at("https://www.contoso.com/downloads/1.2/setup-arm64.exe")
    };
    let plan = plan_of(&with_packages(vec![moved]));
    assert!(matches!(
        plan.steps[0].action,
        StepAction::PatchPackage { .. }
    ));
}

#[test]
fn all_images_of_a_listing_cannot_go() {
    let cleared = DesiredListing {
        screenshots: Field::Clear,
        ..DesiredListing::default()
    };
    assert_eq!(
        conflicts(&plan_of(&with_listing("en-us", cleared))),
        ["all screenshots would be removed, but the Store requires at least one"]
    );
}

#[test]
fn a_poster_as_the_only_logo_of_a_new_language_is_a_warning() {
    let image = |name: &str, width, height| DesiredImage {
        path: name.to_owned(),
        digest: Digest::of(name.as_bytes()),
        bytes: 1,
        size: ImageSize { width, height },
        checksums: None,
    };
    let listing = |logo| DesiredListing {
        description: Field::Set("Gears.".into()),
        additional_license_terms: Field::Set("Terms".into()),
        screenshots: Field::Set(vec![image("1.png", 1920, 1080)]),
        store_logos: Field::Set(vec![logo]),
        ..DesiredListing::default()
    };
    let poster = plan_of(&with_listing("fr-fr", listing(image("p.png", 720, 1080))));
    assert_eq!(conflicts(&poster), Vec::<String>::new());
    assert_eq!(warnings(&poster).len(), 1);
    let neither = plan_of(&with_listing("fr-fr", listing(image("p.png", 1366, 768))));
    assert_eq!(warnings(&neither), Vec::<String>::new(), "not a poster");
    let square = plan_of(&with_listing("fr-fr", listing(image("s.png", 1080, 1080))));
    assert_eq!(warnings(&square), Vec::<String>::new());
}
