//! What the Store refuses, and what then becomes of the rest.

use storectl_model::{DesiredProduct, Field};
use storectl_plan::{FailureKind, PendingFact, StepOutcome};

use crate::support::{Watcher, World, release, report_lines, submission_of, texts};

/// A manifest the planner lets through and the Store does not.
fn refused() -> DesiredProduct {
    let mut desired = texts();
    desired.properties.website = Field::Set("no address".to_owned());
    desired
}

#[tokio::test]
async fn a_refused_write_is_reported_completely_and_the_rest_is_skipped_because_of_it() {
    let world = World::new();
    let report = world
        .run(&DesiredProduct {
            packages: release().packages,
            ..refused()
        })
        .await;
    insta::assert_snapshot!("refused_write", report_lines(&report));
    assert_eq!(world.pending(), [PendingFact::Unsubmitted]);
}

#[tokio::test]
async fn a_refused_first_write_leaves_no_draft_to_submit() {
    let world = World::new();
    let report = world.run(&refused()).await;
    assert_eq!(report.failure().unwrap().kind, FailureKind::Rejected);
    assert_eq!(world.pending(), []);
}

#[tokio::test]
async fn the_refusal_of_a_value_is_not_delayed() {
    let world = World::new();
    let plan = world.plan(&refused()).await;
    let (from, begun) = (world.seen(), world.elapsed());
    let report = world.execute(&plan, &refused()).await;
    assert_eq!(report.failure().unwrap().kind, FailureKind::Rejected);
    assert_eq!(world.requests_from(from), ["PATCH metadata 400"]);
    assert_eq!(world.elapsed(), begun);
}

#[tokio::test]
async fn a_busy_plan_is_refused_before_the_first_request() {
    let world = World::new();
    world.change(|it| it.submissions.push(submission_of(it)));
    let plan = world.plan(&release()).await;
    let from = world.seen();
    let report = world.execute(&plan, &release()).await;
    assert_eq!(world.seen(), from);
    assert!(!world.journal_path().exists());
    insta::assert_snapshot!("busy_plan", report_lines(&report));
}

#[tokio::test]
async fn a_submission_that_begins_after_the_plan_stops_the_first_write_and_is_not_adopted() {
    let world = World::new();
    let plan = world.plan(&texts()).await;
    world.change(|it| it.submissions.push(submission_of(it)));
    let report = world.execute(&plan, &texts()).await;
    insta::assert_snapshot!("busy_write", report_lines(&report));
    assert_eq!(world.pending(), []);
    assert_eq!(report.submission, None);
}

#[tokio::test]
async fn a_package_that_is_gone_makes_the_plan_stale() {
    let world = World::with("old-package-ids=refused", &[]);
    let plan = world.plan(&release()).await;
    world.change(|it| it.packages[0].id = "1".to_owned());
    let report = world.execute(&plan, &release()).await;
    let failure = report.failure().unwrap();
    assert_eq!(failure.kind, FailureKind::Stale, "{failure:?}");
}

#[tokio::test]
async fn a_draft_that_reads_back_otherwise_is_named_field_by_field_and_not_submitted() {
    let world = World::new();
    let plan = world.plan(&texts()).await;
    let elsewhere = |line: &str| {
        if line.ends_with("verify starts") {
            world.change(|it| {
                it.listings[0]
                    .fields
                    .insert("whatsNew".to_owned(), "Edited by a colleague.".into());
            });
        }
    };
    let mut watcher = Watcher {
        on_line: Some(Box::new(elsewhere)),
        ..Watcher::default()
    };
    let report = world.execute_watched(&plan, &texts(), &mut watcher).await;
    insta::assert_snapshot!("unconverged", report_lines(&report));
    assert!(world.product().submissions.is_empty());
}

#[tokio::test]
async fn a_write_whose_answer_is_lost_for_good_is_read_back() {
    let lost = ["500-after@PATCH:/metadata"];
    let world = World::with("", &lost);
    let report = world.run(&texts()).await;
    assert_eq!(world.sandbox.unused_faults(), []);
    insta::assert_snapshot!("lost_write", report_lines(&report));
}

#[tokio::test]
async fn a_write_that_did_not_take_effect_and_whose_answer_is_lost_is_unknown() {
    let world = World::with("", &["500@PATCH:/metadata"]);
    let report = world.run(&texts()).await;
    assert!(matches!(report.steps[0].outcome, StepOutcome::Unknown(_)));
    assert_eq!(world.pending(), [PendingFact::Unsubmitted]);
    let again = world.run(&texts()).await;
    assert_eq!(again.failure(), None);
    assert_eq!(world.product().submissions.len(), 1);
}

#[tokio::test]
async fn a_privacy_policy_the_store_hosts_is_reported_and_not_a_failure() {
    let world = World::new();
    let mut desired = texts();
    desired.properties.privacy_policy_url = Field::Set("https://contoso.com/privacy".to_owned());
    let plan = world.plan(&desired).await;
    let hosts = |line: &str| {
        if line.ends_with("verify starts") {
            world.change(|it| {
                it.properties.insert(
                    "privacyPolicyUrl".to_owned(),
                    "https://cdn.storeedgefd.dsx.mp.microsoft.com/x/draftsubmission/privacy_policy_1.txt"
                        .into(),
                );
            });
        }
    };
    let mut watcher = Watcher {
        on_line: Some(Box::new(hosts)),
        ..Watcher::default()
    };
    let report = world.execute_watched(&plan, &desired, &mut watcher).await;
    assert_eq!(report.failure(), None);
    let notes = &report.notes;
    assert!(
        notes.iter().any(|it| it.contains("privacyPolicyUrl")),
        "{notes:?}"
    );
}

#[tokio::test]
async fn a_journal_that_cannot_be_written_lets_nothing_be_sent() {
    let world = World::new();
    let plan = world.plan(&texts()).await;
    std::fs::write(world.folder.path().join(".storectl"), "a file").unwrap();
    let from = world.seen();
    let mut journal = storectl_apply::Journal::open(
        &world.folder.path().join(".storectl/journal/p.json"),
        "http://127.0.0.1:1",
        &crate::support::product_id(),
    );
    assert!(journal.is_err(), "{journal:?}");
    let elsewhere = world.folder.path().join("elsewhere/p.json");
    journal = storectl_apply::Journal::open(
        &elsewhere,
        "http://127.0.0.1:1",
        &crate::support::product_id(),
    );
    std::fs::write(world.folder.path().join("elsewhere"), "a file").unwrap();
    let report = storectl_apply::apply(storectl_apply::ApplyRequest {
        plan: &plan,
        desired: &texts(),
        client: &world.client,
        clock: &*world.clock,
        journal: &mut journal.unwrap(),
        recorder: &mut storectl_apply::NoReceipts,
        installers: &mut storectl_apply::NoInstallers,
        observer: &mut storectl_apply::Silent,
        cancel: &world.cancel,
        slot: &storectl_apply::Slot::unshared(),
        poll: world.poll(),
        images: world.folder.path().to_owned(),
        uploads: &world.uploads,
    })
    .await;
    assert_eq!(report.failure().unwrap().kind, FailureKind::Other);
    assert_eq!(world.seen(), from);
}
