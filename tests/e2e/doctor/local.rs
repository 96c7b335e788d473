//! git and receipts.

use std::process::Command;

use super::{BODY, check, doctor, says, statuses};
use crate::support::{Store, Workplace, git::git};

#[test]
fn outside_a_repository_git_is_a_warning_and_with_receipts_in_it_a_failure() {
    let store = Store::start();
    let workplace = Workplace::at(&store, BODY);
    std::fs::remove_dir(workplace.path().join(".git")).unwrap();
    let (exit, checks) = doctor(&workplace, &[]);
    assert_eq!(exit, 0, "{checks:#?}");
    says(check(&checks, "git", "warning"), "not in a git repository");
    let (exit, checks) = doctor(&workplace, &["--receipts", "git"]);
    assert_eq!(exit, 1, "{checks:#?}");
    assert_eq!(statuses(&checks, "git"), ["failed"]);
}

#[test]
fn a_shallow_clone_is_a_warning_that_names_the_fetch() {
    let store = Store::start();
    let origin = Workplace::at(&store, BODY).into_repository();
    origin.commit();
    let here = Workplace::at(&store, BODY);
    let address = format!("file://{}", origin.path().display());
    git(
        here.path(),
        &["clone", "--quiet", "--depth", "1", &address, "clone"],
    );
    let (exit, checks) = doctor(&here, &["clone"]);
    assert_eq!(exit, 0, "{checks:#?}");
    says(check(&checks, "git", "warning"), "git fetch --unshallow");
}

#[test]
fn a_state_folder_that_git_tracks_fails_with_the_command_that_helps() {
    let store = Store::start();
    let workplace = Workplace::at(&store, BODY);
    workplace.write(".storectl/journal/x.json", "{}");
    let workplace = workplace.into_repository();
    let (exit, checks) = doctor(&workplace, &[]);
    assert_eq!(exit, 1, "{checks:#?}");
    says(
        check(&checks, "git", "failed"),
        "git rm -r --cached .storectl",
    );
    assert_eq!(statuses(&checks, "receipts"), ["failed"]);
    assert_eq!(statuses(&checks, "product"), ["ok"]);
    // A plan refuses it, and names it as every checkout does.
    let run = workplace
        .run(&["plan", "--format", "markdown", "--out", "json=plan.json"])
        .exits(1);
    let folder = workplace.path().canonicalize().unwrap();
    let folder = folder.display().to_string();
    for text in [&run.stdout, &run.stderr, &workplace.read("plan.json")] {
        assert!(text.contains("git tracks files in"), "{text}");
        assert!(!text.contains(&folder), "{text}");
    }
}

/// A bare repository to push to.
fn remote(workplace: &Workplace) -> String {
    let made = Command::new("git")
        .args(["init", "--quiet", "--bare", "remote.git"])
        .current_dir(workplace.path())
        .status();
    assert!(made.unwrap().success());
    workplace.path().join("remote.git").display().to_string()
}

#[test]
fn receipts_are_compared_with_the_remote() {
    let store = Store::start();
    let workplace = Workplace::at(&store, BODY).into_repository();
    let aside = Workplace::empty();
    let remote = remote(&aside);
    git(workplace.path(), &["remote", "add", "origin", &remote]);
    let (exit, checks) = doctor(&workplace, &["--receipts", "git"]);
    assert_eq!(exit, 0, "{checks:#?}");
    says(check(&checks, "receipts", "ok"), "none yet");

    workplace.keep_receipt(&crate::support::git::receipt("1", &serde_json::json!([])));
    let (exit, checks) = doctor(&workplace, &["--receipts", "git"]);
    assert_eq!(exit, 0, "{checks:#?}");
    let unpublished = check(&checks, "receipts", "warning");
    says(unpublished, "only in this repository");
    says(unpublished, "git push origin refs/storectl/applied/");

    git(
        workplace.path(),
        &[
            "push",
            "--quiet",
            "origin",
            "refs/storectl/applied/*:refs/storectl/applied/*",
        ],
    );
    let (exit, checks) = doctor(&workplace, &["--receipts", "git"]);
    assert_eq!(exit, 0, "{checks:#?}");
    says(check(&checks, "receipts", "ok"), "has all of them");

    let gone = format!("git=https://me:CANARY@127.0.0.1:1/{}", "r.git");
    let (exit, checks) = doctor(&workplace, &["--receipts", &gone]);
    assert_eq!(exit, 1, "{checks:#?}");
    says(check(&checks, "receipts", "failed"), "cannot be read");
    assert!(!format!("{checks:?}").contains("CANARY"), "{checks:#?}");
}

#[test]
fn a_receipt_that_cannot_be_read_is_a_warning() {
    let store = Store::start();
    let workplace = Workplace::at(&store, BODY).into_repository();
    workplace
        .run(&["apply", "--yes", "--poll-interval", "1ms"])
        .exits(0);
    let folder = workplace.path().join(".storectl/receipts");
    let file = std::fs::read_dir(&folder)
        .unwrap()
        .map(|it| it.unwrap().path())
        .find(|it| it.extension().is_some_and(|it| it == "json"))
        .unwrap();
    let (_, checks) = doctor(&workplace, &[]);
    says(check(&checks, "receipts", "ok"), "the last one can be read");
    std::fs::write(file, "{").unwrap();
    let (exit, checks) = doctor(&workplace, &[]);
    assert_eq!(exit, 0, "{checks:#?}");
    says(check(&checks, "receipts", "warning"), "cannot be used");
}
