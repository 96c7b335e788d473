//! Writes whose answers are lost or spoilt: what the matrix found, one test each.

use storectl_plan::StepOutcome;

use crate::support::{World, growth, news, nothing, release, told};

#[tokio::test]
async fn a_language_added_by_a_lost_write_is_not_refused_for_being_there() {
    let world = World::with("", &["503-after@PATCH:/metadata#2"]);
    let report = world.run(&growth(&world, &["fr-fr"])).await;
    assert_eq!(report.failure(), None, "{}", told(&report));
    assert!(told(&report).contains("reading back shows that it took effect"));
    assert_eq!(world.product().submissions.len(), 1);
}

#[tokio::test]
async fn a_language_removed_by_a_lost_write_is_not_refused_for_being_gone() {
    let world = World::with("", &["drop-after@PATCH:/metadata#3"]);
    let report = world.run(&growth(&world, &["fr-fr"])).await;
    assert_eq!(report.failure(), None, "{}", told(&report));
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
        told(&report)
    );
    assert_eq!(world.pending(), []);
}

#[tokio::test]
async fn an_image_that_a_portal_took_is_uploaded_again() {
    let world = World::with("", &["html@PUT:/blobs/*/*"]);
    let report = world.run(&growth(&world, &["fr-fr"])).await;
    assert_eq!(report.failure(), None, "{}", told(&report));
}

#[tokio::test]
async fn answers_that_stay_spoilt_are_the_services_trouble_and_no_mystery() {
    let faults: Vec<String> = (1..=5)
        .map(|n| format!("html@POST:/packages/commit#{n}"))
        .collect();
    let faults: Vec<&str> = faults.iter().map(String::as_str).collect();
    let world = World::with("", &faults);
    let report = world.run(&release()).await;
    let failure = report.failure().unwrap();
    assert_eq!(failure.kind, storectl_plan::FailureKind::Transient);
    assert_eq!(world.run(&release()).await.failure(), None);
}
