//! What is lost with a package: judged over all packages together.

use storectl_model::{DesiredPackage, Field, RemotePackage, RemoteProduct};
use storectl_plan::{DestructiveClass, Guard, ProductPlan, plan};

use crate::fixtures::{OPTIONS, at, language, live, package, with_packages};

const KEPT: &str = "https://www.contoso.com/downloads/1.1/setup-x64.exe";

fn installer(id: &str, architecture: &str, languages: &[&str], url: &str) -> RemotePackage {
    RemotePackage {
        languages: languages.iter().map(|it| (*it).to_owned()).collect(),
        ..package(id, architecture, url)
    }
}

/// A draft with a package for X64 in English, and another one.
fn with_another(architecture: &str, languages: &[&str]) -> RemoteProduct {
    let other = "https://www.contoso.com/downloads/1.1/setup-other.exe";
    RemoteProduct {
        packages: vec![
            installer("1", "X64", &["en-us"], KEPT),
            installer("2", architecture, languages, other),
        ],
        ..live()
    }
}

/// Every reason why some change is destructive.
fn reasons(plan: &ProductPlan) -> Vec<&'static str> {
    let guards = plan.changes.iter().filter_map(|it| it.guard.as_ref());
    guards
        .flat_map(Guard::classes)
        .map(DestructiveClass::as_str)
        .collect()
}

#[test]
fn a_package_takes_along_what_no_other_package_has() {
    let (removed, architecture, in_language) = (
        "package-removed",
        "architecture-uncovered",
        "language-uncovered",
    );
    for (gone, languages, expected) in [
        ("X64", ["en-us"].as_slice(), vec![removed]),
        ("x64", &["EN-US"], vec![removed]),
        ("Arm64", &["en-us"], vec![removed, architecture]),
        ("X64", &["en-us", "de-de"], vec![removed, in_language]),
        (
            "Arm64",
            &["de-de"],
            vec![removed, architecture, in_language],
        ),
    ] {
        let planned = plan(
            &with_packages(vec![at(KEPT)]),
            &with_another(gone, languages),
            &OPTIONS,
        );
        assert_eq!(reasons(&planned), expected, "{gone} {languages:?}");
    }
}

#[test]
fn a_language_that_a_package_loses_is_lost_only_where_no_other_package_has_it() {
    let in_french = |live: &RemoteProduct| {
        let package = DesiredPackage {
            languages: Field::Set([language("fr-fr")].into()),
            ..at(KEPT)
        };
        let others = live.packages.iter().skip(1);
        let others = others.filter_map(|it| it.package_url.as_deref()).map(at);
        let all = std::iter::once(package).chain(others).collect();
        reasons(&plan(&with_packages(all), live, &OPTIONS))
    };
    let mut alone = with_another("Arm64", &["en-us"]);
    assert!(in_french(&alone).is_empty());
    alone.packages.truncate(1);
    assert_eq!(in_french(&alone), ["language-uncovered"]);
}
