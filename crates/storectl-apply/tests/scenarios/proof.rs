//! What is proven before a submission, and what stops it.

use storectl_plan::FailureKind;

use crate::support::{Watcher, World, growth, report_lines};
use crate::support::{release, texts};

/// Runs `desired` while somebody changes the draft when `at` begins.
async fn changed_when(
    world: &World,
    desired: &storectl_model::DesiredProduct,
    at: &str,
    change: impl Fn(&mut storectl_sandbox::Product),
) -> storectl_plan::ApplyReport {
    let plan = world.plan(desired).await;
    let colleague = |line: &str| {
        if line.ends_with(at) {
            world.change(&change);
        }
    };
    let mut watcher = Watcher {
        on_line: Some(Box::new(colleague)),
        ..Watcher::default()
    };
    world.execute_watched(&plan, desired, &mut watcher).await
}

#[tokio::test]
async fn an_unmanaged_value_that_moves_during_the_run_is_stale_named_and_not_submitted() {
    for at in [
        "commit-packages starts",
        "await-ready starts",
        "verify starts",
    ] {
        let world = World::new();
        let report = changed_when(&world, &texts(), at, |it| {
            it.properties
                .insert("website".to_owned(), "https://attacker.example".into());
        })
        .await;
        let failure = report.failure().unwrap();
        assert_eq!(failure.kind, FailureKind::Stale, "{at}");
        assert!(
            failure.message.contains("properties.website"),
            "{}",
            failure.message
        );
        assert!(
            failure.message.contains("attacker.example"),
            "{}",
            failure.message
        );
        assert!(world.product().submissions.is_empty(), "{at}");
    }
}

#[tokio::test]
async fn an_unmanaged_package_that_moves_during_the_run_is_stale_and_not_submitted() {
    let world = World::new();
    let report = changed_when(&world, &texts(), "verify starts", |it| {
        it.packages[0].fields.insert(
            "packageUrl".to_owned(),
            "https://attacker.example/setup.exe".into(),
        );
    })
    .await;
    let failure = report.failure().unwrap();
    assert_eq!(
        failure.kind,
        FailureKind::Stale,
        "{}",
        report_lines(&report)
    );
    assert!(
        failure.message.contains("packages[0].packageUrl"),
        "{}",
        failure.message
    );
    assert!(world.product().submissions.is_empty());
}

#[tokio::test]
async fn a_managed_value_that_reads_back_differently_is_unconverged_whoever_did_it() {
    let world = World::new();
    let report = changed_when(&world, &release(), "verify starts", |it| {
        it.listings[0]
            .fields
            .insert("whatsNew".to_owned(), "A colleague's news.".into());
    })
    .await;
    assert_eq!(report.failure().unwrap().kind, FailureKind::Unconverged);
    assert!(world.product().submissions.is_empty());
}

#[tokio::test]
async fn an_image_commit_without_effect_and_a_lost_order_are_unconverged() {
    let replaced = |it: &mut storectl_sandbox::Product| {
        for listing in it.listings.iter_mut().filter(|it| it.language == "fr-fr") {
            for image in &mut listing.screenshots {
                image.id = format!("{}-other", image.id);
            }
        }
    };
    let reordered = |it: &mut storectl_sandbox::Product| {
        for listing in it.listings.iter_mut().filter(|it| it.language == "en-us") {
            listing.screenshots.reverse();
        }
    };
    let world = World::new();
    let desired = growth(&world, &["fr-fr"]);
    let report = changed_when(&world, &desired, "verify starts", replaced).await;
    assert_eq!(
        report.failure().unwrap().kind,
        FailureKind::Unconverged,
        "{}",
        report_lines(&report)
    );
    assert!(world.product().submissions.is_empty());
    let world = World::new();
    let mut desired = texts();
    let listing = storectl_model::DesiredListing {
        screenshots: storectl_model::Field::Set(vec![
            world.image("a.png", 1366, 768),
            world.image("b.png", 1366, 768),
        ]),
        ..storectl_model::DesiredListing::default()
    };
    desired.listings.insert(
        "en-us".parse().unwrap(),
        storectl_model::ListingIntent::Present(Box::new(listing)),
    );
    let report = changed_when(&world, &desired, "verify starts", reordered).await;
    assert_eq!(
        report.failure().unwrap().kind,
        FailureKind::Unconverged,
        "{}",
        report_lines(&report)
    );
}

#[tokio::test]
async fn a_colleagues_submission_with_other_unmanaged_values_is_never_taken_for_ones_own() {
    let world = World::with("", &["503@POST:/submit"]);
    let report = changed_when(&world, &texts(), "submit starts", |it| {
        it.properties
            .insert("website".to_owned(), "https://colleague.example".into());
        it.submissions.push(storectl_sandbox::Submission {
            id: "1152921505700517065".to_owned(),
            progress: storectl_sandbox::Progress::InProgress {
                reads: 100,
                until: 0,
            },
            status_reads: 0,
            rejections: Vec::new(),
            packages: it.packages.clone(),
            availability: it.availability.clone(),
            properties: it.properties.clone(),
            listings: it.listings.clone(),
        });
    })
    .await;
    assert_eq!(report.failure().unwrap().kind, FailureKind::Busy);
    assert_eq!(report.submission, None);
    let refused = world.journal().prior_work().refused;
    assert_eq!(refused, ["1152921505700517065".parse().unwrap()]);
    let later = world.plan(&texts()).await;
    assert_eq!(later.own_submission(), None);
}
