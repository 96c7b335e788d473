//! Waiting: what is believed, what stops, and how long.

use std::time::Duration;

use storectl_apply::{Silent, StopSignal, follow_submission, wait_for_ongoing};
use storectl_model::{DesiredListing, Field, ListingIntent, WaitFor};
use storectl_plan::{FailureKind, PendingFact};

use crate::support::{Cut, Watcher, World, nothing, product_id, release, texts, told};

#[tokio::test]
async fn a_stale_ready_answer_after_a_commit_is_not_believed() {
    let world = World::with("stale-reads=1,upload-reads=2", &[]);
    let plan = world.plan(&release()).await;
    let mut watcher = Watcher::default();
    let report = world.execute_watched(&plan, &release(), &mut watcher).await;
    assert_eq!(report.failure(), None);
    insta::assert_snapshot!("stale_ready_events", watcher.lines.join("\n"));
}

#[tokio::test]
async fn a_failed_package_upload_is_healed_by_one_more_commit() {
    let world = World::with("upload-failures=1", &[]);
    let plan = world.plan(&release()).await;
    let from = world.seen();
    let report = world.execute(&plan, &release()).await;
    insta::assert_snapshot!("recommit_report", told(&report));
    insta::assert_snapshot!("recommit_requests", world.requests_from(from).join("\n"));
}

#[tokio::test]
async fn a_package_upload_that_fails_again_is_a_rejection() {
    let world = World::with("upload-failures=9", &[]);
    let report = world.run(&release()).await;
    insta::assert_snapshot!("upload_rejected", told(&report));
    assert_eq!(world.product().package_commits, 2);
    assert_eq!(world.pending(), [PendingFact::Unsubmitted]);
}

#[tokio::test]
async fn a_broken_listing_stops_the_wait_at_once() {
    let world = World::with("write-gate=open", &[]);
    world.change(|it| it.listings[1].screenshots.clear());
    let report = world.run(&texts()).await;
    insta::assert_snapshot!("broken_listing", told(&report));
}

#[tokio::test]
async fn a_broken_listing_that_the_manifest_mends_does_not_stop_the_packages_before_it() {
    let world = World::with("write-gate=open", &[]);
    world.change(|it| {
        it.listings[1].fields.shift_remove("description");
    });
    let reader = world.client.reader();
    assert!(!reader.status(&product_id()).await.unwrap().is_ready);
    let mut desired = release();
    let mended = DesiredListing {
        description: Field::Set("Jedes Zahnrad an einem Ort.".to_owned()),
        ..DesiredListing::default()
    };
    let mended = ListingIntent::Present(Box::new(mended));
    desired.listings.insert("de-de".parse().unwrap(), mended);
    let report = world.run(&desired).await;
    assert_eq!(report.failure(), None);
    assert_eq!(world.product().submissions.len(), 1);
}

#[tokio::test]
async fn the_deadline_ends_a_wait_and_says_what_the_store_said_last() {
    let mut world = World::with("upload-reads=100000", &[]);
    world.poll.deadline = Duration::from_secs(600);
    let report = world.run(&release()).await;
    insta::assert_snapshot!("deadline", told(&report));
    assert_eq!(world.elapsed(), Duration::from_secs(600));
    assert_eq!(world.pending(), [PendingFact::Unsubmitted]);
}

#[tokio::test]
async fn an_outage_within_a_wait_is_no_news() {
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
async fn a_signal_ends_a_wait_at_once_and_the_next_run_goes_on() {
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
    insta::assert_snapshot!("interrupted", told(&report));
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
    insta::assert_snapshot!("terminated", told(&report));
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
        world.poll,
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
        &product_id(),
        &"1".parse().unwrap(),
        &*world.clock,
        world.poll,
        &mut Silent,
        &world.cancel,
    )
    .await;
    assert_eq!(followed.failure.unwrap().kind, FailureKind::Unconverged);
    assert!(world.elapsed() > Duration::from_secs(60));
}

#[tokio::test]
async fn publication_that_takes_longer_than_the_deadline_is_waited_for_elsewhere() {
    let mut world = World::with("submission-reads=100000", &[]);
    world.wait = WaitFor::Published;
    let report = world.run(&texts()).await;
    insta::assert_snapshot!("unpublished", told(&report));
    assert!(world.journal().submission().is_some());
}
