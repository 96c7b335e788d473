//! Writes whose responses are lost or corrupted: what the matrix found, one test each.

use http::Method;
use serde_json::json;
use storectl_model::{DesiredListing, DesiredProduct, Field, ListingIntent, SubmissionId};
use storectl_plan::{FailureKind, PendingFact, StepOutcome};

use crate::support::{
    DRAFT_STATUS, NEW_URL, World, growth, new_languages, news, nothing, release, report_lines,
    texts,
};

#[tokio::test]
async fn a_language_added_by_a_lost_write_is_not_refused_for_being_there() {
    let world = World::with("", &["503-after@PATCH:/metadata#2"]);
    let report = world.run(&growth(&world, &["fr-fr"])).await;
    assert_eq!(report.failure(), None, "{}", report_lines(&report));
    assert!(report_lines(&report).contains("the draft shows that it took effect"));
    assert_eq!(world.product().submissions.len(), 1);
}

#[tokio::test]
async fn a_language_removed_by_a_lost_write_is_not_refused_for_being_gone() {
    let world = World::with("", &["drop-after@PATCH:/metadata#3"]);
    let report = world.run(&growth(&world, &["fr-fr"])).await;
    assert_eq!(report.failure(), None, "{}", report_lines(&report));
    assert_eq!(world.product().submissions.len(), 1);
}

#[tokio::test]
async fn a_write_refused_when_it_was_repeated_is_refused() {
    let world = World::with("", &["503@PATCH:/metadata"]);
    let mut desired = nothing();
    let long = news(&"x".repeat(1501));
    desired.listings = [("en-us".parse().unwrap(), long)].into();
    let report = world.run(&desired).await;
    assert!(
        matches!(report.steps[0].outcome, StepOutcome::Failed(_)),
        "{}",
        report_lines(&report)
    );
    assert_eq!(world.pending(), []);
}

#[tokio::test]
async fn an_image_that_a_portal_took_is_uploaded_again() {
    let world = World::with("", &["html@PUT:/blobs/*/*"]);
    let report = world.run(&growth(&world, &["fr-fr"])).await;
    assert_eq!(report.failure(), None, "{}", report_lines(&report));
}

#[tokio::test]
async fn responses_that_stay_corrupted_are_reported_as_the_services_fault() {
    let faults: Vec<String> = (1..=5)
        .map(|n| format!("html@POST:/packages/commit#{n}"))
        .collect();
    let faults: Vec<&str> = faults.iter().map(String::as_str).collect();
    let world = World::with("", &faults);
    let report = world.run(&release()).await;
    let failure = report.failure().unwrap();
    assert_eq!(
        failure.kind,
        FailureKind::Transient,
        "{}",
        report_lines(&report)
    );
    assert_eq!(world.run(&release()).await.failure(), None);
}

/// A commit of packages whose response is lost, for every way the Store may treat its repeat.
#[tokio::test]
async fn a_lost_package_commit_whose_repeat_is_refused_is_not_a_rejection_however_long_the_upload()
{
    for reads in [0, 1, 2, 3, 6] {
        for stale in [0, 1] {
            for fault in ["drop-after", "503-after"] {
                let store =
                    format!("upload-reads={reads},stale-reads={stale},repeated-commit=refused");
                let world = World::with(&store, &[&format!("{fault}@POST:/packages/commit")]);
                let report = world.run(&release()).await;
                let at = format!("{store} {fault}\n{}", report_lines(&report));
                assert_eq!(report.failure(), None, "{at}");
                let submission = &world.product().submissions[0];
                assert_eq!(submission.packages[0].fields["packageUrl"], NEW_URL, "{at}");
            }
        }
    }
}

#[tokio::test]
async fn a_lost_commit_of_packages_whose_every_repeat_is_refused_is_unknown_and_never_a_rejection()
{
    let world = World::with(
        "",
        &[
            "drop@POST:/packages/commit",
            "400@POST:/packages/commit#2",
            "400@POST:/packages/commit#3",
        ],
    );
    let report = world.run(&release()).await;
    let lines = report_lines(&report);
    assert_eq!(
        report.failure().unwrap().kind,
        FailureKind::Transient,
        "{lines}"
    );
    let is_unknown = |it: &StepOutcome| matches!(it, StepOutcome::Unknown(_));
    assert!(
        report.steps.iter().any(|it| is_unknown(&it.outcome)),
        "{lines}"
    );
    assert!(world.pending().contains(&PendingFact::PackagesUncommitted));
    assert!(
        world.product().submissions.is_empty(),
        "never the old binaries"
    );
    assert_eq!(world.run(&release()).await.failure(), None);
    assert_eq!(world.product().submissions.len(), 1);
}

#[tokio::test]
async fn a_commit_of_packages_that_is_plainly_refused_is_a_rejection_and_not_waited_for() {
    for store in [
        "uncommitted-packages=ready",
        "uncommitted-packages=not-ready",
    ] {
        let world = World::with(store, &["400@POST:/packages/commit"]);
        let report = world.run(&release()).await;
        let lines = report_lines(&report);
        assert_eq!(
            report.failure().unwrap().kind,
            FailureKind::Rejected,
            "{store}\n{lines}"
        );
        assert!(world.elapsed().as_secs() < 10, "{store}");
        assert!(world.pending().contains(&PendingFact::PackagesUncommitted));
    }
}

/// A colleague submits before the read that shows what became of a write whose response was lost.
#[tokio::test]
async fn nothing_is_written_once_the_read_back_of_a_lost_write_names_a_submission_in_progress() {
    let locked = json!({
        "isSuccess": true,
        "responseData": { "isReady": false, "ongoingSubmissionId": "4711" },
    });
    for (desired, tail, first) in [
        (texts(), "/metadata", "503-after@PATCH:/metadata"),
        (
            release(),
            "/packages/commit",
            "503-after@POST:/packages/commit",
        ),
    ] {
        let repeat = format!("{}#2", first.replace("503-after", "400"));
        let world = World::with("repeated-commit=refused", &[first, &repeat]);
        let plan = world.plan(&desired).await;
        for _ in 0..3 {
            world.cut.reply(Method::GET, DRAFT_STATUS, 200, &locked);
        }
        let report = world.execute(&plan, &desired).await;
        let lines = report_lines(&report);
        let failure = report.failure().unwrap();
        assert_eq!(failure.kind, FailureKind::Busy, "{lines}");
        let named = failure.in_the_way.as_ref().map(SubmissionId::as_str);
        assert_eq!(named, Some("4711"), "{lines}");
        let requests = world.sandbox.requests();
        let last = requests.iter().rfind(|it| it.method != "GET").unwrap();
        assert!(last.path_and_query.ends_with(tail), "{lines}");
        let sent = requests
            .iter()
            .filter(|it| it.path_and_query.ends_with(tail));
        assert_eq!(sent.filter(|it| it.method != "GET").count(), 2, "{lines}");
    }
}

/// Another first screenshot, and the Store's own behind it.
fn screenshots(world: &World) -> DesiredProduct {
    let listing = DesiredListing {
        screenshots: Field::Set(vec![
            world.image("1.png", 1920, 1080),
            world.image("kept.png", 1366, 768),
        ]),
        ..DesiredListing::default()
    };
    DesiredProduct {
        listings: [(
            "en-us".parse().unwrap(),
            ListingIntent::Present(Box::new(listing)),
        )]
        .into(),
        ..nothing()
    }
}

#[tokio::test]
async fn a_lost_commit_of_images_is_recognized_by_the_committed_ids() {
    for faults in [
        &["500-after@PUT:/listings/assets/commit"][..],
        &[
            "503-after@PUT:/listings/assets/commit",
            "400@PUT:/listings/assets/commit#2",
        ],
    ] {
        let world = World::with("", faults);
        let report = world.run(&screenshots(&world)).await;
        let lines = report_lines(&report);
        assert_eq!(report.failure(), None, "{faults:?}\n{lines}");
        assert!(lines.contains("the draft shows"), "{lines}");
        assert_eq!(world.product().submissions.len(), 1);
    }
}

/// The stored images were not looked at, so by content nothing tells them from those that were to be committed.
#[tokio::test]
async fn a_lost_commit_of_images_that_had_no_effect_is_not_taken_for_one() {
    let world = World::with("", &["500@PUT:/listings/assets/commit"]);
    let before = world.product();
    let report = world.run(&screenshots(&world)).await;
    let lines = report_lines(&report);
    assert_eq!(
        report.failure().unwrap().kind,
        FailureKind::Transient,
        "{lines}"
    );
    assert_eq!(world.product().listings, before.listings);
    assert!(world.product().submissions.is_empty());
    assert_eq!(world.run(&screenshots(&world)).await.failure(), None);
}

#[tokio::test]
async fn a_refused_repeat_whose_effect_cannot_be_read_is_unknown_and_not_a_rejection() {
    let calm = World::new();
    let plan = calm.plan(&screenshots(&calm)).await;
    let outage: Vec<String> = (1..=12).map(|n| format!("500@GET:/packages#{n}")).collect();
    let mut faults = vec![
        "503-after@PUT:/listings/assets/commit",
        "400@PUT:/listings/assets/commit#2",
    ];
    faults.extend(outage.iter().map(String::as_str));
    let stormy = World::with("", &faults);
    let desired = screenshots(&stormy);
    let report = stormy.execute(&plan, &desired).await;
    let lines = report_lines(&report);
    assert_eq!(
        report.failure().unwrap().kind,
        FailureKind::Transient,
        "{lines}"
    );
    let is_unknown = |it: &StepOutcome| matches!(it, StepOutcome::Unknown(_));
    assert!(
        report.steps.iter().any(|it| is_unknown(&it.outcome)),
        "{lines}"
    );
}

#[tokio::test]
async fn a_language_added_alone_by_a_lost_write_is_not_refused_for_being_there() {
    for fault in ["503-after@PATCH:/metadata#2", "500-after@PATCH:/metadata#2"] {
        let world = World::with("new-language=separate", &[fault]);
        let desired = DesiredProduct {
            listings: new_languages(&world, &["fr-fr"]),
            ..nothing()
        };
        let report = world.run(&desired).await;
        assert_eq!(report.failure(), None, "{fault}\n{}", report_lines(&report));
        assert_eq!(world.sandbox.unused_faults(), []);
        assert_eq!(world.product().submissions.len(), 1);
    }
}
