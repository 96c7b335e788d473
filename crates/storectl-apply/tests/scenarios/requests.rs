//! What is sent, in what order.

use storectl_model::{SubmitMode, WaitFor};

use storectl_plan::PendingFact;

use crate::support::{NEW_URL, NEWS, Watcher, World, growth, nothing, release, report_lines};

#[tokio::test]
async fn a_release_is_written_committed_awaited_read_back_and_submitted() {
    let world = World::new();
    let plan = world.plan(&release()).await;
    let from = world.seen();
    let mut watcher = Watcher::default();
    let report = world.execute_watched(&plan, &release(), &mut watcher).await;
    insta::assert_snapshot!("release_report", report_lines(&report));
    insta::assert_snapshot!("release_requests", world.requests_from(from).join("\n"));
    insta::assert_snapshot!("release_events", watcher.lines.join("\n"));
    let product = world.product();
    let submission = &product.submissions[0];
    assert_eq!(submission.packages[0].fields["packageUrl"], NEW_URL);
    assert_eq!(submission.listings[0].fields["whatsNew"], NEWS);
    assert_eq!(
        world.journal().submission(),
        Some(&submission.id.parse().unwrap())
    );
    assert_eq!(world.pending(), []);
}

#[tokio::test]
async fn a_draft_left_unsubmitted_on_purpose_is_submitted_by_the_next_run_that_submits() {
    let mut world = World::new();
    world.submit = SubmitMode::Never;
    let report = world.run(&release()).await;
    assert_eq!(report.failure(), None);
    assert!(world.product().submissions.is_empty());
    assert_eq!(world.pending(), [PendingFact::Unsubmitted]);
    assert_eq!(
        world.product().committed_packages[0].fields["packageUrl"],
        NEW_URL
    );
    world.submit = SubmitMode::Auto;
    let report = world.run(&release()).await;
    assert_eq!(report.failure(), None);
    assert_eq!(world.product().submissions.len(), 1);
}

#[tokio::test]
async fn an_unchanged_draft_is_submitted_on_demand_after_one_more_commit() {
    let mut world = World::new();
    world.submit = SubmitMode::Always;
    let plan = world.plan(&nothing()).await;
    let from = world.seen();
    let report = world.execute(&plan, &nothing()).await;
    assert_eq!(report.failure(), None);
    insta::assert_snapshot!("resubmit_requests", world.requests_from(from).join("\n"));
}

#[tokio::test]
async fn a_submission_is_followed_to_its_publication() {
    let mut world = World::with("submission-outcome=retried", &[]);
    world.wait = WaitFor::Published;
    let report = world.run(&release()).await;
    assert_eq!(report.failure(), None);
    assert_eq!(report.publishing_status.as_deref(), Some("PUBLISHED"));
}

#[tokio::test]
async fn a_failed_certification_is_a_rejection_that_points_to_partner_center() {
    let mut world = World::with("submission-outcome=failed", &[]);
    world.wait = WaitFor::Published;
    let report = world.run(&release()).await;
    insta::assert_snapshot!("failed_certification", report_lines(&report));
}

#[tokio::test]
async fn packages_and_languages_come_and_go_in_the_order_that_leaves_the_draft_ready() {
    let world = World::new();
    let desired = growth(&world, &["fr-fr", "nb-no"]);
    let plan = world.plan(&desired).await;
    let from = world.seen();
    let report = world.execute(&plan, &desired).await;
    insta::assert_snapshot!("growth_report", report_lines(&report));
    insta::assert_snapshot!("growth_requests", world.requests_from(from).join("\n"));
    let languages: Vec<_> = world
        .product()
        .listings
        .iter()
        .map(|it| it.language.clone())
        .collect();
    assert_eq!(languages, ["en-us", "fr-fr", "nb-no"]);
}

#[tokio::test]
async fn packages_that_a_read_shows_only_after_their_commit_are_not_a_failure() {
    let world = World::with("package-reads=committed", &[]);
    let report = world.run(&growth(&world, &["fr-fr"])).await;
    assert_eq!(report.failure(), None);
    assert_eq!(world.product().submissions[0].packages.len(), 2);
}
