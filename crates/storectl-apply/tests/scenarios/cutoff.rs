//! Wherever a run is cut off, the next one finishes the work and submits once.

use storectl_plan::Resume;

use crate::submitting::requests_of_a_run;
use crate::support::{Cut, NEW_URL, NEWS, World, release};

#[tokio::test]
async fn cut_off_at_any_request_the_next_run_finishes_the_work() {
    let requests = requests_of_a_run().await;
    assert!(requests > 10, "{requests}");
    for cut in [Cut::Before, Cut::After] {
        for n in 0..requests {
            let world = World::new();
            assert!(world.run_until(&release(), n, cut).await, "{cut:?} {n}");
            let report = world.run(&release()).await;
            let product = world.product();
            let journal = world.journal();
            assert_eq!(report.failure(), None, "{cut:?} {n}");
            assert_eq!(product.submissions.len(), 1, "{cut:?} {n}");
            let submission = &product.submissions[0];
            assert_eq!(
                submission.packages[0].fields["packageUrl"], NEW_URL,
                "{cut:?} {n}"
            );
            assert_eq!(
                submission.listings[0].fields["whatsNew"], NEWS,
                "{cut:?} {n}"
            );
            assert_eq!(
                (
                    journal.resume(),
                    journal.submission().map(ToString::to_string)
                ),
                (Resume::Nothing, Some(submission.id.clone())),
                "{cut:?} {n}"
            );
        }
    }
}

#[tokio::test]
async fn cut_off_twice_the_third_run_finishes_the_work() {
    let requests = requests_of_a_run().await;
    for n in 0..requests {
        let world = World::new();
        world.run_until(&release(), n, Cut::After).await;
        world.run_until(&release(), requests - n, Cut::Before).await;
        let report = world.run(&release()).await;
        let product = world.product();
        assert_eq!(product.submissions.len(), 1, "{n}");
        assert_eq!(
            product.submissions[0].packages[0].fields["packageUrl"],
            NEW_URL
        );
        assert!(
            report.failure().is_none() || world.journal().submission().is_some(),
            "{n}"
        );
    }
}

#[tokio::test]
async fn a_garbage_journal_costs_nothing_while_the_draft_differs() {
    let world = World::new();
    world.run_until(&release(), 6, Cut::After).await;
    std::fs::write(world.journal_path(), "{").unwrap();
    let (journal, warnings) = storectl_apply::Journal::open(
        &world.journal_path(),
        "http://127.0.0.1:1",
        &crate::support::product_id(),
    );
    assert_eq!(warnings.len(), 1);
    assert_eq!(journal.resume(), Resume::Nothing);
    std::fs::remove_file(world.journal_path()).unwrap();
    assert_eq!(world.run(&release()).await.failure(), None);
    let product = world.product();
    assert_eq!(
        product.submissions[0].packages[0].fields["packageUrl"],
        NEW_URL
    );
}
