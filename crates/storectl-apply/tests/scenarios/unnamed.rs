//! A request refused because of a submission that nothing names: the draft's status settles whose it is.

use http::Method;
use serde_json::json;
use storectl_plan::{FailureKind, PendingFact};
use storectl_sandbox::Product;

use crate::support::{Cut, DRAFT_STATUS, Watcher, World, report_lines, submission_of, texts};

fn refused() -> serde_json::Value {
    json!({ "isSuccess": false, "errors": [
        { "code": "error", "message": "A submission is in progress.", "target": "submission" },
    ] })
}

fn ready() -> serde_json::Value {
    json!({ "isSuccess": true, "responseData": { "isReady": true } })
}

/// Runs [`texts`] in `world` and does this when the submit step starts.
async fn at_submit(world: &World, act: impl Fn()) -> storectl_plan::ApplyReport {
    let plan = world.plan(&texts()).await;
    let on_line = |line: &str| {
        if line.ends_with(" submit starts") {
            act();
        }
    };
    let mut watcher = Watcher {
        on_line: Some(Box::new(on_line)),
        ..Watcher::default()
    };
    world.execute_watched(&plan, &texts(), &mut watcher).await
}

/// A colleague submits this right before the run does, and the refusal does not name it.
async fn met(change: impl Fn(&mut Product)) -> (World, storectl_plan::ApplyReport) {
    let world = World::new();
    let report = at_submit(&world, || {
        world.change(|it| {
            change(it);
            it.submissions.push(submission_of(it));
        });
        world.cut.reply(Method::POST, "/submit", 409, &refused());
        // The status is slow to show it.
        world.cut.reply(Method::GET, DRAFT_STATUS, 200, &ready());
    })
    .await;
    (world, report)
}

#[tokio::test]
async fn a_submission_that_only_the_status_names_is_followed_where_it_is_exactly_what_was_proven() {
    let (world, report) = met(|_| {}).await;
    assert_eq!(report.failure(), None, "{}", report_lines(&report));
    assert_eq!(world.product().submissions.len(), 1);
    assert_eq!(world.journal().submission(), report.submission.as_ref());
}

#[tokio::test]
async fn a_submission_that_only_the_status_names_is_busy_where_it_holds_anything_else() {
    let (world, report) = met(|it| {
        it.properties
            .insert("website".to_owned(), "https://colleague.example".into());
    })
    .await;
    let lines = report_lines(&report);
    let failure = report.failure().unwrap();
    assert!(
        matches!(failure.kind, FailureKind::Busy | FailureKind::Stale),
        "{lines}"
    );
    assert_eq!(report.submission, None);
    assert_eq!(world.product().submissions.len(), 1);
    assert_eq!(world.pending(), [PendingFact::Unsubmitted]);
}

#[tokio::test]
async fn where_no_submission_is_in_progress_the_request_is_sent_again_within_the_deadline() {
    for (method, tail) in [(Method::PATCH, "/metadata"), (Method::POST, "/submit")] {
        for status in [409, 400, 200] {
            let world = World::new();
            world.cut.reply(method.clone(), tail, status, &refused());
            let report = world.run(&texts()).await;
            assert_eq!(report.failure(), None, "{}", report_lines(&report));
            assert_eq!(world.product().submissions.len(), 1, "{tail} {status}");
        }
    }
}

#[tokio::test]
async fn a_refusal_that_never_ends_is_a_wait_at_its_deadline_that_says_what_was_read() {
    let world = World::new();
    let report = at_submit(&world, || {
        for _ in 0..400 {
            world.cut.reply(Method::POST, "/submit", 409, &refused());
        }
    })
    .await;
    let lines = report_lines(&report);
    assert_eq!(
        report.failure().unwrap().kind,
        FailureKind::Waiting,
        "{lines}"
    );
    for part in ["A submission is in progress.", "status did not show"] {
        assert!(lines.contains(part), "no {part} in {lines}");
    }
    assert!(!lines.contains("not created by this apply"), "{lines}");
    assert_eq!(world.product().submissions.len(), 0);
    assert_eq!(world.pending(), [PendingFact::Unsubmitted]);
}

#[tokio::test]
async fn a_run_after_a_lost_answer_follows_the_submission_that_refuses_its_own() {
    let whole = World::new();
    whole.run(&texts()).await;
    let submit = whole.seen() - 1;
    let world = World::new();
    assert!(world.run_until(&texts(), submit, Cut::After).await);
    // The status does not show it while the next run plans, and the refusal does not name it.
    for _ in 0..3 {
        world.cut.reply(Method::GET, DRAFT_STATUS, 200, &ready());
    }
    let report = at_submit(&world, || {
        world.cut.reply(Method::POST, "/submit", 409, &refused());
        world.cut.reply(Method::GET, DRAFT_STATUS, 200, &ready());
    })
    .await;
    assert_eq!(report.failure(), None, "{}", report_lines(&report));
    assert_eq!(world.product().submissions.len(), 1);
    assert_eq!(world.journal().submission(), report.submission.as_ref());
}
