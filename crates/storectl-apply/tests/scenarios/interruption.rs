//! Wherever a run is interrupted, the next one finishes the work and submits once.

use storectl_model::DesiredProduct;
use storectl_plan::FailureKind;

use crate::support::{Cut, NEW_URL, NEWS, Watcher, World, growth, release, report_lines};

/// A Store that is slow: a package upload takes a while, and the first response after a commit is stale.
const SLOW: &str = "upload-reads=4,stale-reads=1";

/// Interrupts a run at every request, before and after it is acted upon, and calls back with the world after the next run.
async fn interrupt_everywhere(
    interpretations: &str,
    desired: impl Fn(&World) -> DesiredProduct,
    check: impl Fn(&World, &str),
) {
    let whole = World::with(interpretations, &[]);
    whole.run(&desired(&whole)).await;
    let requests = whole.seen();
    assert!(requests > 10, "{requests}");
    for cut in [Cut::Before, Cut::After] {
        for n in 0..requests {
            let at = format!("{cut:?} request {n}, {interpretations}");
            let world = World::with(interpretations, &[]);
            let desired = desired(&world);
            assert!(world.run_until(&desired, n, cut).await, "{at}");
            let report = world.run(&desired).await;
            assert_eq!(report.failure(), None, "{at}\n{}", report_lines(&report));
            let journal = world.journal();
            let submissions = world.product().submissions;
            assert_eq!(submissions.len(), 1, "{at}");
            assert_eq!(journal.prior_work().facts, [], "{at}");
            let known = journal.submission().map(ToString::to_string);
            assert_eq!(known.as_ref(), Some(&submissions[0].id), "{at}");
            check(&world, &at);
        }
    }
}

fn check_release(world: &World, at: &str) {
    let submission = &world.product().submissions[0];
    assert_eq!(submission.packages[0].fields["packageUrl"], NEW_URL, "{at}");
    assert_eq!(submission.listings[0].fields["whatsNew"], NEWS, "{at}");
}

#[tokio::test]
async fn interrupted_at_any_request_the_next_run_finishes_the_release() {
    interrupt_everywhere("", |_| release(), check_release).await;
}

#[tokio::test]
async fn interrupted_at_any_request_to_a_slow_store_the_next_run_finishes_the_release() {
    interrupt_everywhere(SLOW, |_| release(), check_release).await;
}

#[tokio::test]
async fn interrupted_at_any_request_the_next_run_finishes_new_packages_and_languages() {
    let desired = |world: &World| growth(world, &["fr-fr", "nb-no"]);
    interrupt_everywhere("", desired, check_growth).await;
}

#[tokio::test]
async fn interrupted_at_any_request_the_next_run_finishes_under_the_other_interpretations_that_leave_work_half_done()
 {
    let desired = |world: &World| growth(world, &["fr-fr", "nb-no"]);
    let interpretations = "new-language=separate,package-reads=committed,old-package-ids=refused";
    interrupt_everywhere(interpretations, desired, check_growth).await;
}

fn check_growth(world: &World, at: &str) {
    let submission = &world.product().submissions[0];
    let languages: Vec<_> = submission
        .listings
        .iter()
        .map(|it| {
            assert_eq!(it.lacks(), [""; 0], "{at}");
            (it.language.as_str(), it.screenshots.len())
        })
        .collect();
    assert_eq!(
        languages,
        [("en-us", 2), ("fr-fr", 1), ("nb-no", 1)],
        "{at}"
    );
    assert_eq!(submission.packages.len(), 2, "{at}");
}

#[tokio::test]
async fn interrupted_twice_the_third_run_finishes_the_release() {
    let whole = World::new();
    whole.run(&release()).await;
    let requests = whole.seen();
    for n in 0..requests {
        let world = World::new();
        world.run_until(&release(), n, Cut::After).await;
        world.run_until(&release(), requests - n, Cut::Before).await;
        let report = world.run(&release()).await;
        assert_eq!(report.failure(), None, "{n}");
        assert_eq!(world.product().submissions.len(), 1, "{n}");
        check_release(&world, &n.to_string());
    }
}

#[tokio::test]
async fn without_its_journal_a_draft_that_still_differs_is_finished_all_the_same() {
    let world = World::new();
    // Signing in, the four reads of the plan, the package and its commit.
    world.run_until(&release(), 7, Cut::Before).await;
    assert_eq!(world.product().package_commits, 1);
    std::fs::remove_file(world.journal_path()).unwrap();
    assert_eq!(world.run(&release()).await.failure(), None);
    check_release(&world, "without a journal");
}

/// A Store that does not answer while a signal ends the run.
#[tokio::test]
async fn a_signal_ends_the_run_whatever_request_is_silent() {
    const REFUSING: &str = "upload-reads=3,writes-during-upload=refused,repeated-commit=refused,secondary-url=distinct";
    const LOST: [&[&str]; 4] = [
        &[],
        &["drop-after@POST:packages/commit"],
        &["drop-after@PATCH:metadata"],
        &["drop-after@POST:submit"],
    ];
    for faults in LOST {
        let whole = World::with(REFUSING, faults);
        let desired = growth(&whole, &["fr-fr"]);
        let plan = whole.plan(&desired).await;
        let from = whole.seen();
        whole.execute(&plan, &desired).await;
        for n in 0..whole.seen() - from {
            let world = World::with(REFUSING, faults);
            let desired = growth(&world, &["fr-fr"]);
            let plan = world.plan(&desired).await;
            world.cut.arm(n, Cut::SignalAndSilence);
            // In virtual time: this one only ends a run that would never end.
            let limit = std::time::Duration::from_secs(20);
            let run = tokio::time::timeout(limit, world.execute(&plan, &desired)).await;
            let report = run.unwrap_or_else(|_| panic!("{faults:?}, request {n}: it never ends"));
            let kind = report.failure().map(|it| it.kind);
            let at = format!("{faults:?}, request {n}\n{}", report_lines(&report));
            assert_eq!(kind, Some(FailureKind::Terminated), "{at}");
        }
    }
}

/// Runs [`release`] in `world` with a disk on which the journal cannot be written from this line on.
async fn journal_stuck_from(world: &World, moment: &'static str) -> storectl_plan::ApplyReport {
    let plan = world.plan(&release()).await;
    let folder = world.journal_path().parent().unwrap().to_owned();
    let aside = folder.with_extension("aside");
    let on_line = |line: &str| {
        if line.ends_with(moment) {
            // A file in the folder's place: whoever runs this, nothing can be written below it.
            let _ = std::fs::rename(&folder, &aside);
            std::fs::create_dir_all(folder.parent().unwrap()).unwrap();
            std::fs::write(&folder, "").unwrap();
        }
    };
    let mut watcher = Watcher {
        on_line: Some(Box::new(on_line)),
        ..Watcher::default()
    };
    let report = world.execute_watched(&plan, &release(), &mut watcher).await;
    std::fs::remove_file(&folder).unwrap();
    let _ = std::fs::rename(&aside, &folder);
    report
}

#[tokio::test]
async fn a_journal_that_can_no_longer_be_written_stops_the_run_before_the_write_it_would_record() {
    for (moment, writes) in [
        ("patch-package starts", &[][..]),
        (
            "commit-packages starts",
            &["packages/commit", "metadata", "packages/72541436"],
        ),
        (
            " submit starts",
            &["packages/commit", "metadata", "packages/72541436"],
        ),
    ] {
        let world = World::new();
        let from = world.seen();
        let report = journal_stuck_from(&world, moment).await;
        let lines = report_lines(&report);
        let failure = report.failure().unwrap();
        assert_eq!(failure.kind, FailureKind::Other, "{moment}: {lines}");
        assert!(
            failure.message.contains("was not sent"),
            "{moment}: {lines}"
        );
        for request in world.requests_from(from) {
            let is_expected = writes.iter().any(|it| request.contains(it));
            assert!(
                request.starts_with("GET ") || is_expected,
                "{moment}: {request}"
            );
        }
        assert!(world.product().submissions.is_empty(), "{moment}");
        // With room again, the same command finishes.
        let report = world.run(&release()).await;
        assert_eq!(
            report.failure(),
            None,
            "{moment}: {}",
            report_lines(&report)
        );
        assert_eq!(world.product().submissions.len(), 1, "{moment}");
    }
}
