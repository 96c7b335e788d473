//! What `reconcile.yml` finishes, and what it leaves to a person.

use storectl_sandbox::Options;

use super::{
    merge::merge,
    runner::{Job, Runner},
    schedules::{in_certification, in_partner_center, released},
};
use crate::support::Store;

/// Runs both jobs, the second one as its condition says.
fn reconcile(runner: &mut Runner) -> Job {
    let approved = runner.job("reconcile.yml", "approved");
    match approved.outputs.get("hash").filter(|it| !it.is_empty()) {
        None => approved,
        Some(hash) => {
            runner.give("needs.approved.outputs.hash", hash);
            runner.job("reconcile.yml", "reconcile")
        }
    }
}

fn plan(runner: &mut Runner) {
    runner.job("plan-on-pr.yml", "plan").fails_at(None);
}

#[test]
fn what_an_apply_left_is_finished_and_submitted_once() {
    let store = Store::with(Options {
        faults: vec!["400@PATCH:/metadata".parse().unwrap()],
        ..Options::default()
    });
    let mut runner = Runner::new(&store);
    plan(&mut runner);
    merge(&mut runner).fails_at(Some("Apply"));
    for _ in 0..3 {
        reconcile(&mut runner).fails_at(None);
        assert_eq!(store.product().submissions.len(), 1);
    }
    let before = store.sandbox.requests().len();
    reconcile(&mut runner).fails_at(None);
    assert!(store.writes(before).is_empty());
}

#[test]
fn an_approved_plan_that_nobody_applied_is_applied() {
    let store = Store::start();
    let mut runner = Runner::new(&store);
    plan(&mut runner);
    reconcile(&mut runner).fails_at(None);
    assert_eq!(store.product().submissions.len(), 1);
}

#[test]
fn what_no_comment_approved_is_not_published() {
    let store = Store::start();
    let mut runner = released(&store);
    runner.edit("Gears for all of us", "Gears for every home");
    runner.commit();
    let before = store.sandbox.requests().len();
    let job = reconcile(&mut runner);
    job.fails_at(Some("Reconcile"));
    assert_eq!(job.runs["Reconcile"].code, 12);
    assert!(store.writes(before).is_empty());
}

#[test]
fn a_value_of_partner_center_is_left_to_a_pull_request() {
    let store = Store::start();
    let mut runner = released(&store);
    in_partner_center(&store, "Gears, as marketing likes them");
    let before = store.sandbox.requests().len();
    let job = reconcile(&mut runner);
    job.fails_at(Some("Reconcile"));
    assert_eq!(job.runs["Reconcile"].code, 12);
    assert!(store.writes(before).is_empty());
}

#[test]
fn a_busy_store_is_a_notice() {
    let store = Store::with(in_certification());
    let mut runner = released(&store);
    runner.edit("Gears for all of us", "Gears for every home");
    runner.commit();
    plan(&mut runner);
    let before = store.sandbox.requests().len();
    let job = reconcile(&mut runner);
    job.fails_at(None);
    let said = &job.runs["Reconcile"].stdout;
    assert!(said.contains("::notice title=Store::"), "{said}");
    assert!(store.writes(before).is_empty());
}

#[test]
fn an_apply_that_waits_or_runs_goes_first() {
    let store = Store::start();
    let mut runner = Runner::new(&store);
    plan(&mut runner);
    for status in ["queued", "in_progress", "waiting", "pending", "requested"] {
        let runs = format!(
            r#"{{"workflow_runs": [{{"status": "completed"}}, {{"status": "{status}"}}]}}"#
        );
        runner.workplace.write("github/runs.json", runs);
        reconcile(&mut runner).fails_at(None);
        assert!(store.writes(0).is_empty(), "{status}");
    }
}

/// Closed pull requests as GitHub lists them, by their last update.
const CLOSED: &str = r#"[
    { "number": 9, "merged_at": "2026-01-01T00:00:00Z" },
    { "number": 8, "merged_at": null },
    { "number": 7, "merged_at": "2026-01-03T00:00:00Z" },
    { "number": 6, "merged_at": "2026-01-04T00:00:00Z" }
]"#;

/// A comment of the bot that approves `hash`.
fn approving(hash: &str) -> String {
    let body = format!("<!-- storectl:plan v=1 product=x hash={hash} -->");
    serde_json::json!([{ "user": { "login": "github-actions[bot]" }, "body": body }]).to_string()
}

#[test]
fn the_plan_that_was_merged_last_counts() {
    let store = Store::start();
    let mut runner = Runner::new(&store);
    runner.workplace.write("github/pulls-closed.json", CLOSED);
    plan(&mut runner);
    // Discussed after it was merged, never merged, and without a plan.
    runner
        .workplace
        .write("github/comments-9.json", approving("sp1-9"));
    runner
        .workplace
        .write("github/comments-8.json", approving("sp1-8"));
    runner.workplace.write("github/comments-6.json", "[]");
    let hash = runner.job("reconcile.yml", "approved").outputs["hash"].clone();
    assert!(runner.comments()[0].contains(&hash), "{hash}");
    assert!(hash.starts_with("sp1-") && hash.len() > 10, "{hash}");
    // Somebody merged although there was no plan.
    runner
        .workplace
        .write("github/comments-6.json", approving(""));
    reconcile(&mut runner).fails_at(Some("Find the approved plan"));
    assert!(store.writes(0).is_empty());
}
