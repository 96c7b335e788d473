//! What a pull request's plan covers, and which comment approves what is applied.

use super::{
    merge::merge,
    runner::{Job, Runner, pull_request},
};
use crate::support::{Store, git::git};

fn plan(runner: &mut Runner) -> Job {
    runner.job("plan-on-pr.yml", "plan")
}

#[test]
fn a_pull_request_that_leaves_the_product_alone_gets_no_comment_and_its_merge_applies_nothing() {
    let store = Store::start();
    let mut runner = Runner::new(&store);
    runner.workplace.write("src/main.c", "int main() {}");
    runner.commit();
    let job = plan(&mut runner);
    job.fails_at(None);
    let said = &job.runs["Comment"].stdout;
    assert_eq!(said, "this pull request changes nothing in the Store\n");
    assert!(runner.comments().is_empty());
    let merged = merge(&mut runner);
    merged.fails_at(None);
    let said = &merged.runs["Find the approved plan"].stdout;
    assert_eq!(said, "this push does not change the product\n");
    assert!(store.writes(0).is_empty());
}

#[test]
fn a_file_elsewhere_that_the_manifest_names_is_planned_and_its_merge_applied() {
    let store = Store::start();
    let mut runner = Runner::new(&store);
    runner.workplace.write("shared/news.md", "Old news\n");
    let file = "whatsNew: { file: listings/en-us/whats-new.md }";
    runner.edit(file, "whatsNew: { file: ../shared/news.md }");
    runner.commit();
    runner
        .workplace
        .write("shared/news.md", "News of the day\n");
    runner.commit();
    plan(&mut runner).fails_at(None);
    let comments = runner.comments();
    assert!(comments[0].contains("News of the day"), "{}", comments[0]);
    merge(&mut runner).fails_at(None);
    assert_eq!(store.product().submissions.len(), 1);
}

#[test]
fn a_manifest_that_is_only_written_in_another_way_can_be_merged() {
    let store = Store::start();
    let mut runner = Runner::new(&store);
    plan(&mut runner).fails_at(None);
    merge(&mut runner).fails_at(None);
    runner.workplace.write("github/comments-7.json", "[]");
    runner.edit("listings:\n", "# Texts\nlistings:\n");
    runner.commit();
    plan(&mut runner).fails_at(None);
    assert_eq!(runner.comments().len(), 1);
    let before = store.sandbox.requests().len();
    merge(&mut runner).fails_at(None);
    assert!(store.writes(before).is_empty());
}

#[test]
fn a_pull_request_that_takes_its_change_back_loses_its_plan() {
    let store = Store::start();
    let mut runner = Runner::new(&store);
    plan(&mut runner).fails_at(None);
    assert!(runner.comments()[0].contains("Gears for all of us"));
    git(&runner.root(), &["reset", "--quiet", "--hard", "HEAD^1"]);
    runner.workplace.write("src/main.c", "int main() {}");
    runner.commit();
    plan(&mut runner).fails_at(None);
    let comments = runner.comments();
    assert_eq!(comments.len(), 1);
    assert!(!comments[0].contains("Gears for all of us"));
}

#[test]
fn a_pull_request_into_another_branch_approves_nothing() {
    let store = Store::start();
    let mut runner = Runner::new(&store);
    plan(&mut runner).fails_at(None);
    let merged =
        r#"[{ "number": 7, "merged_at": "2026-01-02T00:00:00Z", "base": { "ref": "next" } }]"#;
    runner
        .workplace
        .write("github/pulls-of-commit.json", merged);
    merge(&mut runner).fails_at(Some("Find the approved plan"));
    assert!(store.writes(0).is_empty());
}

#[test]
fn the_plan_that_was_merged_stays_whoever_edits_the_title_afterwards() {
    let store = Store::start();
    let mut runner = Runner::new(&store);
    plan(&mut runner).fails_at(None);
    let approved = runner.comments();
    let closed = pull_request("closed", "contoso/widgets");
    runner.workplace.write("github/pull-7.json", closed);
    runner.edit("Gears for all of us", "Gears for every home");
    runner.commit();
    plan(&mut runner).fails_at(None);
    assert_eq!(runner.comments(), approved);
}
