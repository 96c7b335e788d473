//! A submission that was announced and that nobody has heard of since: what people and scripts see of it.

use insta::assert_snapshot;
use serde_json::json;
use storectl_plan::{Blocker, PendingFact, SubmissionKnowledge};
use storectl_report::{Output, ProductOutcome, Verbosity, json::Document};

use crate::{
    fixtures::{self, Fixture},
    json::assert_valid,
};

/// 2026-01-02 03:04:05 UTC.
const AT: u64 = 1_767_323_045;

/// What is said of it.
const FOUND: &str = "a submission was announced at 2026-01-02 03:04 UTC, but no receipt names it and none is in progress, so whether the Store accepted it is unknown";

/// The draft is as the manifest wants it, and may have been submitted.
fn announced() -> Fixture {
    let in_doubt = Blocker::InDoubt { announced_at: AT };
    let mut fixture = Fixture::unchanged().submitted().blocked(in_doubt);
    fixture.plan.pending = vec![PendingFact::Unsubmitted];
    fixture.plan.submission_known = SubmissionKnowledge::Unknown;
    fixture
}

#[test]
fn a_plan_says_that_apply_writes_nothing_and_why() {
    let fixture = announced();
    assert_snapshot!(fixtures::text(
        &Output::Plan(fixture.view()),
        Verbosity::Normal
    ));
}

#[test]
fn a_comment_says_that_apply_writes_nothing_and_why() {
    let fixture = announced();
    let mut view = fixture.view();
    view.apply_command = None;
    assert_snapshot!(fixtures::markdown(&Output::Plan(view)));
}

#[test]
fn a_document_has_it_as_a_blocker_and_does_not_know_the_submission() {
    let fixture = announced();
    let document = fixtures::document(&Output::Plan(fixture.view()));
    assert_valid(Document::Plan, &document);
    let product = &document["products"][0];
    assert_eq!(product["submissionKnown"], false);
    assert_eq!(product["blockers"].as_array().unwrap().len(), 1);
    assert_eq!(product["blockers"][0]["kind"], "in-doubt");
    assert_eq!(product["blockers"][0]["message"], json!(FOUND));
}

#[test]
fn an_apply_that_writes_nothing_for_it_says_so_in_its_comment() {
    let fixture = announced();
    let view = fixtures::report(fixture.view(), ProductOutcome::NotStarted);
    let comment = fixtures::markdown(&Output::Apply(view));
    assert!(comment.contains("Nothing was published"), "{comment}");
    assert!(
        comment.contains(&format!("Apply writes nothing: {FOUND}.")),
        "{comment}"
    );
}
