//! The command line takes every manifest of the world.

use std::{
    ffi::OsStr,
    ops::RangeInclusive,
    sync::{Arc, Mutex},
};

use serde_json::Value;
use storectl::{Machine, Sink};
use storectl_world::{scenario::Scenario, wish::SECRET_VARIABLE};

use crate::drawn::wishes;

#[test]
fn every_manifest_of_the_first_seeds_is_valid() {
    all_are_valid(1..=150);
}

#[test]
fn every_manifest_of_more_seeds_is_valid() {
    all_are_valid(151..=300);
}

/// Validates every manifest of the scenarios of these seeds.
fn all_are_valid(seeds: RangeInclusive<u64>) {
    let folder = tempfile::tempdir().unwrap();
    let mut count = 0;
    for scenario in seeds.map(Scenario::draw) {
        let mut written = Vec::new();
        for wish in wishes(&scenario) {
            if written.contains(&wish) {
                continue;
            }
            count += 1;
            let product = format!("3e31a9f9-84e8-4d2d-9eba-{count:012x}");
            wish.write(&product, &folder.path().join(&product)).unwrap();
            written.push(wish);
        }
    }
    assert!(count > 500, "{count}");
    let stdout = Arc::new(Mutex::new(Vec::new()));
    let stderr = Arc::new(Mutex::new(Vec::new()));
    let machine = Machine {
        stdout: Sink::Buffer(Arc::clone(&stdout)),
        stderr: Sink::Buffer(Arc::clone(&stderr)),
        ..Machine::this()
    };
    let args = ["storectl", "validate", "--format", "json"].map(OsStr::new);
    let exit = storectl::run(
        args.into_iter().chain([folder.path().as_os_str()]),
        [("STORECTL_VAR_REVIEWERPASSWORD", SECRET_VARIABLE)],
        machine,
    );
    let result = String::from_utf8(stdout.lock().unwrap().clone()).unwrap();
    let messages = String::from_utf8(stderr.lock().unwrap().clone()).unwrap();
    assert_eq!(exit, 0, "{messages}{result}");
    assert!(!result.contains(SECRET_VARIABLE) && !messages.contains(SECRET_VARIABLE));
    let result: Value = serde_json::from_str(&result).unwrap();
    assert_eq!(result["products"].as_array().unwrap().len(), count);
}
