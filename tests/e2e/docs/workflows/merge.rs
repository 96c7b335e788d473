//! From a pull request to the Store: `plan-on-pr.yml`, then `apply-on-merge.yml`.

use storectl_sandbox::Options;

use super::runner::{Job, Runner};
use crate::support::{Store, git::git};

/// Plans the pull request.
fn plan(runner: &mut Runner) -> Job {
    runner.job("plan-on-pr.yml", "plan")
}

/// Runs both jobs of the merge, the second one as its condition says.
pub(super) fn merge(runner: &mut Runner) -> Job {
    let approved = runner.job("apply-on-merge.yml", "approved");
    match approved.outputs.get("hash").filter(|it| !it.is_empty()) {
        None => approved,
        Some(hash) => {
            runner.give("needs.approved.outputs.hash", hash);
            runner.job("apply-on-merge.yml", "apply")
        }
    }
}

#[test]
fn what_the_plans_comment_shows_is_what_the_merge_submits() {
    let store = Store::start();
    let mut runner = Runner::new(&store);
    runner.job("plan-on-pr.yml", "validate").fails_at(None);
    plan(&mut runner).fails_at(None);
    assert!(runner.comments()[0].contains("Contoso Widgets"));
    assert!(runner.summary().contains("Contoso Widgets"));
    assert!(store.writes(0).is_empty());

    merge(&mut runner).fails_at(None);
    assert_eq!(store.product().submissions.len(), 1);
    assert!(runner.summary().contains("submit"), "{}", runner.summary());
    let refs = git(
        &runner.root().join("origin.git"),
        &["for-each-ref", "refs/storectl/"],
    );
    assert!(refs.contains("refs/storectl/applied/"), "{refs}");
}

#[test]
fn the_page_and_the_plan_are_kept_and_the_plan_can_be_shown() {
    let store = Store::start();
    let mut runner = Runner::new(&store);
    plan(&mut runner).fails_at(None);
    let page = runner
        .workplace
        .read("github/artifacts/store-plan/plan.html");
    assert!(page.contains("Contoso Widgets"));
    let kept = runner
        .workplace
        .read("github/artifacts/store-plan/plan.json");
    let kept: serde_json::Value = serde_json::from_str(&kept).unwrap();
    assert_eq!(kept["format"], "storectl.plan");
}

#[test]
fn a_second_plan_replaces_its_own_comment_and_no_other() {
    let store = Store::start();
    let mut runner = Runner::new(&store);
    let foreign = r#"[
        { "id": 1, "user": { "login": "reviewer" }, "body": "<!-- storectl:plan v=1 hash=forged --> LGTM" },
        { "id": 2, "user": { "login": "github-actions[bot]" }, "body": "Coverage: 80 %" }
    ]"#;
    runner.workplace.write("github/comments-7.json", foreign);
    plan(&mut runner).fails_at(None);
    let first = runner.comments();
    runner.edit("Gears for all of us", "Gears for every home");
    runner.commit();
    plan(&mut runner).fails_at(None);
    let second = runner.comments();
    assert_eq!((first.len(), second.len()), (3, 3));
    assert_eq!(first[..2], second[..2]);
    assert_ne!(first[2], second[2]);
}

#[test]
fn a_failed_plan_replaces_the_green_comment_and_leaves_nothing_to_apply() {
    let store = Store::start();
    let mut runner = Runner::new(&store);
    plan(&mut runner).fails_at(None);
    runner.edit("submission:", "nonsense: 1\nsubmission:");
    plan(&mut runner).fails_at(Some("Plan"));
    let comments = runner.comments();
    assert_eq!(comments.len(), 1);
    assert!(comments[0].contains("failed"), "{}", comments[0]);

    merge(&mut runner).fails_at(Some("Find the approved plan"));
    assert!(store.writes(0).is_empty());
}

#[test]
fn a_destructive_change_fails_the_check_and_its_comment_says_how_to_allow_it() {
    let store = Store::start();
    let mut runner = Runner::new(&store);
    runner.edit("pricing: PAID", "pricing: FREE");
    let job = plan(&mut runner);
    job.fails_at(Some("Plan"));
    assert_eq!(job.runs["Plan"].code, 11);
    let comment = &runner.comments()[0];
    assert!(comment.contains("acknowledge"), "{comment}");
}

#[test]
fn a_draft_that_changed_after_the_review_is_not_submitted() {
    let store = Store::start();
    let mut runner = Runner::new(&store);
    plan(&mut runner).fails_at(None);
    runner.edit("Gears for all of us", "Gears for every home");
    let job = merge(&mut runner);
    job.fails_at(Some("Apply"));
    assert_eq!(job.runs["Apply"].code, 12);
    assert!(store.product().submissions.is_empty());
    assert!(runner.summary().contains("failed"), "{}", runner.summary());
}

#[test]
fn a_push_without_a_pull_request_is_not_applied() {
    let store = Store::start();
    let mut runner = Runner::new(&store);
    plan(&mut runner).fails_at(None);
    runner.workplace.write("github/pulls-of-commit.json", "[]");
    merge(&mut runner).fails_at(Some("Find the approved plan"));
    assert!(store.writes(0).is_empty());
}

#[test]
fn a_comment_of_a_person_approves_nothing() {
    let store = Store::start();
    let mut runner = Runner::new(&store);
    let forged = r#"[{ "id": 1, "user": { "login": "reviewer" },
        "body": "<!-- storectl:plan v=1 product=x hash=sp1-00000000000000000000000000000000 -->" }]"#;
    runner.workplace.write("github/comments-7.json", forged);
    merge(&mut runner).fails_at(Some("Find the approved plan"));
    assert!(store.writes(0).is_empty());
}

#[test]
fn a_hash_that_a_person_gives_is_applied_and_what_is_no_hash_is_refused() {
    let store = Store::start();
    let mut runner = Runner::new(&store);
    let planned = runner.workplace.run(&["plan", "store", "--format", "json"]);
    let hash = planned.json()["planHash"].as_str().unwrap().to_owned();
    runner.give("inputs.hash", "x\nhash=sp1-1");
    merge(&mut runner).fails_at(Some("Find the approved plan"));
    assert!(store.writes(0).is_empty());
    runner.give("inputs.hash", &hash);
    merge(&mut runner).fails_at(None);
    assert_eq!(store.product().submissions.len(), 1);
}

#[test]
fn an_apply_that_failed_halfway_is_finished_by_the_next_run() {
    let store = Store::with(Options {
        faults: vec!["400@PATCH:/metadata".parse().unwrap()],
        ..Options::default()
    });
    let mut runner = Runner::new(&store);
    plan(&mut runner).fails_at(None);
    merge(&mut runner).fails_at(Some("Apply"));
    assert!(store.product().submissions.is_empty());
    assert!(
        runner
            .root()
            .join("github/cache/.storectl/journal")
            .is_dir()
    );

    // Another runner: all it has is the cache, the receipts and the comment.
    merge(&mut runner).fails_at(None);
    assert_eq!(store.product().submissions.len(), 1);
}

#[test]
fn the_bases_policy_judges_a_pull_request_that_edits_it() {
    let store = Store::start();
    let mut runner = Runner::new(&store);
    let policy = "apiVersion: storectl.policy/v1\nneverAcknowledge: [pricing-changed]\n";
    runner.workplace.write("policy.yml", policy);
    runner.commit();
    runner.give("vars.STORECTL_POLICY", "policy.yml");
    runner.workplace.write(
        "policy.yml",
        policy.replace("[pricing-changed]", "[language-removed]"),
    );
    runner.edit("pricing: PAID", "pricing: FREE");
    runner.commit();
    let job = plan(&mut runner);
    job.fails_at(Some("Plan"));
    assert_eq!(job.runs["Plan"].code, 11);
    let comment = &runner.comments()[0];
    assert!(comment.contains("policy.yml:2"), "{comment}");
    assert!(!comment.contains("D-"), "{comment}");
}
