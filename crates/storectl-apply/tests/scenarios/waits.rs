//! Waiting: what is believed, what stops, and how long.

use std::time::Duration;

use storectl_apply::{
    FollowRequest, NoReceipts, Silent, StopSignal, follow_submission, wait_for_ongoing,
};
use storectl_model::{DesiredListing, DesiredProduct, Field, ListingIntent, WaitFor};
use storectl_plan::{FailureKind, PendingFact, StepOutcome, Verdict};
use storectl_sandbox::{Upload, UploadEnd};

use crate::support::{
    Cut, NEW_URL, Watcher, World, new_languages, nothing, product_id, release, report_lines, texts,
};

#[tokio::test]
async fn a_stale_ready_answer_after_a_commit_is_not_believed() {
    let world = World::with("stale-reads=1,upload-reads=2", &[]);
    let plan = world.plan(&release()).await;
    let mut watcher = Watcher::default();
    let report = world.execute_watched(&plan, &release(), &mut watcher).await;
    assert_eq!(report.failure(), None);
    insta::assert_snapshot!("stale_ready_events", watcher.lines.join("\n"));
}

/// A new package and a new text.
fn package_and_text() -> DesiredProduct {
    DesiredProduct {
        packages: release().packages,
        ..texts()
    }
}

#[tokio::test]
async fn a_refusal_that_speaks_of_readiness_is_waited_for_however_many_ready_responses_are_stale() {
    for stale in [2, 3, 4, 9, 40] {
        let world = World::with(&format!("stale-reads={stale},upload-reads=3"), &[]);
        let report = world.run(&package_and_text()).await;
        assert_eq!(report.failure(), None, "{stale}");
        assert_eq!(world.product().submissions.len(), 1, "{stale}");
    }
}

#[tokio::test]
async fn a_refusal_that_speaks_of_readiness_is_31_when_the_deadline_passes() {
    let mut world = World::with("stale-reads=1000000", &[]);
    world.timeout = Duration::from_secs(600);
    let report = world.run(&package_and_text()).await;
    let failure = report.failure().unwrap();
    assert_eq!(failure.kind, FailureKind::Waiting, "{failure:?}");
    assert_eq!(world.elapsed(), Duration::from_secs(600));
    let refused = |it: &&String| it.as_str() == "PATCH metadata 400";
    let refused = world.requests_from(0).iter().filter(refused).count();
    assert!(refused < 60, "{refused} writes within 10 minutes");
    let mut steps = report.steps.iter();
    let outcome = &steps
        .find(|it| it.kind == "patch-metadata")
        .unwrap()
        .outcome;
    assert!(
        matches!(outcome, StepOutcome::Failed(_)),
        "it is not sent once more when no time is left for the response: {outcome:?}"
    );
}

#[tokio::test]
async fn a_failed_package_upload_is_healed_by_one_more_commit() {
    let world = World::with("upload-failures=1", &[]);
    let plan = world.plan(&release()).await;
    let from = world.seen();
    let report = world.execute(&plan, &release()).await;
    insta::assert_snapshot!("recommit_report", report_lines(&report));
    insta::assert_snapshot!("recommit_requests", world.requests_from(from).join("\n"));
}

#[tokio::test]
async fn a_package_upload_that_fails_again_is_a_rejection() {
    let world = World::with("upload-failures=9", &[]);
    let report = world.run(&release()).await;
    insta::assert_snapshot!("upload_rejected", report_lines(&report));
    assert_eq!(world.product().package_commits, 2);
    assert_eq!(world.pending(), [PendingFact::Unsubmitted]);
}

#[tokio::test]
async fn a_broken_listing_stops_the_wait_immediately() {
    let world = World::with("write-gate=open", &[]);
    world.change(|it| it.listings[1].screenshots.clear());
    let report = world.run(&texts()).await;
    insta::assert_snapshot!("broken_listing", report_lines(&report));
}

#[tokio::test]
async fn a_broken_listing_that_the_manifest_fixes_does_not_stop_the_packages_before_it() {
    let world = World::with("write-gate=open", &[]);
    world.change(|it| {
        it.listings[1].fields.shift_remove("description");
    });
    let reader = world.client.reader();
    assert!(!reader.status(&product_id()).await.unwrap().is_ready);
    let mut desired = release();
    let fixed = DesiredListing {
        description: Field::Set("Jedes Zahnrad an einem Ort.".to_owned()),
        ..DesiredListing::default()
    };
    let fixed = ListingIntent::Present(Box::new(fixed));
    desired.listings.insert("de-de".parse().unwrap(), fixed);
    let report = world.run(&desired).await;
    assert_eq!(report.failure(), None);
    assert_eq!(world.product().submissions.len(), 1);
}

#[tokio::test]
async fn the_deadline_ends_a_wait_and_says_what_the_store_said_last() {
    let mut world = World::with("upload-reads=100000", &[]);
    world.timeout = Duration::from_secs(600);
    let report = world.run(&release()).await;
    insta::assert_snapshot!("deadline", report_lines(&report));
    assert_eq!(world.elapsed(), Duration::from_secs(600));
    assert_eq!(world.pending(), [PendingFact::Unsubmitted]);
}

#[tokio::test]
async fn an_outage_within_a_wait_does_not_end_it() {
    let outage: Vec<String> = (1..=20).map(|n| format!("503@GET:/status#{n}")).collect();
    let outage: Vec<&str> = outage.iter().map(String::as_str).collect();
    let world = World::new();
    let plan = world.plan(&release()).await;
    // The same world with the outage: planning is over.
    let stormy = World::with("", &outage);
    let report = stormy.execute(&plan, &release()).await;
    assert_eq!(report.failure(), None);
    assert_eq!(stormy.sandbox.unused_faults(), []);
}

#[tokio::test]
async fn a_signal_ends_a_wait_immediately_and_the_next_run_goes_on() {
    let world = World::with("upload-reads=100000", &[]);
    let plan = world.plan(&release()).await;
    let cancel = world.cancel.clone();
    let stop = |line: &str| {
        if line.contains("waits: 15 s") {
            cancel.stop(StopSignal::Interrupt);
        }
    };
    let mut watcher = Watcher {
        on_line: Some(Box::new(stop)),
        ..Watcher::default()
    };
    let report = world.execute_watched(&plan, &release(), &mut watcher).await;
    insta::assert_snapshot!("interrupted", report_lines(&report));
    assert_eq!(world.pending(), [PendingFact::Unsubmitted]);
}

#[tokio::test]
async fn a_signal_lets_the_write_in_flight_finish_and_starts_no_other_step() {
    let world = World::new();
    let plan = world.plan(&texts()).await;
    let from = world.seen();
    world.cut.arm(0, Cut::Signal);
    let report = world.execute(&plan, &texts()).await;
    assert_eq!(world.requests_from(from), ["PATCH metadata 200"]);
    insta::assert_snapshot!("terminated", report_lines(&report));
    assert_eq!(world.pending(), [PendingFact::Unsubmitted]);
}

#[tokio::test]
async fn an_ongoing_submission_can_be_waited_for() {
    let world = World::with("submission-reads=5", &[]);
    world.run(&texts()).await;
    let mut watcher = Watcher::default();
    let end = wait_for_ongoing(
        world.client.reader(),
        &product_id(),
        &*world.clock,
        world.poll(),
        &mut watcher,
        &world.cancel,
    )
    .await;
    assert_eq!(end, Ok(()));
    assert!(watcher.lines.len() > 2, "{:?}", watcher.lines);
    assert!(world.run(&nothing()).await.failure().is_none());
}

#[tokio::test]
async fn a_submission_nobody_knows_gets_some_grace_and_then_fails() {
    let world = World::new();
    let followed = follow_submission(
        world.client.reader(),
        FollowRequest {
            product: &product_id(),
            submission: &"1".parse().unwrap(),
            recorder: &mut NoReceipts,
        },
        &*world.clock,
        world.poll(),
        &mut Silent,
        &world.cancel,
    )
    .await;
    assert_eq!(followed.failure.unwrap().kind, FailureKind::Unconverged);
    assert!(world.elapsed() > Duration::from_secs(60));
}

/// A run that follows its submission, whose own status answers 404 this often, for so many seconds.
async fn unknown_to_the_store(answers: usize, seconds: u64) -> storectl_plan::ApplyReport {
    unknown_and_then_silent(answers, 0, seconds).await
}

/// The same, with responses after it that say nothing of the submission.
async fn unknown_and_then_silent(
    answers: usize,
    silent: usize,
    seconds: u64,
) -> storectl_plan::ApplyReport {
    let mut world = World::new();
    world.wait = WaitFor::Published;
    world.timeout = Duration::from_secs(seconds);
    let plan = world.plan(&texts()).await;
    let unknown = serde_json::json!({ "isSuccess": false, "errors": [
        { "code": "notfound", "message": "No such submission.", "target": "submission" },
    ] });
    let on_line = |line: &str| {
        if line.ends_with("await-publication starts") {
            for _ in 0..answers {
                world.cut.reply(http::Method::GET, "/status", 404, &unknown);
            }
            for _ in 0..silent {
                let nothing = serde_json::json!({});
                world.cut.reply(http::Method::GET, "/status", 503, &nothing);
            }
        }
    };
    let mut watcher = Watcher {
        on_line: Some(Box::new(on_line)),
        ..Watcher::default()
    };
    world.execute_watched(&plan, &texts(), &mut watcher).await
}

#[tokio::test]
async fn a_submission_the_store_does_not_know_is_unconverged_also_where_the_deadline_is_short() {
    for seconds in [15, 1800] {
        let report = unknown_to_the_store(100, seconds).await;
        let lines = report_lines(&report);
        let failure = report.failure().unwrap();
        assert_eq!(failure.kind, FailureKind::Unconverged, "{lines}");
        assert_eq!(failure.http_status, Some(404), "{lines}");
        let id = report.submission.clone().unwrap();
        for part in [id.as_str(), "does not exist", "No such submission."] {
            assert!(lines.contains(part), "no {part} in {lines}");
        }
    }
}

#[tokio::test]
async fn what_the_store_did_not_know_is_not_forgotten_where_the_last_read_says_nothing() {
    let report = unknown_and_then_silent(2, 1000, 75).await;
    let failure = report.failure().unwrap();
    let lines = report_lines(&report);
    assert_eq!(failure.kind, FailureKind::Unconverged, "{lines}");
    assert_eq!(failure.http_status, Some(404), "{lines}");
}

#[tokio::test]
async fn a_submission_the_store_does_not_know_yet_is_waited_for_and_the_wait_says_so() {
    let report = unknown_to_the_store(1, 1800).await;
    assert_eq!(report.failure(), None, "{}", report_lines(&report));
    let report = unknown_to_the_store(100, 2).await;
    let lines = report_lines(&report);
    assert_eq!(
        report.failure().unwrap().kind,
        FailureKind::Waiting,
        "{lines}"
    );
    assert!(lines.contains("did not know submission"), "{lines}");
}

#[tokio::test]
async fn a_signal_ends_a_run_as_a_signal_also_where_the_store_does_not_know_the_submission() {
    let mut world = World::new();
    world.wait = WaitFor::Published;
    let plan = world.plan(&texts()).await;
    let unknown = serde_json::json!({ "isSuccess": false, "errors": [] });
    let on_line = |line: &str| {
        if line.ends_with("await-publication starts") {
            for _ in 0..2 {
                world.cut.reply(http::Method::GET, "/status", 404, &unknown);
            }
        }
        if line.starts_with("await-publication waits: 30 s") {
            world.cancel.stop(StopSignal::Interrupt);
        }
    };
    let mut watcher = Watcher {
        on_line: Some(Box::new(on_line)),
        ..Watcher::default()
    };
    let report = world.execute_watched(&plan, &texts(), &mut watcher).await;
    assert_eq!(report.failure().unwrap().kind, FailureKind::Interrupted);
}

#[tokio::test]
async fn publication_that_takes_longer_than_the_deadline_is_waited_for_elsewhere() {
    let mut world = World::with("submission-reads=100000", &[]);
    world.wait = WaitFor::Published;
    let report = world.run(&texts()).await;
    insta::assert_snapshot!("unpublished", report_lines(&report));
    assert!(world.journal().submission().is_some());
}

/// Field note 93: 5xx on a submission's status says nothing about the submission.
#[tokio::test]
async fn a_submission_whose_status_cannot_be_read_until_the_deadline_is_waiting_and_never_failed() {
    let mut world = World::with("status-failures=100000", &[]);
    world.wait = WaitFor::Published;
    world.timeout = Duration::from_secs(600);
    let report = world.run(&texts()).await;
    let lines = report_lines(&report);
    let failure = report.failure().unwrap();
    assert_eq!(failure.kind, FailureKind::Waiting, "{lines}");
    assert!(failure.message.contains("was not published"), "{lines}");
    let submission = report.submission.clone().unwrap();
    assert_eq!(world.pending(), [PendingFact::Following(submission)]);
    // The next run follows the same submission.
    let plan = world.plan(&texts()).await;
    assert_eq!(plan.verdict(), Verdict::PendingWork);
    let report = world.execute(&plan, &texts()).await;
    assert_eq!(report.failure().unwrap().kind, FailureKind::Waiting);
    assert_eq!(world.product().submissions.len(), 1);
}

#[tokio::test]
async fn what_is_refused_after_stale_ready_reads_waits_and_is_sent_again() {
    for stale in 0..=3 {
        let interpretations = format!("upload-reads=4,stale-reads={stale}");
        let world = World::with(&interpretations, &[]);
        let report = world.run(&release()).await;
        let at = format!("{stale} stale reads\n{}", report_lines(&report));
        assert_eq!(report.failure(), None, "{at}");
        let submissions = world.product().submissions;
        assert_eq!(submissions.len(), 1, "{at}");
        assert_eq!(
            submissions[0].packages[0].fields["packageUrl"], NEW_URL,
            "{at}"
        );
    }
}

#[tokio::test]
async fn an_upload_of_an_earlier_run_delays_images_and_never_rejects_them() {
    let world = World::with("upload-reads=4,assets-during-upload=refused", &[]);
    let images = DesiredProduct {
        listings: new_languages(&world, &["fr-fr"]),
        ..nothing()
    };
    let plan = world.plan(&images).await;
    world.change(|it| {
        it.upload = Upload::Running {
            reads: 4,
            until: 0,
            end: UploadEnd::Done,
        };
    });
    let report = world.execute(&plan, &images).await;
    assert_eq!(report.failure(), None, "{}", report_lines(&report));
    assert_eq!(world.product().submissions.len(), 1);
}
