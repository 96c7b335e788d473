//! The steps that are not ours: a line above each says what its failure and a cancellation leave, and the table here says the
//! same, and is tried.

use std::collections::BTreeSet;

use super::runner::{Fault, Runner, name, workflow};
use crate::support::{Store, git::git, repository};

/// What a job left that anybody else can see.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Left {
    /// No comment, no branch, no draft for forks, no write to the Store.
    Nothing,
    /// A comment that says that there is no plan.
    FailedComment,
    /// A comment with the plan.
    PlanComment,
    /// A submission.
    Submission,
    /// The draft, for forks.
    Draft,
    /// A branch or a pull request.
    Branch,
}

/// A foreign step: its file, its job, its name or action, and what its failure and a cancellation during it leave.
type ForeignStep = (&'static str, &'static str, &'static str, Left, Left);

const FOREIGN_STEPS: &[ForeignStep] = {
    use Left::{Branch, Draft, FailedComment, Nothing, PlanComment, Submission};
    const STORECTL: &str = "Restore storectl";
    const CHECKOUT: &str = "actions/checkout";
    const IMAGES: &str = "Restore what is known of images";
    const SAVE_IMAGES: &str = "Save what is known of images";
    &[
        ("plan-on-pr.yml", "validate", STORECTL, Nothing, Nothing),
        ("plan-on-pr.yml", "validate", CHECKOUT, Nothing, Nothing),
        ("plan-on-pr.yml", "plan", STORECTL, PlanComment, Nothing),
        ("plan-on-pr.yml", "plan", CHECKOUT, FailedComment, Nothing),
        ("plan-on-pr.yml", "plan", IMAGES, PlanComment, Nothing),
        (
            "plan-on-pr.yml",
            "plan",
            "Keep the page",
            PlanComment,
            PlanComment,
        ),
        ("plan-on-pr-fork.yml", "plan", STORECTL, Nothing, Nothing),
        ("plan-on-pr-fork.yml", "plan", CHECKOUT, Nothing, Nothing),
        (
            "plan-on-pr-fork.yml",
            "plan",
            "Restore the draft",
            Nothing,
            Nothing,
        ),
        (
            "plan-on-pr-fork.yml",
            "plan",
            "Hand over the plan",
            Nothing,
            Nothing,
        ),
        (
            "plan-on-pr-fork-comment.yml",
            "comment",
            STORECTL,
            Nothing,
            Nothing,
        ),
        ("publish-live.yml", "publish", STORECTL, Draft, Nothing),
        ("publish-live.yml", "publish", CHECKOUT, Nothing, Nothing),
        (
            "publish-live.yml",
            "publish",
            "Save the draft",
            Nothing,
            Nothing,
        ),
        ("apply-on-merge.yml", "approved", CHECKOUT, Nothing, Nothing),
        ("apply-on-merge.yml", "apply", STORECTL, Submission, Nothing),
        ("apply-on-merge.yml", "apply", CHECKOUT, Nothing, Nothing),
        ("apply-on-merge.yml", "apply", IMAGES, Submission, Nothing),
        (
            "apply-on-merge.yml",
            "apply",
            SAVE_IMAGES,
            Submission,
            Submission,
        ),
        (
            "apply-on-merge.yml",
            "apply",
            "Restore the journal",
            Submission,
            Nothing,
        ),
        (
            "apply-on-merge.yml",
            "apply",
            "Save the journal",
            Submission,
            Submission,
        ),
        ("reconcile.yml", "reconcile", STORECTL, Submission, Nothing),
        ("reconcile.yml", "reconcile", CHECKOUT, Nothing, Nothing),
        ("reconcile.yml", "reconcile", IMAGES, Submission, Nothing),
        (
            "reconcile.yml",
            "reconcile",
            SAVE_IMAGES,
            Submission,
            Submission,
        ),
        (
            "reconcile.yml",
            "reconcile",
            "Restore the journal",
            Submission,
            Nothing,
        ),
        (
            "reconcile.yml",
            "reconcile",
            "Save the journal",
            Submission,
            Submission,
        ),
        ("follow.yml", "follow", STORECTL, Nothing, Nothing),
        ("follow.yml", "follow", CHECKOUT, Nothing, Nothing),
        ("drift.yml", "drift", STORECTL, Branch, Nothing),
        ("drift.yml", "drift", CHECKOUT, Nothing, Nothing),
        ("release-on-tag.yml", "release", STORECTL, Branch, Nothing),
        ("release-on-tag.yml", "release", CHECKOUT, Nothing, Nothing),
    ]
};

/// Returns what a job left.
fn left(runner: &Runner, store: &Store) -> Left {
    let writes = store.writes(0).len();
    if !store.product().submissions.is_empty() {
        return Left::Submission;
    }
    assert_eq!(writes, 0, "writes without a submission");
    let branches = git(
        &runner.root().join("origin.git"),
        &["branch", "--format=%(refname:short)"],
    );
    if branches != "main" || runner.root().join("github/pull-request.json").exists() {
        return Left::Branch;
    }
    if runner.root().join("github/cache/live.json").exists() {
        return Left::Draft;
    }
    match runner.comments().as_slice() {
        [] => Left::Nothing,
        [one] if one.contains("No plan was made") => Left::FailedComment,
        [one] if one.contains("Contoso Widgets") => Left::PlanComment,
        other => panic!("{other:?}"),
    }
}

/// Runs a job in which a foreign step has a fault, and returns what is left.
fn run(step: &ForeignStep, fault: Fault) -> Left {
    let (file, job, called, _, _) = step;
    let store = Store::start();
    let mut runner = Runner::new(&store);
    if matches!(*job, "apply" | "reconcile") {
        let plan = runner.workplace.run(&["plan", "store", "--format", "json"]);
        let hash = plan.json()["planHash"].as_str().unwrap().to_owned();
        runner.give("needs.approved.outputs.hash", &hash);
    }
    runner.job_with(file, job, Some((called, fault)));
    left(&runner, &store)
}

#[test]
fn the_failure_of_a_foreign_step_leaves_what_is_written_above_it() {
    for step in FOREIGN_STEPS {
        assert_eq!(run(step, Fault::Failure), step.3, "{step:?}");
    }
}

#[test]
fn a_cancellation_in_a_foreign_step_leaves_what_is_written_above_it() {
    for step in FOREIGN_STEPS {
        assert_eq!(run(step, Fault::Cancellation), step.4, "{step:?}");
    }
}

/// The files of the examples for CI systems.
fn pipelines() -> Vec<(String, String)> {
    let mut files = Vec::new();
    let folders = [
        "github-actions",
        "gitlab",
        "azure",
        "fleet/github-actions",
        "fleet/gitlab",
    ];
    for folder in folders {
        let folder = repository().join("examples").join(folder);
        for file in std::fs::read_dir(folder).unwrap() {
            let path = file.unwrap().path();
            let name = path.file_name().unwrap().to_str().unwrap().to_owned();
            files.push((name, std::fs::read_to_string(path).unwrap()));
        }
    }
    files
}

/// Whether a line uses what others have written, as the three systems write it.
fn is_foreign(line: &str) -> bool {
    let line = line.trim_start();
    let is_key = ["uses:", "image:"].iter().any(|it| line.starts_with(it));
    let step = line.strip_prefix("- ").unwrap_or_default();
    let is_step = ["uses:", "task:", "checkout:", "download:", "publish:"];
    is_key || is_step.iter().any(|it| step.starts_with(it))
}

#[test]
fn every_foreign_step_is_pinned_and_says_what_failure_and_cancellation_leave() {
    for (name, text) in pipelines() {
        let lines: Vec<&str> = text.lines().collect();
        for (index, line) in lines
            .iter()
            .enumerate()
            .filter(|(_, line)| is_foreign(line))
        {
            if let Some((_, pinned)) = line.split_once('@')
                && !line.contains("task:")
            {
                let digest = pinned.trim_start_matches("sha256:");
                let digits = digest.bytes().take_while(u8::is_ascii_hexdigit).count();
                assert!(digits == 40 || digits == 64, "{name}: {line}");
                assert!(digits == 64 || digest.contains(" # v"), "{name}: {line}");
            }
            // The step's own comment, above its first line.
            let first = lines[..=index]
                .iter()
                .rposition(|it| it.trim_start().starts_with("- ") || it.ends_with("image: "))
                .filter(|_| !line.trim_start().starts_with("image:"))
                .unwrap_or(index);
            let comment: Vec<&str> = lines[..first]
                .iter()
                .rev()
                .take_while(|it| it.trim_start().starts_with('#'))
                .copied()
                .collect();
            let comment = comment.join(" ").to_lowercase();
            let fails = comment.contains("failure") || comment.contains("cannot be pulled");
            assert!(
                fails && comment.contains("cancel"),
                "{name}: {line}: {comment}"
            );
        }
    }
}

#[test]
fn every_foreign_step_of_the_workflows_is_tried() {
    let tried: BTreeSet<(String, String, String)> = FOREIGN_STEPS
        .iter()
        .map(|(file, job, name, ..)| ((*file).to_owned(), (*job).to_owned(), (*name).to_owned()))
        .collect();
    let mut there = BTreeSet::new();
    let folder = repository().join("examples/github-actions");
    for (file, _) in pipelines() {
        if !folder.join(&file).exists() {
            continue;
        }
        let workflow = workflow(&file);
        for (job, definition) in workflow["jobs"].as_mapping().unwrap() {
            let steps = definition["steps"].as_sequence().unwrap();
            for step in steps.iter().filter(|it| !it["uses"].is_null()) {
                there.insert((
                    file.clone(),
                    job.as_str().unwrap().to_owned(),
                    name(step).to_owned(),
                ));
            }
        }
    }
    assert_eq!(there, tried);
}
