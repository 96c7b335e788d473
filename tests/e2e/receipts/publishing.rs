//! A remote that cannot be reached, is another, or was faster.

use std::process::Command;

use super::{MANIFEST, Remote, apply_to_git, git, plan_with_git, receipt, reference, with_path};
use crate::support::{Store, Workplace, apply};

#[test]
fn an_unreachable_remote_fails_nothing_and_the_command_offered_publishes_later() {
    let store = Store::start();
    let remote = Remote::new();
    let workplace = remote.first_clone(&store);
    let elsewhere = tempfile::tempdir().unwrap();
    git(
        workplace.path(),
        &["remote", "set-url", "origin", "file:///nowhere/repository"],
    );
    let run = apply_to_git(&workplace);
    let warnings: Vec<&str> = run
        .stderr
        .lines()
        .filter(|it| it.starts_with("warning:"))
        .collect();
    assert!(
        !warnings.is_empty() && warnings.iter().all(|it| it.contains("receipt")),
        "{warnings:?}"
    );
    let command = run
        .stderr
        .lines()
        .find(|it| it.starts_with("git push "))
        .unwrap();
    assert_eq!(command, format!("git push origin {0}:{0}", reference()));
    git(
        workplace.path(),
        &["remote", "set-url", "origin", &remote.address()],
    );
    let pushed = Command::new("sh")
        .args(["-c", command])
        .current_dir(workplace.path())
        .output()
        .unwrap();
    assert!(pushed.status.success(), "{pushed:?}");
    assert_eq!(remote.receipt(), receipt(&workplace));
    drop(elsewhere);
}

#[test]
fn a_receipt_that_was_not_pushed_goes_with_the_next_one() {
    let store = Store::start();
    let remote = Remote::new();
    let one = remote.first_clone(&store);
    let two = remote.runner(&store);
    git(
        one.path(),
        &["remote", "set-url", "origin", "file:///nowhere/repository"],
    );
    one.run(&apply(&["--receipts", "git", "--wait", "published"]))
        .exits(0);
    let first = receipt(&one)["submissionId"].clone();
    two.write("texts/description.md", "From another machine.\n");
    two.run(&apply(&["--receipts", "git", "--wait", "published"]))
        .exits(0);
    git(
        one.path(),
        &["remote", "set-url", "origin", &remote.address()],
    );
    one.write("texts/description.md", "Once more.\n");
    apply_to_git(&one);
    assert_eq!(remote.receipt(), receipt(&one));
    let commits = git(remote.path(), &["rev-list", &reference()]);
    let submissions: Vec<String> = commits
        .lines()
        .map(|it| git(remote.path(), &["show", &format!("{it}:receipt.json")]))
        .collect();
    let first = first.as_str().unwrap();
    assert!(
        submissions.iter().any(|it| it.contains(first)),
        "{submissions:?}"
    );
}

#[cfg(unix)]
#[test]
fn a_push_that_loses_a_race_goes_on_top_of_the_winner() {
    use std::os::unix::fs::PermissionsExt as _;
    let store = Store::start();
    let remote = Remote::new();
    let one = remote.first_clone(&store);
    let two = remote.runner(&store);
    two.write("texts/description.md", "From another machine.\n");
    two.run(&apply(&["--receipts", "git", "--wait", "published"]))
        .exits(0);
    let winner = git(remote.path(), &["rev-parse", &reference()]);
    git(remote.path(), &["update-ref", "-d", &reference()]);
    // The winner comes in the middle of the other's push.
    let hook = remote.path().join("hooks/update");
    std::fs::create_dir_all(hook.parent().unwrap()).unwrap();
    let script =
        format!("#!/bin/sh\n[ -e raced ] && exit 0\ntouch raced\ngit update-ref \"$1\" {winner}\n");
    std::fs::write(&hook, script).unwrap();
    std::fs::set_permissions(&hook, std::fs::Permissions::from_mode(0o755)).unwrap();
    let run = apply_to_git(&one);
    assert!(!run.stderr.contains("warning"), "{}", run.stderr);
    assert!(remote.path().join("raced").exists());
    assert_eq!(remote.receipt(), receipt(&one));
    let commits = git(remote.path(), &["rev-list", "--first-parent", &reference()]);
    assert!(commits.lines().any(|it| it == winner), "{commits}");
}

#[test]
fn a_remote_that_is_not_the_branchs_own_is_warned_about() {
    let store = Store::start();
    let (remote, other) = (Remote::new(), Remote::new());
    let workplace = remote.first_clone(&store);
    git(
        workplace.path(),
        &["remote", "add", "other", &other.address()],
    );
    let run = workplace.run(&apply(&["--receipts", "git=other"])).exits(0);
    let named =
        "receipts and the manifests in them go to `other`, but this branch follows `origin`";
    assert_eq!(run.stderr.matches(named).count(), 1, "{}", run.stderr);
    assert_eq!(other.receipt(), receipt(&workplace));
}

#[test]
fn where_git_cannot_be_used_an_apply_keeps_the_file_and_says_why() {
    let store = Store::start();
    let remote = Remote::new();
    // No git on this machine.
    let mut without_git = remote.first_clone(&store);
    without_git.set("PATH", "/nowhere");
    // No repository.
    let mut without_repository = Workplace::at(&store, MANIFEST);
    without_repository.write("texts/description.md", "What gears do now.\n");
    std::fs::remove_dir(without_repository.path().join(".git")).unwrap();
    with_path(&mut without_repository);
    // A bare one.
    let mut bare = Workplace::at(&store, MANIFEST);
    bare.write("texts/description.md", "What gears do in a bare one.\n");
    std::fs::remove_dir(bare.path().join(".git")).unwrap();
    with_path(&mut bare);
    git(bare.path(), &["init", "--quiet", "--bare"]);
    for (workplace, why) in [
        (without_git, "git cannot be run"),
        (without_repository, "is not in a git repository"),
        (bare, "is in a bare git repository"),
    ] {
        let published = ["--receipts", "git", "--wait", "published"];
        let run = workplace.run(&apply(&published)).exits(0);
        let about = |it: &&str| it.starts_with("warning:") && it.contains("receipt");
        let warnings: Vec<&str> = run.stderr.lines().filter(about).collect();
        assert!(
            warnings.iter().any(|it| it.contains(why)),
            "{why}: {}",
            run.stderr
        );
        assert!(!run.stderr.contains("git push"), "{}", run.stderr);
        assert!(receipt(&workplace)["submissionId"].is_string());
        let planned = plan_with_git(&workplace);
        assert_eq!(super::base(&planned)["kind"], "receipt", "of the file");
    }
}

#[test]
fn a_remote_that_git_would_take_for_an_option_is_wrong_usage() {
    let store = Store::start();
    let workplace = Workplace::at(&store, "");
    for value in ["git=--upload-pack=x", "git=", "yes"] {
        let run = workplace.run(&["plan", "--receipts", value]).exits(64);
        assert!(run.stderr.contains("--receipts"), "{}", run.stderr);
    }
    assert!(store.requests(0).is_empty());
}

#[test]
fn a_receipt_that_was_not_published_is_said_where_the_least_is_asked_for() {
    let store = Store::start();
    let remote = Remote::new();
    let workplace = remote.first_clone(&store);
    let nowhere = ["remote", "set-url", "origin", "file:///nowhere/repository"];
    git(workplace.path(), &nowhere);
    let run = workplace
        .run(&apply(&["--receipts", "git", "--quiet"]))
        .exits(0);
    let warning = run.stderr.lines().find(|it| it.starts_with("warning:"));
    assert!(warning.unwrap().contains("receipt"), "{}", run.stderr);
    let command = format!("git push origin {0}:{0}", reference());
    assert!(run.stderr.lines().any(|it| it == command), "{}", run.stderr);
}
