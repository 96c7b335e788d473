//! What earlier commands left on record is known to a command, and is said.

use serde_json::Value;
use storectl_sandbox::Progress;

use crate::{
    history::{Ended, Exchange, History, Meanwhile, Run, Snapshot},
    laws::{
        Breach, document, memory,
        record::{Call, call, data, flag, interference, requests, shown},
    },
    scenario::Command,
};

/// The last submission that the journal or a receipt within reach names is the last one in the result, that of a receipt is
/// the base of a plan too, and a command that has nothing to do does not succeed where it failed.
///
/// Of a submission that somebody canceled, of which the Store did not tell, or beside which there is another one, nothing is
/// demanded.
pub(super) fn check(history: &History, run: &Run) -> Vec<Breach> {
    let is_signal = |(_, it): &(usize, Meanwhile)| matches!(it, Meanwhile::Signal(_));
    if run.ended == Ended::Killed || run.meanwhile.iter().any(is_signal) {
        return Vec::new();
    }
    let products = run.before.keys();
    products
        .flat_map(|it| check_product(history, run, it))
        .collect()
}

fn check_product(history: &History, run: &Run, product: &str) -> Vec<Breach> {
    let mut breaches = Vec::new();
    let mut add = |message| breaches.push(Breach::new("known", message));
    let recorded = memory::recorded(&history.past, run, product);
    let receipt = recorded.receipt.filter(|it| is_told(run, product, it));
    let last = recorded.last().filter(|it| is_told(run, product, it));
    let said = said(run, product);
    if let (Some(id), Some(said)) = (receipt, said)
        && let Some(base) = said.get("base")
        && (base["kind"] != "receipt" || base["submissionId"] != id)
    {
        let base = shown(Some(base));
        add(format!(
            "a receipt of submission {id} of {product} is within reach; the base of the plan is {base}"
        ));
    }
    if let (Some(id), Some(said)) = (last, said)
        && said["lastSubmission"]["id"] != id
    {
        let said = shown(said.get("lastSubmission"));
        add(format!(
            "{id} is the last submission of {product} on record; the result says that it is {said}"
        ));
    }
    if let Some(id) = last
        && run.ended == Ended::Exit(0)
        && has_failed(run, product, id)
        && reports_failures(run)
        && !requests(run, product).any(|(_, it)| it.is_write())
    {
        let command = run.command;
        add(format!(
            "submission {id} of {product} has failed, and nothing is left to do; {command:?} exits with 0, not 22"
        ));
    }
    breaches
}

/// Whether the Store told, where it was asked, what became of a submission, and nothing stood beside it.
fn is_told(run: &Run, product: &str, id: &str) -> bool {
    let is_alone = |it: &Snapshot| it.submissions.last().is_some_and(|it| it.id == id);
    let is_quiet = interference(run, product).is_empty();
    let is_word = |it: &Value| it["publishingStatus"] != "UNKNOWN";
    let has_told = |it: &Exchange| data(it).is_some_and(is_word);
    is_quiet
        && run.before.get(product).is_some_and(is_alone)
        && asked(run, product, id).is_none_or(has_told)
}

/// Returns the last request for the status of a submission.
fn asked<'a>(run: &'a Run, product: &'a str, id: &str) -> Option<&'a Exchange> {
    let is_it = |it: &Exchange| call(it) == Call::SubmissionStatus(id);
    let mut requests = requests(run, product).map(|(_, it)| it);
    requests.rfind(|it| is_it(it))
}

/// Returns what the result says of a product of which the draft was read, where it says what was submitted last.
fn said<'a>(run: &'a Run, product: &str) -> Option<&'a Value> {
    match run.command {
        Command::Plan => document::entry(run, product).filter(|it| it["status"] != "error"),
        Command::Apply => document::plan(run, product).filter(|it| it["status"] != "error"),
        Command::Status => document::entry(run, product).filter(|it| !it["isReady"].is_null()),
        // What these say was planned earlier, or is no plan.
        Command::ApplyApproved | Command::Submit => None,
    }
}

/// Whether a submission had failed for good before a command began, and the Store said no other thing.
fn has_failed(run: &Run, product: &str, id: &str) -> bool {
    let submissions = run.before.get(product).map(|it| &it.submissions);
    let mut submissions = submissions.into_iter().flatten();
    let has_failed = submissions.any(|it| it.id == id && it.progress == Progress::Failed);
    let says_so = |it: &Exchange| data(it).is_some_and(|it| it["hasFailed"] == true);
    has_failed && asked(run, product, id).is_none_or(says_so)
}

/// Whether a command that has nothing to do ends with what became of the last submission, rather than to leave it for later
/// or to submit again.
fn reports_failures(run: &Run) -> bool {
    match run.command {
        Command::Status => true,
        Command::Apply | Command::ApplyApproved => {
            flag(run, "--submit") == Some("auto") && flag(run, "--wait") != Some("draft")
        }
        Command::Plan | Command::Submit => false,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use storectl_sandbox::Product;

    use super::*;
    use crate::{
        history::{Fate, Past},
        laws::example::{Example, applied, history, published, submit, unchanged},
        scenario::{Event, Lost, Runner},
    };

    /// A command that submitted, of which receipts are kept in the folder or in git.
    fn made(receipts: &str) -> Run {
        let mut run = applied().run;
        run.args.extend(["--receipts", receipts].map(str::to_owned));
        run
    }

    /// A plan of what is there after [`made`], with its base and the last submission that it names.
    fn plan(receipts: &str, base: &str, last: &str) -> Example {
        let mut example = unchanged(applied().store);
        example.run.command = Command::Plan;
        example.run.args = ["plan", "--receipts", receipts].map(str::to_owned).into();
        let kind = if base == "none" { "none" } else { "receipt" };
        example.edit("base", json!({ "kind": kind, "submissionId": base }));
        example.edit("lastSubmission", json!({ "id": last }));
        example
    }

    fn broken(past: &History, run: &Run) -> usize {
        check(past, run).len()
    }

    fn losing(mut past: History, lost: Lost) -> History {
        let products = plan("off", "2", "2").run.before;
        past.past.push(Past::Event {
            event: Event::Lose {
                runner: Runner::A,
                lost,
            },
            before: products.clone(),
            after: products,
        });
        past
    }

    #[test]
    fn a_receipt_within_reach_is_the_base() {
        let past = || history([&made("off")]);
        assert_eq!(broken(&past(), &plan("off", "2", "2").run), 0);
        for (base, last) in [("none", "2"), ("1", "2"), ("2", "1")] {
            assert_eq!(broken(&past(), &plan("off", base, last).run), 1);
        }
        let forgot = plan("off", "none", "none").run;
        assert_eq!(broken(&past(), &forgot), 2);
        assert_eq!(broken(&losing(past(), Lost::Cache), &forgot), 2);
        // The journal is another memory than the receipt.
        assert_eq!(broken(&losing(past(), Lost::Receipts), &forgot), 1);
        let without_journal = losing(past(), Lost::Journals);
        assert_eq!(broken(&without_journal, &forgot), 2);
        assert_eq!(broken(&losing(past(), Lost::Folder), &forgot), 0);
        assert_eq!(broken(&losing(without_journal, Lost::Receipts), &forgot), 0);
        let mut lost = forgot.clone();
        lost.lost = Some(Lost::Receipts);
        assert_eq!(broken(&past(), &lost), 1);
    }

    #[test]
    fn receipts_in_git_are_within_reach_of_every_runner() {
        let other = |receipts| {
            let mut run = plan(receipts, "none", "none").run;
            run.runner = Runner::B;
            run
        };
        assert_eq!(broken(&history([&made("off")]), &other("off")), 0);
        let past = || history([&made("git=origin")]);
        assert_eq!(broken(&past(), &other("git=origin")), 2);
        let fresh = losing(past(), Lost::Folder);
        assert_eq!(broken(&fresh, &plan("git=origin", "none", "2").run), 1);
    }

    #[test]
    fn what_the_record_leaves_open_is_not_demanded() {
        let forgot = plan("off", "none", "none").run;
        let mut killed = made("off");
        killed.ended = Ended::Killed;
        assert_eq!(broken(&history([&killed]), &forgot), 0);
        let mut lost = made("off");
        lost.exchanges.last_mut().unwrap().fate = Fate::Lost;
        assert_eq!(broken(&history([&lost]), &forgot), 0);
        let mut other = unchanged(applied().store);
        other.edit("submissionId", json!("3"));
        assert_eq!(broken(&history([&made("off"), &other.run]), &forgot), 0);
        let past = history([&made("off")]);
        let mut denied = plan("off", "none", "none");
        denied.send("GET", "submission/2/status", None, json!({}));
        denied.last().fate = Fate::Answered(404, None);
        assert_eq!(broken(&past, &denied.run), 0);
        let mut canceled = forgot.clone();
        for it in canceled.before.values_mut() {
            it.change(|it| it.submissions.truncate(1));
        }
        assert_eq!(broken(&past, &canceled), 0);
    }

    /// A command that found nothing to do.
    fn idle(command: Command, args: &[&str], store: Product) -> Example {
        let mut example = unchanged(store);
        example.run.command = command;
        example.edit("lastSubmission", json!({ "id": "2" }));
        let args = [["--receipts", "off"].as_slice(), args].concat();
        example.run.args = args.into_iter().map(str::to_owned).collect();
        example
    }

    #[test]
    fn a_failed_submission_is_no_success() {
        let past = history([&made("off")]);
        let submitted = ["--submit", "auto", "--wait", "submitted"];
        let mut store = applied().store;
        let published = idle(Command::Apply, &submitted, store.clone()).run;
        assert_eq!(broken(&past, &published), 0);
        store.submissions[1].progress = Progress::Failed;
        let failed = |command, args: &[&str]| idle(command, args, store.clone());
        assert_eq!(broken(&past, &failed(Command::Apply, &submitted).run), 1);
        assert_eq!(broken(&past, &failed(Command::Status, &[]).run), 1);
        assert_eq!(broken(&past, &failed(Command::Plan, &submitted).run), 0);
        assert_eq!(
            broken(&History::default(), &failed(Command::Status, &[]).run),
            0
        );
        for flags in [["--submit", "never"], ["--wait", "draft"]] {
            let args = [flags.as_slice(), &submitted].concat();
            assert_eq!(broken(&past, &failed(Command::Apply, &args).run), 0);
        }
        let mut said = failed(Command::Apply, &submitted);
        said.run.ended = Ended::Exit(22);
        assert_eq!(broken(&past, &said.run), 0);
        let mut retried = failed(Command::Status, &[]);
        let status = json!({ "publishingStatus": "FAILED", "hasFailed": false });
        retried.send("GET", "submission/2/status", None, status);
        assert_eq!(broken(&past, &retried.run), 0);
        submit(&mut store, "3");
        assert_eq!(broken(&past, &idle(Command::Status, &[], store).run), 0);
    }

    #[test]
    fn what_was_published_before_is_on_record_of_nobody() {
        let plan = plan("off", "none", "none").run;
        assert_eq!(broken(&History::default(), &plan), 0);
        assert_eq!(broken(&history([&unchanged(published()).run]), &plan), 0);
    }
}
