//! What is left of an approved plan after an interruption: each kind of write done, half done and not done.

use storectl_model::{
    Architecture, AssetContent, DesiredImage, DesiredListing, DesiredPackage, DesiredProduct,
    Digest, Field, PackageType, RemoteListing, RemoteProduct,
};
use storectl_plan::{
    Comparison, PendingFact, PlanFingerprint, PlanOptions, PriorWork, StaleState, compare, plan,
};

use crate::fixtures::{
    OPTIONS, SCREEN, asset, at, language, live, package, with_listing, with_packages,
};

/// Compares the plan of `before`, which was approved, with the plan of `now`, after which `left` is pending.
fn resumed(
    desired: &DesiredProduct,
    before: &RemoteProduct,
    now: &RemoteProduct,
    left: &[PendingFact],
) -> Comparison {
    let approved = plan(desired, before, &OPTIONS);
    let prior = PriorWork {
        facts: left.to_vec(),
        ..PriorWork::default()
    };
    let options = PlanOptions {
        prior: &prior,
        ..OPTIONS
    };
    let planned = plan(desired, now, &options);
    compare(
        &[PlanFingerprint::of(&approved)],
        &[PlanFingerprint::of(&planned)],
    )
}

/// The states of all addresses, `state address` each.
fn states(comparison: &Comparison) -> Vec<String> {
    let entries = comparison.entries.iter();
    entries
        .map(|it| format!("{} {}", it.state.as_str(), it.address))
        .collect()
}

fn assert_approved(comparison: &Comparison, expected: &[&str]) {
    assert!(comparison.is_approved(), "{comparison:#?}");
    assert_eq!(states(comparison), expected);
}

const UNCOMMITTED: [PendingFact; 2] = [PendingFact::PackagesUncommitted, PendingFact::Unsubmitted];

fn url(version: &str, architecture: &str) -> String {
    format!("https://www.contoso.com/downloads/{version}/setup-{architecture}.exe")
}

/// A draft of an X64 and an Arm64 package of these versions.
fn two_packages(x64: &str, arm64: &str) -> RemoteProduct {
    let mut live = live();
    live.packages = vec![
        package("1", "X64", &url(x64, "x64")),
        package("2", "Arm64", &url(arm64, "arm64")),
    ];
    live
}

fn desired_package(version: &str, architecture: &str) -> DesiredPackage {
    at(&url(version, architecture))
}

/// A manifest of both packages at one version, whose plan patches each.
fn two_patches() -> DesiredProduct {
    let told_apart = |version, name, architecture| DesiredPackage {
        architecture: Field::Set(architecture),
        ..desired_package(version, name)
    };
    with_packages(vec![
        told_apart("1.2", "x64", Architecture::X64),
        told_apart("1.2", "arm64", Architecture::Arm64),
    ])
}

#[test]
fn patches_of_packages_that_are_not_done_are_the_same() {
    let before = two_packages("1.1", "1.1");
    assert_approved(
        &resumed(&two_patches(), &before, &before, &[]),
        &["same packages[0].packageUrl", "same packages[1].packageUrl"],
    );
}

#[test]
fn one_of_two_patched_packages_leaves_the_other() {
    let before = two_packages("1.1", "1.1");
    let now = two_packages("1.2", "1.1");
    assert_approved(
        &resumed(&two_patches(), &before, &now, &UNCOMMITTED),
        &["same packages[1].packageUrl", "done packages[0].packageUrl"],
    );
}

#[test]
fn patched_packages_leave_their_commit_and_the_submission() {
    let before = two_packages("1.1", "1.1");
    let now = two_packages("1.2", "1.2");
    assert_approved(
        &resumed(&two_patches(), &before, &now, &UNCOMMITTED),
        &["done packages[0].packageUrl", "done packages[1].packageUrl"],
    );
}

#[test]
fn a_patch_of_another_package_than_the_approved_one_is_new() {
    let before = two_packages("1.2", "1.1");
    // The first package went back in the meantime.
    let now = two_packages("1.1", "1.1");
    let comparison = resumed(&two_patches(), &before, &now, &[]);
    assert!(!comparison.is_approved());
    assert!(states(&comparison).contains(&"new packages[0].packageUrl".to_owned()));
}

/// A manifest with one package more than the draft, whose plan replaces the set.
fn replacement() -> DesiredProduct {
    let full = DesiredPackage {
        package_type: Field::Set(PackageType::Exe),
        architecture: Field::Set(Architecture::Arm64),
        languages: Field::Set([language("en-us")].into()),
        is_silent_install: Field::Set(false),
        installer_parameters: Field::Set("/S".to_owned()),
        generic_doc_url: Field::Set("https://docs.contoso.com/codes".to_owned()),
        ..desired_package("1.1", "arm64")
    };
    with_packages(vec![desired_package("1.1", "x64"), full])
}

/// The draft after the replacement: ids are new, and the new package has no errors of its own.
fn replaced() -> RemoteProduct {
    let mut now = two_packages("1.1", "1.1");
    for (at, it) in now.packages.iter_mut().enumerate() {
        it.package_id = format!("new-{at}").parse().unwrap();
    }
    now.packages[1].error_details.clear();
    now.packages[1].extra.clear();
    now
}

#[test]
fn a_replacement_of_packages_that_is_not_done_is_the_same() {
    assert_approved(
        &resumed(&replacement(), &live(), &live(), &[]),
        &["same packages[1]"],
    );
}

#[test]
fn a_replacement_without_its_commit_leaves_the_commit() {
    assert_approved(
        &resumed(&replacement(), &live(), &replaced(), &UNCOMMITTED),
        &["done packages[1]"],
    );
}

#[test]
fn a_replacement_and_its_commit_leave_the_submission() {
    assert_approved(
        &resumed(
            &replacement(),
            &live(),
            &replaced(),
            &[PendingFact::Unsubmitted],
        ),
        &["done packages[1]"],
    );
}

#[test]
fn a_replacement_of_a_draft_with_another_package_was_not_approved() {
    let mut now = live();
    now.packages[0].package_url = Some("https://evil.example/setup.exe".to_owned());
    assert!(!resumed(&replacement(), &live(), &now, &[]).is_approved());
}

fn image(name: &str) -> DesiredImage {
    DesiredImage {
        path: format!("images/{name}.png"),
        digest: Digest::of(name.as_bytes()),
        bytes: 7,
        size: SCREEN,
        checksums: None,
    }
}

/// A manifest whose second screenshot is another in both languages.
fn new_images() -> DesiredProduct {
    let screenshots = || DesiredListing {
        screenshots: Field::Set(["1", "new", "3"].map(image).into()),
        ..DesiredListing::default()
    };
    let mut desired = with_listing("en-us", screenshots());
    desired
        .listings
        .extend(with_listing("de-de", screenshots()).listings);
    desired
}

/// A draft in which the images of these languages are committed.
fn committed(languages: &[&str]) -> RemoteProduct {
    let mut now = live();
    for tag in languages {
        let assets = now.assets.get_mut(&language(tag)).unwrap();
        let content = AssetContent::Equals(Digest::of(b"new"));
        assets.screenshots[1] = asset(&format!("{tag}-committed"), content);
    }
    now
}

const SCREENSHOTS: [&str; 2] = [
    "listings.de-de.screenshots[1]",
    "listings.en-us.screenshots[1]",
];

#[test]
fn images_that_are_not_uploaded_are_the_same() {
    // What was uploaded and not committed shows nowhere, so this is a half-done upload as well.
    assert_approved(
        &resumed(&new_images(), &live(), &live(), &[PendingFact::Unsubmitted]),
        &SCREENSHOTS
            .map(|it| format!("same {it}"))
            .each_ref()
            .map(String::as_str),
    );
}

#[test]
fn images_committed_in_one_language_leave_the_other() {
    assert_approved(
        &resumed(
            &new_images(),
            &live(),
            &committed(&["de-de"]),
            &[PendingFact::Unsubmitted],
        ),
        &[
            &format!("same {}", SCREENSHOTS[1]),
            &format!("done {}", SCREENSHOTS[0]),
        ],
    );
}

#[test]
fn committed_images_leave_the_submission() {
    assert_approved(
        &resumed(
            &new_images(),
            &live(),
            &committed(&["de-de", "en-us"]),
            &[PendingFact::Unsubmitted],
        ),
        &SCREENSHOTS
            .map(|it| format!("done {it}"))
            .each_ref()
            .map(String::as_str),
    );
}

#[test]
fn an_image_that_somebody_replaced_in_the_meantime_was_not_approved() {
    let mut now = committed(&["de-de", "en-us"]);
    let assets = now.assets.get_mut(&language("en-us")).unwrap();
    assets.store_logos[0] = asset("somebody-elses", AssetContent::CannotTell);
    let comparison = resumed(&new_images(), &live(), &now, &[PendingFact::Unsubmitted]);
    let moved: Vec<&str> = comparison
        .entries
        .iter()
        .filter(|it| it.state == StaleState::Moved)
        .map(|it| it.address.as_str())
        .collect();
    assert_eq!(moved, ["listings.en-us.storeLogos"]);
}

/// The Store spells a language its own way.
#[test]
fn texts_of_a_new_language_leave_its_images_however_the_store_spells_it() {
    let texts = DesiredListing {
        description: Field::Set("Engrenagens.".into()),
        screenshots: Field::Set(vec![image("new")]),
        store_logos: Field::Set(vec![image("logo")]),
        ..DesiredListing::default()
    };
    let desired = with_listing("pt-BR", texts);
    for stored in ["pt-BR", "pt-br"] {
        let mut now = live();
        let written = RemoteListing {
            description: Some("Engrenagens.".into()),
            ..RemoteListing::default()
        };
        now.listings.insert(language(stored), written);
        assert_approved(
            &resumed(&desired, &live(), &now, &[PendingFact::Unsubmitted]),
            &[
                "same listings.pt-BR.screenshots[0]",
                "same listings.pt-BR.storeLogos[0]",
            ],
        );
    }
}
