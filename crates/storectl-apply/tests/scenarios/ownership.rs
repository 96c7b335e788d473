//! Whose a submission in progress is: forms.md, "Receipts" 7 and "Approval" 9.

use storectl_model::{DesiredListing, DesiredProduct, Field, ListingIntent, SubmitMode, WaitFor};
use storectl_plan::{FailureKind, PendingFact, SubmissionKnowledge, Verdict};
use storectl_sandbox::{Product, Progress, Submission};

use crate::support::{Cut, Watcher, World, nothing, release, report_lines, submission_of, texts};

/// A Store in which a colleague has submitted exactly `desired`, and nothing here knows.
async fn submitted_elsewhere(desired: &DesiredProduct) -> World {
    let mut world = World::new();
    world.submit = SubmitMode::Never;
    world.run(desired).await;
    std::fs::remove_file(world.journal_path()).unwrap();
    let (reads, until) = (4, 0);
    world.change(|it| {
        it.submissions.push(Submission {
            progress: Progress::InProgress { reads, until },
            ..submission_of(it)
        });
    });
    world.submit = SubmitMode::Auto;
    world
}

#[tokio::test]
async fn a_submission_nobody_here_knows_with_exactly_this_content_is_this_works_own() {
    for submit in [SubmitMode::Auto, SubmitMode::Always, SubmitMode::Never] {
        let mut world = submitted_elsewhere(&texts()).await;
        world.submit = submit;
        let plan = world.plan(&texts()).await;
        assert_eq!(plan.verdict(), Verdict::Nothing, "{submit:?}");
        assert_eq!(plan.submission_known, SubmissionKnowledge::Known);
        let report = world.execute(&plan, &texts()).await;
        assert_eq!(report.failure(), None, "{}", report_lines(&report));
        let id = world.product().submissions[0].id.clone();
        assert_eq!(report.submission.as_ref().unwrap().as_str(), id);
        assert!(report_lines(&report).contains(&id), "it is named");
        assert_eq!(world.journal().submission(), report.submission.as_ref());
        assert_eq!(world.product().submissions.len(), 1);
    }
}

#[tokio::test]
async fn an_own_submission_that_nobody_recorded_is_followed_as_far_as_asked() {
    let mut world = submitted_elsewhere(&release()).await;
    world.wait = WaitFor::Published;
    let plan = world.plan(&release()).await;
    assert_eq!(plan.verdict(), Verdict::PendingWork);
    let report = world.execute(&plan, &release()).await;
    assert_eq!(report.failure(), None, "{}", report_lines(&report));
    assert_eq!(report.publishing_status.as_deref(), Some("PUBLISHED"));
    assert_eq!(world.product().submissions.len(), 1);
    assert_eq!(world.pending(), []);
}

/// The parts of a draft and its status are read side by side: what a colleague writes and submits between them shows in the
/// status alone.
#[tokio::test]
async fn a_submission_is_this_works_own_by_what_the_draft_holds_once_it_is_named() {
    let edits: [fn(&mut Product); 2] = [
        |it| {
            let news = "whatsNew".to_owned();
            let fields = &mut it.listings[0].fields;
            fields.insert(news, "A colleague's news.".into());
        },
        |it| {
            let website = "website".to_owned();
            it.properties
                .insert(website, "https://colleague.example".into());
        },
    ];
    for edit in edits {
        let world = submitted_elsewhere(&texts()).await;
        let plan = world.plan(&texts()).await;
        assert!(plan.own_submission().is_some());
        world.change(edit);
        let report = world.execute(&plan, &texts()).await;
        let lines = report_lines(&report);
        assert_eq!(report.failure().unwrap().kind, FailureKind::Busy, "{lines}");
        assert_eq!(report.submission, None, "{lines}");
        assert_eq!(world.journal().submission(), None);
    }
}

#[tokio::test]
async fn a_submission_nobody_here_knows_with_other_content_is_busy() {
    let world = submitted_elsewhere(&texts()).await;
    let plan = world.plan(&release()).await;
    assert_eq!(plan.verdict(), Verdict::Busy);
    let report = world.execute(&plan, &release()).await;
    assert_eq!(report.failure().unwrap().kind, FailureKind::Busy);
    assert_eq!(report.submission, None);
}

/// The draft shows what was written, and the submission holds what was committed before (trap 50).
#[tokio::test]
async fn a_submission_met_while_packages_wait_for_their_commit_is_busy() {
    let world = World::new();
    let requests = {
        let rehearsal = World::new();
        rehearsal.run(&release()).await;
        rehearsal.sandbox.requests()
    };
    let commit = requests
        .iter()
        .position(|it| it.path_and_query.ends_with("/packages/commit"));
    assert!(
        world
            .run_until(&release(), commit.unwrap(), Cut::Before)
            .await
    );
    let mut desired = nothing();
    desired.packages = release().packages;
    world.change(|it| it.submissions.push(submission_of(it)));
    let plan = world.plan(&desired).await;
    assert!(plan.changes.is_empty());
    assert_eq!(plan.verdict(), Verdict::Busy);
}

/// Runs `desired` and loses the response to its submission, which never arrives; a colleague changes the draft and submits it.
async fn lost_and_met(
    desired: &DesiredProduct,
    world: &World,
    change: impl Fn(&mut Product),
) -> storectl_plan::ApplyReport {
    let plan = world.plan(desired).await;
    let colleague = |line: &str| {
        if line.ends_with(" submit starts") {
            world.change(|it| {
                change(it);
                it.submissions.push(submission_of(it));
            });
        }
    };
    let mut watcher = Watcher {
        on_line: Some(Box::new(colleague)),
        ..Watcher::default()
    };
    world.execute_watched(&plan, desired, &mut watcher).await
}

/// Demands that the submission was refused and is never taken for an own one, also where the draft would allow it.
async fn is_refused_for_good(
    report: &storectl_plan::ApplyReport,
    world: &World,
    desired: &DesiredProduct,
    before: &Product,
) {
    let lines = report_lines(report);
    assert_eq!(report.failure().unwrap().kind, FailureKind::Busy, "{lines}");
    assert_eq!(report.submission, None, "{lines}");
    let refused = world.journal().prior_work().refused;
    let [met] = refused.as_slice() else {
        panic!("{refused:?}")
    };
    world.change(|it| {
        it.properties.clone_from(&before.properties);
        for (listing, was) in it.listings.iter_mut().zip(&before.listings) {
            listing.screenshots.clone_from(&was.screenshots);
        }
    });
    for submit in [SubmitMode::Auto, SubmitMode::Never] {
        let prior = world.journal().prior_work();
        assert!(prior.refused.contains(met));
        let plan = world.plan_with(desired, submit, world.wait).await;
        assert_eq!(plan.verdict(), Verdict::Busy, "{submit:?}");
        assert_eq!(plan.own_submission(), None);
        let next = world.execute(&plan, desired).await;
        assert_eq!(next.failure().unwrap().kind, FailureKind::Busy);
        assert_eq!(next.submission, None);
    }
}

#[tokio::test]
async fn after_a_lost_answer_a_submission_with_another_unmanaged_value_is_refused_for_good() {
    let world = World::with("", &["503@POST:/submit"]);
    let before = world.product();
    let report = lost_and_met(&texts(), &world, |it| {
        it.properties
            .insert("website".to_owned(), "https://colleague.example".into());
    })
    .await;
    is_refused_for_good(&report, &world, &texts(), &before).await;
}

/// The draft's status is behind, so only the request to submit meets it (trap 77).
#[tokio::test]
async fn a_submission_that_was_refused_is_refused_where_a_later_run_meets_it_by_submitting() {
    for answer in [None, Some(503)] {
        let world = World::with("", &["503@POST:/submit"]);
        let website = Field::Set("https://colleague.example".to_owned());
        let report = lost_and_met(&texts(), &world, |it| {
            it.properties
                .insert("website".to_owned(), "https://colleague.example".into());
        })
        .await;
        assert_eq!(report.failure().unwrap().kind, FailureKind::Busy);
        let theirs = world.product().submissions;
        let mut desired = texts();
        desired.properties.website = website;
        world.change(|it| it.submissions.clear());
        let plan = world.plan(&desired).await;
        assert!(plan.changes.is_empty());
        let shows = |line: &str| {
            if line.ends_with(" submit starts") {
                world.change(|it| it.submissions.clone_from(&theirs));
                if let Some(status) = answer {
                    let lost = serde_json::json!({});
                    world
                        .cut
                        .reply(http::Method::POST, "/submit", status, &lost);
                }
            }
        };
        let mut watcher = Watcher {
            on_line: Some(Box::new(shows)),
            ..Watcher::default()
        };
        let report = world.execute_watched(&plan, &desired, &mut watcher).await;
        let lines = report_lines(&report);
        assert_eq!(report.failure().unwrap().kind, FailureKind::Busy, "{lines}");
        assert_eq!(report.submission, None, "{lines}");
        assert_eq!(world.pending(), [PendingFact::Unsubmitted]);
        // What was sent was not accepted: another was in the way.
        assert_eq!(world.journal().prior_work().in_doubt, None);
    }
}

#[tokio::test]
async fn after_a_lost_answer_a_submission_that_differs_once_it_is_named_is_refused_for_good() {
    let whole = World::new();
    whole.run(&texts()).await;
    let submit = whole.seen() - 1;
    let world = World::with("submission-reads=100", &[]);
    assert!(world.run_until(&texts(), submit, Cut::After).await);
    let before = world.product();
    let plan = world.plan(&texts()).await;
    assert!(plan.own_submission().is_some());
    world.change(|it| {
        it.properties
            .insert("website".to_owned(), "https://colleague.example".into());
    });
    let report = world.execute(&plan, &texts()).await;
    is_refused_for_good(&report, &world, &texts(), &before).await;
}

#[tokio::test]
async fn after_a_lost_answer_a_submission_with_images_in_another_order_is_refused_for_good() {
    let world = World::with("", &["503@POST:/submit"]);
    let screenshots = vec![
        world.image("1.png", 1400, 900),
        world.image("2.png", 1500, 900),
    ];
    let listing = DesiredListing {
        screenshots: Field::Set(screenshots),
        ..DesiredListing::default()
    };
    let listing = ListingIntent::Present(Box::new(listing));
    let desired = DesiredProduct {
        listings: [("en-us".parse().unwrap(), listing)].into(),
        ..nothing()
    };
    let report = lost_and_met(&desired, &world, |it| it.listings[0].screenshots.reverse()).await;
    let mut before = world.product();
    before.listings[0].screenshots.reverse();
    is_refused_for_good(&report, &world, &desired, &before).await;
}

#[tokio::test]
async fn after_a_lost_answer_a_submission_with_everything_that_was_proven_is_this_works_own() {
    let world = World::with("", &["503@POST:/submit"]);
    let report = lost_and_met(&texts(), &world, |_| {}).await;
    assert_eq!(report.failure(), None, "{}", report_lines(&report));
    assert_eq!(world.journal().submission(), report.submission.as_ref());
}

#[tokio::test]
async fn a_submission_made_elsewhere_right_before_this_runs_own_is_compared_with_the_proof() {
    let same = World::new();
    let report = lost_and_met(&texts(), &same, |_| {}).await;
    assert_eq!(report.failure(), None, "{}", report_lines(&report));
    assert_eq!(same.product().submissions.len(), 1);
    let other = World::new();
    let report = lost_and_met(&texts(), &other, |it| {
        it.properties
            .insert("website".to_owned(), "https://colleague.example".into());
    })
    .await;
    assert_eq!(report.failure().unwrap().kind, FailureKind::Busy);
    assert_eq!(report.submission, None);
    assert_eq!(other.pending(), [PendingFact::Unsubmitted]);
}

#[tokio::test]
async fn a_submission_met_by_a_resume_with_other_content_is_remembered_as_somebody_elses() {
    let whole = World::new();
    whole.run(&release()).await;
    let requests = whole.sandbox.requests();
    let submit = requests
        .iter()
        .position(|it| it.path_and_query.ends_with("/submit"));
    let world = World::new();
    let desired = release();
    assert!(
        world
            .run_until(&desired, submit.unwrap(), Cut::Before)
            .await
    );
    // It appears after the plan was made.
    let plan = world.plan(&release()).await;
    world.change(|it| {
        let enabled = serde_json::json!(false);
        it.availability
            .insert("enableInFutureMarkets".to_owned(), enabled);
        it.submissions.push(submission_of(it));
    });
    let report = world.execute(&plan, &release()).await;
    let kind = report.failure().map(|it| it.kind);
    assert_eq!(kind, Some(FailureKind::Busy), "{}", report_lines(&report));
    assert_eq!(report.submission, None);
    let id = world.product().submissions[0].id.clone();
    let refused = world.journal().prior_work().refused;
    assert_eq!(
        refused
            .iter()
            .map(storectl_model::SubmissionId::as_str)
            .collect::<Vec<_>>(),
        [id]
    );
}
