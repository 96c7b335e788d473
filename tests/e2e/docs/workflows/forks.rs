//! A stranger's pull request: `publish-live.yml`, `plan-on-pr-fork.yml` and `plan-on-pr-fork-comment.yml`.

use super::{
    merge::merge,
    runner::{Job, Runner, name, pull_request, workflow},
};
use crate::support::Store;

/// Keeps the draft, then plans the fork's pull request with no credentials.
fn plan(store: &Store) -> (Runner, Job) {
    let mut runner = Runner::new(store);
    runner.job("publish-live.yml", "publish").fails_at(None);
    for name in [
        "ENDPOINT",
        "AUTHORITY",
        "TENANT_ID",
        "CLIENT_ID",
        "CLIENT_SECRET",
        "SELLER_ID",
    ] {
        runner.workplace.set(&format!("STORECTL_{name}"), "");
    }
    let job = runner.job("plan-on-pr-fork.yml", "plan");
    (runner, job)
}

fn comment(runner: &mut Runner) -> Job {
    runner.job("plan-on-pr-fork-comment.yml", "comment")
}

#[test]
fn a_forks_comment_approves_nothing() {
    let store = Store::start();
    let (mut runner, _) = plan(&store);
    comment(&mut runner).fails_at(None);
    merge(&mut runner).fails_at(Some("Find the approved plan"));
    assert!(store.writes(0).is_empty());
}

#[test]
fn an_artifact_names_no_other_pull_request_than_its_own() {
    let store = Store::start();
    let (mut runner, _) = plan(&store);
    for number in ["8", "7; id", "7\n8", "-7", "07", "", "77777777777", "$(id)"] {
        runner
            .workplace
            .write("github/artifacts/store-plan/number", number);
        comment(&mut runner).fails_at(Some("Comment"));
    }
    let number = runner.root().join("github/artifacts/store-plan/number");
    std::fs::remove_file(&number).unwrap();
    comment(&mut runner).fails_at(Some("Comment"));
    std::os::unix::fs::symlink("/proc/self/cmdline", number).unwrap();
    comment(&mut runner).fails_at(Some("Comment"));
    assert!(runner.comments().is_empty());
}

#[test]
fn a_pull_request_that_is_closed_or_moved_on_or_of_another_fork_gets_no_comment() {
    let store = Store::start();
    let (mut runner, _) = plan(&store);
    let moved_on = pull_request("open", "stranger/widgets").replace("0007", "0008");
    for request in [
        pull_request("closed", "stranger/widgets"),
        pull_request("open", "another/widgets"),
        pull_request("open", "contoso/widgets"),
        r#"{"state": "open", "head": {"sha": "x", "repo": null}}"#.to_owned(),
        moved_on,
    ] {
        runner.workplace.write("github/pull-7.json", &request);
        comment(&mut runner).fails_at(Some("Comment"));
    }
    assert!(runner.comments().is_empty());
}

#[test]
fn a_document_that_is_no_plan_becomes_a_comment_without_a_word_of_it() {
    let store = Store::start();
    let (mut runner, _) = plan(&store);
    for document in [
        "",
        "@everyone <!-- storectl:plan v=1 product= hash=sp1-1 -->",
        r#"{"format": "storectl.plan", "formatVersion": "9.0"}"#,
        "[[[[",
    ] {
        let path = "github/artifacts/store-plan/plan.json";
        runner.workplace.write(path, document);
        comment(&mut runner).fails_at(None);
        let comment = &runner.comments()[0];
        assert!(comment.contains("cannot be shown"), "{comment}");
        assert!(!comment.contains("@everyone"), "{comment}");
    }
}

#[test]
fn a_fork_that_leaves_the_product_alone_gets_no_comment() {
    let store = Store::start();
    let mut runner = Runner::new(&store);
    runner.job("publish-live.yml", "publish").fails_at(None);
    runner.workplace.write("src/main.c", "int main() {}");
    runner.commit();
    runner.job("plan-on-pr-fork.yml", "plan").fails_at(None);
    comment(&mut runner).fails_at(None);
    assert!(runner.comments().is_empty());
}

#[test]
fn a_draft_that_nobody_kept_is_named() {
    let store = Store::start();
    let mut runner = Runner::new(&store);
    let job = runner.job("plan-on-pr-fork.yml", "plan");
    job.fails_at(Some("Plan"));
    let message = &job.runs["Plan"].stderr;
    assert!(message.contains("live.json"), "{message}");
}

#[test]
fn a_blocked_manifest_of_main_does_not_keep_the_draft_from_forks() {
    let store = Store::start();
    let mut runner = Runner::new(&store);
    runner.edit("pricing: PAID", "pricing: FREE");
    runner.job("publish-live.yml", "publish").fails_at(None);
    assert!(runner.root().join("github/cache/live.json").is_file());
}

#[test]
fn the_job_that_comments_checks_out_no_code_and_restores_only_what_main_built() {
    let workflow = workflow("plan-on-pr-fork-comment.yml");
    let steps = workflow["jobs"]["comment"]["steps"].as_sequence().unwrap();
    let foreign = steps.iter().filter(|it| !it["uses"].is_null());
    let foreign: Vec<&str> = foreign.map(name).collect();
    assert_eq!(foreign, ["Restore storectl"]);
    let scripts = steps.iter().filter_map(|it| it["run"].as_str());
    let scripts: Vec<&str> = scripts.collect();
    for code in ["clone", "checkout", "fetch", "source ", "bash ", "sh "] {
        assert!(!scripts.join("\n").contains(code), "{code}");
    }
    // An expression in a script would be code.
    assert!(!scripts.join("\n").contains("${{"), "{scripts:?}");
}
#[test]
fn a_fork_is_planned_without_credentials_and_the_comment_says_so() {
    let store = Store::start();
    let (mut runner, job) = plan(&store);
    job.fails_at(None);
    let asked = store.sandbox.requests().len();
    comment(&mut runner).fails_at(None);
    comment(&mut runner).fails_at(None);
    let comments = runner.comments();
    assert_eq!(comments.len(), 1);
    assert!(comments[0].starts_with("<!-- storectl:fork-plan -->\n"));
    assert!(
        comments[0].contains("Gears for all of us"),
        "{}",
        comments[0]
    );
    assert!(comments[0].contains("approves nothing"));
    assert_eq!(store.sandbox.requests().len(), asked);
}

/// Returns the lines of a comment outside of its code blocks, where Markdown and HTML would act.
fn outside_of_code(comment: &str) -> String {
    let mut fence: Option<usize> = None;
    let mut outside = String::new();
    for line in comment.lines() {
        let ticks = line.bytes().take_while(|it| *it == b'`').count();
        match fence {
            None if ticks >= 3 => fence = Some(ticks),
            None => outside.extend([line, "\n"]),
            Some(open) if ticks >= open && line.trim_end().len() == ticks => fence = None,
            Some(_) => {}
        }
    }
    outside
}

#[test]
fn a_plan_that_the_fork_wrote_itself_is_escaped_again() {
    let store = Store::start();
    let (mut runner, _) = plan(&store);
    let path = "github/artifacts/store-plan/plan.json";
    let document = runner.workplace.read(path);
    let text = r"<img src=x> @octocat [gift](https://x.example)\n````\n<img src=y> [gift](https://y.example)";
    let hostile = document.replace("Gears for all of us", text);
    assert_ne!(document, hostile);
    runner.workplace.write(path, hostile);
    comment(&mut runner).fails_at(None);
    let comment = &runner.comments()[0];
    assert!(comment.contains("gift"), "{comment}");
    let acting = outside_of_code(comment);
    assert!(!acting.contains("<img"), "{acting}");
    assert!(!acting.contains("[gift]("), "{acting}");
}

#[test]
fn what_a_fork_would_break_fails_its_check() {
    let store = Store::start();
    let mut runner = Runner::new(&store);
    runner.job("publish-live.yml", "publish").fails_at(None);
    runner.edit("pricing: PAID", "pricing: FREE");
    let job = runner.job("plan-on-pr-fork.yml", "plan");
    job.fails_at(Some("Plan"));
    assert_eq!(job.runs["Plan"].code, 11);
    comment(&mut runner).fails_at(None);
    assert!(
        runner.comments()[0].contains("pricing"),
        "{}",
        runner.comments()[0]
    );
}
