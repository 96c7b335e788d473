//! Packages: matching, patching, replacing.

use insta::assert_snapshot;
use serde_json::json;
use storectl_model::{
    Architecture, DesiredErrorDetail, DesiredPackage, ErrorScenario, Field, PackageType,
};
use storectl_plan::{StepAction, plan};

use crate::fixtures::*;

const X64: &str = "https://www.contoso.com/downloads/1.1/setup-x64.exe";

fn x64_and_arm() -> storectl_model::RemoteProduct {
    let mut remote = live();
    remote.packages.push(package(
        "72541437",
        "Arm64",
        "https://www.contoso.com/downloads/1.1/setup-arm64.exe",
    ));
    remote
}

fn full(architecture: Architecture, url: &str) -> DesiredPackage {
    DesiredPackage {
        package_type: Field::Set(PackageType::Exe),
        architecture: Field::Set(architecture),
        languages: Field::Set([language("en-us")].into()),
        is_silent_install: Field::Set(false),
        installer_parameters: Field::Set("/S".into()),
        generic_doc_url: Field::Set("https://docs.contoso.com/codes".into()),
        ..at(url)
    }
}

#[test]
fn one_url_is_one_patch_of_that_url_then_a_commit() {
    let desired = with_packages(vec![at(
        "https://www.contoso.com/downloads/1.2/setup-x64.exe",
    )]);
    assert_snapshot!(steps(&plan_of(&desired)), @r#"
    s1 patch-package PATCH /packages/72541436 {"packageUrl":"https://www.contoso.com/downloads/1.2/setup-x64.exe"}
    s2 commit-packages POST /packages/commit
    s3 await-packages
    s4 await-ready
    s5 verify
    s6 submit POST /submit
    "#);
}

#[test]
fn packages_are_distinguished_by_architecture() {
    let desired = with_packages(vec![
        DesiredPackage {
            architecture: Field::Set(Architecture::Arm64),
            ..at("https://www.contoso.com/downloads/1.2/setup-arm64.exe")
        },
        DesiredPackage {
            architecture: Field::Set(Architecture::X64),
            ..at(X64)
        },
    ]);
    let plan = plan(&desired, &x64_and_arm(), &OPTIONS);
    assert_snapshot!(changes(&plan), @"change packages[0].packageUrl");
    assert!(
        matches!(&plan.steps[0].action, StepAction::PatchPackage { package, .. } if package.as_str() == "72541437")
    );
}

#[test]
fn packages_of_one_identity_are_distinguished_by_url() {
    let mut remote = live();
    remote.packages.push(package(
        "72541437",
        "X64",
        "https://www.contoso.com/downloads/1.1/other.exe",
    ));
    let desired = with_packages(vec![
        at("https://www.contoso.com/downloads/1.1/other.exe"),
        at(X64),
    ]);
    assert!(plan(&desired, &remote, &OPTIONS).changes.is_empty());
}

#[test]
fn packages_that_cannot_be_distinguished_are_replaced() {
    let mut remote = live();
    remote.packages.push(package(
        "72541437",
        "X64",
        "https://www.contoso.com/downloads/1.1/other.exe",
    ));
    let desired = with_packages(vec![
        full(
            Architecture::X64,
            "https://www.contoso.com/downloads/1.2/a.exe",
        ),
        full(
            Architecture::X64,
            "https://www.contoso.com/downloads/1.2/b.exe",
        ),
    ]);
    let plan = plan(&desired, &remote, &OPTIONS);
    assert!(matches!(
        plan.steps[0].action,
        StepAction::ReplacePackages { .. }
    ));
}

#[test]
fn a_grown_set_is_replaced_with_every_field_filled_in_and_no_id() {
    let desired = with_packages(vec![
        at(X64),
        full(
            Architecture::Arm64,
            "https://www.contoso.com/downloads/1.1/setup-arm64.exe",
        ),
    ]);
    let plan = plan_of(&desired);
    assert_snapshot!(changes(&plan), @"add packages[1]");
    let body = plan.steps[0].action.body().unwrap();
    let kept = &body["packages"][0];
    assert_eq!(kept["packageUrl"], X64);
    assert_eq!(kept["somethingNew"], 7, "an unknown key is carried along");
    assert_eq!(kept["errorDetails"].as_array().unwrap().len(), 9);
    assert!(kept.get("packageId").is_none());
    assert_eq!(body["packages"][1]["architectures"], json!(["Arm64"]));
}

#[test]
fn a_new_package_must_name_what_a_replacement_needs() {
    let desired = with_packages(vec![
        at(X64),
        at("https://www.contoso.com/downloads/1.1/setup-arm64.exe"),
    ]);
    assert_eq!(
        conflicts(&plan_of(&desired)),
        [
            "the package lacks languages, architectures, isSilentInstall, packageType: the package is new or cannot be distinguished from another, so the manifest must have every required field"
        ]
    );
}

#[test]
fn a_package_not_listed_is_removed_under_a_guard() {
    let desired = with_packages(vec![DesiredPackage {
        architecture: Field::Set(Architecture::X64),
        ..at(X64)
    }]);
    let plan = plan(&desired, &x64_and_arm(), &OPTIONS);
    assert_snapshot!(changes(&plan), @"remove packages[Arm64 exe en-us]");
    assert!(plan.changes[0].guard.is_some());
}

#[test]
fn silence_and_parameters_travel_together() {
    let desired = with_packages(vec![DesiredPackage {
        installer_parameters: Field::Set("/quiet".into()),
        ..at(X64)
    }]);
    assert_eq!(
        plan_of(&desired).steps[0].action.body().unwrap(),
        json!({ "installerParameters": "/quiet", "isSilentInstall": false })
    );
}

#[test]
fn one_scenario_keeps_the_others() {
    let detail = DesiredErrorDetail {
        error_value: "1602".into(),
        error_url: None,
    };
    let named = [(
        ErrorScenario::InstallationCancelledByUser,
        Field::Set(vec![detail]),
    )]
    .into();
    let desired = with_packages(vec![DesiredPackage {
        error_details: Field::Set(named),
        ..at(X64)
    }]);
    let plan = plan_of(&desired);
    assert_snapshot!(changes(&plan), @"add packages[0].errorDetails[installationCancelledByUser]");
    let body = plan.steps[0].action.body().unwrap();
    assert_eq!(body["errorDetails"].as_array().unwrap().len(), 9);
    assert_eq!(
        body["errorDetails"][4]["errorScenarioDetails"][0]["errorValue"],
        "3010"
    );
}
