//! Killed between the announcement of a submission and its answer: the receipt has no id (forms.md, "Receipts" 4).

use std::path::Path;

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use super::{
    super::{git, reference},
    When,
    case::{Case, Left, Scene},
};
use crate::support::{QUICK, Run, Workplace, git::git_with};

/// Kills a runner before its request to submit is acted upon, so many seconds ago; returns what it leaves.
fn announced(scene: &Scene, ago: i64) -> (Case<'_>, Timestamp) {
    let undisturbed = scene.case();
    undisturbed.whole();
    let requests = undisturbed.requests();
    let submit = requests.iter().position(|it| it == "POST /submit").unwrap();
    let case = scene.case();
    let mut first = case.remote.receipt();
    let killed = case.run_until(When::Before, submit + 1);
    assert_eq!(killed.code, -1, "{}", killed.stderr);
    let mut announced = case.remote.receipt();
    assert_eq!(announced["submissionId"], json!(null));
    assert_eq!(announced["outcome"]["status"], "UNKNOWN");
    let now = Timestamp::now();
    let at = now - SignedDuration::from_secs(ago);
    first["submittedAt"] = json!(format!("{:.0}", now - SignedDuration::from_hours(1)));
    announced["submittedAt"] = json!(format!("{at:.0}"));
    replace(case.remote.path(), &[first, announced]);
    (case, at)
}

/// Makes these the receipts of a repository, the newest last.
fn replace(repository: &Path, receipts: &[Value]) {
    let name = reference();
    let files = git(repository, &["rev-parse", &format!("{name}:files")]);
    let mut tip = None;
    for receipt in receipts {
        let write = ["hash-object", "-w", "--stdin"];
        let blob = git_with(repository, &write, &receipt.to_string());
        let tree = format!("040000 tree {files}\tfiles\n100644 blob {blob}\treceipt.json\n");
        let tree = git_with(repository, &["mktree"], &tree);
        let mut commit = vec!["commit-tree", &tree, "-m", "receipt"];
        commit.extend(tip.iter().flat_map(|it: &String| ["-p", it]));
        tip = Some(git(repository, &commit));
    }
    git(repository, &["update-ref", &name, &tip.unwrap()]);
}

/// Runs a command in each format.
fn in_each_format(runner: &Workplace, command: &[&str], exit: i32) -> [Run; 3] {
    ["text", "json", "markdown"].map(|format| {
        let flags = ["--receipts", "git", "--format", format];
        runner.run(&[command, &flags].concat()).exits(exit)
    })
}

#[test]
fn announced_less_than_ten_minutes_ago_the_next_runner_goes_on_and_submits() {
    let scene = Scene::new();
    let (case, _) = announced(&scene, 9 * 60);
    let runner = case.runner(Left::Nothing);
    let [text, document, comment] = in_each_format(&runner, &["plan"], 0);
    for shown in [&text.stdout, &comment.stdout] {
        assert!(
            shown.contains("No changes; to do: submit the draft."),
            "{shown}"
        );
    }
    let document = document.json();
    let product = &document["products"][0];
    assert_eq!(product["pending"][0]["fact"], "unsubmitted", "{product:#}");
    assert_eq!(product["blockers"], json!([]));
    let run = case.run(&runner).exits(0);
    let id = case.last_submission();
    assert_eq!(run.json()["products"][0]["submissionId"], id);
    assert_eq!(case.remote.receipt()["submissionId"], id);
    assert_eq!(case.submissions(), 2);
    for run in in_each_format(&case.runner(Left::Nothing), &["apply", "--yes"], 0) {
        assert!(run.stdout.contains(id.as_str().unwrap()), "{}", run.stdout);
    }
    assert_eq!(case.submissions(), 2);
}

#[test]
fn announced_longer_ago_nothing_is_written_and_the_submit_to_run_is_named() {
    let scene = Scene::new();
    let (case, at) = announced(&scene, 10 * 60 + 1);
    let (runner, so_far) = (case.runner(Left::Nothing), case.requests().len());
    let found = format!(
        "a submission was announced at {} UTC, but no receipt names it and none is in progress, so whether the Store accepted it is unknown",
        at.strftime("%Y-%m-%d %H:%M")
    );
    for (command, exit, submit) in [
        (&["plan"][..], 0, "`storectl submit --receipts git`"),
        (
            &["apply", "--yes"],
            32,
            "`storectl submit --yes --receipts git`",
        ),
    ] {
        let [text, document, comment] = in_each_format(&runner, command, exit);
        for run in [&text, &document, &comment] {
            assert!(run.stdout.contains(&found), "{}", run.stdout);
            assert!(run.stderr.contains(&found), "{}", run.stderr);
            assert!(run.stderr.contains(submit), "{}", run.stderr);
        }
        let document = document.json();
        assert_eq!(document["products"][0]["submissionKnown"], false);
        if exit == 32 {
            assert_eq!(document["error"]["exit"], 32);
            let hints = document["error"]["hints"].to_string();
            assert!(hints.contains(submit), "{hints}");
            assert!(comment.stdout.contains(submit), "{}", comment.stdout);
        }
    }
    assert_eq!(case.writes(so_far), 0);
    let submit = ["submit", "--yes", "--receipts", "git"];
    runner.run(&[&submit[..], &QUICK].concat()).exits(0);
    assert_eq!(case.submissions(), 2);
    let id = case.last_submission();
    assert_eq!(case.remote.receipt()["submissionId"], id);
    let plan = ["plan", "--receipts", "git", "--format", "json"];
    let after = case.runner(Left::Nothing).run(&plan).exits(0).json();
    let product = &after["products"][0];
    assert_eq!(product["submissionKnown"], true, "{product:#}");
    assert_eq!(product["lastSubmission"]["id"], id, "{product:#}");
}
