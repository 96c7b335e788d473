//! Where installers come from: another host is guarded, however it comes into the draft.

use storectl_model::{Architecture, DesiredPackage, Field, FieldPath, PackageType};
use storectl_plan::{Action, plan};

use crate::{
    fixtures::*,
    guards::{classes, classes_of, token},
};

/// A complete package of another type and architecture than the draft's.
fn arm64_msi(url: &str) -> DesiredPackage {
    DesiredPackage {
        package_type: Field::Set(PackageType::Msi),
        architecture: Field::Set(Architecture::Arm64),
        languages: Field::Set([language("en-us")].into()),
        is_silent_install: Field::Set(true),
        ..at(url)
    }
}

fn x64() -> DesiredPackage {
    DesiredPackage {
        architecture: Field::Set(Architecture::X64),
        ..at("https://www.contoso.com/downloads/1.1/setup-x64.exe")
    }
}

#[test]
fn a_package_added_from_a_host_that_no_package_uses_is_guarded() {
    let added = |url: &str| plan_of(&with_packages(vec![x64(), arm64_msi(url)]));
    assert!(classes_of(&added("https://www.contoso.com/9/other.msi")).is_empty());
    let elsewhere = added("https://elsewhere.example/9/other.msi");
    assert_eq!(classes_of(&elsewhere), ["installer-host-changed"]);
    assert_eq!(
        token(&elsewhere),
        token(&added("https://elsewhere.example/10/other.msi")),
        "any version on the host"
    );
    assert_ne!(
        token(&elsewhere),
        token(&added("https://another.example/9/other.msi"))
    );
}

#[test]
fn the_first_package_of_a_product_comes_from_no_other_host() {
    let mut remote = live();
    remote.packages.clear();
    let desired = with_packages(vec![arm64_msi("https://elsewhere.example/9/other.msi")]);
    assert!(classes_of(&plan(&desired, &remote, &OPTIONS)).is_empty());
}

#[test]
fn the_token_of_a_replaced_package_binds_what_comes_in_its_place() {
    let replaced = |package: DesiredPackage| {
        let plan = plan_of(&with_packages(vec![package]));
        let removal = plan.changes.iter().find(|it| it.action == Action::Remove);
        let guard = removal.and_then(|it| it.guard.clone()).unwrap();
        (guard.token().cloned().unwrap(), classes_of(&plan))
    };
    let (same_host, classes) = replaced(arm64_msi("https://www.contoso.com/9/other.msi"));
    assert_eq!(classes, ["package-removed"]);
    let (newer, _) = replaced(arm64_msi("https://www.contoso.com/10/other.msi"));
    assert_eq!(same_host, newer, "any version on the host");
    let (elsewhere, classes) = replaced(arm64_msi("https://elsewhere.example/9/other.msi"));
    assert_eq!(classes, ["installer-host-changed", "package-removed"]);
    assert_ne!(same_host, elsewhere);
    let (other_language, _) = replaced(DesiredPackage {
        languages: Field::Set([language("fr-fr")].into()),
        ..arm64_msi("https://www.contoso.com/9/other.msi")
    });
    assert_ne!(same_host, other_language);
}

#[test]
fn an_address_that_uses_a_secret_is_guarded_by_its_real_host() {
    let mut desired = with_packages(vec![DesiredPackage {
        architecture: Field::Set(Architecture::X64),
        ..at("https://elsewhere.example/1.1/setup-x64.exe?key=hunter2")
    }]);
    let path = FieldPath::of_package(0).key("packageUrl");
    desired.secrets.insert(path);
    assert_eq!(classes(&desired), ["installer-host-changed"]);
}
