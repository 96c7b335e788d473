//! Receipts that could not be pushed: said once, and published by the next run that may.

use std::process::Command;

use super::{Remote, git, receipt, reference};
use crate::support::{QUICK, Run, Store, Workplace, apply};

const AWAY: &str = "file:///nowhere/repository";

fn set_remote(workplace: &Workplace, address: &str) {
    let set = ["remote", "set-url", "origin", address];
    git(workplace.path(), &set);
}

/// A clone whose manifest was applied and published while its remote was away; the remote is back.
fn applied_offline(store: &Store, remote: &Remote) -> (Workplace, Run) {
    let workplace = remote.first_clone(store);
    set_remote(&workplace, AWAY);
    let published = ["--receipts", "git", "--wait", "published"];
    let run = workplace.run(&apply(&published)).exits(0);
    set_remote(&workplace, &remote.address());
    (workplace, run)
}

fn has_receipts(remote: &Remote) -> bool {
    !git(remote.path(), &["for-each-ref", "refs/storectl"]).is_empty()
}

fn push_commands(run: &Run) -> Vec<&str> {
    let lines = run.stderr.lines();
    lines.filter(|it| it.starts_with("git ")).collect()
}

#[test]
fn an_apply_without_its_remote_says_once_how_to_publish_what_it_came_to() {
    let store = Store::start();
    let remote = Remote::new();
    let (workplace, run) = applied_offline(&store, &remote);
    let push = format!("git push origin {0}:{0}", reference());
    assert_eq!(push_commands(&run), [push], "{}", run.stderr);
    let id = receipt(&workplace)["submissionId"].clone();
    let last = format!("(submission {}, PUBLISHED)", id.as_str().unwrap());
    let unpublished = |it: &&str| it.contains("to publish it later, run:");
    let said: Vec<&str> = run.stderr.lines().filter(unpublished).collect();
    assert!(
        matches!(said.as_slice(), [one] if one.starts_with("warning: ") && one.contains(&last)),
        "{}",
        run.stderr
    );
}

#[test]
fn a_run_that_may_write_receipts_publishes_those_that_are_only_here_with_nothing_else_to_do() {
    let (apply, status) = (apply(&[]), ["status"]);
    let submit = [&["submit", "--yes"][..], &QUICK].concat();
    for command in [&apply[..], &status, &submit] {
        let store = Store::start();
        let remote = Remote::new();
        let (workplace, _) = applied_offline(&store, &remote);
        assert!(!has_receipts(&remote));
        let before = store.requests(0).len();
        let arguments = [command, &["--receipts", "git"]].concat();
        let run = workplace.run(&arguments).exits(0);
        assert!(!run.stderr.contains("receipt"), "{}", run.stderr);
        assert_eq!(remote.receipt(), receipt(&workplace), "{command:?}");
        if command[0] != "submit" {
            assert_eq!(store.writes(before).len(), 0, "{command:?}");
        }
    }
}

#[test]
fn receipts_that_are_only_here_go_on_top_of_those_of_others() {
    let store = Store::start();
    let remote = Remote::new();
    let (late, _) = applied_offline(&store, &remote);
    let other = remote.runner(&store);
    other.write("texts/description.md", "From another machine.\n");
    other
        .run(&apply(&["--receipts", "git", "--wait", "published"]))
        .exits(0);
    let winner = remote.receipt();
    late.run(&["status", "--receipts", "git"]).exits(0);
    assert_eq!(remote.receipt(), winner, "the last submission stays last");
    let kept = git(remote.path(), &["log", "--format=%H", &reference()]);
    let kept = kept.lines().map(|it| {
        let file = format!("{it}:receipt.json");
        git(remote.path(), &["show", &file])
    });
    let first = receipt(&late)["submissionId"].as_str().unwrap().to_owned();
    assert!(kept.into_iter().any(|it| it.contains(&first)));
}

#[test]
fn a_plan_publishes_nothing_and_says_what_does() {
    let store = Store::start();
    let remote = Remote::new();
    let (workplace, _) = applied_offline(&store, &remote);
    let before = git(workplace.path(), &["for-each-ref"]);
    let run = workplace.run(&["plan", "--receipts", "git"]).exits(0);
    assert!(!has_receipts(&remote));
    assert_eq!(git(workplace.path(), &["for-each-ref"]), before);
    let said = "receipts of product";
    assert_eq!(run.stderr.matches(said).count(), 1, "{}", run.stderr);
    assert!(
        run.stderr
            .contains("only in this repository, not at `origin`; to publish, run:"),
        "{}",
        run.stderr
    );
    let commands = push_commands(&run);
    let [command] = commands.as_slice() else {
        panic!("{}", run.stderr)
    };
    let pushed = Command::new("sh")
        .args(["-c", command])
        .current_dir(workplace.path())
        .output()
        .unwrap();
    assert!(pushed.status.success(), "{pushed:?}");
    assert_eq!(remote.receipt(), receipt(&workplace));
    let again = workplace.run(&["plan", "--receipts", "git"]).exits(0);
    assert!(!again.stderr.contains(said), "{}", again.stderr);
}

#[test]
fn where_a_push_would_be_refused_a_plan_offers_none() {
    let store = Store::start();
    let remote = Remote::new();
    let (late, _) = applied_offline(&store, &remote);
    let other = remote.runner(&store);
    other.write("texts/description.md", "From another machine.\n");
    other
        .run(&apply(&["--receipts", "git", "--wait", "published"]))
        .exits(0);
    let run = late.run(&["plan", "--receipts", "git"]).exits(0);
    assert_eq!(push_commands(&run), [""; 0], "{}", run.stderr);
    assert!(
        run.stderr
            .contains("publishes them on top of the others there"),
        "{}",
        run.stderr
    );
}

#[test]
fn a_remote_that_stays_away_fails_nothing_and_is_asked_once() {
    let store = Store::start();
    let remote = Remote::new();
    let (workplace, _) = applied_offline(&store, &remote);
    set_remote(&workplace, AWAY);
    let run = workplace.run(&apply(&["--receipts", "git"])).exits(0);
    assert_eq!(push_commands(&run).len(), 1, "{}", run.stderr);
    let asked = run.stderr.matches("/nowhere/repository").count();
    assert_eq!(asked, 1, "{}", run.stderr);
}

#[test]
fn a_remote_that_takes_no_receipts_is_said_with_its_reason() {
    let store = Store::start();
    let remote = Remote::new();
    let (workplace, _) = applied_offline(&store, &remote);
    git(
        remote.path(),
        &["config", "transfer.hideRefs", "refs/storectl"],
    );
    let run = workplace.run(&apply(&["--receipts", "git"])).exits(0);
    assert!(run.stderr.contains("cannot be pushed"), "{}", run.stderr);
    assert_eq!(push_commands(&run).len(), 1, "{}", run.stderr);
}
