//! Bytes that are swapped while an apply is at work.

use storectl_sandbox::Options;

use super::{Case, NEW};
use crate::support::{
    Store, Workplace, apply,
    host::{Serves, fixture},
};

/// How often a whole apply looks at the new installer: for the plan, before the commit, and before submit.
const LOOKS: usize = 3;

#[test]
fn the_bytes_are_looked_at_for_the_plan_before_the_commit_and_before_submit() {
    let case = Case::new();
    case.apply(&[]).exits(0);
    let requests = case.host.requests_since();
    let heads = requests
        .iter()
        .filter(|it| **it == format!("HEAD /put/{NEW}"));
    assert_eq!(heads.count(), LOOKS, "{requests:?}");
}

#[test]
fn bytes_swapped_after_the_plan_are_not_committed() {
    let case = Case::new();
    case.host
        .put_after(NEW, 1, Serves::fixture("nsis-signed-payload.exe"));
    let run = case.apply(&[]).exits(12);
    assert!(
        run.stderr.contains("packages[0].packageUrl"),
        "{}",
        run.stderr
    );
    let writes = case.store.writes(0);
    assert!(
        !writes
            .iter()
            .any(|it| it.path_and_query.contains("commit") || it.path_and_query.contains("submit")),
        "{writes:?}"
    );
    // The write is pending, and the new bytes are what is approved next.
    let plan = case.planned(&[], 0);
    assert_eq!(
        plan["products"][0]["pending"][0]["fact"], "packages-uncommitted",
        "{plan}"
    );
    assert_eq!(super::seen(&plan)["kind"], "nsis");
    let hash = plan["planHash"].as_str().unwrap();
    case.apply(&["--expect", hash]).exits(0);
    assert_eq!(case.store.product().submissions.len(), 1);
}

#[test]
fn bytes_swapped_after_the_commit_are_not_submitted_and_what_was_approved_can_go_on() {
    let case = Case::new();
    case.host
        .put_after(NEW, 2, Serves::fixture("nsis-signed-payload.exe"));
    let run = case.apply(&[]).exits(12);
    assert!(
        run.stderr.contains("packages[0].packageUrl"),
        "{}",
        run.stderr
    );
    assert!(case.store.product().submissions.is_empty());
    let committed = &case.store.product().committed_packages[0];
    assert_eq!(committed.fields["packageUrl"], case.at(NEW));
    let receipts = case.workplace.path().join(".storectl/receipts");
    assert!(!receipts.exists() || std::fs::read_dir(receipts).unwrap().count() == 0);
    // It is pending, and says so.
    let plan = case.planned(&[], 0);
    assert_eq!(
        plan["products"][0]["pending"][0]["fact"], "unsubmitted",
        "{plan}"
    );
    // The approved bytes are back.
    case.host.put(NEW, Serves::fixture("plain-signed.exe"));
    case.apply(&["--wait", "published"]).exits(0);
    assert_eq!(case.store.product().submissions.len(), 1);
    let plan = case.planned(&[], 0);
    assert_eq!(plan["products"][0]["status"], "unchanged", "{plan}");
}

#[test]
fn after_a_swap_the_new_bytes_can_be_approved() {
    let case = Case::new();
    case.host
        .put_after(NEW, 2, Serves::fixture("nsis-signed-payload.exe"));
    case.apply(&[]).exits(12);
    let plan = case.planned(&[], 0);
    let hash = plan["planHash"].as_str().unwrap();
    case.apply(&["--expect", hash]).exits(0);
    assert_eq!(case.store.product().submissions.len(), 1);
}

#[test]
fn a_host_that_the_sandbox_plays_is_found_out_too() {
    let faults = ["swapped@HEAD:/setup.exe#3-", "swapped@GET:/setup.exe#5-"];
    let store = Store::with(Options {
        faults: faults.map(|it| it.parse().unwrap()).into(),
        ..Options::default()
    });
    let bytes = fixture("plain-signed.exe");
    store.sandbox.put_installer("1.5.0/setup.exe", bytes);
    let url = format!("{}/installers/1.5.0/setup.exe", store.address);
    let workplace = Workplace::at(
        &store,
        &format!("packages: [{{ packageUrl: \"{url}\", languages: [de-de] }}]\n"),
    );
    let plan = workplace
        .run(&["plan", "--preflight", "off", "--format", "json"])
        .json();
    let changes = plan["products"][0]["changes"].as_array().unwrap();
    let tokens = changes.iter().filter_map(|it| it["token"].as_str());
    let tokens: Vec<&str> = tokens.flat_map(|it| ["--acknowledge", it]).collect();
    let run = workplace.run(&apply(&tokens)).exits(12);
    assert!(
        run.stderr
            .contains("the packages are committed, and nothing was submitted"),
        "{}",
        run.stderr
    );
    assert!(store.product().submissions.is_empty());
}

#[test]
fn a_draft_that_matches_is_looked_at_before_it_is_submitted() {
    let case = Case::new();
    case.apply(&["--submit", "never"]).exits(0);
    case.host.put(NEW, Serves::fixture("plain.exe"));
    let run = case
        .workplace
        .run(&["submit", "--yes", "--poll-interval", "1ms"])
        .exits(10);
    assert!(run.stderr.contains("STC0903"), "{}", run.stderr);
    assert!(case.store.product().submissions.is_empty());
    case.host.put(NEW, Serves::fixture("plain-signed.exe"));
    case.workplace
        .run(&["submit", "--yes", "--poll-interval", "1ms"])
        .exits(0);
    assert_eq!(case.store.product().submissions.len(), 1);
}
