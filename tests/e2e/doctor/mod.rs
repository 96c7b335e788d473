//! `doctor`: each check as it should be, as a warning, failed and skipped.

mod access;
mod bundle;
mod local;
mod network;
mod tls;

use serde_json::Value;

use crate::support::{Run, Store, Workplace};

/// A manifest's body: nothing is asked of the product but its status.
const BODY: &str = "properties: { website: https://contoso.com }\n";

/// Runs `doctor --format json` and returns the exit and the checks.
#[track_caller]
fn doctor(workplace: &Workplace, more: &[&str]) -> (i32, Vec<Value>) {
    let run = workplace.run(&[&["doctor", "--format", "json"], more].concat());
    let document = run.json();
    assert_eq!(document["format"], "storectl.doctor", "{document:#}");
    assert_eq!(document["exit"], run.code, "{document:#}");
    let checks = document["checks"].as_array().unwrap().clone();
    (run.code, checks)
}

/// The statuses of the checks of an id.
fn statuses(checks: &[Value], id: &str) -> Vec<String> {
    let of_id = checks.iter().filter(|it| it["id"] == id);
    of_id
        .map(|it| it["status"].as_str().unwrap().to_owned())
        .collect()
}

/// The first check of an id that has this status.
#[track_caller]
fn check<'a>(checks: &'a [Value], id: &str, status: &str) -> &'a Value {
    let found = checks
        .iter()
        .find(|it| it["id"] == id && it["status"] == status);
    found.unwrap_or_else(|| panic!("{id} {status}: {checks:#?}"))
}

#[track_caller]
fn says(check: &Value, words: &str) {
    let text = format!("{} {}", check["message"], check["fix"]);
    assert!(text.contains(words), "{words}: {check:#}");
}

fn lines(run: &Run) -> Vec<&str> {
    run.stdout.lines().collect()
}

#[test]
fn all_is_well_where_a_plan_would_work() {
    let store = Store::start();
    let workplace = Workplace::at(&store, BODY).into_repository();
    let (exit, checks) = doctor(&workplace, &[]);
    assert_eq!(exit, 0, "{checks:#?}");
    let ids: Vec<&str> = checks.iter().map(|it| it["id"].as_str().unwrap()).collect();
    let expected = [
        "credentials",
        "role",
        "seller",
        "product",
        "network",
        "network",
        "clock",
        "git",
        "receipts",
    ];
    assert_eq!(ids, expected, "{checks:#?}");
    for id in [
        "credentials",
        "role",
        "seller",
        "product",
        "clock",
        "git",
        "receipts",
    ] {
        assert_eq!(statuses(&checks, id), ["ok"], "{checks:#?}");
    }
    assert_eq!(statuses(&checks, "network"), ["ok", "skipped"]);
    says(check(&checks, "role", "ok"), "only a write shows");
}

#[test]
fn text_has_a_line_for_each_check_that_begins_with_its_id() {
    let store = Store::start();
    let workplace = Workplace::at(&store, BODY).into_repository();
    let run = workplace.run(&["doctor"]).exits(0);
    let ids = [
        "credentials",
        "role",
        "seller",
        "product",
        "network",
        "network",
        "clock",
        "git",
        "receipts",
    ];
    let found = lines(&run);
    assert_eq!(found.len(), ids.len(), "{}", run.stdout);
    for (line, id) in found.iter().zip(ids) {
        assert!(line.starts_with(id), "{line}");
    }
}

#[test]
fn a_look_writes_nothing() {
    let store = Store::start();
    let workplace = Workplace::at(&store, BODY).into_repository();
    let before = files(&workplace);
    workplace.run(&["doctor"]).exits(0);
    workplace.run(&["doctor", "--sandbox"]).exits(0);
    workplace.run(&["doctor", "--receipts", "git=."]);
    assert_eq!(files(&workplace), before);
    assert!(store.writes(0).is_empty());
}

/// Every file below the folder, and what it holds.
fn files(workplace: &Workplace) -> Vec<(String, Vec<u8>)> {
    let walk = walkdir::WalkDir::new(workplace.path()).sort_by_file_name();
    let files = walk.into_iter().map(Result::unwrap);
    files
        .filter(|it| it.file_type().is_file())
        .map(|it| {
            let content = std::fs::read(it.path()).unwrap();
            (it.path().display().to_string(), content)
        })
        .collect()
}

#[test]
fn with_the_sandbox_all_is_well_without_an_account() {
    let mut workplace = Workplace::empty();
    workplace.manifest(BODY);
    workplace.set("STORECTL_CLIENT_SECRET", "");
    let (exit, checks) = doctor(&workplace, &["--sandbox"]);
    assert_eq!(exit, 0, "{checks:#?}");
    says(check(&checks, "credentials", "ok"), "simulated Store");
    assert_eq!(check(&checks, "network", "ok")["subject"], "sandbox");
}
