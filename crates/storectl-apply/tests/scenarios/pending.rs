//! What an interrupted or unfinished run leaves, and what the next run makes of it: one test per fact, one a defect.

use std::{fmt::Write as _, time::Duration};

use serde_json::Value;
use storectl_apply::StopSignal;
use storectl_model::{SubmitMode, WaitFor};
use storectl_plan::{
    FailureKind, NextStep, PendingFact, StepOutcome, SubmissionKnowledge, Verdict,
};

use crate::support::{Cut, NEW_URL, Watcher, World, release, report_lines, texts};

/// The request that commits the packages of [`release`], counted from 0.
async fn request_of_the_commit() -> usize {
    let rehearsal = World::new();
    rehearsal.run(&release()).await;
    let requests = rehearsal.sandbox.requests();
    requests
        .iter()
        .position(|it| it.path_and_query.ends_with("/packages/commit"))
        .unwrap()
}

#[tokio::test]
async fn packages_written_and_not_committed_are_committed_by_the_next_run_that_does_not_submit() {
    let mut world = World::new();
    world.submit = SubmitMode::Never;
    let commit = request_of_the_commit().await;
    assert!(world.run_until(&release(), commit, Cut::Before).await);
    assert_eq!(
        world.pending(),
        [PendingFact::PackagesUncommitted, PendingFact::Unsubmitted]
    );
    let report = world.run(&release()).await;
    assert_eq!(report.failure(), None, "{}", report_lines(&report));
    let committed = &world.product().committed_packages[0].fields["packageUrl"];
    assert_eq!(committed, NEW_URL);
    assert_eq!(world.product().submissions.len(), 0);
    assert_eq!(world.pending(), [PendingFact::Unsubmitted]);
}

#[tokio::test]
async fn a_resume_commits_before_the_wait_that_the_commit_would_end() {
    let world = World::with("uncommitted-packages=not-ready", &[]);
    let commit = request_of_the_commit().await;
    assert!(world.run_until(&release(), commit, Cut::Before).await);
    let report = world.run(&release()).await;
    assert_eq!(report.failure(), None, "{}", report_lines(&report));
    assert_eq!(world.product().submissions.len(), 1);
}

#[tokio::test]
async fn packages_the_store_reports_as_uncommitted_are_committed_whoever_wrote_them() {
    let world = World::with("uncommitted-packages=not-ready", &[]);
    let commit = request_of_the_commit().await;
    assert!(world.run_until(&release(), commit, Cut::Before).await);
    std::fs::remove_file(world.journal_path()).unwrap();
    let plan = world.plan(&release()).await;
    assert_eq!(plan.pending, [PendingFact::PackagesUncommitted]);
    let report = world.execute(&plan, &release()).await;
    assert_eq!(report.failure(), None, "{}", report_lines(&report));
    assert_eq!(world.product().submissions.len(), 1);
}

#[tokio::test]
async fn an_upload_that_still_runs_is_waited_for_and_not_taken_for_a_rejection() {
    for interpretations in [
        "upload-reads=6",
        "upload-reads=6,writes-during-upload=refused,repeated-commit=refused",
    ] {
        let world = World::with(interpretations, &[]);
        let commit = request_of_the_commit().await;
        assert!(world.run_until(&release(), commit, Cut::After).await);
        let report = world.run(&release()).await;
        assert_eq!(
            report.failure(),
            None,
            "{interpretations}\n{}",
            report_lines(&report)
        );
        assert_eq!(world.product().submissions.len(), 1, "{interpretations}");
    }
}

#[tokio::test]
async fn an_upload_that_outlasts_the_deadline_is_waiting_and_not_a_rejection() {
    let mut world = World::with("upload-reads=100000", &[]);
    let commit = request_of_the_commit().await;
    assert!(world.run_until(&release(), commit, Cut::After).await);
    world.timeout = std::time::Duration::from_secs(300);
    let report = world.run(&release()).await;
    assert_eq!(report.failure().unwrap().kind, FailureKind::Waiting);
}

#[tokio::test]
async fn a_lost_commit_whose_repeat_is_refused_took_effect() {
    let world = World::with(
        "upload-reads=4,repeated-commit=refused",
        &["drop-after@POST:/packages/commit"],
    );
    let report = world.run(&release()).await;
    assert_eq!(report.failure(), None, "{}", report_lines(&report));
    assert_eq!(world.product().submissions.len(), 1);
}

#[tokio::test]
async fn a_publication_that_was_interrupted_is_followed_by_the_next_run() {
    let mut world = World::with("submission-reads=8", &[]);
    world.wait = WaitFor::Published;
    let plan = world.plan(&texts()).await;
    let cancel = world.cancel.clone();
    let stop = |line: &str| {
        if line.starts_with("await-publication waits") {
            cancel.stop(StopSignal::Interrupt);
        }
    };
    let mut watcher = Watcher {
        on_line: Some(Box::new(stop)),
        ..Watcher::default()
    };
    let report = world.execute_watched(&plan, &texts(), &mut watcher).await;
    let last = report.steps.last().unwrap();
    assert!(matches!(last.outcome, StepOutcome::Interrupted(_)));
    let submission = report.submission.clone().unwrap();
    assert_eq!(
        world.pending(),
        [PendingFact::Following(submission.clone())]
    );
    let world = world.restarted();
    let plan = world.plan(&texts()).await;
    assert_eq!(plan.verdict(), Verdict::PendingWork);
    let report = world.execute(&plan, &texts()).await;
    assert_eq!(report.failure(), None, "{}", report_lines(&report));
    assert_eq!(report.publishing_status.as_deref(), Some("PUBLISHED"));
    assert_eq!(world.pending(), []);
    assert_eq!(world.product().submissions.len(), 1);
}

#[tokio::test]
async fn ones_own_submission_that_still_runs_is_followed_and_not_busy() {
    let mut world = World::with("submission-reads=8", &[]);
    world.run(&texts()).await;
    world.wait = WaitFor::Published;
    let plan = world.plan(&texts()).await;
    assert_eq!(plan.verdict(), Verdict::PendingWork);
    let report = world.execute(&plan, &texts()).await;
    assert_eq!(report.publishing_status.as_deref(), Some("PUBLISHED"));
}

#[tokio::test]
async fn a_submission_that_failed_is_part_of_every_plan_and_an_apply_with_nothing_to_change_says_so()
 {
    let mut world = World::with("submission-outcome=failed", &[]);
    world.wait = WaitFor::Published;
    let first = world.run(&texts()).await;
    assert_eq!(first.failure().unwrap().kind, FailureKind::Rejected);
    for wait in [WaitFor::Submitted, WaitFor::Published] {
        world.wait = wait;
        let plan = world.plan(&texts()).await;
        assert_eq!(plan.verdict(), Verdict::LastFailed);
        let from = world.seen();
        let report = world.execute(&plan, &texts()).await;
        assert_eq!(report.failure().unwrap().kind, FailureKind::Rejected);
        assert_eq!(world.seen(), from, "nothing is sent");
    }
    world.submit = SubmitMode::Always;
    let plan = world.plan(&texts()).await;
    assert_eq!(plan.verdict(), Verdict::Submission);
}

#[tokio::test]
async fn without_a_journal_nobody_knows_what_was_submitted() {
    let world = World::with("submission-reads=0", &[]);
    world.run(&texts()).await;
    let known = world.plan(&texts()).await;
    assert_eq!(known.submission_known, SubmissionKnowledge::Known);
    std::fs::remove_file(world.journal_path()).unwrap();
    let plan = world.plan(&texts()).await;
    assert_eq!(plan.verdict(), Verdict::Nothing);
    assert_eq!(plan.submission_known, SubmissionKnowledge::Unknown);
}

/// The runner's journal knows its own submission; that another runner wrote since shows in the draft only.
#[tokio::test]
async fn what_another_runner_wrote_since_is_not_known_to_be_submitted() {
    let world = World::with("submission-reads=0", &[]);
    world.run(&texts()).await;
    world.change(|it| {
        let moved = Value::from("https://moved.example");
        it.properties.insert("website".to_owned(), moved);
    });
    let plan = world.plan(&texts()).await;
    assert_eq!(plan.verdict(), Verdict::Nothing);
    assert_eq!(plan.submission_known, SubmissionKnowledge::Unknown);
}

/// The journal of an earlier version does not say what was submitted.
#[tokio::test]
async fn a_journal_that_names_a_submission_only_does_not_know_what_was_submitted() {
    let world = World::with("submission-reads=0", &[]);
    world.run(&texts()).await;
    let journal = std::fs::read(world.journal_path()).unwrap();
    let mut journal: Value = serde_json::from_slice(&journal).unwrap();
    let submission = journal["submission"].as_object_mut().unwrap();
    assert!(submission.remove("draft").is_some());
    std::fs::write(world.journal_path(), journal.to_string()).unwrap();
    let plan = world.plan(&texts()).await;
    assert_eq!(plan.submission_known, SubmissionKnowledge::Unknown);
}

#[tokio::test]
async fn a_submission_that_was_canceled_while_it_is_followed_is_made_anew_where_that_is_asked_for()
{
    let mut world = World::with("submission-reads=1000", &[]);
    world.wait = WaitFor::Published;
    world.timeout = Duration::from_mins(2);
    let first = world.run(&texts()).await;
    assert_eq!(first.failure().unwrap().kind, FailureKind::Waiting);
    world.change(|it| it.submissions.clear());
    let again = world.run(&texts()).await;
    let failure = again.failure().unwrap();
    assert_eq!(failure.kind, FailureKind::Unconverged);
    assert_eq!(failure.next, [NextStep::ApplyAndSubmit]);
    world.wait = WaitFor::Submitted;
    world.submit = SubmitMode::Always;
    assert_eq!(world.run(&texts()).await.failure(), None);
    assert_eq!(world.product().submissions.len(), 1);
    world.submit = SubmitMode::Auto;
    assert_eq!(world.run(&texts()).await.failure(), None);
    assert_eq!(world.product().submissions.len(), 1);
}

/// Each fact of the journal makes another plan of the same draft.
#[tokio::test]
async fn every_fact_of_the_journal_changes_some_plan() {
    let mut world = World::with("submission-reads=100", &[]);
    world.run(&texts()).await;
    let submission = world.product().submissions[0].id.clone();
    let head = format!(
        r#""format": "storectl.journal", "formatVersion": 1, "endpoint": "http://127.0.0.1:1", "productId": "{}""#,
        texts().product_id
    );
    let at = 1_790_000_000;
    let made = format!(r#""submission": {{ "id": "{submission}", "at": {at} }}"#);
    // Of another draft: what was sent and lost was something else.
    let sent = "0".repeat(64);
    let unsubmitted = r#""pending": [{ "fact": "unsubmitted" }]"#;
    let none = r#""pending": []"#;
    let journals = [
        None,
        Some(format!("{{ {head}, {unsubmitted}, \"since\": {at} }}")),
        Some(format!(
            r#"{{ {head}, "pending": [{{ "fact": "packages-uncommitted" }}, {{ "fact": "unsubmitted" }}] }}"#
        )),
        Some(format!("{{ {head}, {none}, {made} }}")),
        Some(format!(
            r#"{{ {head}, "pending": [{{ "fact": "following", "submissionId": "{submission}" }}], {made} }}"#
        )),
        Some(format!(
            r#"{{ {head}, {none}, "submission": {{ "id": "{submission}", "at": {at}, "outcome": {{ "status": "FAILED", "at": {at} }} }} }}"#
        )),
        Some(format!("{{ {head}, {unsubmitted}, \"sent\": \"{sent}\" }}")),
        Some(format!(
            "{{ {head}, {unsubmitted}, \"refused\": [\"{submission}\"] }}"
        )),
    ];
    let mut seen: Vec<String> = Vec::new();
    for ongoing in [true, false] {
        if !ongoing {
            world.change(|it| it.submissions[0].progress = storectl_sandbox::Progress::Published);
        }
        let mut plans: Vec<String> = Vec::new();
        for journal in &journals {
            match journal {
                None => std::fs::remove_file(world.journal_path()).unwrap(),
                Some(journal) => std::fs::write(world.journal_path(), journal).unwrap(),
            }
            let mut of_journal = String::new();
            for (submit, wait) in [
                (SubmitMode::Auto, WaitFor::Submitted),
                (SubmitMode::Auto, WaitFor::Published),
            ] {
                (world.submit, world.wait) = (submit, wait);
                let plan = world.plan(&texts()).await;
                let _ = writeln!(
                    of_journal,
                    "{:?} {:?} {:?} {:?} {:?}",
                    plan.verdict(),
                    plan.pending,
                    plan.submission_known,
                    plan.own_submission(),
                    plan.last_submission.as_ref().map(|it| it.outcome),
                );
            }
            plans.push(of_journal);
        }
        for (at, plan) in plans.into_iter().enumerate() {
            match seen.get_mut(at) {
                Some(both) => *both += &plan,
                None => seen.push(plan),
            }
        }
    }
    // Each journal beside the one that lacks its fact.
    for (at, without) in [(1, 0), (2, 1), (3, 0), (4, 3), (5, 3), (6, 1), (7, 1)] {
        assert_ne!(seen[at], seen[without], "journal {at}");
    }
}
