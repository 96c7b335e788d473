//! The scripts of the example workflows, run step by step against the simulated Store and a stand-in for `gh`.
#![cfg(unix)]

use std::{
    collections::BTreeMap,
    os::unix::fs::PermissionsExt as _,
    path::{Path, PathBuf},
};

use serde_yaml::Value;

use crate::support::{Run, Store, Workplace, git::git, repository};

/// Keeps comments of pull request 7 as files, `comments/ID`, all of them the bot's.
///
/// It stands for GitHub's side of the two filters the workflows ask for: the id, or the first line, of comments that begin
/// with the plan's marker.
const GH: &str = r#"#!/bin/sh
set -eu
case "$*" in
  *"/commits/"*"/pulls"*) echo 7 ;;
  *"--method POST"*) cp plan.md "comments/$(ls comments | wc -l)" ;;
  *"--method PATCH"*)
    for word in "$@"; do case "$word" in repos/*) cp plan.md "comments/${word##*/}" ;; esac; done ;;
  *"| .id"*) grep -l '^<!-- storectl:plan ' comments/* | sed 's|comments/||' ;;
  *"| .body"*) grep -h '^<!-- storectl:plan ' comments/* ;;
  "auth setup-git") ;;
  "pr view "*" --json state "*) test -f pull-request; cat pull-request-state ;;
  "pr create "*)
    test "$(cat pull-request-state 2> /dev/null)" != OPEN; echo "$*" > pull-request; echo OPEN > pull-request-state ;;
  *) echo "unexpected: gh $*" >&2; exit 2 ;;
esac
"#;

/// The version that `release-on-tag.yml` is run for.
const TAG: &str = "v1.5.0";

/// A runner of one repository: its checkout, what its steps leave, and the programs on its path.
struct Runner {
    workplace: Workplace,
    outputs: BTreeMap<String, String>,
}

impl Runner {
    /// A checkout with the example product under `store/`, as the workflows expect it.
    fn new(store: &Store) -> Self {
        let workplace = Workplace::at(store, "").with_examples();
        let root = workplace.path();
        std::fs::rename(root.join("examples/contoso-widgets"), root.join("store")).unwrap();
        std::fs::create_dir(root.join("comments")).unwrap();
        workplace.write("bin/gh", GH);
        std::fs::set_permissions(root.join("bin/gh"), std::fs::Permissions::from_mode(0o755))
            .unwrap();
        std::os::unix::fs::symlink(env!("CARGO_BIN_EXE_storectl"), root.join("bin/storectl"))
            .unwrap();
        Self {
            workplace,
            outputs: BTreeMap::new(),
        }
    }

    fn comments(&self) -> Vec<String> {
        let mut paths: Vec<PathBuf> = std::fs::read_dir(self.workplace.path().join("comments"))
            .unwrap()
            .map(|it| it.unwrap().path())
            .collect();
        paths.sort();
        paths
            .iter()
            .map(|it| std::fs::read_to_string(it).unwrap())
            .collect()
    }

    /// Runs a job's scripts as a runner does: the first failure skips the rest, but for steps that say otherwise.
    fn job(&mut self, file: &str, job: &str) -> Job {
        let path = repository().join("examples/github-actions").join(file);
        let workflow: Value =
            serde_yaml::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
        let mut done = Job::default();
        for step in workflow["jobs"][job]["steps"].as_sequence().unwrap() {
            let Some(script) = step["run"].as_str() else {
                continue;
            };
            let goes_on = matches!(
                step["if"].as_str(),
                Some("always()" | "${{ !cancelled() }}")
            );
            if done.failed.is_some() && !goes_on {
                continue;
            }
            let name = step["name"].as_str().unwrap().to_owned();
            let run = self.script(script, step);
            if run.code != 0 && done.failed.is_none() {
                done.failed = Some(name.clone());
            }
            done.runs.insert(name, run);
        }
        done
    }

    fn script(&mut self, script: &str, step: &Value) -> Run {
        let root = self.workplace.path().to_owned();
        let mut command = self.workplace.command(&[]);
        let environment: Vec<(std::ffi::OsString, std::ffi::OsString)> = command
            .get_envs()
            .filter_map(|(name, value)| Some((name.to_owned(), value?.to_owned())))
            .collect();
        command = std::process::Command::new("bash");
        command
            .args(["--noprofile", "--norc", "-eo", "pipefail", "-c", script])
            .current_dir(&root)
            .env_clear()
            .envs(environment)
            .env(
                "PATH",
                format!(
                    "{}:/usr/local/bin:/usr/bin:/bin",
                    root.join("bin").display()
                ),
            )
            .env("GITHUB_REPOSITORY", "contoso/widgets")
            .env("GITHUB_SHA", "0000000000000000000000000000000000000007")
            .env("GITHUB_REF_NAME", TAG)
            .env("RUNNER_TEMP", root.join("comments"))
            .env("GITHUB_OUTPUT", root.join("outputs"))
            .env("GITHUB_STEP_SUMMARY", root.join("summary.md"))
            .stdin(std::process::Stdio::null());
        for (name, value) in step["env"].as_mapping().into_iter().flatten() {
            let (name, value) = (name.as_str().unwrap(), value.as_str().unwrap());
            match value {
                // The workplace has them already, for its own Store.
                _ if value.contains("vars.") || value.contains("secrets.") => {}
                "${{ steps.approved.outputs.hash }}" => {
                    command.env(name, self.outputs.get("hash").cloned().unwrap_or_default());
                }
                "${{ github.event.pull_request.number }}" => {
                    command.env(name, "7");
                }
                _ => {
                    command.env(name, "https://github.example/run");
                }
            }
        }
        let run = Run::of(command.output().unwrap());
        self.keep_outputs(&root.join("outputs"));
        run
    }

    fn keep_outputs(&mut self, path: &Path) {
        let text = std::fs::read_to_string(path).unwrap_or_default();
        self.outputs.extend(
            text.lines()
                .filter_map(|it| it.split_once('='))
                .map(|(name, value)| (name.to_owned(), value.to_owned())),
        );
    }
}

/// The outcome of a job's scripts.
#[derive(Default)]
struct Job {
    /// The first step that failed.
    failed: Option<String>,
    runs: BTreeMap<String, Run>,
}

impl Job {
    #[track_caller]
    fn fails_at(&self, step: Option<&str>) {
        let told: Vec<String> = self
            .runs
            .iter()
            .map(|(name, run)| format!("{name}: {}\n{}{}", run.code, run.stdout, run.stderr))
            .collect();
        assert_eq!(self.failed.as_deref(), step, "{}", told.join("\n"));
    }
}

#[test]
fn what_the_plans_comment_shows_is_what_the_merge_submits() {
    let store = Store::start();
    let mut runner = Runner::new(&store);
    runner.job("plan-on-pr.yml", "validate").fails_at(None);
    runner.job("plan-on-pr.yml", "plan").fails_at(None);
    assert!(runner.comments()[0].contains("Contoso Widgets"));
    assert!(store.writes(0).is_empty());

    runner.job("apply-on-merge.yml", "apply").fails_at(None);
    assert_eq!(store.product().submissions.len(), 1);
    assert!(runner.workplace.read("summary.md").contains("submit"));
}

#[test]
fn a_second_plan_replaces_its_own_comment_and_no_other() {
    let store = Store::start();
    let mut runner = Runner::new(&store);
    runner.workplace.write("comments/0", "LGTM\n");
    runner.job("plan-on-pr.yml", "plan").fails_at(None);
    runner.job("plan-on-pr.yml", "plan").fails_at(None);
    let comments = runner.comments();
    assert_eq!(comments.len(), 2);
    assert_eq!(comments[0], "LGTM\n");
}

#[test]
fn a_failed_plan_replaces_the_green_comment_and_leaves_nothing_to_apply() {
    let store = Store::start();
    let mut runner = Runner::new(&store);
    runner.job("plan-on-pr.yml", "plan").fails_at(None);
    let manifest = runner.workplace.read("store/storectl.yaml");
    runner
        .workplace
        .write("store/storectl.yaml", format!("{manifest}nonsense: 1\n"));
    runner.job("plan-on-pr.yml", "plan").fails_at(Some("Plan"));
    let comments = runner.comments();
    assert_eq!(comments.len(), 1);
    assert!(comments[0].contains("failed"), "{}", comments[0]);

    runner
        .job("apply-on-merge.yml", "apply")
        .fails_at(Some("Find the approved plan"));
    assert!(store.writes(0).is_empty());
}

#[test]
fn a_draft_that_changed_after_the_review_is_not_submitted() {
    let store = Store::start();
    let mut runner = Runner::new(&store);
    runner.job("plan-on-pr.yml", "plan").fails_at(None);
    let manifest = runner.workplace.read("store/storectl.yaml");
    runner.workplace.write(
        "store/storectl.yaml",
        manifest.replace("Gears for everyone", "Gears for every home"),
    );
    let job = runner.job("apply-on-merge.yml", "apply");
    job.fails_at(Some("Apply"));
    assert_eq!(job.runs["Apply"].code, 12);
    assert!(store.product().submissions.is_empty());
    // Saved whatever became of it: the journal, and a report for the summary.
    assert!(runner.workplace.read("summary.md").contains("failed"));
}

/// A runner whose repository has a remote, with the product committed.
fn with_remote(store: &Store) -> Runner {
    let runner = Runner::new(store);
    let root = runner.workplace.path().to_owned();
    git(&root, &["init", "--quiet", "--bare", "origin.git"]);
    std::fs::remove_dir(root.join(".git")).unwrap();
    for arguments in [
        &["init", "--quiet"][..],
        &["remote", "add", "origin", "./origin.git"],
        &["add", "store"],
        &["commit", "--quiet", "--message", "first"],
    ] {
        git(&root, arguments);
    }
    runner
}

/// Takes the runner back to main, as a new job finds it.
fn back_to_main(root: &Path) {
    git(root, &["switch", "--quiet", "main"]);
    let branch = "store-release/v1.5.0";
    git(root, &["branch", "--quiet", "--delete", "--force", branch]);
}

#[test]
fn a_tag_opens_one_pull_request_however_often_it_is_run() {
    let store = Store::start();
    let mut runner = with_remote(&store);
    let root = runner.workplace.path().to_owned();
    for _ in 0..2 {
        runner.job("release-on-tag.yml", "release").fails_at(None);
        let tip = ["log", "-1", "--format=%s", "store-release/v1.5.0"];
        let pushed = git(&root.join("origin.git"), &tip);
        assert_eq!(pushed, "Release Contoso Widgets 1.5.0");
        let request = runner.workplace.read("pull-request");
        let title = "--head store-release/v1.5.0 --title Release Contoso Widgets 1.5.0";
        assert!(request.contains(title), "{request}");
        back_to_main(&root);
    }
    assert!(store.writes(0).is_empty());
    git(&root, &["merge", "--quiet", "origin/store-release/v1.5.0"]);
    let job = runner.job("release-on-tag.yml", "release");
    job.fails_at(None);
    let last = &job.runs["Open the pull request"].stdout;
    assert_eq!(last, "the manifests have this version\n");
}

#[test]
fn a_tag_whose_pull_request_was_closed_opens_another_one() {
    let store = Store::start();
    let mut runner = with_remote(&store);
    let root = runner.workplace.path().to_owned();
    runner.job("release-on-tag.yml", "release").fails_at(None);
    runner.workplace.write("pull-request-state", "CLOSED\n");
    back_to_main(&root);
    runner.job("release-on-tag.yml", "release").fails_at(None);
    assert_eq!(runner.workplace.read("pull-request-state"), "OPEN\n");
}
