//! What a title says agrees with everything else, in text and in Markdown.

use storectl_model::SubmissionId;
use storectl_plan::{
    DraftEffect, LastSubmission, PendingFact, Selection, StepAction, StepOutcome,
    SubmissionKnowledge, SubmissionOutcome,
};
use storectl_report::{FleetPart, Output, ProductOutcome, Verbosity};

use crate::fixtures::{self, Fixture};

/// Returns the line that names the product, in text and in Markdown.
fn titles(fixture: &Fixture) -> [String; 2] {
    let output = Output::Plan(fixture.view());
    let text = fixtures::text(&output, Verbosity::Normal);
    let markdown = fixtures::markdown(&output);
    let line = |text: &str, start: &str| {
        let found = text.lines().find(|it| it.starts_with(start));
        found.unwrap().to_owned()
    };
    [line(&text, "Product "), line(&markdown, "### ")]
}

fn id() -> SubmissionId {
    "1152921505700520060".parse().unwrap()
}

fn pending(facts: &[PendingFact]) -> Fixture {
    let mut fixture = Fixture::unchanged();
    fixture.plan.pending = facts.to_vec();
    fixture
}

fn last(mut fixture: Fixture, outcome: SubmissionOutcome) -> Fixture {
    fixture.plan.last_submission = Some(LastSubmission {
        id: id(),
        outcome,
        submitted_at: None,
        ended_at: None,
    });
    fixture
}

#[test]
fn pending_work_is_said_in_words_and_never_as_a_count() {
    for (fact, step, said) in [
        (
            PendingFact::Unsubmitted,
            StepAction::Submit,
            "to do: submit the draft",
        ),
        (
            PendingFact::PackagesUncommitted,
            StepAction::CommitPackages,
            "to do: commit the packages, because a submission",
        ),
        (
            PendingFact::Following(id()),
            StepAction::AwaitPublication,
            "to do: follow submission",
        ),
    ] {
        for title in
            titles(&pending(std::slice::from_ref(&fact)).step("as said", step.clone(), &[]))
        {
            assert!(
                title.contains(said) && !title.contains("0 change"),
                "{title}"
            );
        }
    }
}

#[test]
fn work_that_the_plan_leaves_is_not_to_do() {
    let left = pending(&[PendingFact::Unsubmitted]);
    for title in titles(&left) {
        assert!(
            title
                .ends_with("No changes. Still to do, but not part of this plan: submit the draft."),
            "{title}"
        );
    }
    // Packages are committed whatever `--submit` says.
    let part = pending(&[PendingFact::PackagesUncommitted, PendingFact::Unsubmitted]).step(
        "commit the packages",
        StepAction::CommitPackages,
        &[],
    );
    for title in titles(&part) {
        assert!(
            title.contains("to do: commit the packages")
                && title.ends_with("Not part of this plan: submit the draft."),
            "{title}"
        );
    }
}

#[test]
fn a_submission_after_a_commit_that_was_left_is_to_do() {
    let fixture = pending(&[PendingFact::PackagesUncommitted])
        .step("commit the packages", StepAction::CommitPackages, &[])
        .step("submit", StepAction::Submit, &[]);
    for title in titles(&fixture) {
        assert!(title.ends_with(", submit the draft."), "{title}");
    }
}

#[test]
fn a_run_that_left_work_does_not_say_that_there_was_nothing_to_do() {
    let fixture = pending(&[PendingFact::Unsubmitted]);
    let mut report = fixtures::failed_report();
    report.steps.clear();
    let view = fixtures::report(fixture.view(), ProductOutcome::Ran(&report));
    let output = Output::Apply(view);
    for shown in [
        fixtures::text(&output, Verbosity::Normal),
        fixtures::markdown(&output),
    ] {
        assert!(
            shown.contains("not part of this plan: submit the draft")
                && !shown.contains("Nothing to do"),
            "{shown}"
        );
    }
}

#[test]
fn a_selection_of_nothing_does_not_say_that_the_draft_matches() {
    let mut fixture = Fixture::unchanged();
    fixture.plan.selection = Selection::Nothing;
    for title in titles(&fixture) {
        assert!(
            title.ends_with("Nothing compared: the selection matches nothing in the manifest."),
            "{title}"
        );
    }
}

#[test]
fn pending_work_counts_as_a_product_that_changes() {
    let fixture = pending(&[PendingFact::Unsubmitted]);
    let document = fixtures::document(&Output::Plan(fixture.view()));
    assert_eq!(document["products"][0]["status"], "changed");
    assert_eq!(document["summary"]["changed"], 1);
    assert_eq!(document["products"][0]["pending"][0]["fact"], "unsubmitted");
}

#[test]
fn a_submission_that_was_asked_for_is_said_in_words() {
    let fixture = Fixture::unchanged().step("submit", StepAction::Submit, &[]);
    for title in titles(&fixture) {
        assert!(
            title.contains("submit the draft") && !title.contains("0 change"),
            "{title}"
        );
    }
}

#[test]
fn a_failed_submission_is_in_every_title() {
    for fixture in [
        Fixture::unchanged(),
        pending(&[PendingFact::Unsubmitted]),
        fixtures::package_patch(),
    ] {
        for title in titles(&last(fixture, SubmissionOutcome::Failed)) {
            assert!(title.contains("FAILED"), "{title}");
        }
    }
}

#[test]
fn what_is_busy_is_not_said_to_be_nothing() {
    let mut fixture = fixtures::busy();
    fixture.plan.changes.clear();
    let text = fixtures::text(&Output::Plan(fixture.view()), Verbosity::Normal);
    assert!(
        text.contains("waiting for the submission in progress"),
        "{text}"
    );
    assert!(
        !text.contains("No changes") && !text.contains("Nothing to do"),
        "{text}"
    );
}

#[test]
fn an_own_submission_in_progress_is_named_beside_no_changes() {
    let mut fixture = Fixture::unchanged();
    let id: storectl_model::SubmissionId = "1152921505700517065".parse().unwrap();
    fixture.plan.ongoing_submission = Some(id.clone());
    fixture.plan.last_submission = Some(storectl_plan::LastSubmission {
        id: id.clone(),
        outcome: storectl_plan::SubmissionOutcome::InProgress,
        submitted_at: None,
        ended_at: None,
    });
    for title in titles(&fixture) {
        assert!(title.contains(id.as_str()), "{title}");
        assert!(!title.contains("Busy"), "{title}");
    }
}

#[test]
fn where_nobody_knows_what_was_submitted_the_title_says_so() {
    let mut fixture = Fixture::unchanged();
    fixture.plan.submission_known = SubmissionKnowledge::Unknown;
    for title in titles(&fixture) {
        assert!(
            title.contains("whether it was submitted is unknown"),
            "{title}"
        );
    }
    let mut report = fixtures::failed_report();
    report.steps.clear();
    let view = fixtures::report(fixture.view(), ProductOutcome::Ran(&report));
    let output = Output::Apply(view);
    let [text, comment] = [
        fixtures::text(&output, Verbosity::Normal),
        fixtures::markdown(&output),
    ];
    let said =
        "Nothing to do. The draft matches the manifest; whether it was submitted is unknown.";
    assert!(text.contains(said), "{text}");
    assert!(comment.contains(said), "{comment}");
}

#[test]
fn a_report_begins_with_what_customers_see() {
    let (fixture, mut report) = (Fixture::unchanged(), fixtures::failed_report());
    let first = |report: &storectl_plan::ApplyReport| {
        let view = fixtures::report(fixture.view(), ProductOutcome::Ran(report));
        let text = fixtures::text(&Output::Apply(view), Verbosity::Normal);
        text.lines().nth(1).unwrap().trim().to_owned()
    };
    assert_eq!(
        first(&report),
        "Nothing was published; the draft holds 2 of 3 steps."
    );
    let mut lost = report.clone();
    lost.steps[0].effect = DraftEffect::Lost;
    assert_eq!(
        first(&lost),
        "Nothing was published; the draft holds 1 of 3 steps; 1 step was accepted, but the draft differs."
    );
    let mut silent = report.clone();
    let failure = Box::new(silent.failure().unwrap().clone());
    let written = silent.steps.iter_mut();
    let mut written = written.filter(|it| it.effect == DraftEffect::Changes);
    written.next().unwrap().outcome = StepOutcome::Unknown(failure);
    assert_eq!(
        first(&silent),
        "Nothing was published; the draft holds 1 or 2 of 3 steps."
    );
    for step in &mut lost.steps {
        step.effect = DraftEffect::Nothing;
    }
    assert_eq!(
        first(&lost),
        "Nothing was published.",
        "waits are no part of it"
    );
    let mut unknown = report.clone();
    let lost = unknown.failure().unwrap().clone();
    let submit = unknown.steps.last_mut().unwrap();
    submit.kind = "submit";
    submit.outcome = StepOutcome::Unknown(Box::new(lost));
    assert_eq!(
        first(&unknown),
        "The submission was sent, but whether the Store accepted it is unknown; the draft holds 2 of 3 steps."
    );
    report.submission = Some(id());
    report.publishing_status = Some("INPROGRESS".to_owned());
    assert_eq!(
        first(&report),
        "Submitted as 1152921505700520060; not yet published."
    );
    report.publishing_status = Some("PUBLISHED".to_owned());
    assert_eq!(
        first(&report),
        "Submission 1152921505700520060 is published."
    );
    let mut canceled = report.clone();
    let failure = canceled.failure().unwrap().clone();
    let last = canceled.steps.last_mut().unwrap();
    last.kind = "await-publication";
    last.outcome = StepOutcome::Failed(Box::new(failure));
    canceled.publishing_status = Some("CANCELLED".to_owned());
    assert_eq!(
        first(&canceled),
        "Submission 1152921505700520060 failed (status CANCELLED); nothing was published."
    );
    report.publishing_status = Some("FAILED".to_owned());
    assert!(first(&report).contains("FAILED; nothing was published"));
}

#[test]
fn steps_that_were_not_tried_are_one_line() {
    let (fixture, mut report) = (Fixture::unchanged(), fixtures::failed_report());
    let skipped = report.steps.last().unwrap().clone();
    report.steps.extend(vec![skipped; 42]);
    let view = fixtures::report(fixture.view(), ProductOutcome::Ran(&report));
    for text in [
        fixtures::text(&Output::Apply(view.clone()), Verbosity::Full),
        fixtures::markdown(&Output::Apply(view)),
    ] {
        let lines = text.lines().filter(|it| it.contains("– skipped")).count();
        assert_eq!(lines, 1, "{text}");
        assert!(text.contains("43 steps"), "{text}");
    }
}

#[test]
fn a_failed_run_is_not_said_to_be_without_errors() {
    let error = crate::text::error();
    let Output::Diagnostics(mut view) = crate::text::diagnosed(&[]) else {
        panic!("diagnostics")
    };
    view.error = Some(&error);
    let output = Output::Diagnostics(view);
    for text in [
        fixtures::text(&output, Verbosity::Normal),
        fixtures::markdown(&output),
    ] {
        assert!(!text.contains("no errors"), "{text}");
        assert!(
            text.contains("the Store refused the seller account"),
            "{text}"
        );
    }
}

#[test]
fn every_text_says_how_many_manifests_it_is_about() {
    let (fixture, report, error) = (
        fixtures::package_patch(),
        fixtures::failed_report(),
        crate::text::error(),
    );
    let status = storectl_report::StatusView {
        tool_version: "0.1.0",
        part: FleetPart::default(),
        products: Vec::new(),
        error: Some(&error),
    };
    for (output, said) in [
        (Output::Plan(fixture.view()), "1 manifest"),
        (
            Output::Plan(fixtures::view(vec![fixture.product(), fixture.product()])),
            "2 manifests",
        ),
        (
            Output::Apply(fixtures::report(
                fixture.view(),
                ProductOutcome::Ran(&report),
            )),
            "1 manifest",
        ),
        (Output::Status(status), "0 manifests"),
        (crate::text::diagnosed(&[]), "1 manifest"),
    ] {
        let text = fixtures::text(&output, Verbosity::Brief);
        assert!(text.contains(said), "{text}");
        let document = fixtures::document(&output);
        assert!(document["summary"]["manifests"].is_u64(), "{document:#}");
    }
}
