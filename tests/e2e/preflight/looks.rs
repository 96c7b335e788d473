//! Which installers are looked at, and what that costs their hosts.

use super::{Case, LIVE, NEW, codes, seen};
use crate::support::host::{Serves, fixture};

/// The ranges that were asked for, and how many bytes they had of a file of this length.
fn ranges(requests: &[String], length: usize) -> (usize, usize) {
    let ranges = requests
        .iter()
        .filter_map(|it| it.split_once("bytes=").map(|(_, range)| range));
    let bytes = ranges.clone().map(|range| {
        let (start, end) = range.split_once('-').unwrap();
        match (start.parse::<usize>(), end.parse::<usize>()) {
            (Ok(start), Ok(end)) => (end + 1).min(length) - start.min(length),
            (Err(_), Ok(last)) => last.min(length),
            (_, Err(_)) => panic!("{range}"),
        }
    });
    (ranges.clone().count(), bytes.sum())
}

#[test]
fn a_changed_package_costs_its_host_a_head_and_a_few_ranges() {
    for (name, of) in [
        ("plain-signed.exe", "1.5.0/setup.exe"),
        ("nsis-signed-payload.exe", "1.5.0/setup.exe"),
        ("signed-x86.msi", "1.5.0/setup.msi"),
        ("plain-x64.msi", "1.5.0/setup.msi"),
    ] {
        let case = Case::new();
        case.host.put(of, Serves::fixture(name));
        case.workplace.manifest(&format!(
            "packages: [{{ packageUrl: \"{}\" }}]\n",
            case.at(of)
        ));
        let document = case.plan(&["--format", "json"]).json();
        assert_eq!(seen(&document)["http"]["status"], 200, "{document}");
        let requests = case.host.requests_since();
        let new: Vec<String> = requests
            .iter()
            .filter(|it| it.contains("1.5.0"))
            .cloned()
            .collect();
        assert_eq!(
            new.iter().filter(|it| it.starts_with("HEAD")).count(),
            1,
            "{requests:?}"
        );
        let (count, bytes) = ranges(&new, fixture(name).len());
        assert!(count <= 4 && bytes <= 256 * 1024, "{name}: {requests:?}");
        // Of the live one its length alone is asked.
        let live: Vec<&String> = requests.iter().filter(|it| it.contains("1.4.0")).collect();
        assert_eq!(live, [&format!("HEAD /put/{LIVE}")], "{name}");
    }
}

#[test]
fn the_next_plan_asks_once_whether_the_bytes_are_still_the_same() {
    let case = Case::new();
    let first = case.planned(&[], 0);
    assert_eq!(seen(&first)["cached"], false);
    case.host.requests_since();
    let second = case.planned(&[], 0);
    assert_eq!(case.host.requests_since(), [format!("HEAD /put/{NEW}")]);
    assert_eq!(seen(&second)["cached"], true);
    assert_eq!(second["planHash"], first["planHash"]);
    // All else that is known of it is known of the copy, too.
    for key in ["type", "kind", "version", "signature", "findings"] {
        assert_eq!(seen(&second)[key], seen(&first)[key], "{key}");
    }
    case.host
        .put(NEW, Serves::fixture("nsis-signed-payload.exe"));
    let third = case.planned(&[], 0);
    assert_eq!(seen(&third)["cached"], false);
    assert_eq!(seen(&third)["kind"], "nsis");
    assert_ne!(third["planHash"], first["planHash"]);
}

#[test]
fn an_installer_that_was_applied_is_asked_for_once_more_at_most() {
    let case = Case::new();
    case.planned(&[], 0);
    case.apply(&["--wait", "published"]).exits(0);
    case.host.requests_since();
    let after = case.planned(&[], 0);
    assert_eq!(after["products"][0]["status"], "unchanged");
    let asked = case.host.requests_since();
    assert!(asked.len() <= 1, "{asked:?}");
    case.planned(&[], 0);
    assert_eq!(case.host.requests_since(), Vec::<String>::new());
}

#[test]
fn only_packages_that_change_are_looked_at_and_with_full_all() {
    let case = Case::new();
    case.live(&[LIVE, "1.5.0/arm.exe"]);
    case.host
        .put("1.5.0/arm.exe", Serves::fixture("plain-signed.exe"));
    case.workplace.manifest(&format!(
        "packages:\n  - packageUrl: {}\n    architectures: [X64]\n  - packageUrl: {}\n    architectures: [X86]\n",
        case.at(NEW),
        case.at("1.5.0/arm.exe"),
    ));
    let asks_of = |flags: &[&str], name: &str| {
        case.planned(flags, 0);
        let requests = case.host.requests_since();
        requests.iter().filter(|it| it.contains(name)).count()
    };
    assert_eq!(asks_of(&[], "arm.exe"), 0);
    assert!(asks_of(&["--preflight", "full"], "arm.exe") > 0);
    assert_eq!(asks_of(&["--preflight", "off"], "put"), 0);
    assert_eq!(asks_of(&["--only", "listings"], "put"), 0);
    assert_eq!(
        asks_of(&["--preflight", "full", "--only", "listings"], "put"),
        0
    );
    let full = case.planned(&["--preflight", "full"], 0);
    assert!(codes(&full).is_empty(), "{full}");
    assert_eq!(full["products"][0]["preflightMode"], "full");
    assert_eq!(
        full["products"][0]["preflight"].as_array().unwrap().len(),
        2
    );
    assert!(seen(&full)["sha256"].is_string());
    assert_eq!(seen(&full)["signature"]["digestMatches"], true);
}

#[test]
fn a_host_that_names_no_validator_is_read_again_by_each_plan_and_its_bytes_are_approved() {
    let case = Case::new();
    let bytes = fixture("plain-signed.exe");
    case.host.put(NEW, Serves::Tagged(bytes.clone(), None));
    let first = case.planned(&[], 0);
    let second = case.planned(&[], 0);
    assert_eq!(seen(&second)["cached"], false);
    assert_eq!(second["planHash"], first["planHash"]);
    let hash = first["planHash"].as_str().unwrap();
    // As long as they were, and others.
    let mut others = bytes.clone();
    let end = others.len() - 1;
    others[end] ^= 1;
    case.host.put(NEW, Serves::Tagged(others, None));
    case.apply(&["--expect", hash]).exits(12);
    assert!(case.store.writes(0).is_empty());
    case.host.put(NEW, Serves::Tagged(bytes, None));
    case.apply(&["--expect", hash]).exits(0);
}

#[test]
fn a_host_that_names_the_same_bytes_otherwise_is_read_once_more() {
    let case = Case::new();
    let bytes = fixture("plain-signed.exe");
    for (etag, is_cached) in [("\"a\"", false), ("\"b\"", false), ("\"b\"", true)] {
        case.host
            .put(NEW, Serves::Tagged(bytes.clone(), Some(etag)));
        let document = case.planned(&[], 0);
        assert_eq!(seen(&document)["cached"], is_cached, "{etag}");
    }
}

#[test]
fn an_installer_of_any_size_costs_its_host_256_kib_at_most() {
    let case = Case::new();
    let mut bytes = fixture("plain.exe");
    bytes.resize(5_000_000, 0);
    let length = bytes.len();
    case.host.put(NEW, Serves::Bytes(bytes));
    case.planned(&[], 10);
    let (count, bytes) = ranges(&case.host.requests_since(), length);
    assert!(
        count <= 4 && bytes <= 256 * 1024,
        "{count} ranges, {bytes} bytes"
    );
}
