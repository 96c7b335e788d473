//! A remote where somebody else is always faster.

use std::{fs, os::unix::fs::PermissionsExt as _};

use serde_json::Value;

use super::{Remote, apply_to_git, git, receipt, reference};
use crate::support::{QUICK, Store, apply};

/// Lets somebody else commit on the remote's ref in the middle of each push, and keeps count.
fn race_every_push(remote: &Remote) {
    let hook = remote.path().join("hooks/update");
    fs::create_dir_all(hook.parent().unwrap()).unwrap();
    let script = r#"#!/bin/sh
echo "$1" >> races
tree=$(git rev-parse "$1^{tree}")
commit=$(git commit-tree -p "$1" -m "somebody else's" "$tree")
git update-ref "$1" "$commit"
"#;
    fs::write(&hook, script).unwrap();
    fs::set_permissions(&hook, fs::Permissions::from_mode(0o755)).unwrap();
    for (name, value) in [("user.name", "t"), ("user.email", "t@example.com")] {
        git(remote.path(), &["config", name, value]);
    }
}

/// How many pushes somebody else was faster than.
fn races(remote: &Remote) -> usize {
    let list = fs::read_to_string(remote.path().join("races"));
    list.unwrap_or_default().lines().count()
}

#[test]
fn a_push_that_loses_five_races_in_a_row_fails_nothing_and_names_the_command() {
    let store = Store::start();
    let remote = Remote::new();
    let workplace = remote.first_clone(&store);
    let published = ["--receipts", "git", "--wait", "published"];
    workplace.run(&apply(&published)).exits(0);
    race_every_push(&remote);
    workplace.write("texts/description.md", "What gears do now.\n");
    let run = apply_to_git(&workplace);
    // The announcement and the receipt are each tried five times, and no further.
    assert_eq!(races(&remote), 10);
    let why = "cannot be pushed: others pushed receipts at the same time";
    let warnings: Vec<&str> = run
        .stderr
        .lines()
        .filter(|it| it.starts_with("warning:"))
        .collect();
    assert!(
        !warnings.is_empty() && warnings.iter().all(|it| it.contains(why)),
        "{}",
        run.stderr
    );
    let command = format!("git push origin {0}:{0}", reference());
    assert!(run.stderr.lines().any(|it| it == command), "{}", run.stderr);
    assert_eq!(store.product().submissions.len(), 2);
    // What was not pushed is kept here, and nothing of the others' was forced away.
    let kept = git(
        workplace.path(),
        &["show", &format!("{}:receipt.json", reference())],
    );
    let kept: Value = serde_json::from_str(&kept).unwrap();
    assert_eq!(kept, receipt(&workplace));
    let theirs = [
        "rev-list",
        "--count",
        "--grep",
        "somebody else's",
        &reference(),
    ];
    assert_eq!(git(remote.path(), &theirs), races(&remote).to_string());
    // Once nobody else is faster, the next run publishes it.
    fs::remove_file(remote.path().join("hooks/update")).unwrap();
    let watch = ["status", "--watch", "--receipts", "git"];
    workplace.run(&[&watch[..], &QUICK].concat()).exits(0);
    assert_eq!(remote.receipt(), receipt(&workplace));
}
