//! What a receipt is told, and what the next run makes of it where the journal is gone.

use http::Method;
use serde_json::json;
use storectl_api::Clock as _;
use storectl_apply::StopSignal;
use storectl_model::{SubmissionId, SubmitMode, WaitFor};
use storectl_plan::{
    Blocker, FailureKind, NextStep, PendingFact, ReceiptStage, SubmissionKnowledge,
    SubmissionOutcome, Verdict,
};
use storectl_sandbox::Progress;

use crate::support::{
    Cut, DRAFT_STATUS, MemoryReceipts, START, Watcher, World, news, nothing, receipt, release,
    report_lines, submission_of, texts,
};

/// Ten minutes, in seconds.
const FRESH: u64 = 600;

/// A world whose submissions are kept by receipts, and whose journal anybody may lose.
fn world(interpretations: &str, faults: &[&str]) -> World {
    World {
        receipts: Some(MemoryReceipts::default()),
        ..World::with(interpretations, faults)
    }
}

impl World {
    fn kept(&self) -> &MemoryReceipts {
        self.receipts.as_ref().unwrap()
    }

    /// What the recorder was told, with the id of the first submission as `N`.
    fn told(&self) -> Vec<String> {
        let id = self.product().submissions.first().map(|it| it.id.clone());
        let told = self.kept().told().into_iter();
        told.map(|it| it.replace(id.as_deref().unwrap_or("none"), "N"))
            .collect()
    }

    fn lose_journal(&self) {
        std::fs::remove_file(self.journal_path()).unwrap();
    }

    fn publish(&self) {
        self.change(|it| it.submissions[0].progress = Progress::Published);
    }

    fn submission(&self) -> SubmissionId {
        self.product().submissions[0].id.parse().unwrap()
    }

    /// A receipt that was announced so many seconds ago, by a run that nobody knows more of.
    fn announced(&self, ago: u64) {
        let at = self.clock.now().as_secs() - ago;
        self.kept().put(Some(receipt(ReceiptStage::Announced, at)));
    }
}

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
