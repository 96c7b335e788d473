//! Images that are new: uploads, new languages, and what is left when they fail.

use super::*;

#[test]
fn new_languages_come_whole_and_one_after_another_and_removed_ones_go_last() {
    let store = Store::start();
    let body = listings(&[
        ("fr-fr", &format!("{TEXTS}, screenshots: [1.png]")),
        ("ja-jp", &format!("{TEXTS}, screenshots: [1.png, 2.png]")),
    ]) + "  de-de: null\n";
    let workplace = Workplace::at(&store, &body);
    workplace.write("logo.png", png(30, 30, 1));
    workplace.write("1.png", png(40, 30, 1));
    workplace.write("2.png", png(40, 30, 2));
    let text = workplace.run(&["plan"]).exits(11).stdout;
    assert!(
        text.contains("+screenshots[1]: \"2.png\", 40×30, 3."),
        "{text}"
    );
    let plan = workplace
        .run(&["plan", "--format", "json"])
        .exits(11)
        .json();
    let changes = plan["products"][0]["changes"].as_array().unwrap();
    let tokens = changes.iter().filter_map(|it| it["token"].as_str());
    let acknowledged: Vec<&str> = tokens.flat_map(|it| ["--acknowledge", it]).collect();
    let so_far = store.requests(0).len();
    workplace.run(&apply(&acknowledged)).exits(0);

    let writes = store.writes(so_far);
    let order: Vec<String> = writes.iter().map(named).collect();
    assert_eq!(
        order,
        [
            "add fr-fr",
            "create fr-fr",
            "put",
            "put",
            "commit fr-fr",
            "add ja-jp",
            "create ja-jp",
            "put",
            "put",
            "put",
            "commit ja-jp",
            "remove de-de",
            "packages",
            "submit",
        ]
    );
    assert_eq!(store.product().submissions.len(), 1);
    // The next write is tried, and nothing is waited for, because the Store takes it.
    let requests = store.requests(so_far);
    let is_commit = |it: &String| it.ends_with("/assets/commit");
    let commit = requests.iter().position(is_commit).unwrap();
    assert_eq!(requests[commit + 1], "PATCH /metadata", "{requests:#?}");
}

/// A write with the language it is about.
fn named(request: &Recorded) -> String {
    let body = request.body.as_ref().unwrap_or(&Value::Null);
    let text = |it: &Value| it.as_str().map(str::to_owned);
    if let Some(language) = text(&body["listingsToAdd"][0]) {
        return format!("add {language}");
    }
    if let Some(language) = text(&body["listingsToRemove"][0]) {
        return format!("remove {language}");
    }
    match text(&body["language"]).or_else(|| text(&body["listingAssets"]["language"])) {
        Some(language) => format!("{} {language}", deed(request)),
        None => deed(request).to_owned(),
    }
}

#[test]
fn a_new_language_that_lacks_something_is_refused_because_it_is_new() {
    let store = Store::start();
    let workplace = Workplace::at(&store, &listings(&[("fr-fr", "description: Gears")]));
    let run = workplace.run(&apply(&[])).exits(10);
    for part in [
        "listings.fr-fr: a new language needs",
        "additionalLicenseTerms, screenshots, storeLogos",
    ] {
        assert!(run.stderr.contains(part), "{}", run.stderr);
    }
    assert_eq!(deeds(&store, 0), [""; 0]);
}

#[test]
fn the_secondary_address_is_used_and_committed_where_the_primary_fails() {
    let store = Store::with(Options {
        interpretations: "secondary-url=distinct".parse().unwrap(),
        faults: vec!["400@PUT:/listingassets/*".parse().unwrap()],
        ..Options::default()
    });
    let workplace = Workplace::at(&store, &english("1.png"));
    workplace.write("1.png", png(40, 30, 1));
    workplace.run(&apply(&[])).exits(0);
    let writes = store.writes(0);
    let commit = writes.iter().find(|it| deed(it) == "commit").unwrap();
    let address = &commit.body.as_ref().unwrap()["listingAssets"]["screenshots"][0]["assetUrl"];
    assert!(
        address
            .as_str()
            .unwrap()
            .contains("/listingassets-secondary/"),
        "{address}"
    );
}

#[test]
fn urls_that_expired_before_the_upload_are_requested_again() {
    // Once the addresses are given out, more than their hour passes.
    let now = Arc::new(AtomicU64::new(1_790_000_000));
    let (clock, passing) = (Arc::clone(&now), Arc::clone(&now));
    let store = Store::with(Options {
        clock: Clock::new(move || clock.load(Ordering::SeqCst)),
        log: Log::Lines(Arc::new(move |line| {
            let first = passing.load(Ordering::SeqCst) == 1_790_000_000;
            if first && line.contains("/assets/create") {
                passing.fetch_add(3700, Ordering::SeqCst);
            }
        })),
        ..Options::default()
    });
    let workplace = Workplace::at(&store, &english("1.png"));
    workplace.write("1.png", png(40, 30, 1));
    workplace.run(&apply(&["--submit", "never"])).exits(0);
    assert_eq!(
        deeds(&store, 0),
        [
            "create", "put", "create", "create", "put", "commit", "packages"
        ],
        "the second create is the one whose token had expired as well"
    );
}

/// German and English with two new screenshots each; the second of English is refused, whichever address it is given.
fn half_way() -> (Store, Workplace) {
    let refused = |n: u32| format!("403@PUT:/listingassets/*#{n}").parse().unwrap();
    let store = Store::with(Options {
        faults: vec![refused(4), refused(6)],
        ..Options::default()
    });
    let both = "screenshots: [1.png, 2.png]";
    let body = listings(&[("de-de", both), ("en-us", both)]);
    let workplace = Workplace::at(&store, &body);
    workplace.write("1.png", png(40, 30, 1));
    workplace.write("2.png", png(40, 30, 2));
    (store, workplace)
}

#[test]
fn an_upload_refused_half_way_is_finished_by_the_next_apply() {
    let (store, workplace) = half_way();
    let english = screenshots(&store, "en-us");
    let run = workplace.run(&apply(&["--parallelism", "1"])).exits(30);
    assert!(run.stdout.contains("storectl apply"), "{}", run.stdout);
    assert_eq!(
        screenshots(&store, "en-us"),
        english,
        "a partial upload commits nothing"
    );
    assert_eq!(screenshots(&store, "de-de").len(), 2);
    assert!(
        walkdir::WalkDir::new(workplace.path().join(".storectl/journal"))
            .into_iter()
            .count()
            > 1
    );
    assert_eq!(store.product().submissions.len(), 0);

    let so_far = store.requests(0).len();
    workplace.run(&apply(&[])).exits(0);
    assert_eq!(
        deeds(&store, so_far),
        ["create", "put", "put", "commit", "packages", "submit"],
        "German is as it was"
    );
    let stored = screenshots(&store, "en-us");
    assert_eq!(stored.len(), 2);
    assert_ne!(stored[0].id, stored[1].id);
    let plan = workplace.run(&["plan", "--detailed-exitcode"]).exits(0);
    assert!(plan.stdout.contains("No changes"), "{}", plan.stdout);
}

#[test]
fn uploads_that_came_to_nothing_are_partial_too() {
    let refused = |n: u32| format!("403@PUT:/listingassets/*#{n}").parse().unwrap();
    let store = Store::with(Options {
        faults: vec![refused(2), refused(4)],
        ..Options::default()
    });
    let workplace = Workplace::at(&store, &english("1.png, 2.png"));
    workplace.write("1.png", png(40, 30, 1));
    workplace.write("2.png", png(40, 30, 2));
    let run = workplace.run(&apply(&["--parallelism", "1"])).exits(30);
    assert!(
        run.stdout.contains("continue with `storectl apply --yes"),
        "{}",
        run.stdout
    );
    workplace.run(&apply(&[])).exits(0);
    assert_eq!(store.product().submissions.len(), 1);
}

#[test]
fn a_plan_names_files_with_sizes_and_counts_uploads_and_bytes() {
    let store = Store::start();
    let workplace = three_uploaded(&store);
    let image = png(80, 60, 4);
    workplace.write("2.png", &image);
    let plan = workplace.run(&["plan"]).exits(0).stdout;
    for part in [
        "~ change",
        "screenshots[1]",
        "storectl.yaml:4",
        "40×30",
        "→ \"2.png\", 80×60, 14.",
        "1 upload, 14.",
    ] {
        assert!(plan.contains(part), "no {part} in\n{plan}");
    }
}

#[test]
fn uploads_are_reported_line_by_line_without_a_terminal() {
    let store = Store::start();
    let workplace = Workplace::at(&store, &english("1.png, 2.png"));
    workplace.write("1.png", png(40, 30, 1));
    workplace.write("2.png", png(40, 30, 2));
    let run = workplace.run(&apply(&[])).exits(0);
    for part in [
        "uploaded 1.png: ",
        "uploaded 2.png: ",
        "2 of 2 images, 7.",
        "B/s",
    ] {
        assert!(run.stderr.contains(part), "no {part} in\n{}", run.stderr);
    }
}
