//! What a recorder is told of a submission, and when.

use http::Method;
use serde_json::json;
use storectl_apply::StopSignal;
use storectl_model::{SubmitMode, WaitFor};
use storectl_plan::{ApplyReport, FailureKind, ReceiptStage, SubmissionOutcome};
use storectl_sandbox::Product;

use crate::support::{
    DRAFT_STATUS, FRESH, Watcher, World, receipt, report_lines, submission_of, texts,
    world_of_receipts as world,
};

#[tokio::test]
async fn a_submission_is_announced_before_its_proof_and_completed_after_it() {
    let world = world("", &[]);
    let plan = world.plan(&texts()).await;
    let from = world.seen();
    let (kept, mut announced_at) = (world.kept().clone(), None);
    let on_line = |line: &str| {
        if line.ends_with("submit starts") {
            announced_at = kept.last().map(|it| it.stage);
        }
    };
    let mut watcher = Watcher {
        on_line: Some(Box::new(on_line)),
        ..Watcher::default()
    };
    let report = world.execute_watched(&plan, &texts(), &mut watcher).await;
    drop(watcher);
    assert_eq!(report.failure(), None, "{}", report_lines(&report));
    assert_eq!(announced_at, Some(ReceiptStage::Announced));
    assert_eq!(world.told(), ["announced", "accepted N"]);
    let last = kept.last().unwrap();
    assert_eq!(last.stage, ReceiptStage::Accepted(world.submission()));
    let address = "listings.en-us.whatsNew".parse().unwrap();
    assert!(last.values.values.contains_key(&address));
    let requests = world.requests_from(from);
    let submit = requests.iter().rposition(|it| it == "POST submit 200");
    assert_eq!(requests[submit.unwrap() - 1], "GET listings/assets 200");
}

#[tokio::test]
async fn a_run_that_does_not_submit_announces_nothing() {
    let mut world = world("", &[]);
    world.submit = SubmitMode::Never;
    assert_eq!(world.run(&texts()).await.failure(), None);
    assert_eq!(world.told(), Vec::<String>::new());
}

#[tokio::test]
async fn a_submission_the_store_refuses_is_withdrawn_and_the_receipt_before_it_holds() {
    for fault in ["400@POST:/submit", "403@POST:/submit"] {
        let world = world("", &[fault]);
        let before = receipt(ReceiptStage::Accepted("7".parse().unwrap()), 1);
        world.kept().put(Some(before.clone()));
        let report = world.run(&texts()).await;
        assert!(report.failure().is_some(), "{fault}");
        assert_eq!(world.told(), ["announced", "withdrawn"], "{fault}");
        assert_eq!(world.kept().last(), Some(before), "{fault}");
    }
}

#[tokio::test]
async fn a_submission_that_is_never_sent_is_withdrawn() {
    // The draft does not read back as planned.
    let unconverged = world("", &[]);
    let plan = unconverged.plan(&texts()).await;
    let on_line = |line: &str| {
        if line.ends_with("verify starts") {
            unconverged.change(|it| {
                it.listings[0]
                    .fields
                    .insert("whatsNew".to_owned(), "Theirs.".into());
            });
        }
    };
    let mut watcher = Watcher {
        on_line: Some(Box::new(on_line)),
        ..Watcher::default()
    };
    let report = unconverged
        .execute_watched(&plan, &texts(), &mut watcher)
        .await;
    drop(watcher);
    assert_eq!(report.failure().unwrap().kind, FailureKind::Unconverged);
    assert_eq!(unconverged.told(), ["announced", "withdrawn"]);
    assert_eq!(unconverged.kept().last(), None);

    // A signal comes between the proof and the request.
    let stopped = world("", &[]);
    let plan = stopped.plan(&texts()).await;
    let cancel = stopped.cancel.clone();
    let on_line = |line: &str| {
        if line.ends_with("verify done") {
            cancel.stop(StopSignal::Interrupt);
        }
    };
    let mut watcher = Watcher {
        on_line: Some(Box::new(on_line)),
        ..Watcher::default()
    };
    stopped.execute_watched(&plan, &texts(), &mut watcher).await;
    drop(watcher);
    assert_eq!(stopped.told(), ["announced", "withdrawn"]);
    assert!(stopped.product().submissions.is_empty());
}

#[tokio::test]
async fn a_submission_refused_as_not_ready_is_announced_anew_before_it_is_proven_anew() {
    let world = world("", &[]);
    let plan = world.plan(&texts()).await;
    let refused = json!({ "isSuccess": false, "errors": [{
        "code": "error", "message": "All modules must be in ready status.", "target": "packages",
    }] });
    let on_line = |line: &str| {
        if line.ends_with("submit starts") {
            world.cut.reply(Method::POST, "/submit", 400, &refused);
        }
    };
    let mut watcher = Watcher {
        on_line: Some(Box::new(on_line)),
        ..Watcher::default()
    };
    let report = world.execute_watched(&plan, &texts(), &mut watcher).await;
    drop(watcher);
    assert_eq!(report.failure(), None, "{}", report_lines(&report));
    assert_eq!(
        world.told(),
        ["announced", "withdrawn", "announced", "accepted N"]
    );
}

#[tokio::test]
async fn a_submission_whose_answer_stays_unknown_is_not_withdrawn() {
    let world = world("", &["503@POST:/submit", "503@POST:/submit#2"]);
    let report = world.run(&texts()).await;
    assert_eq!(report.failure().unwrap().kind, FailureKind::Transient);
    assert_eq!(world.told(), ["announced", "announced"]);
    let last = world.kept().last().unwrap();
    assert_eq!(last.stage, ReceiptStage::Announced);
}

#[tokio::test]
async fn a_refusal_after_a_lost_answer_does_not_withdraw_what_may_have_been_accepted() {
    let world = world("", &["503@POST:/submit", "400@POST:/submit#2"]);
    let report = world.run(&texts()).await;
    assert!(report.failure().is_some());
    let told = world.told();
    assert!(!told.contains(&"withdrawn".to_owned()), "{told:?}");
}

#[tokio::test]
async fn somebody_elses_submission_that_is_met_withdraws_the_announced_one() {
    let world = world("", &["503@POST:/submit"]);
    let plan = world.plan(&texts()).await;
    let colleague = |line: &str| {
        if line.ends_with("submit starts") {
            world.change(|it| {
                it.listings[0]
                    .fields
                    .insert("whatsNew".to_owned(), "Theirs.".into());
                it.submissions.push(submission_of(it));
            });
        }
    };
    let mut watcher = Watcher {
        on_line: Some(Box::new(colleague)),
        ..Watcher::default()
    };
    let report = world.execute_watched(&plan, &texts(), &mut watcher).await;
    drop(watcher);
    assert_eq!(report.failure().unwrap().kind, FailureKind::Busy);
    assert_eq!(world.told(), ["announced", "withdrawn"]);
}

#[tokio::test]
async fn a_submission_whose_answer_was_lost_and_that_is_found_completes_the_receipt() {
    let world = world("", &["drop-after@POST:/submit"]);
    assert_eq!(world.run(&texts()).await.failure(), None);
    assert_eq!(world.told(), ["announced", "accepted N"]);
}

#[tokio::test]
async fn every_outcome_that_is_read_while_following_is_kept() {
    let mut world = world("submission-reads=3", &[]);
    world.wait = WaitFor::Published;
    assert_eq!(world.run(&texts()).await.failure(), None);
    assert_eq!(
        world.told(),
        [
            "announced",
            "accepted N",
            "N is INPROGRESS",
            "N is PUBLISHED"
        ]
    );
    let last = world.kept().last().unwrap();
    assert_eq!(last.outcome.status, SubmissionOutcome::Published);
}

#[tokio::test]
async fn an_end_that_a_later_run_learns_is_kept_though_it_has_nothing_to_do() {
    for keeps_journal in [true, false] {
        let world = world("submission-reads=100", &[]);
        world.run(&texts()).await;
        world.publish();
        world.told();
        if !keeps_journal {
            world.lose_journal();
        }
        assert_eq!(world.run(&texts()).await.failure(), None);
        assert_eq!(world.told(), ["N is PUBLISHED"]);
    }
}

#[tokio::test]
async fn a_submission_the_journal_knows_and_no_receipt_has_its_receipt_written_while_it_is_followed()
 {
    let world = world("submission-reads=100", &[]);
    world.run(&texts()).await;
    world.kept().put(None);
    world.told();
    assert_eq!(world.run(&texts()).await.failure(), None);
    assert_eq!(world.told(), ["accepted N", "N is INPROGRESS"]);
    assert!(!world.kept().last().unwrap().values.values.is_empty());
}

/// A submission that is published, that no receipt records, and that the draft's status names as a plan reads it; then this
/// happens, and the plan is applied.
async fn applied_after(happens: impl FnOnce(&mut Product)) -> (World, ApplyReport) {
    let mut world = world("", &[]);
    Box::pin(world.run(&texts())).await;
    world.publish();
    world.kept().put(None);
    world.told();
    world.submit = SubmitMode::Always;
    let named = json!({
        "isSuccess": true,
        "responseData": { "isReady": false, "ongoingSubmissionId": world.submission().as_str() },
    });
    world.cut.reply(Method::GET, DRAFT_STATUS, 200, &named);
    let plan = Box::pin(world.plan(&texts())).await;
    assert_eq!(plan.ended_submission, Some(world.submission()));
    world.change(happens);
    let report = Box::pin(world.execute(&plan, &texts())).await;
    (world, report)
}

#[tokio::test]
async fn a_submission_that_ended_has_its_receipt_written_where_the_draft_still_reads_the_same() {
    let (world, report) = applied_after(|_| {}).await;
    assert_eq!(report.failure(), None, "{}", report_lines(&report));
    assert_eq!(world.told()[..2], ["accepted N", "N is PUBLISHED"]);
    let (world, report) = applied_after(|it| {
        let name = "certificationNotes".to_owned();
        it.properties.insert(name, "Theirs.".into());
    })
    .await;
    assert_eq!(world.told()[0], "N is PUBLISHED");
    assert!(report.notes[0].contains("no receipt"), "{:?}", report.notes);
}

#[tokio::test]
async fn somebody_elses_submission_has_no_receipt_of_the_one_before_and_is_in_the_way() {
    let (world, report) = applied_after(|it| {
        let name = "certificationNotes".to_owned();
        it.properties.insert(name, "Theirs.".into());
        it.submissions.push(submission_of(it));
    })
    .await;
    assert_eq!(report.failure().unwrap().kind, FailureKind::Busy);
    assert_eq!(world.told(), ["N is PUBLISHED"]);
    assert!(report.notes[0].contains("no receipt"), "{:?}", report.notes);
    let requests = world.requests_from(0);
    let last_write = requests.iter().rfind(|it| !it.starts_with("GET"));
    assert_eq!(last_write.unwrap(), "POST submit 200", "nothing is sent");
}

#[tokio::test]
async fn a_submission_that_a_receipt_records_is_not_said_to_be_recorded_nowhere() {
    let world = world("submission-reads=100", &[]);
    world.run(&texts()).await;
    world.lose_journal();
    let plan = world.plan(&texts()).await;
    let from = world.seen();
    let report = world.execute(&plan, &texts()).await;
    assert_eq!(report.submission, Some(world.submission()));
    assert!(report.notes.is_empty(), "{:?}", report.notes);
    assert_eq!(world.seen(), from, "nothing is read again");
}

#[tokio::test]
async fn an_ongoing_submission_nobody_knows_of_exactly_this_manifest_gets_its_receipt() {
    let world = world("submission-reads=100", &[]);
    world.run(&texts()).await;
    world.lose_journal();
    world.announced(FRESH * 100);
    world.told();
    let plan = world.plan(&texts()).await;
    assert_eq!(plan.own_submission(), Some(&world.submission()));
    assert_eq!(plan.blockers, []);
    let report = world.execute(&plan, &texts()).await;
    assert_eq!(report.failure(), None, "{}", report_lines(&report));
    assert_eq!(report.submission, Some(world.submission()));
    assert_eq!(world.told(), ["accepted N", "N is INPROGRESS"]);
    assert_eq!(world.product().submissions.len(), 1);
}
