//! The report agrees with what happened.

use serde_json::Value;
use storectl_sandbox::{Progress, Submission};

use crate::{
    content,
    laws::{
        Breach, document,
        record::{
            Call, call, differing, flag, interference, is_refused, made, requests, shown, writes,
        },
    },
    play::{Ended, Fate, Run},
    scenario::Command,
};

/// The result holds the exit code of the process, names what was submitted and what was not, claims no step that was not
/// taken, and claims success only of a draft that is what its manifest comes to and, where that was asked for, submitted.
pub(super) fn check(run: &Run) -> Vec<Breach> {
    let Ended::Exit(code) = run.ended else {
        return Vec::new();
    };
    let Some(result) = &run.result else {
        return vec![breach("the result is not one JSON document".to_owned())];
    };
    let mut breaches = exits(code, result);
    match run.command {
        Command::Plan | Command::Status => {}
        Command::Apply | Command::ApplyApproved | Command::Submit => {
            for product in run.before.keys() {
                breaches.extend(submissions(run, product));
                breaches.extend(steps(run, product));
                if code == 0 {
                    breaches.extend(success(run, product));
                }
            }
        }
    }
    breaches
}

fn breach(message: String) -> Breach {
    Breach::new("report", message)
}

/// The exit codes of the result are the process's.
fn exits(code: u8, result: &Value) -> Vec<Breach> {
    let mut breaches = Vec::new();
    let stated = [
        ("exit", &result["exit"]),
        ("error.exit", &result["error"]["exit"]),
    ];
    for (name, stated) in stated {
        if !stated.is_null() && *stated != code {
            breaches.push(breach(format!(
                "the process exits with {code}, and `{name}` is {stated}"
            )));
        }
    }
    let has_error = result["error"].is_object();
    if has_error != !matches!(code, 0 | 2) {
        let error = &result["error"];
        breaches.push(breach(format!("exit code {code}, and `error` is {error}")));
    }
    breaches
}

/// What the report says of submissions is so.
fn submissions(run: &Run, product: &str) -> Vec<Breach> {
    let mut breaches = Vec::new();
    let Some(entry) = document::entry(run, product) else {
        let made = made(run, product);
        let untold = made.iter().filter(|it| it.exchange.fate != Fate::Lost);
        breaches.extend(untold.map(|it| {
            let id = &it.submission.id;
            breach(format!("submission {id} of {product} is not in the result"))
        }));
        return breaches;
    };
    let named = document::submission(run, product);
    let after = run.after.get(product);
    let submission = named.and_then(|id| after?.submissions.iter().find(|it| it.id == id));
    let interference = interference(run, product);
    if let Some(id) = named {
        let had = |it: &&Submission| it.id == id;
        let was_there = interference.iter().any(|it| {
            it.before.submissions.iter().any(|it| had(&it))
                || it.after.submissions.iter().any(|it| had(&it))
        });
        if submission.is_none() && !was_there {
            breaches.push(breach(format!(
                "submission {id} of {product} is reported, which the Store does not know"
            )));
        }
    }
    let is_published = |it: &Submission| it.progress == Progress::Published;
    if entry["publishingStatus"] == "PUBLISHED" && submission.is_some_and(|it| !is_published(it)) {
        breaches.push(breach(format!(
            "{product} is reported as published; the Store has {submission:?}"
        )));
    }
    let made = made(run, product);
    let answered = made.iter().rfind(|it| it.exchange.fate != Fate::Lost);
    if let Some(made) = answered
        && named != Some(&made.submission.id)
    {
        let (id, named) = (&made.submission.id, &entry["submissionId"]);
        breaches.push(breach(format!(
            "{product} was submitted as {id}; the report names {named}"
        )));
    }
    let submit = document::steps(run, product).find(|it| it["kind"] == "submit");
    let outcome = submit.map(|it| &it["outcome"]);
    if let Some(outcome) = outcome.filter(|it| *it == "done" && named.is_none()) {
        breaches.push(breach(format!(
            "the step that submits {product} is {outcome}, and no submission is named"
        )));
    }
    let is_open = outcome.is_some_and(|it| it == "unknown");
    if let Some(made) = made.last()
        && named.is_none()
        && !is_open
        && interference.is_empty()
    {
        let (id, outcome) = (&made.submission.id, shown(outcome));
        breaches.push(breach(format!(
            "{product} was submitted as {id}, and the answer was lost; the step that submits is {outcome}, not \"unknown\""
        )));
    }
    breaches
}

/// Steps are reported as done as often, at most, as the Store did what they ask for; and a product of which something was
/// written is not reported as untouched.
fn steps(run: &Run, product: &str) -> Vec<Breach> {
    let mut breaches = Vec::new();
    let kinds = [
        ("patch-package", Call::PatchPackage),
        ("replace-packages", Call::PutPackages),
        ("commit-packages", Call::CommitPackages),
        ("patch-metadata", Call::PatchMetadata),
        ("commit-assets", Call::CommitAssets),
    ];
    for (kind, of) in kinds {
        let is_done = |it: &&Value| it["kind"] == kind && it["outcome"] == "done";
        let done = document::steps(run, product).filter(is_done).count();
        let acted = requests(run, product)
            .filter(|(_, it)| call(it) == of && it.effect.is_some() && !is_refused(it))
            .count();
        if done > acted && interference(run, product).is_empty() {
            breaches.push(breach(format!(
                "{done} steps `{kind}` of {product} are reported as done; the Store did {acted}"
            )));
        }
    }
    let status = document::entry(run, product).map(|it| &it["status"]);
    let is_untouched =
        |it: &&Value| matches!(it.as_str(), Some("unchanged" | "not-started" | "error"));
    if let Some(status) = status.filter(is_untouched) {
        let written = writes(run, product).len();
        let submitted = made(run, product).len();
        if written + submitted > 0 {
            breaches.push(breach(format!(
                "{product} is reported as {status}; {written} requests changed its draft, and {submitted} submitted it"
            )));
        }
    }
    breaches
}

/// The draft is what the manifest comes to, and submitted where the command changed it and was to submit.
fn success(run: &Run, product: &str) -> Vec<Breach> {
    let mut breaches = Vec::new();
    let states = (run.before.get(product), run.after.get(product));
    let ((Some(before), Some(after)), Some(wish)) = (states, run.wishes.get(product)) else {
        return breaches;
    };
    let interference = interference(run, product);
    let is_own = |it: &String| !interference.iter().any(|event| event.touches(it));
    let expected = wish.outcome(&content::of_product(before));
    let draft = content::of_product(after);
    for address in differing(&expected, &draft).into_iter().filter(is_own) {
        let (expected, found) = (expected.get(&address), draft.get(&address));
        breaches.push(breach(format!(
            "exit code 0; {address} of {product} should be {} and is {}",
            shown(expected),
            shown(found)
        )));
    }
    let is_submitted = after.submissions.iter().any(|it| {
        let differing = differing(&content::of_submission(it), &draft);
        !differing.iter().any(is_own)
    });
    if submits(run) && !writes(run, product).is_empty() && !is_submitted {
        breaches.push(breach(format!(
            "exit code 0; the draft of {product} was changed, and no submission holds it"
        )));
    }
    if let Some(id) = document::submission(run, product)
        && flag(run, "--wait") == Some("published")
        && let Some(submission) = after.submissions.iter().find(|it| it.id == id)
        && submission.progress != Progress::Published
    {
        let progress = submission.progress;
        breaches.push(breach(format!(
            "exit code 0 of `--wait published`; submission {id} of {product} is {progress:?}"
        )));
    }
    breaches
}

/// Whether a command submits what it changed.
pub(super) fn submits(run: &Run) -> bool {
    let never = flag(run, "--submit") == Some("never");
    !never && flag(run, "--wait") != Some("draft")
}
