//! Images: what is uploaded and what is committed.

use std::{collections::BTreeMap, num::NonZeroUsize, time::Duration};

use storectl_apply::Slots;
use storectl_model::{DesiredListing, DesiredProduct, Field, ListingIntent};
use storectl_plan::{FailureKind, StepOutcome};

use crate::support::{Cut, Watcher, World, nothing, report_lines};

/// Two new screenshots before a kept one, and nothing said of logos.
fn desired(world: &World) -> DesiredProduct {
    let listing = DesiredListing {
        screenshots: Field::Set(vec![
            world.image("1.png", 1920, 1080),
            world.image("2.png", 2560, 1440),
            // Of the size of those the Store has, and their content is not known: it is kept.
            world.image("kept.png", 1366, 768),
        ]),
        ..DesiredListing::default()
    };
    DesiredProduct {
        listings: BTreeMap::from([(
            "en-us".parse().unwrap(),
            ListingIntent::Present(Box::new(listing)),
        )]),
        ..nothing()
    }
}

fn uploads(world: &World) -> usize {
    world
        .sandbox
        .requests()
        .iter()
        .filter(|it| it.method == "PUT" && it.path_and_query.contains("sig="))
        .count()
}

#[tokio::test]
async fn new_images_are_uploaded_and_committed_with_those_that_stay_and_the_other_kind() {
    let world = World::with("secondary-url=distinct", &[]);
    let desired = desired(&world);
    let before = world.product().listings[0].clone();
    let plan = world.plan(&desired).await;
    let from = world.seen();
    let report = world.execute(&plan, &desired).await;
    insta::assert_snapshot!("images_report", report_lines(&report));
    insta::assert_snapshot!("images_requests", world.requests_from(from).join("\n"));
    let after = world.product().listings[0].clone();
    assert_eq!(after.store_logos, before.store_logos);
    assert!(after.screenshots.contains(&before.screenshots[0]));
    let sizes: Vec<_> = after.screenshots.iter().map(|it| it.width).collect();
    assert_eq!(sizes, [1920, 2560, 1366]);
}

#[tokio::test]
async fn images_of_a_language_go_up_together_within_the_bound_and_stay_in_order() {
    let most = |world: &World| world.cut.most_uploads();
    for (bound, expected) in [(1, 1), (2, 2), (8, 3)] {
        let mut world = World::new();
        world.uploads = Slots::new(NonZeroUsize::new(bound).unwrap());
        let listing = DesiredListing {
            screenshots: Field::Set(vec![
                world.image("1.png", 1400, 900),
                world.image("2.png", 1500, 900),
                world.image("3.png", 1600, 900),
            ]),
            ..DesiredListing::default()
        };
        let desired = DesiredProduct {
            listings: BTreeMap::from([(
                "en-us".parse().unwrap(),
                ListingIntent::Present(Box::new(listing)),
            )]),
            ..nothing()
        };
        let report = world.run(&desired).await;
        assert_eq!((report.failure(), report.uploads), (None, 3));
        assert_eq!(most(&world), expected);
        let stored = &world.product().listings[0].screenshots;
        let widths: Vec<_> = stored.iter().map(|it| it.width).collect();
        assert_eq!(widths, [1400, 1500, 1600]);
    }
}

/// A new screenshot in each of two languages that the draft has.
fn of_two_languages(world: &World) -> DesiredProduct {
    let listing = |path, width| {
        let listing = DesiredListing {
            screenshots: Field::Set(vec![world.image(path, width, 900)]),
            ..DesiredListing::default()
        };
        ListingIntent::Present(Box::new(listing))
    };
    DesiredProduct {
        listings: BTreeMap::from([
            ("de-de".parse().unwrap(), listing("1.png", 1400)),
            ("en-us".parse().unwrap(), listing("2.png", 1500)),
        ]),
        ..nothing()
    }
}

/// The requests of a language's images, as `METHOD tail`.
fn of_images(world: &World) -> Vec<String> {
    let all = world.requests_from(0).into_iter();
    let of_images = all.filter(|it| !it.starts_with("GET") && it.contains(" listings/assets"));
    of_images.collect()
}

#[tokio::test]
async fn addresses_for_the_next_language_are_asked_for_while_images_go_up() {
    let world = World::new();
    let report = world.run(&of_two_languages(&world)).await;
    assert_eq!((report.failure(), report.uploads), (None, 2));
    assert_eq!(
        of_images(&world),
        [
            "POST listings/assets/create 200",
            "POST listings/assets/create 200",
            "PUT listings/assets/commit 200",
            "PUT listings/assets/commit 200",
        ]
    );
}

#[tokio::test]
async fn addresses_that_are_refused_ahead_are_asked_for_again_in_their_turn() {
    let world = World::with("", &["400@POST:/listings/assets/create#2"]);
    let report = world.run(&of_two_languages(&world)).await;
    assert_eq!((report.failure(), report.uploads), (None, 2));
    assert_eq!(world.sandbox.unused_faults(), []);
    let requests = of_images(&world);
    let asked = requests.iter().filter(|it| it.contains("/create"));
    assert_eq!(asked.count(), 3, "{requests:#?}");
}

#[tokio::test]
async fn a_watcher_hears_of_each_image_and_of_all_bytes() {
    let world = World::new();
    let desired = desired(&world);
    let plan = world.plan(&desired).await;
    let mut watcher = Watcher::default();
    world.execute_watched(&plan, &desired, &mut watcher).await;
    let seen = watcher.lines.iter().filter(|it| it.contains("uploaded"));
    let bytes = |name: &str| {
        std::fs::metadata(world.folder.path().join(name))
            .unwrap()
            .len()
    };
    let (one, both) = (bytes("1.png"), bytes("1.png") + bytes("2.png"));
    assert_eq!(
        seen.collect::<Vec<_>>(),
        [
            &format!("1.png uploaded: 1 of 2, {one} of {both} bytes"),
            &format!("2.png uploaded: 2 of 2, {both} of {both} bytes"),
        ]
    );
}

#[tokio::test]
async fn refused_addresses_are_asked_for_again_once() {
    let world = World::new();
    let desired = desired(&world);
    let plan = world.plan(&desired).await;
    let refusing = World::with("", &["403@PUT:/*/*/*#2"]);
    let desired = self::desired(&refusing);
    let report = refusing.execute(&plan, &desired).await;
    assert_eq!(report.failure(), None);
    assert_eq!(refusing.sandbox.unused_faults(), []);
    assert_eq!(uploads(&refusing), 4);
}

#[tokio::test]
async fn the_secondary_address_takes_what_the_primary_one_does_not_and_is_the_one_committed() {
    let faults: Vec<String> = (1..=5).map(|n| format!("503@PUT:/*/*/*#{n}")).collect();
    let faults: Vec<&str> = faults.iter().map(String::as_str).collect();
    let world = World::with("secondary-url=distinct", &faults);
    let desired = desired(&world);
    let report = world.run(&desired).await;
    assert_eq!(report.failure(), None);
    assert_eq!(world.sandbox.unused_faults(), []);
}

#[tokio::test]
async fn a_partial_upload_commits_nothing_and_leaves_nothing_to_submit() {
    let faults: Vec<String> = (2..=6).map(|n| format!("503@PUT:/*/*/*#{n}")).collect();
    let faults: Vec<&str> = faults.iter().map(String::as_str).collect();
    let world = World::with("", &faults);
    let desired = desired(&world);
    let before = world.product();
    let report = world.run(&desired).await;
    assert_eq!(report.failure().unwrap().kind, FailureKind::Transient);
    assert_eq!(world.product().listings, before.listings);
    assert_eq!(world.pending(), []);
}

#[tokio::test]
async fn a_file_that_changed_since_the_plan_is_not_uploaded() {
    let world = World::new();
    let desired = desired(&world);
    let plan = world.plan(&desired).await;
    std::fs::write(world.folder.path().join("2.png"), "other").unwrap();
    let from = world.seen();
    let report = world.execute(&plan, &desired).await;
    insta::assert_snapshot!("changed_file", report_lines(&report));
    assert_eq!(world.seen(), from);
}

#[tokio::test]
async fn a_file_that_changed_and_kept_its_length_is_not_committed() {
    let world = World::new();
    let desired = desired(&world);
    let plan = world.plan(&desired).await;
    let file = world.folder.path().join("2.png");
    let mut content = std::fs::read(&file).unwrap();
    content.reverse();
    std::fs::write(&file, content).unwrap();
    let before = world.product();
    let report = world.execute(&plan, &desired).await;
    let failure = report.failure().unwrap();
    assert_eq!(failure.kind, FailureKind::Stale);
    assert_eq!(failure.message, "2.png has changed since the plan was made");
    assert_eq!(world.product().listings, before.listings);
}

#[tokio::test]
async fn no_signature_of_an_address_is_in_a_report_or_a_journal() {
    let world = World::with("", &["400@PUT:/listings/assets/commit"]);
    let desired = desired(&world);
    let report = world.run(&desired).await;
    assert!(report.failure().is_some());
    let journal = std::fs::read_to_string(world.journal_path()).unwrap_or_default();
    assert!(!format!("{report:?}{journal}").contains("sig="));
}

/// Runs with SIGTERM during the first upload, which `cut` decides the rest of.
async fn stopped_during_uploads(cut: Cut) -> (World, storectl_plan::ApplyReport, Vec<String>) {
    let world = World::new();
    let desired = desired(&world);
    let plan = world.plan(&desired).await;
    // The request for addresses is the first.
    world.cut.arm(1, cut);
    let mut watcher = Watcher::default();
    let report = world.execute_watched(&plan, &desired, &mut watcher).await;
    let lines = std::mem::take(&mut watcher.lines);
    drop(watcher);
    (world, report, lines)
}

#[tokio::test]
async fn uploads_in_flight_get_five_seconds_after_a_signal_and_are_interrupted_then() {
    let (world, report, lines) = stopped_during_uploads(Cut::SignalAndSilence).await;
    assert_eq!(world.elapsed(), Duration::from_secs(5));
    assert!(
        lines.iter().any(|it| it == "stopping: 5 s for Uploads"),
        "{lines:?}"
    );
    assert!(matches!(
        report.steps[0].outcome,
        StepOutcome::Interrupted(_)
    ));
    assert_eq!(report.failure().unwrap().kind, FailureKind::Terminated);
    assert_eq!((report.uploads, world.pending()), (0, Vec::new()));
}

#[tokio::test]
async fn an_upload_that_ends_within_its_grace_counts_and_no_other_begins() {
    let (world, report, _) = stopped_during_uploads(Cut::Signal).await;
    assert!(world.elapsed() <= Duration::from_secs(5));
    assert_eq!((report.uploads, uploads(&world)), (1, 1));
    assert_eq!(report.failure().unwrap().kind, FailureKind::Terminated);
    let (method, path) = ("PUT", "/listings/assets/commit");
    let requests = world.sandbox.requests();
    let mut commits = requests
        .iter()
        .filter(|it| it.method == method && it.path_and_query.ends_with(path));
    assert!(commits.next().is_none(), "a partial upload commits nothing");
}
