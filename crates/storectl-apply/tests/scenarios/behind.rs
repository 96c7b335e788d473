//! A draft's status that still names a submission which has ended by its own status (field note 85).

use std::collections::BTreeSet;

use http::Method;
use serde_json::json;
use storectl_api::ReadScope;
use storectl_apply::{Recollection, read_with_submissions};
use storectl_model::{DesiredProduct, Field};
use storectl_plan::{FailureKind, LastSubmission, SubmissionOutcome, Verdict};
use storectl_sandbox::{Progress, Submission};

use crate::support::{Cut, DRAFT_STATUS, Watcher, World, report_lines, submission_of, texts};

/// What the draft's status says of this submission, and what a write is answered.
fn locked(submission: &str) -> serde_json::Value {
    json!({
        "isSuccess": true,
        "responseData": { "isReady": false, "ongoingSubmissionId": submission },
        "errors": [{
            "code": "badrequest",
            "message": format!("Product already has One Active Submission In-Progress. SubmissionId: {submission}"),
            "target": "submission",
        }],
    })
}

/// A world whose last submission has ended so, with a draft's status that names it for `reads` reads more.
async fn ended(end: Progress, reads: usize) -> (World, String) {
    let world = World::new();
    world.run(&texts()).await;
    let id = world.product().submissions[0].id.clone();
    world.change(|it| it.submissions[0].progress = end);
    is_behind(&world, &id, reads);
    (world, id)
}

fn is_behind(world: &World, id: &str, reads: usize) {
    for _ in 0..reads {
        world.cut.reply(Method::GET, DRAFT_STATUS, 200, &locked(id));
    }
}

/// What was released before, with another website.
fn next_release() -> DesiredProduct {
    let mut desired = texts();
    desired.properties.website = Field::Set("https://contoso.com/new".to_owned());
    desired
}

#[tokio::test]
async fn a_submission_that_has_failed_is_not_in_progress_for_plan_and_apply() {
    let (world, id) = ended(Progress::Failed, 2).await;
    let plan = world.plan(&texts()).await;
    assert_eq!(plan.verdict(), Verdict::LastFailed);
    assert_eq!(plan.ongoing_submission, None);
    assert_eq!(plan.pending, []);
    let from = world.seen();
    let report = world.execute(&plan, &texts()).await;
    let failure = report.failure().unwrap();
    assert_eq!(failure.kind, FailureKind::Rejected);
    assert!(failure.message.contains(&id), "{}", failure.message);
    assert_eq!(world.seen(), from, "nothing is sent");
    let last = world.journal().prior_work().last_submission.unwrap();
    assert_eq!(last.outcome, SubmissionOutcome::Failed, "it is recorded");
}

#[tokio::test]
async fn a_submission_that_is_published_is_in_nobodys_way() {
    let (world, _) = ended(Progress::Published, 2).await;
    let plan = world.plan(&texts()).await;
    assert_eq!(plan.verdict(), Verdict::Nothing);
    assert_eq!(world.execute(&plan, &texts()).await.failure(), None);
    is_behind(&world, &world.product().submissions[0].id, 2);
    let plan = world.plan(&next_release()).await;
    assert_eq!(plan.verdict(), Verdict::Changes);
    assert_eq!(plan.warnings, []);
}

#[tokio::test]
async fn a_lock_that_outlives_its_submission_is_waited_for_by_every_write() {
    for (method, tail) in [(Method::PATCH, "/metadata"), (Method::POST, "/submit")] {
        for status in [409, 200] {
            let (world, id) = ended(Progress::Published, 2).await;
            let plan = world.plan(&next_release()).await;
            let mut refused = locked(&id);
            refused["isSuccess"] = json!(status == 200);
            world.cut.reply(method.clone(), tail, status, &refused);
            is_behind(&world, &id, 3);
            let report = world.execute(&plan, &next_release()).await;
            assert_eq!(report.failure(), None, "{}", report_lines(&report));
            assert_eq!(world.product().submissions.len(), 2, "{tail} {status}");
        }
    }
}

#[tokio::test]
async fn a_lock_that_stays_ends_the_run_at_its_deadline_and_not_as_somebody_elses_submission() {
    let (world, id) = ended(Progress::Published, 2).await;
    let plan = world.plan(&next_release()).await;
    for _ in 0..400 {
        world
            .cut
            .reply(Method::PATCH, "/metadata", 409, &locked(&id));
    }
    let report = world.execute(&plan, &next_release()).await;
    let lines = report_lines(&report);
    assert_eq!(
        report.failure().unwrap().kind,
        FailureKind::Waiting,
        "{lines}"
    );
    assert!(!lines.contains("not created by this apply"), "{lines}");
}

#[tokio::test]
async fn a_draft_that_an_ended_submission_keeps_locked_says_what_the_store_says() {
    let (world, id) = ended(Progress::Published, 2).await;
    let plan = world.plan(&next_release()).await;
    is_behind(&world, &id, 400);
    let report = world.execute(&plan, &next_release()).await;
    let lines = report_lines(&report);
    let failure = report.failure().unwrap();
    assert_eq!(failure.kind, FailureKind::Waiting, "{lines}");
    let said = failure
        .store_messages
        .iter()
        .any(|it| it.message.contains(&id));
    assert!(said, "{lines}");
}

#[tokio::test]
async fn somebody_elses_submission_that_has_ended_is_in_nobodys_way() {
    let world = World::new();
    world.change(|it| {
        it.submissions.push(Submission {
            progress: Progress::Failed,
            ..submission_of(it)
        });
    });
    is_behind(&world, submission_of(&world.product()).id.as_str(), 2);
    let plan = world.plan(&texts()).await;
    assert_eq!(plan.verdict(), Verdict::Changes);
    assert_eq!(plan.last_submission, None);
}

/// It was made while the draft was read, and whose it is shows in what it holds.
#[tokio::test]
async fn the_draft_of_an_unknown_submission_that_has_ended_is_read_once_it_is_named() {
    let world = World::new();
    is_behind(&world, submission_of(&world.product()).id.as_str(), 2);
    let known = Recollection {
        journal: world.journal().prior_work(),
        receipt: None,
        announced: None,
        earlier: &BTreeSet::new(),
        now: 0,
    };
    let colleague = |_: &[storectl_model::RemotePackage]| {
        world.change(|it| {
            let parameters = "installerParameters".to_owned();
            let fields = &mut it.packages[0].fields;
            fields.insert(parameters, json!("/quiet"));
            it.committed_packages.clone_from(&it.packages);
            it.submissions.push(Submission {
                progress: Progress::Published,
                ..submission_of(it)
            });
        });
    };
    let (reader, desired) = (world.client.reader(), texts());
    let scope = ReadScope::Everything;
    let read = read_with_submissions(reader, &desired.product_id, scope, known, colleague).await;
    let packages = read.unwrap().remote.packages;
    assert_eq!(packages[0].installer_parameters.as_deref(), Some("/quiet"));
}

#[tokio::test]
async fn a_submission_whose_answer_was_lost_and_that_has_ended_is_not_made_again() {
    let whole = World::new();
    whole.run(&texts()).await;
    let submit = whole.seen() - 1;
    let world = World::new();
    assert!(world.run_until(&texts(), submit, Cut::After).await);
    let id = world.product().submissions[0].id.clone();
    world.change(|it| it.submissions[0].progress = Progress::Failed);
    is_behind(&world, &id, 2);
    let plan = world.plan(&texts()).await;
    assert_eq!(plan.verdict(), Verdict::LastFailed);
    world.execute(&plan, &texts()).await;
    // The draft's status has caught up and names it no more.
    let plan = world.plan(&texts()).await;
    assert_eq!(plan.verdict(), Verdict::LastFailed);
    let expected = LastSubmission {
        id: id.parse().unwrap(),
        outcome: SubmissionOutcome::Failed,
        ..plan.last_submission.clone().unwrap()
    };
    assert_eq!(plan.last_submission, Some(expected));
    assert_eq!(world.product().submissions.len(), 1);
}

#[tokio::test]
async fn the_lock_of_another_submission_than_the_ended_one_is_busy() {
    let (world, _) = ended(Progress::Published, 2).await;
    let plan = world.plan(&next_release()).await;
    let colleague = |line: &str| {
        if line.ends_with("patch-metadata starts") {
            world.change(|it| it.submissions.push(submission_of(it)));
        }
    };
    let mut watcher = Watcher {
        on_line: Some(Box::new(colleague)),
        ..Watcher::default()
    };
    let report = world
        .execute_watched(&plan, &next_release(), &mut watcher)
        .await;
    let lines = report_lines(&report);
    assert_eq!(report.failure().unwrap().kind, FailureKind::Busy, "{lines}");
}
