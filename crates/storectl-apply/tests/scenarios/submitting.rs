//! Submitting once, and knowing whose a submission is.

use http::Method;
use serde_json::json;
use storectl_model::{Field, SubmissionId, WaitFor};
use storectl_plan::{FailureKind, PendingFact, StepOutcome};

use crate::support::{Cut, Watcher, World, release, report_lines, submission_of, texts};

#[tokio::test]
async fn a_submission_whose_answer_is_lost_is_found_by_status_and_adopted() {
    let world = World::with("", &["drop-after@POST:/submit"]);
    let plan = world.plan(&texts()).await;
    let from = world.seen();
    let report = world.execute(&plan, &texts()).await;
    insta::assert_snapshot!("adopted_report", report_lines(&report));
    insta::assert_snapshot!("adopted_requests", world.requests_from(from).join("\n"));
    assert_eq!(world.product().submissions.len(), 1);
    assert_eq!(world.journal().submission(), report.submission.as_ref());
}

#[tokio::test]
async fn a_submission_that_never_arrived_is_sent_once_more_after_two_reads() {
    let world = World::with("", &["503@POST:/submit"]);
    let plan = world.plan(&texts()).await;
    let from = world.seen();
    let report = world.execute(&plan, &texts()).await;
    assert_eq!(report.failure(), None);
    let requests = world.requests_from(from);
    let from = requests
        .iter()
        .position(|it| it == "POST submit 503")
        .unwrap();
    // Two spaced looks, the proof again, and nothing between it and the request.
    assert_eq!(
        requests[from..],
        [
            "POST submit 503",
            "GET status 200",
            "GET status 200",
            "GET status 200",
            "GET packages 200",
            "GET metadata 200",
            "GET listings/assets 200",
            "POST submit 200"
        ]
    );
}

#[tokio::test]
async fn a_submission_lost_twice_and_seen_nowhere_is_unknown() {
    let world = World::with("", &["503@POST:/submit", "503@POST:/submit#2"]);
    let report = world.run(&texts()).await;
    let last = report.steps.last().unwrap();
    assert!(matches!(last.outcome, StepOutcome::Unknown(_)));
    assert_eq!(world.pending(), [PendingFact::Unsubmitted]);
    assert_eq!(world.run(&texts()).await.failure(), None);
    assert_eq!(world.product().submissions.len(), 1);
}

/// The Store may refuse the second for the very submission that the first one made.
#[tokio::test]
async fn a_second_submit_refused_after_a_lost_first_one_is_settled_by_the_status() {
    let refused = json!({ "isSuccess": false, "errors": [
        { "code": "error", "message": "Submission already submitted.", "target": "submission" },
    ] });
    for status in [409, 400, 200] {
        let world = World::new();
        let plan = world.plan(&texts()).await;
        let cut = std::sync::Arc::clone(&world.cut);
        let mut submits = 0;
        let on_line = |line: &str| {
            if line.ends_with("submit starts") {
                submits += 1;
                cut.reply(Method::POST, "/submit", 503, &json!({}));
                cut.reply(Method::POST, "/submit", status, &refused);
            }
        };
        let mut watcher = Watcher {
            on_line: Some(Box::new(on_line)),
            ..Watcher::default()
        };
        let report = world.execute_watched(&plan, &texts(), &mut watcher).await;
        drop(watcher);
        assert_eq!(submits, 1);
        let lines = report_lines(&report);
        let last = report.steps.last().unwrap();
        assert!(matches!(last.outcome, StepOutcome::Unknown(_)), "{lines}");
        assert_eq!(report.failure().unwrap().kind, FailureKind::Transient);
        assert!(lines.contains("Submission already submitted."), "{lines}");
        assert!(lines.contains("may have accepted the first"), "{lines}");
        assert!(!lines.contains("not created by this apply"), "{lines}");
        assert!(world.journal().prior_work().in_doubt.is_some(), "{status}");
    }
}

#[tokio::test]
async fn a_second_submit_refused_for_the_first_one_finds_it_by_the_status() {
    let world = World::with("", &["drop-after@POST:/submit"]);
    let ready = json!({ "isSuccess": true, "responseData": { "isReady": true } });
    let plan = world.plan(&texts()).await;
    let cut = std::sync::Arc::clone(&world.cut);
    let on_line = |line: &str| {
        if line.ends_with("submit starts") {
            // The draft's status is slow to show what the first request made.
            cut.reply(Method::GET, "/status", 200, &ready);
            cut.reply(Method::GET, "/status", 200, &ready);
            cut.reply(Method::GET, "/status", 200, &ready);
        }
    };
    let mut watcher = Watcher {
        on_line: Some(Box::new(on_line)),
        ..Watcher::default()
    };
    let report = world.execute_watched(&plan, &texts(), &mut watcher).await;
    drop(watcher);
    assert_eq!(report.failure(), None, "{}", report_lines(&report));
    assert_eq!(world.product().submissions.len(), 1);
}

#[tokio::test]
async fn a_success_without_an_id_is_not_called_lost_and_notes_are_not_the_stores_messages() {
    let world = World::new();
    let plan = world.plan(&texts()).await;
    let accepted = json!({ "isSuccess": true, "responseData": {} });
    let on_line = |line: &str| {
        if line.ends_with("submit starts") {
            world.cut.reply(Method::POST, "/submit", 200, &accepted);
            world.change(|it| it.submissions.push(submission_of(it)));
        }
    };
    let mut watcher = Watcher {
        on_line: Some(Box::new(on_line)),
        ..Watcher::default()
    };
    let report = world.execute_watched(&plan, &texts(), &mut watcher).await;
    let lines = report_lines(&report);
    assert_eq!(report.failure(), None, "{lines}");
    assert_eq!(report.messages, []);
    assert!(
        report.notes[0].contains("no response to the submit request named the submission"),
        "{lines}"
    );
    assert!(!lines.contains("lost"), "{lines}");
}

#[tokio::test]
async fn a_submission_that_has_failed_with_an_unknown_word_ends_the_wait_and_shows_the_word() {
    let mut world = World::new();
    world.wait = WaitFor::Published;
    let plan = world.plan(&texts()).await;
    let canceled = json!({
        "isSuccess": true,
        "responseData": { "publishingStatus": "CANCELLED", "hasFailed": true },
    });
    let on_line = |line: &str| {
        if line.ends_with("await-publication starts") {
            world.cut.reply(Method::GET, "/status", 200, &canceled);
        }
    };
    let mut watcher = Watcher {
        on_line: Some(Box::new(on_line)),
        ..Watcher::default()
    };
    let report = world.execute_watched(&plan, &texts(), &mut watcher).await;
    let lines = report_lines(&report);
    assert_eq!(
        report.failure().unwrap().kind,
        FailureKind::Rejected,
        "{lines}"
    );
    assert!(
        lines.contains("failed (the Store returns CANCELLED)"),
        "{lines}"
    );
    assert_eq!(report.publishing_status.as_deref(), Some("CANCELLED"));
}

#[tokio::test]
async fn a_package_commit_refused_as_not_ready_is_sent_again_whatever_the_status_reads() {
    let ready = json!({ "isSuccess": true, "responseData": { "isReady": true } });
    let uncommitted = json!({ "isSuccess": true, "responseData": { "isReady": false }, "errors": [{
        "code": "packageerror", "message": "Packages are not committed.", "target": "packages",
    }] });
    for status in [ready, uncommitted] {
        let world = World::new();
        let plan = world.plan(&release()).await;
        let refused = json!({ "isSuccess": false, "errors": [{
            "code": "error", "message": "Draft is not ready. Packages are being uploaded.", "target": "packages",
        }] });
        let on_line = |line: &str| {
            if line.ends_with("commit-packages starts") {
                for _ in 0..2 {
                    world
                        .cut
                        .reply(Method::POST, "/packages/commit", 400, &refused);
                    world.cut.reply(Method::GET, "/status", 200, &status);
                }
            }
        };
        let mut watcher = Watcher {
            on_line: Some(Box::new(on_line)),
            ..Watcher::default()
        };
        let report = world.execute_watched(&plan, &release(), &mut watcher).await;
        assert_eq!(report.failure(), None, "{}", report_lines(&report));
        assert_eq!(world.product().submissions.len(), 1);
    }
}

#[tokio::test]
async fn a_submission_with_other_content_is_not_taken_for_ones_own() {
    let world = World::with("", &["503@POST:/submit"]);
    let plan = world.plan(&texts()).await;
    let colleague = |line: &str| {
        if line.ends_with("submit starts") {
            world.change(|it| {
                it.listings[0]
                    .fields
                    .insert("whatsNew".to_owned(), "A colleague's news.".into());
                it.submissions.push(submission_of(it));
            });
        }
    };
    let mut watcher = Watcher {
        on_line: Some(Box::new(colleague)),
        ..Watcher::default()
    };
    let report = world.execute_watched(&plan, &texts(), &mut watcher).await;
    insta::assert_snapshot!("others_submission", report_lines(&report));
    assert_eq!(report.failure().unwrap().kind, FailureKind::Busy);
    assert_eq!(world.pending(), [PendingFact::Unsubmitted]);
}

#[tokio::test]
async fn a_run_interrupted_while_submitting_finds_its_submission_in_the_next_run() {
    let world = World::new();
    let submit = requests_of_a_run().await - 1;
    assert!(world.run_until(&release(), submit, Cut::After).await);
    let plan = world.plan(&release()).await;
    let ongoing: SubmissionId = world.product().submissions[0].id.parse().unwrap();
    assert_eq!(plan.own_submission(), Some(&ongoing));
    let report = world.execute(&plan, &release()).await;
    insta::assert_snapshot!("adopted_by_the_next_run", report_lines(&report));
    assert_eq!(report.submission, Some(ongoing));
}

#[tokio::test]
async fn a_run_after_one_that_submitted_finds_nothing_to_do_and_writes_nothing() {
    let world = World::new();
    let first = world.run(&release()).await;
    let plan = world.plan(&release()).await;
    let from = world.seen();
    let report = world.execute(&plan, &release()).await;
    assert_eq!(report.failure(), None);
    assert_eq!(report.submission, first.submission);
    assert_eq!(world.seen(), from);
}

#[tokio::test]
async fn a_manifest_that_changed_since_the_submission_is_busy() {
    let world = World::new();
    world.run(&release()).await;
    let mut desired = release();
    desired.properties.website = Field::Set("https://contoso.com/new".to_owned());
    let report = world.run(&desired).await;
    assert_eq!(report.failure().unwrap().kind, FailureKind::Busy);
}

#[tokio::test]
async fn a_submission_that_was_lost_is_adopted_and_followed() {
    let mut world = World::new();
    world.wait = WaitFor::Published;
    let submit = requests_of_a_run().await - 1;
    assert!(world.run_until(&release(), submit, Cut::After).await);
    let report = world.run(&release()).await;
    assert_eq!(report.failure(), None);
    assert_eq!(report.publishing_status.as_deref(), Some("PUBLISHED"));
}

/// How many requests a run of [`release`] sends, signing in and planning included.
pub(crate) async fn requests_of_a_run() -> usize {
    let world = World::new();
    world.run(&release()).await;
    world.seen()
}
