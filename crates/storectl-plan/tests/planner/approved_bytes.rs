//! An approval covers the bytes of installers that the approved plan saw, and no others.

use std::collections::BTreeSet;

use storectl_model::{Digest, FieldPath, PreflightMode, SeenBytes};
use storectl_plan::{
    PlanFingerprint, ProductPlan, SeenInstaller, SeenInstallers, StaleEntry, StaleState,
    StaleValues, compare, plan_hash,
};

use crate::fixtures::*;

/// Bytes of a length, with this validator and content.
fn bytes(length: u64, etag: Option<&str>, content: Option<&str>) -> SeenBytes {
    SeenBytes {
        length: Some(length),
        etag: etag.map(str::to_owned),
        parts: content.map(|it| Digest::of(it.as_bytes())),
        ..SeenBytes::default()
    }
}

/// The plan of a changed package whose installer was seen so.
fn seen(bytes: impl Into<Option<SeenBytes>>) -> ProductPlan {
    let mut plan = plan_of(&with_packages(vec![at(
        "https://www.contoso.com/downloads/2/setup-x64.exe",
    )]));
    plan.installers = SeenInstallers {
        mode: PreflightMode::Auto,
        packages: vec![SeenInstaller {
            package: FieldPath::of_package(0),
            bytes: bytes.into(),
        }],
    };
    plan
}

/// What is stale of a plan that saw `now`, beside an approved one that saw `approved`.
fn stale(approved: impl Into<Option<SeenBytes>>, now: SeenBytes) -> Vec<StaleEntry> {
    let approved = PlanFingerprint::of(&seen(approved));
    let entries = compare(&[approved], &[PlanFingerprint::of(&seen(now))]).entries;
    let is_stale = |it: &StaleEntry| matches!(it.state, StaleState::New | StaleState::Moved);
    entries.into_iter().filter(is_stale).collect()
}

#[test]
fn other_bytes_are_moved_and_both_are_named() {
    let approved = bytes(7, Some("a"), Some("approved"));
    for now in [
        bytes(8, Some("a"), Some("approved")),
        bytes(7, Some("a"), Some("swapped")),
        bytes(7, Some("b"), None),
    ] {
        let entries = stale(approved.clone(), now.clone());
        let [entry] = entries.as_slice() else {
            panic!("{now:?}: {entries:?}")
        };
        assert_eq!(entry.address, "packages[0]");
        assert_eq!(entry.state, StaleState::Moved);
        let values = StaleValues::Bytes {
            approved: approved.clone(),
            now,
        };
        assert_eq!(entry.values, values);
    }
}

#[test]
fn the_same_bytes_from_another_server_of_the_host_are_approved() {
    let approved = bytes(7, Some("a"), Some("approved"));
    let now = bytes(7, Some("b"), Some("approved"));
    assert_eq!(stale(approved, now), []);
}

#[test]
fn bytes_that_nothing_identifies_are_not_approved() {
    assert_eq!(stale(bytes(7, None, None), bytes(7, None, None)).len(), 1);
}

#[test]
fn a_plan_that_saw_no_bytes_approves_the_plan_and_none_of_them() {
    assert_eq!(stale(None, bytes(7, Some("a"), Some("any"))), []);
}

#[test]
fn the_hash_of_a_plan_covers_what_was_seen() {
    let plans = [
        seen(None),
        seen(bytes(7, Some("a"), Some("x"))),
        seen(bytes(8, Some("a"), Some("x"))),
        seen(bytes(7, Some("b"), Some("x"))),
        seen(bytes(7, Some("a"), Some("y"))),
        seen(bytes(7, Some("a"), None)),
    ];
    let hashes: BTreeSet<String> = plans.iter().map(|it| plan_hash([it]).to_string()).collect();
    assert_eq!(hashes.len(), plans.len());
}

#[test]
fn the_hash_of_a_plan_covers_how_installers_were_looked_at() {
    let hashes: BTreeSet<String> = PreflightMode::ALL
        .iter()
        .map(|mode| {
            let mut plan = seen(None);
            plan.installers = SeenInstallers {
                mode: *mode,
                packages: Vec::new(),
            };
            plan_hash([&plan]).to_string()
        })
        .collect();
    assert_eq!(hashes.len(), PreflightMode::ALL.len());
}
