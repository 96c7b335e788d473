//! The report agrees with what happened.

use serde_json::Value;
use storectl_sandbox::{Progress, Submission};

use crate::{
    content::{self, Content},
    history::{Ended, Exchange, Fate, History, Run, Snapshot},
    laws::{
        Breach, document, memory,
        record::{
            Call, call, data, differing, flag, interference, is_refused, made, requests, shown,
            writes,
        },
    },
    scenario::Command,
    wish::Wish,
};

/// The result holds the exit code of the process, names what was submitted and what was not, claims no step that was not
/// taken, and claims success only of a draft that is what its manifest comes to and, where that was asked for, submitted.
pub(super) fn check(history: &History, run: &Run) -> Vec<Breach> {
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
                    breaches.extend(forgotten(history, run, product));
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
        // That it is not there, or that the Store does not say, is what the command says.
        let is_unknown = |it: &Exchange| {
            is_refused(it) || data(it).is_some_and(|it| it["publishingStatus"] == "UNKNOWN")
        };
        let is_missed = matches!(run.ended, Ended::Exit(31 | 32))
            && requests(run, product)
                .any(|(_, it)| call(it) == Call::SubmissionStatus(id) && is_unknown(it));
        if submission.is_none() && !was_there && !is_missed {
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
    let expected = wish.outcome(before.draft());
    let draft = after.draft();
    for address in differing(&expected, draft).into_iter().filter(is_own) {
        let (expected, found) = (expected.get(&address), draft.get(&address));
        breaches.push(breach(format!(
            "exit code 0; {address} of {product} should be {} and is {}",
            shown(expected),
            shown(found)
        )));
    }
    let holds_draft = |submitted: &Content| !differing(submitted, draft).iter().any(is_own);
    let meanwhile = interference.iter().flat_map(|it| [it.before, it.after]);
    let submissions = meanwhile.chain([after]).flat_map(|it| &it.submissions);
    let mut there = submissions.map(content::of_submission);
    // One that the command made or met may have been canceled since.
    let mut made = made(run, product).into_iter().map(|it| it.content);
    let is_submitted = there.any(|it| holds_draft(&it)) || made.any(|it| holds_draft(&it));
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

/// What earlier commands of the runner left undone is done.
fn forgotten(history: &History, run: &Run, product: &str) -> Vec<Breach> {
    let mut breaches = Vec::new();
    let (Some(after), Some(wish)) = (run.after.get(product), run.wishes.get(product)) else {
        return breaches;
    };
    if !interference(run, product).is_empty() {
        return breaches;
    }
    let is_uncommitted = after.packages != after.committed_packages;
    if is_uncommitted && memory::owes_commit(&history.past, run.runner, product) {
        breaches.push(breach(format!(
            "exit code 0; the packages of {product} that its runner wrote earlier are not committed"
        )));
    } else if is_uncommitted && after.active_submission().is_none() && is_said(run, product) {
        breaches.push(breach(format!(
            "exit code 0; the packages of {product} are not committed, and the Store's status names them"
        )));
    }
    let unpublished = unpublished(wish, after);
    if submits(run)
        && !unpublished.is_empty()
        && memory::owes_submit(&history.past, run.runner, product)
    {
        let unpublished = unpublished.join(", ");
        breaches.push(breach(format!(
            "exit code 0; no submission holds {unpublished} of {product}, whose draft its runner changed earlier"
        )));
    }
    breaches
}

/// Returns the addresses at which the last submission of a product does not hold what a manifest asks for. What that leaves
/// open may have been changed since and not submitted, also within a package that it names.
pub(super) fn unpublished(wish: &Wish, product: &Snapshot) -> Vec<String> {
    let last = product.submissions.last().map(content::of_submission);
    let last = last.unwrap_or_default();
    differing(&wish.outcome(&last), &last)
}

/// Whether the Store said that packages are not committed: they are to be, whoever wrote them.
fn is_said(run: &Run, product: &str) -> bool {
    let errors = |exchange: &Exchange| match &exchange.fate {
        Fate::Answered(_, Some(body)) => body["errors"].as_array().cloned(),
        Fate::Answered(_, None) | Fate::Lost => None,
    };
    let statuses = requests(run, product).filter(|(_, it)| call(it) == Call::Status);
    let mut said = statuses.filter_map(|(_, it)| errors(it)).flatten();
    said.any(|it| {
        let message = it["message"].as_str();
        it["target"] == "packages" && message.is_some_and(|it| it.contains("not committed"))
    })
}

/// Whether a command submits what it changed.
pub(super) fn submits(run: &Run) -> bool {
    let never = flag(run, "--submit") == Some("never");
    !never && flag(run, "--wait") != Some("draft")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::{
        laws::example::{Example, applied, body, history, published, set_website, unchanged},
        scenario::Runner,
    };

    /// Asserts that one thing is wrong with a report, and that this is said.
    #[track_caller]
    fn assert_wrong(example: &Example, said: &str) {
        let breaches = check(&History::default(), &example.run);
        assert_eq!(breaches.len(), 1, "{breaches:?}");
        assert!(breaches[0].message.contains(said), "{breaches:?}");
    }

    #[test]
    fn a_report_that_is_right_is_not_wrong() {
        assert_eq!(check(&History::default(), &applied().run), []);
    }

    #[test]
    fn exit_codes_agree() {
        let mut example = applied();
        example.run.result.as_mut().unwrap()["exit"] = json!(13);
        assert_wrong(&example, "`exit` is 13");
        let mut example = applied();
        example.run.ended = Ended::Exit(13);
        let breaches = check(&History::default(), &example.run);
        assert!(
            breaches
                .iter()
                .any(|it| it.message.contains("`error` is null"))
        );
        let mut example = applied();
        example.run.result = None;
        assert_wrong(&example, "not one JSON document");
    }

    #[test]
    fn what_was_submitted_is_named() {
        let mut example = applied();
        example.edit("submissionId", json!("1"));
        assert_wrong(&example, "the report names \"1\"");
        let denied = |example: &Example| {
            let said = check(&History::default(), &example.run);
            said.iter().any(|it| it.message.contains("does not know"))
        };
        let mut missed = unchanged(applied().store);
        missed.edit("submissionId", json!("9"));
        assert!(denied(&missed));
        missed.send("GET", "submission/9/status", None, Value::Null);
        missed.last().fate = Fate::Answered(404, None);
        missed.run.ended = Ended::Exit(32);
        assert!(!denied(&missed));
        missed.run.ended = Ended::Exit(31);
        for (word, is_denied) in [("UNKNOWN", false), ("INPROGRESS", true)] {
            let answer = json!({ "isSuccess": true, "responseData": { "publishingStatus": word } });
            missed.last().fate = Fate::Answered(200, Some(answer));
            assert_eq!(denied(&missed), is_denied, "{word}");
        }
        let mut example = applied();
        example.edit("publishingStatus", json!("PUBLISHED"));
        assert_wrong(&example, "reported as published");
    }

    #[test]
    fn a_lost_submission_is_unknown_or_recognized() {
        let lost = |outcome: &str| {
            let mut example = applied();
            example.last().fate = Fate::Lost;
            example.edit("submissionId", Value::Null);
            let step = json!({ "kind": "submit", "outcome": outcome });
            example.edit("steps", json!([step]));
            example
        };
        assert_wrong(&lost("failed"), "not \"unknown\"");
        assert_eq!(check(&History::default(), &lost("unknown").run), []);
    }

    #[test]
    fn a_step_is_done_if_the_store_did_it() {
        let mut example = applied();
        let step = json!({ "kind": "patch-metadata", "outcome": "done" });
        example.edit("steps", json!([step, step]));
        assert_wrong(&example, "2 steps `patch-metadata`");
    }

    #[test]
    fn what_was_written_is_not_untouched() {
        let mut example = applied();
        example.edit("status", json!("not-started"));
        assert_wrong(&example, "reported as \"not-started\"");
    }

    #[test]
    fn success_is_a_draft_that_matches_and_is_submitted() {
        assert_wrong(&unchanged(published()), "properties.website");
        let mut example = applied();
        let after = example.run.after.values_mut().next().unwrap();
        after.change(|it| drop(it.submissions.pop()));
        example.run.exchanges.pop();
        example.edit("submissionId", Value::Null);
        example.edit("steps", json!([]));
        assert_wrong(&example, "no submission holds it");
        example.run.args = vec!["--submit".to_owned(), "never".to_owned()];
        assert_eq!(check(&History::default(), &example.run), []);
    }

    #[test]
    fn published_is_published() {
        let mut example = applied();
        example.run.args = vec!["--wait".to_owned(), "published".to_owned()];
        assert_wrong(&example, "InProgress");
        let after = example.run.after.values_mut().next().unwrap();
        after.change(|it| it.submissions[1].progress = Progress::Published);
        assert_eq!(check(&History::default(), &example.run), []);
    }

    #[test]
    fn what_the_store_says_is_not_committed_is_committed() {
        let told = |message: &str| {
            let mut store = applied().store;
            store.submissions[1].progress = Progress::Published;
            store.packages.clear();
            let mut example = unchanged(store);
            let error = json!({ "message": message, "target": "packages" });
            let answer = json!({ "isSuccess": true, "errors": [error] });
            example.send("GET", "status", None, json!({}));
            example.last().fate = Fate::Answered(200, Some(answer));
            check(&History::default(), &example.run)
        };
        assert_eq!(told("Packages are uploading"), []);
        let breaches = told("Packages were updated but are not committed");
        assert_eq!(breaches.len(), 1, "{breaches:?}");
        assert!(
            breaches[0]
                .message
                .contains("the Store's status names them")
        );
    }

    #[test]
    fn what_was_begun_is_ended() {
        let mut writing = Example::new(published());
        writing.write("PATCH", "packages/1", Some(json!({})), |it| {
            let parameters = "installerParameters".to_owned();
            it.packages[0].fields.insert(parameters, json!("/quiet"));
        });
        writing.write("PATCH", "metadata", Some(body()), set_website);
        let idle = unchanged(writing.store.clone()).run;
        let breaches = check(&history([&writing.run]), &idle);
        assert_eq!(breaches.len(), 2, "{breaches:?}");
        assert!(breaches[0].message.contains("are not committed"));
        assert!(breaches[1].message.contains("properties.website"));
        writing.run.runner = Runner::B;
        assert_eq!(check(&history([&writing.run]), &idle), []);
    }
}
