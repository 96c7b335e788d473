//! Installers that change after the plan: what is looked at again, when, and what is not sent then (design.md §8).

use http::Method;
use serde_json::json;
use storectl_apply::{InstallerFaultKind::*, StopSignal};
use storectl_model::{DesiredProduct, SubmitMode};
use storectl_plan::{FailureKind, NextStep, PendingFact, StepOutcome};

use crate::support::{
    NEW_URL, Watcher, World, growth, nothing, release, report_lines, texts, world_of_receipts,
};

/// The requests that rest on the installers, as the Store got them.
fn resting(world: &World) -> Vec<String> {
    let mut requests = world.requests_from(0);
    requests.retain(|it| it.starts_with("POST packages/commit") || it.starts_with("POST submit"));
    requests
}

/// Stores in which a release commits or submits more than once, and one in which it does not.
const STORES: [&str; 4] = [
    "",
    "upload-failures=1",
    "stale-reads=2,upload-reads=3",
    "write-gate=open,upload-reads=4,stale-reads=1",
];

#[tokio::test]
async fn each_commit_and_each_submit_has_a_look_of_its_own_before_it() {
    for store in STORES {
        let world = World::with(store, &[]);
        let report = world.run(&release()).await;
        assert_eq!(report.failure(), None, "{store}\n{}", report_lines(&report));
        let sent = resting(&world);
        assert_eq!(world.installers.looks(), sent.len(), "{store} {sent:?}");
    }
}

#[tokio::test]
async fn bytes_swapped_at_any_moment_are_12_and_the_request_after_them_is_never_sent() {
    let products: [fn(&World) -> DesiredProduct; 2] =
        [|_| release(), |world| growth(world, &["fr-fr"])];
    for desired in products {
        for store in STORES {
            let whole = World::with(store, &[]);
            whole.run(&desired(&whole)).await;
            let looks = whole.installers.looks();
            assert!(looks >= 2, "{store}");
            for passing in 0..looks {
                let world = World::with(store, &[]);
                let desired = desired(&world);
                world.installers.fail_after(passing, OtherBytes);
                let report = world.run(&desired).await;
                let at = format!("{store} {passing}\n{}", report_lines(&report));
                assert_eq!(report.failure().unwrap().kind, FailureKind::Stale, "{at}");
                assert_eq!(resting(&world).len(), passing, "{at}");
                assert_eq!(world.installers.looks(), passing + 1, "{at}");
                assert_eq!(world.product().submissions.len(), 0, "{at}");

                // Planned again with what the address serves now, the work is finished.
                world.installers.planned_again();
                let report = world.run(&desired).await;
                let at = format!("{store} {passing}\n{}", report_lines(&report));
                assert_eq!(report.failure(), None, "{at}");
                let submissions = world.product().submissions;
                assert_eq!(submissions.len(), 1, "{at}");
                let url = &submissions[0].packages[0].fields["packageUrl"];
                assert_eq!(url, NEW_URL, "{at}");
                assert_eq!(world.pending(), [], "{at}");
            }
        }
    }
}

#[tokio::test]
async fn swapped_before_the_commit_it_says_that_the_commit_was_not_sent() {
    let world = World::new();
    world.installers.fail_after(0, OtherBytes);
    let report = world.run(&release()).await;
    insta::assert_snapshot!(report_lines(&report), @r#"
        s1 patch-package: done
        s2 commit-packages: failed: Stale
        s3 await-packages: skipped because of s2
        s4 patch-metadata: skipped because of s2
        s5 patch-metadata: skipped because of s2
        s6 await-ready: skipped because of s2
        s7 verify: skipped because of s2
        s8 submit: skipped because of s2
        failure: packages[0].packageUrl: the installer is not the one that was planned: it had 7 bytes and has 8; the commit of the packages was not sent, and nothing was submitted
        next: PlanAgain
        hint: serve each version under an address of its own, so that its bytes never change
        address: packages[0].packageUrl
        "#);
    assert_eq!(world.product().package_commits, 0);
    assert_eq!(
        world.pending(),
        [PendingFact::PackagesUncommitted, PendingFact::Unsubmitted]
    );
}

#[tokio::test]
async fn swapped_between_commit_and_submit_it_says_that_the_packages_are_committed_and_nothing_submitted()
 {
    let world = World::new();
    world.installers.fail_after(1, OtherBytes);
    let report = world.run(&release()).await;
    insta::assert_snapshot!(report_lines(&report), @r#"
        s1 patch-package: done
        s2 commit-packages: done
        s3 await-packages: done
        s4 patch-metadata: done
        s5 patch-metadata: done
        s6 await-ready: done
        s7 verify: failed: Stale
        s8 submit: skipped because of s7
        failure: packages[0].packageUrl: the installer is not the one that was planned: it had 7 bytes and has 8; the packages are committed, and nothing was submitted
        next: PlanAgain
        hint: serve each version under an address of its own, so that its bytes never change
        address: packages[0].packageUrl
        "#);
    assert_eq!(world.product().package_commits, 1);
    assert_eq!(world.pending(), [PendingFact::Unsubmitted]);
}

#[tokio::test]
async fn an_installer_that_cannot_be_told_is_21_and_the_same_command_continues() {
    for passing in 0..2 {
        let world = World::new();
        world.installers.fail_after(passing, CannotTell);
        let report = world.run(&release()).await;
        let failure = report.failure().unwrap();
        assert_eq!(failure.kind, FailureKind::InstallerUnknown, "{passing}");
        assert_eq!(failure.next, [NextStep::Continue], "{passing}");
        assert!(
            failure
                .message
                .contains("www.contoso.com: connection refused"),
            "{}",
            failure.message
        );
        assert_eq!(resting(&world).len(), passing);
        world.installers.planned_again();
        assert_eq!(world.run(&release()).await.failure(), None, "{passing}");
        assert_eq!(world.product().submissions.len(), 1, "{passing}");
    }
}

#[tokio::test]
async fn a_failing_look_announces_no_submission() {
    let world = world_of_receipts("", &[]);
    world.installers.fail_after(1, OtherBytes);
    world.run(&release()).await;
    assert_eq!(world.told(), Vec::<String>::new());
    assert_eq!(world.kept().last(), None);
}

/// Refuses the first submit of a run as not ready.
fn refusing(world: &World) -> Watcher<'_> {
    let refused = json!({ "isSuccess": false, "errors": [{
        "code": "error", "message": "All modules must be in ready status.", "target": "packages",
    }] });
    let on_line = move |line: &str| {
        if line.ends_with("submit starts") {
            world.cut.reply(Method::POST, "/submit", 400, &refused);
        }
    };
    Watcher {
        on_line: Some(Box::new(on_line)),
        ..Watcher::default()
    }
}

#[tokio::test]
async fn a_submit_that_is_repeated_is_looked_at_again_and_withdrawn_where_that_fails() {
    let world = world_of_receipts("", &[]);
    let plan = world.plan(&release()).await;
    // The commit, the proof, and the proof after the refusal.
    world.installers.fail_after(2, OtherBytes);
    let report = world
        .execute_watched(&plan, &release(), &mut refusing(&world))
        .await;
    let failure = report.failure().unwrap();
    assert_eq!(failure.kind, FailureKind::Stale);
    assert!(
        failure.message.ends_with("nothing was submitted"),
        "{failure:?}"
    );
    assert_eq!(world.told(), ["announced", "withdrawn"]);
    assert_eq!(world.product().submissions.len(), 0);
}

#[tokio::test]
async fn after_a_submit_whose_answer_was_lost_a_failing_look_claims_nothing_and_withdraws_nothing()
{
    let world = world_of_receipts("", &["503@POST:/submit"]);
    world.installers.fail_after(2, OtherBytes);
    let report = world.run(&release()).await;
    let submit = report.steps.iter().find(|it| it.kind == "submit").unwrap();
    assert!(
        matches!(submit.outcome, StepOutcome::Unknown(_)),
        "{}",
        report_lines(&report)
    );
    let failure = report.failure().unwrap();
    assert_eq!(failure.kind, FailureKind::Stale);
    assert!(
        failure
            .message
            .ends_with("whether the Store accepted an earlier submit request is not known"),
        "{failure:?}"
    );
    assert_eq!(world.told(), ["announced"]);
    assert_eq!(resting(&world).len(), 2);
}

#[tokio::test]
async fn after_a_commit_whose_answer_was_lost_a_failing_look_leaves_open_what_became_of_it() {
    // A stale answer hides the upload that the lost commit started, and the Store refuses the repeat because of it.
    let store = "upload-reads=3,stale-reads=1,repeated-commit=refused";
    let world = World::with(store, &["503-after@POST:/packages/commit"]);
    world.installers.fail_after(1, OtherBytes);
    let report = world.run(&release()).await;
    insta::assert_snapshot!(report_lines(&report), @r#"
        s1 patch-package: done
        s2 commit-packages: unknown: Stale
        s3 await-packages: skipped because of s2
        s4 patch-metadata: skipped because of s2
        s5 patch-metadata: skipped because of s2
        s6 await-ready: skipped because of s2
        s7 verify: skipped because of s2
        s8 submit: skipped because of s2
        failure: packages[0].packageUrl: the installer is not the one that was planned: it had 7 bytes and has 8; whether the packages are committed is not known, and nothing was submitted
        next: PlanAgain
        hint: serve each version under an address of its own, so that its bytes never change
        address: packages[0].packageUrl
        "#);
    world.installers.planned_again();
    assert_eq!(world.run(&release()).await.failure(), None);
    assert_eq!(world.product().submissions.len(), 1);
}

#[tokio::test]
async fn where_nothing_is_committed_or_submitted_nothing_is_looked_at() {
    // Nothing to do.
    let world = World::new();
    world.run(&nothing()).await;
    assert_eq!(world.installers.looks(), 0);

    // A draft that stays one: only its commit is looked at.
    let mut draft = World::new();
    draft.submit = SubmitMode::Never;
    assert_eq!(draft.run(&release()).await.failure(), None);
    assert_eq!(draft.installers.looks(), resting(&draft).len());
    assert_eq!(resting(&draft), ["POST packages/commit 200"]);

    // A submission of an earlier run that is only followed.
    let followed = World::with("submission-reads=100", &[]);
    followed.run(&texts()).await;
    let before = followed.installers.looks();
    assert_eq!(followed.run(&texts()).await.failure(), None);
    assert_eq!(followed.installers.looks(), before);
}

#[tokio::test]
async fn a_signal_ends_a_look_that_never_ends() {
    let world = World::new();
    let plan = world.plan(&release()).await;
    world.installers.fall_silent();
    let cancel = world.cancel.clone();
    let stop = async {
        while world.installers.looks() == 0 {
            tokio::task::yield_now().await;
        }
        cancel.stop(StopSignal::Terminate);
    };
    let desired = release();
    let (report, ()) = tokio::join!(world.execute(&plan, &desired), stop);
    let failure = report.failure().unwrap();
    assert_eq!(failure.kind, FailureKind::Terminated);
    assert_eq!(
        failure.message,
        "stopped by SIGTERM while checking the installers again"
    );
    assert_eq!(world.product().package_commits, 0);
    let world = world.restarted();
    world.installers.planned_again();
    assert_eq!(world.run(&release()).await.failure(), None);
}

#[tokio::test]
async fn a_look_that_outlasts_the_timeout_is_31() {
    let world = World::new();
    let plan = world.plan(&release()).await;
    world.installers.fall_silent();
    let late = async {
        while world.installers.looks() == 0 {
            tokio::task::yield_now().await;
        }
        world.clock.advance(world.timeout);
    };
    let desired = release();
    let (report, ()) = tokio::join!(world.execute(&plan, &desired), late);
    let failure = report.failure().unwrap();
    assert_eq!(failure.kind, FailureKind::Waiting);
    assert_eq!(
        failure.message,
        "the installers could not be checked again before the deadline; the commit of the packages was not sent, and nothing was submitted"
    );
    assert_eq!(failure.next, [NextStep::Continue]);
    assert_eq!(world.product().package_commits, 0);
}
