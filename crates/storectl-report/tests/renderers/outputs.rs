//! The lines of `$GITHUB_OUTPUT`.

use serde_json::json;
use storectl_plan::{Action, Blocker, DestructiveClass};
use storectl_report::{
    Command, ErrorView, FailureView, FileFormat, Output, PlanView, ProductOutcome, render_file,
};

use crate::fixtures::{self, Fixture};

fn outputs(output: &Output<'_>) -> String {
    render_file(output, FileFormat::GithubOutput)
}

fn plan(view: PlanView<'_>) -> String {
    outputs(&Output::Plan(view))
}

#[test]
fn a_plan_has_its_hash_its_counts_and_the_exit() {
    let fixture = fixtures::language_removed();
    let mut view = fixture.view();
    view.exit = Some(11);
    let hash = view.hash.as_ref().unwrap().to_string();
    assert_eq!(
        plan(view),
        format!(
            "hash={hash}\nchanges=1\nblocked=1\ndestructive=1\ndrift=0\nconflicts=0\nexit=11\n"
        )
    );
}

#[test]
fn an_acknowledged_change_is_destructive_and_not_blocked() {
    let outputs = plan(fixtures::market_removed().view());
    assert!(
        outputs.contains("\nblocked=0\ndestructive=1\n"),
        "{outputs}"
    );
}

#[test]
fn what_is_invalid_blocks_and_what_time_resolves_does_not() {
    let outputs = plan(fixtures::impossible().view());
    assert!(outputs.contains("\nblocked=1\n"), "{outputs}");
    let outputs = plan(fixtures::busy().view());
    assert!(outputs.contains("\nblocked=0\n"), "{outputs}");
}

#[test]
fn each_destructive_change_without_a_token_counts() {
    let fixture = ["fr-fr", "de-de"].iter().enumerate().fold(
        Fixture::unchanged(),
        |fixture, (at, language)| {
            let address = format!("listings.{language}");
            let change = fixtures::change(&address, Action::Remove, json!(language), json!(null));
            let token = format!("D-7k2fq{at}");
            let locked = fixtures::locked(change, DestructiveClass::LanguageRemoved, &token);
            fixture.change("store/contoso-notes.yaml:9", locked)
        },
    );
    let fixture = fixture.blocked(Blocker::Unacknowledged {
        changes: vec![0, 1],
        unmanaged: Vec::new(),
    });
    let outputs = plan(fixture.view());
    assert!(
        outputs.contains("\nblocked=2\ndestructive=2\n"),
        "{outputs}"
    );
}

#[test]
fn drift_and_conflicts_are_counted() {
    let outputs = plan(fixtures::based().view());
    assert!(!outputs.contains("\ndrift=0\n"), "{outputs}");
    assert!(!outputs.contains("\nconflicts=0\n"), "{outputs}");
}

#[test]
fn what_has_no_plan_has_the_same_names() {
    let error = ErrorView {
        code: "auth",
        exit: 20,
        message: "no\nexit=0".to_owned(),
        ..ErrorView::default()
    };
    let failure = FailureView {
        command: Some(Command::Plan),
        shard: None,
        products: vec!["x\nhash=y"],
        error: &error,
    };
    let written = outputs(&Output::Error(failure));
    let read = crate::runners::outputs(&written).unwrap();
    let read: Vec<(&str, &str)> = read.iter().map(|(name, it)| (*name, it.as_str())).collect();
    assert_eq!(
        read,
        [
            ("hash", ""),
            ("changes", "0"),
            ("blocked", "0"),
            ("destructive", "0"),
            ("drift", "0"),
            ("conflicts", "0"),
            ("exit", "20")
        ]
    );
}

#[test]
fn an_apply_has_the_exit_of_its_report() {
    let (fixture, ran) = (fixtures::texts(), fixtures::failed_report());
    let report = fixtures::report(fixture.view(), ProductOutcome::Ran(&ran));
    let exit = format!("\nexit={}\n", report.exit);
    let outputs = outputs(&Output::Apply(report));
    assert!(outputs.ends_with(&exit), "{outputs}");
    assert!(outputs.starts_with("hash=sp1-"), "{outputs}");
}
