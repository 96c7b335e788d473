//! An approval covers the bytes of installers that the plan saw, and the way in which it looked.

use serde_json::json;
use storectl_model::{Digest, FieldPath, PreflightMode, SeenBytes};
use storectl_plan::{
    PlanFingerprint, ProductPlan, SeenInstaller, SeenInstallers, StaleState, compare,
    package_pairs, plan, plan_hash,
};

use crate::fixtures::*;

fn bytes(length: u64, etag: &str, parts: &str) -> SeenBytes {
    SeenBytes {
        length: Some(length),
        etag: Some(etag.to_owned()),
        parts: Some(Digest::of(parts.as_bytes())),
        ..SeenBytes::default()
    }
}

fn seen(mode: PreflightMode, bytes: Option<SeenBytes>) -> ProductPlan {
    let desired = with_packages(vec![at("https://www.contoso.com/downloads/1.2/setup.exe")]);
    let mut plan = plan(&desired, &live(), &OPTIONS);
    plan.installers = SeenInstallers {
        mode,
        packages: vec![SeenInstaller {
            version: None,
            package: FieldPath::of_package(0),
            bytes,
        }],
    };
    plan
}

fn auto(bytes: SeenBytes) -> ProductPlan {
    seen(PreflightMode::Auto, Some(bytes))
}

/// A plan that could not tell.
fn unseen() -> ProductPlan {
    seen(PreflightMode::Auto, None)
}

/// The addresses that are not approved.
fn unapproved(approved: &ProductPlan, planned: &ProductPlan) -> Vec<String> {
    let [approved, planned] = [approved, planned].map(PlanFingerprint::of);
    let entries = compare(&[approved], &[planned]).entries.into_iter();
    entries
        .filter(|it| matches!(it.state, StaleState::New | StaleState::Moved))
        .map(|it| it.address)
        .collect()
}

#[test]
fn every_fact_that_identifies_the_bytes_is_part_of_the_hash_and_so_is_the_mode() {
    let approved = auto(bytes(7, "a", "x"));
    assert_eq!(
        plan_hash([&approved]),
        plan_hash([&auto(bytes(7, "a", "x"))])
    );
    for other in [
        auto(bytes(8, "a", "x")),
        auto(bytes(7, "b", "x")),
        auto(bytes(7, "a", "y")),
        unseen(),
        seen(PreflightMode::Full, Some(bytes(7, "a", "x"))),
        seen(PreflightMode::Off, None),
    ] {
        let installers = &other.installers;
        assert_ne!(
            plan_hash([&other]),
            plan_hash([&approved]),
            "{installers:?}"
        );
    }
}

#[test]
fn off_and_auto_are_told_apart_even_where_no_package_changes() {
    let mut off = unseen();
    off.installers = SeenInstallers::default();
    let mut auto = off.clone();
    auto.installers.mode = PreflightMode::Auto;
    assert_ne!(plan_hash([&off]), plan_hash([&auto]), "the mode alone");
}

#[test]
fn other_bytes_are_not_approved_and_named_by_their_package() {
    let approved = auto(bytes(7, "a", "x"));
    for other in [bytes(8, "a", "x"), bytes(7, "a", "y")] {
        assert_eq!(unapproved(&approved, &auto(other)), ["packages[0]"]);
    }
}

#[test]
fn other_bytes_are_shown_by_every_fact_that_identifies_them() {
    let approved = PlanFingerprint::of(&auto(bytes(7, "a", "x")));
    let planned = auto(bytes(8, "b", "y"));
    let fingerprint = PlanFingerprint::of(&planned);
    assert_eq!(fingerprint.installers(), &planned.installers);
    let comparison = compare(&[approved], &[fingerprint]);
    let [entry] = comparison.unapproved().collect::<Vec<_>>()[..] else {
        panic!("{comparison:#?}");
    };
    let shown = |length: u64, etag: &str, parts: &str| {
        let parts = Digest::of(parts.as_bytes());
        json!({ "length": length, "etag": etag, "lastModified": null, "partsDigest": parts.as_str(), "sha256": null })
    };
    let nothing_before = serde_json::Value::Null;
    assert_eq!(
        entry.values.to_json(),
        [nothing_before, shown(7, "a", "x"), shown(8, "b", "y")]
    );
}

#[test]
fn the_same_bytes_are_approved_whatever_their_server_calls_them() {
    let approved = auto(bytes(7, "a", "x"));
    assert_eq!(unapproved(&approved, &auto(bytes(7, "b", "x"))), [""; 0]);
}

#[test]
fn a_plan_that_could_not_tell_approves_no_bytes_and_objects_to_none() {
    assert_eq!(unapproved(&unseen(), &auto(bytes(7, "a", "x"))), [""; 0]);
    let forgotten = PlanFingerprint::of(&auto(bytes(7, "a", "x"))).without_bytes();
    assert_eq!(forgotten, PlanFingerprint::of(&unseen()));
}

#[test]
fn what_an_approved_plan_saw_of_packages_that_are_written_already_still_counts() {
    let approved = auto(bytes(7, "a", "x")).installers;
    let written = SeenInstallers {
        mode: PreflightMode::Auto,
        packages: Vec::new(),
    };
    let package = FieldPath::of_package(0);
    let both = written.with_approved(&approved);
    assert_eq!(both.bytes_of(&package), approved.bytes_of(&package));
    let now = auto(bytes(8, "b", "y")).installers;
    let both = now.with_approved(&approved);
    assert_eq!(both.bytes_of(&package), now.bytes_of(&package));
}

#[test]
fn packages_are_paired_as_the_plan_pairs_them() {
    let changed = with_packages(vec![at("https://www.contoso.com/downloads/1.2/setup.exe")]);
    let remote = live();
    let [pair] = package_pairs(&changed, &remote.packages)[..] else {
        panic!("one package");
    };
    assert!(pair.is_changed);
    assert_eq!(pair.live, remote.packages.first());
    let url = remote.packages[0].package_url.clone().unwrap();
    let same = with_packages(vec![at(&url)]);
    assert!(!package_pairs(&same, &remote.packages)[0].is_changed);
    assert!(package_pairs(&nothing(), &remote.packages).is_empty());
}
