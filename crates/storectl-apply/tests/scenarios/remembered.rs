//! What the next run makes of a receipt, where the journal is gone or knows less.

use http::Method;
use serde_json::json;
use storectl_api::Clock as _;
use storectl_model::{SubmitMode, WaitFor};
use storectl_plan::{
    Blocker, FailureKind, NextStep, PendingFact, ReceiptStage, SubmissionKnowledge,
    SubmissionOutcome, Verdict,
};

use crate::support::{
    Cut, DRAFT_STATUS, FRESH, START, news, nothing, receipt, release, report_lines, submission_of,
    texts, world_of_receipts as world,
};

#[tokio::test]
async fn without_a_journal_the_receipt_says_that_it_was_submitted() {
    for ended in [false, true] {
        let world = world("submission-reads=100", &[]);
        world.run(&texts()).await;
        if ended {
            world.publish();
        }
        world.lose_journal();
        let from = world.seen();
        let plan = world.plan(&texts()).await;
        assert_eq!(plan.verdict(), Verdict::Nothing);
        assert_eq!(plan.submission_known, SubmissionKnowledge::Known);
        let reads = world.requests_from(from);
        assert_eq!(reads.len(), 5, "{reads:?}");
        let asked = format!("GET submission/{}/status 200", world.submission());
        assert!(reads.contains(&asked), "{reads:?}");
        world.execute(&plan, &texts()).await;
        assert_eq!(world.product().submissions.len(), 1);
    }
}

#[tokio::test]
async fn without_a_journal_a_draft_that_was_changed_and_not_submitted_is_submitted() {
    let mut world = world("submission-reads=0", &[]);
    world.run(&texts()).await;
    world.submit = SubmitMode::Never;
    let mut desired = texts();
    desired.listings = [("en-us".parse().unwrap(), news("Newer."))].into();
    assert_eq!(world.run(&desired).await.failure(), None);
    world.lose_journal();
    world.submit = SubmitMode::Auto;
    let plan = world.plan(&desired).await;
    assert_eq!(plan.pending, [PendingFact::Unsubmitted]);
    assert_eq!(world.execute(&plan, &desired).await.failure(), None);
    assert_eq!(world.product().submissions.len(), 2);
    assert_eq!(world.plan(&desired).await.verdict(), Verdict::Nothing);
}

#[tokio::test]
async fn a_receipt_whose_submission_the_store_does_not_know_proves_nothing() {
    let world = world("submission-reads=0", &[]);
    world.run(&texts()).await;
    world.lose_journal();
    let forged = world.kept().last().unwrap();
    let stage = ReceiptStage::Accepted("4711".parse().unwrap());
    world
        .kept()
        .put(Some(storectl_plan::Receipt { stage, ..forged }));
    let plan = world.plan(&texts()).await;
    assert_eq!(plan.submission_known, SubmissionKnowledge::Unknown);
    assert_eq!(plan.last_submission, None);
    assert_eq!(plan.compared_since, None);
    assert_eq!(plan.verdict(), Verdict::Nothing);
}

/// The end that a receipt names says nothing of whether the Store knows the submission (forms.md, "Receipts" 5).
#[tokio::test]
async fn a_receipt_that_names_an_end_proves_only_what_the_store_confirms() {
    let mut world = world("submission-reads=0", &[]);
    world.wait = WaitFor::Published;
    world.run(&texts()).await;
    world.lose_journal();
    let ended = world.kept().last().unwrap();
    assert_eq!(ended.outcome.status, SubmissionOutcome::Published);
    let from = world.seen();
    let plan = world.plan(&texts()).await;
    assert_eq!(plan.submission_known, SubmissionKnowledge::Known);
    let asked = format!("GET submission/{}/status 200", world.submission());
    assert!(world.requests_from(from).contains(&asked));
    let stage = ReceiptStage::Accepted("4711".parse().unwrap());
    world
        .kept()
        .put(Some(storectl_plan::Receipt { stage, ..ended }));
    let plan = world.plan(&texts()).await;
    assert_eq!(plan.submission_known, SubmissionKnowledge::Unknown);
    assert_eq!(plan.last_submission, None);
    assert_eq!(plan.compared_since, None);
}

/// A newer receipt settles what the journal left; one that the Store does not know settles nothing.
#[tokio::test]
async fn a_receipt_the_store_does_not_know_makes_the_journal_forget_nothing() {
    let mut world = world("", &[]);
    world.submit = SubmitMode::Never;
    world.run(&texts()).await;
    world.submit = SubmitMode::Auto;
    let later = world.clock.now().as_secs() + 1;
    let forged = receipt(ReceiptStage::Accepted("4711".parse().unwrap()), later);
    world.kept().put(Some(forged));
    let plan = world.plan(&texts()).await;
    assert_eq!(plan.pending, [PendingFact::Unsubmitted]);
    assert_eq!(world.execute(&plan, &texts()).await.failure(), None);
    assert_eq!(world.product().submissions.len(), 1);
}

#[tokio::test]
async fn a_submission_whose_status_is_not_answered_is_known_by_its_receipt() {
    let world = world("submission-reads=0", &[]);
    world.run(&texts()).await;
    world.lose_journal();
    let unable = json!({ "isSuccess": false, "errors": [{ "code": "submissionerror",
        "message": "Unable to Get Submission Status", "target": "submission" }] });
    let tail: &'static str = format!("{}/status", world.submission()).leak();
    for _ in 0..20 {
        world.cut.reply(Method::GET, tail, 500, &unable);
    }
    let plan = world.plan(&texts()).await;
    assert_eq!(plan.submission_known, SubmissionKnowledge::Known);
    assert_eq!(plan.verdict(), Verdict::Nothing);
}

#[tokio::test]
async fn a_submission_that_the_store_does_not_confirm_is_not_known() {
    let refused = json!({ "isSuccess": false, "errors": [{ "code": "error",
        "message": "Submission was not found", "target": "submission" }] });
    let unknown = json!({ "isSuccess": true,
        "responseData": { "publishingStatus": "UNKNOWN", "hasFailed": false } });
    for (status, body) in [(404, &refused), (400, &refused), (200, &unknown)] {
        let world = world("submission-reads=0", &[]);
        world.run(&texts()).await;
        let tail: &'static str = format!("{}/status", world.submission()).leak();
        world.cut.reply(Method::GET, tail, status, body);
        let plan = world.plan(&texts()).await;
        assert_eq!(
            plan.submission_known,
            SubmissionKnowledge::Unknown,
            "{body}"
        );
        assert_eq!(plan.verdict(), Verdict::Nothing, "{body}");
    }
}

#[tokio::test]
async fn a_submission_that_only_its_own_status_does_not_know_yet_is_known() {
    let world = world("submission-reads=100", &[]);
    world.run(&texts()).await;
    world.lose_journal();
    let unknown = json!({ "isSuccess": false, "errors": [
        { "code": "notfound", "message": "No such submission.", "target": "submission" },
    ] });
    let tail: &'static str = format!("{}/status", world.submission()).leak();
    world.cut.reply(Method::GET, tail, 404, &unknown);
    let plan = world.plan(&texts()).await;
    assert_eq!(plan.own_submission(), Some(&world.submission()));
    assert_eq!(plan.submission_known, SubmissionKnowledge::Known);
}

#[tokio::test]
async fn a_submission_that_failed_is_known_without_a_journal_and_apply_ends_with_it() {
    let mut world = world("submission-outcome=failed", &[]);
    world.wait = WaitFor::Published;
    world.run(&texts()).await;
    world.lose_journal();
    for wait in [WaitFor::Submitted, WaitFor::Published] {
        world.wait = wait;
        let plan = world.plan(&texts()).await;
        assert_eq!(plan.verdict(), Verdict::LastFailed);
        let last = plan.last_submission.as_ref().unwrap();
        assert_eq!(last.outcome, SubmissionOutcome::Failed);
        let report = world.execute(&plan, &texts()).await;
        assert_eq!(report.failure().unwrap().kind, FailureKind::Rejected);
    }
}

#[tokio::test]
async fn a_submission_is_followed_to_its_publication_by_its_receipt() {
    let mut world = world("submission-reads=8", &[]);
    world.run(&texts()).await;
    world.lose_journal();
    world.wait = WaitFor::Published;
    let plan = world.plan(&texts()).await;
    assert_eq!(plan.pending, [PendingFact::Following(world.submission())]);
    let report = world.execute(&plan, &texts()).await;
    assert_eq!(report.publishing_status.as_deref(), Some("PUBLISHED"));
    let last = world.kept().last().unwrap();
    assert_eq!(last.outcome.status, SubmissionOutcome::Published);
}

#[tokio::test]
async fn a_fresh_announcement_without_a_submission_in_progress_goes_on_and_submits() {
    let mut world = world("", &[]);
    world.submit = SubmitMode::Never;
    world.run(&texts()).await;
    world.submit = SubmitMode::Auto;
    world.lose_journal();
    world.announced(FRESH - 1);
    let plan = world.plan(&texts()).await;
    assert_eq!((plan.changes.len(), plan.blockers.len()), (0, 0));
    assert_eq!(plan.pending, [PendingFact::Unsubmitted]);
    assert_eq!(world.execute(&plan, &texts()).await.failure(), None);
    assert_eq!(world.product().submissions.len(), 1);
}

#[tokio::test]
async fn an_old_announcement_writes_nothing_until_a_submission_is_asked_for() {
    for (desired, next) in [
        (texts(), NextStep::Submit),
        (release(), NextStep::ApplyAndSubmit),
    ] {
        let mut world = world("", &[]);
        world.submit = SubmitMode::Never;
        world.run(&texts()).await;
        world.lose_journal();
        world.announced(FRESH);
        let announced_at = world.clock.now().as_secs() - FRESH;
        let from = world.seen();
        for submit in [SubmitMode::Auto, SubmitMode::Never] {
            world.submit = submit;
            let plan = world.plan(&desired).await;
            assert_eq!(plan.verdict(), Verdict::InDoubt);
            assert_eq!(plan.blockers, [Blocker::InDoubt { announced_at }]);
            assert_eq!(plan.submission_known, SubmissionKnowledge::Unknown);
            assert!(plan.pending.contains(&PendingFact::Unsubmitted));
            let report = world.execute(&plan, &desired).await;
            let failure = report.failure().unwrap();
            assert_eq!(failure.kind, FailureKind::Unconverged);
            assert_eq!(failure.next, [next]);
        }
        let sent = world.requests_from(from);
        assert!(sent.iter().all(|it| it.starts_with("GET ")), "{sent:?}");
        world.submit = SubmitMode::Always;
        assert_eq!(world.run(&desired).await.failure(), None);
        assert_eq!(world.product().submissions.len(), 1);
        world.submit = SubmitMode::Auto;
        let plan = world.plan(&desired).await;
        assert_eq!(plan.verdict(), Verdict::Nothing);
    }
}

#[tokio::test]
async fn an_old_announcement_is_settled_by_a_journal_that_knows_a_later_submission() {
    let world = world("submission-reads=0", &[]);
    world.run(&texts()).await;
    world.announced(FRESH);
    world.kept().put(Some(receipt(
        ReceiptStage::Announced,
        START.as_secs() - FRESH,
    )));
    let plan = world.plan(&texts()).await;
    assert_eq!(plan.verdict(), Verdict::Nothing);
    assert_eq!(plan.submission_known, SubmissionKnowledge::Known);
}

#[tokio::test]
async fn somebody_elses_submission_in_progress_is_busy_whatever_was_announced() {
    let world = world("", &[]);
    world.announced(FRESH);
    world.change(|it| it.submissions.push(submission_of(it)));
    let plan = world.plan(&texts()).await;
    assert_eq!(plan.verdict(), Verdict::Busy);
}

#[tokio::test]
async fn a_run_killed_while_it_submits_is_found_by_its_announcement() {
    let world = world("submission-reads=100", &[]);
    let submit = crate::submitting::requests_of_a_run().await - 1;
    assert!(world.run_until(&release(), submit, Cut::After).await);
    world.lose_journal();
    let report = world.run(&release()).await;
    assert_eq!(report.failure(), None, "{}", report_lines(&report));
    assert_eq!(report.submission, Some(world.submission()));
    assert_eq!(world.product().submissions.len(), 1);
    let last = world.kept().last().unwrap();
    assert_eq!(last.stage, ReceiptStage::Accepted(world.submission()));
}

#[tokio::test]
async fn a_draft_status_that_is_behind_completes_the_receipt_of_what_has_ended() {
    let world = world("submission-reads=100", &[]);
    world.run(&texts()).await;
    let id = world.submission();
    world.publish();
    world.lose_journal();
    world.announced(1);
    world.told();
    let behind = json!({ "isSuccess": true, "responseData": {
        "isReady": false, "ongoingSubmissionId": id.as_str(),
    } });
    world.cut.reply(Method::GET, DRAFT_STATUS, 200, &behind);
    let report = world.run(&texts()).await;
    assert_eq!(report.failure(), None, "{}", report_lines(&report));
    assert_eq!(world.told(), ["accepted N", "N is PUBLISHED"]);
    assert_eq!(world.product().submissions.len(), 1);
}

#[tokio::test]
async fn without_receipt_and_journal_nothing_to_do_is_never_silent() {
    let world = world("submission-reads=0", &[]);
    world.run(&texts()).await;
    world.lose_journal();
    world.kept().put(None);
    let plan = world.plan(&texts()).await;
    assert_eq!(plan.verdict(), Verdict::Nothing);
    assert_eq!(plan.submission_known, SubmissionKnowledge::Unknown);
    assert_eq!(
        world.plan(&nothing()).await.submission_known,
        SubmissionKnowledge::Unknown
    );
}
