//! Images: what is uploaded, what is kept, and what a language needs.

use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};

use serde_json::Value;
use storectl_sandbox::{Asset, Clock, Listing, Log, Options, Product, Recorded};

use crate::support::{
    Store, Workplace, apply,
    images::{Encoding, encoded, png},
};

/// What a request does, in a word: `create`, `put`, `commit`, or what its path ends in.
fn deed(request: &Recorded) -> &str {
    let (path, _) = request
        .path_and_query
        .split_once('?')
        .unwrap_or((&request.path_and_query, ""));
    match (request.method.as_str(), path) {
        ("PUT", path) if path.contains("/listingassets") => "put",
        ("POST", path) if path.ends_with("/listings/assets/create") => "create",
        ("PUT", path) if path.ends_with("/listings/assets/commit") => "commit",
        ("POST", path) if path.ends_with("/packages/commit") => "packages",
        (_, path) => path.rsplit('/').next().unwrap(),
    }
}

/// The writes since `from`, each in a word.
fn deeds(store: &Store, from: usize) -> Vec<String> {
    let writes = store.writes(from);
    writes.iter().map(|it| deed(it).to_owned()).collect()
}

fn listing<'a>(product: &'a Product, language: &str) -> &'a Listing {
    let mut listings = product.listings.iter();
    listings.find(|it| it.language == language).unwrap()
}

fn screenshots(store: &Store, language: &str) -> Vec<Asset> {
    listing(&store.product(), language).screenshots.clone()
}

/// A manifest's listings; the texts of a new language come with `new`.
fn listings(languages: &[(&str, &str)]) -> String {
    let lines = languages.iter();
    let lines = lines.map(|(language, fields)| format!("  {language}: {{ {fields} }}\n"));
    ["listings:\n".to_owned()]
        .into_iter()
        .chain(lines)
        .collect()
}

const TEXTS: &str = "description: Gears, additionalLicenseTerms: None, storeLogos: [logo.png]";

/// English with these screenshots.
fn english(files: &str) -> String {
    listings(&[("en-us", &format!("screenshots: [{files}]"))])
}

/// A workplace whose English screenshots are `1.png` to `3.png`, uploaded and known.
fn three_uploaded(store: &Store) -> Workplace {
    let workplace = Workplace::at(store, &english("1.png, 2.png, 3.png"));
    for at in 1..=3 {
        workplace.write(&format!("{at}.png"), png(40, 30, at));
    }
    workplace.run(&apply(&["--submit", "never"])).exits(0);
    workplace
}

#[test]
fn one_file_of_many_languages_is_one_change_one_upload_and_one_commit() {
    let new = [
        "es-es", "fr-fr", "it-it", "ja-jp", "ko-kr", "nl-nl", "pl-pl", "pt-br", "sv-se", "tr-tr",
    ];
    let store = Store::start();
    let workplace = Workplace::at(&store, "");
    workplace.write("logo.png", png(30, 30, 1));
    let mut all = Vec::new();
    for (at, language) in ["de-de", "en-us"].into_iter().chain(new).enumerate() {
        let texts = if at < 2 {
            "storeLogos: [logo.png]"
        } else {
            TEXTS
        };
        let files: Vec<String> = (0..4).map(|it| format!("{language}/{it}.png")).collect();
        for (it, file) in files.iter().enumerate() {
            let seed = u32::try_from(10 * at + it).unwrap();
            workplace.write(file, png(40, 30, 100 + seed));
        }
        all.push((
            language,
            format!("{texts}, screenshots: [{}]", files.join(", ")),
        ));
    }
    let all: Vec<(&str, &str)> = all.iter().map(|it| (it.0, &*it.1)).collect();
    workplace.manifest(&listings(&all));
    workplace.run(&apply(&["--submit", "never"])).exits(0);
    let before = store.product();
    assert_eq!(before.listings.len(), 12);

    workplace.write("fr-fr/2.png", png(44, 33, 1));
    let plan = workplace.run(&["plan", "--format", "json"]).exits(0).json();
    let changes = plan["products"][0]["changes"].as_array().unwrap();
    assert_eq!(changes.len(), 1, "{changes:#?}");
    assert_eq!(changes[0]["address"], "listings.fr-fr.screenshots[2]");
    assert_eq!(plan["summary"]["uploads"], 1);

    let so_far = store.requests(0).len();
    workplace.run(&apply(&[])).exits(0);
    assert_eq!(
        deeds(&store, so_far),
        ["create", "put", "commit", "packages", "submit"]
    );
    let after = store.product();
    for (was, is) in before.listings.iter().zip(&after.listings) {
        assert_eq!(was.store_logos, is.store_logos);
        for (at, (was_image, image)) in was.screenshots.iter().zip(&is.screenshots).enumerate() {
            let changed = is.language == "fr-fr" && at == 2;
            assert_eq!(was_image.id != image.id, changed, "{} {at}", is.language);
        }
    }

    let so_far = store.requests(0).len();
    workplace.run(&apply(&[])).exits(0);
    assert_eq!(deeds(&store, so_far), [""; 0]);
}

#[test]
fn swapped_images_are_committed_anew_and_not_uploaded() {
    let store = Store::start();
    let workplace = three_uploaded(&store);
    let before = screenshots(&store, "en-us");
    workplace.manifest(&english("2.png, 1.png, 3.png"));
    let plan = workplace.run(&["plan"]).exits(0);
    assert!(plan.stdout.contains("↕ reorder"), "{}", plan.stdout);
    assert!(!plan.stdout.contains("upload"), "{}", plan.stdout);
    let so_far = store.requests(0).len();
    workplace.run(&apply(&["--submit", "never"])).exits(0);
    assert_eq!(deeds(&store, so_far), ["commit"]);
    let [one, two, three] = <[Asset; 3]>::try_from(before).unwrap();
    assert_eq!(screenshots(&store, "en-us"), [two, one, three]);
}

#[test]
fn an_image_that_goes_is_committed_away_and_destructive_only_as_the_last() {
    let store = Store::start();
    let workplace = three_uploaded(&store);
    let before = screenshots(&store, "en-us");
    workplace.manifest(&english("1.png, 3.png"));
    let plan = workplace.run(&["plan", "--format", "json"]).exits(0).json();
    let changes = plan["products"][0]["changes"].as_array().unwrap();
    assert_eq!(changes.len(), 1, "{changes:#?}");
    assert_eq!(changes[0]["action"], "remove");
    assert_eq!(changes[0]["destructive"], false);
    let so_far = store.requests(0).len();
    workplace.run(&apply(&["--submit", "never"])).exits(0);
    assert_eq!(deeds(&store, so_far), ["commit"]);
    let [one, _, three] = <[Asset; 3]>::try_from(before).unwrap();
    assert_eq!(screenshots(&store, "en-us"), [one, three]);

    workplace.manifest("listings:\n  en-us: { screenshots: null }\n");
    let plan = workplace.run(&["plan", "--format", "json"]).exits(0).json();
    assert_eq!(plan["products"][0]["changes"][0]["destructive"], true);
    let so_far = store.requests(0).len();
    workplace.run(&apply(&[])).exits(11);
    assert_eq!(deeds(&store, so_far), [""; 0]);
}

#[test]
fn the_same_pixels_in_other_bytes_are_not_uploaded_and_the_plan_says_why() {
    let store = Store::start();
    let workplace = three_uploaded(&store);
    let other = encoded(40, 30, 2, Encoding::Other);
    assert_ne!(other, png(40, 30, 2));
    workplace.write("2.png", other);
    let so_far = store.requests(0).len();
    // With what was remembered of the upload, and without.
    for _ in 0..2 {
        let plan = workplace.run(&["plan"]).exits(0);
        for part in [
            "listings.en-us.screenshots[1]: 2.png",
            "the same pixels as the Store's image; not uploaded",
        ] {
            assert!(plan.stdout.contains(part), "{}", plan.stdout);
        }
        workplace.run(&apply(&["--submit", "never"])).exits(0);
        assert_eq!(deeds(&store, so_far), [""; 0]);
        std::fs::remove_dir_all(workplace.path().join(".cache")).unwrap();
    }
}

#[test]
fn what_is_remembered_needs_no_look_at_the_images() {
    let store = Store::start();
    let workplace = three_uploaded(&store);
    let looks = |from: usize| {
        let requests = store.sandbox.requests().into_iter().skip(from);
        let looks = requests.filter(|it| it.path_and_query.contains("/listingassets/"));
        looks.map(|it| it.method).collect::<Vec<_>>()
    };
    let so_far = store.requests(0).len();
    workplace.run(&["plan"]).exits(0);
    assert_eq!(looks(so_far), [""; 0]);
    std::fs::remove_dir_all(workplace.path().join(".cache")).unwrap();
    workplace.run(&["plan"]).exits(0);
    assert_eq!(looks(so_far), ["HEAD"; 3]);
}

/// The refusals of an image server: as many as there are images, for both ways to ask.
fn refusing_reads() -> Options {
    let each = |method: &'static str| {
        (1..=20).map(move |n| {
            format!("403@{method}:/listingassets/*#{n}")
                .parse()
                .unwrap()
        })
    };
    Options {
        faults: each("HEAD").chain(each("GET")).collect(),
        ..Options::default()
    }
}

#[test]
fn a_server_that_refuses_reads_leaves_images_as_they_are() {
    for options in [
        refusing_reads(),
        Options {
            interpretations: "blob-reads=private".parse().unwrap(),
            ..Options::default()
        },
    ] {
        let store = Store::with(options);
        let workplace = Workplace::at(&store, &listings(&[("de-de", "screenshots: [1.png]")]));
        workplace.write("1.png", png(40, 30, 1));
        let mut product = store.product();
        for listing in &mut product.listings {
            listing.screenshots.truncate(1);
            // As large as the file, or it could not be this one.
            for image in &mut listing.screenshots {
                (image.width, image.height) = (40, 30);
            }
        }
        store.sandbox.put_product(product);
        for _ in 0..2 {
            let plan = workplace.run(&["plan", "--detailed-exitcode"]).exits(0);
            assert!(plan.stdout.contains("cannot tell"), "{}", plan.stdout);
            workplace.run(&apply(&[])).exits(0);
        }
        assert_eq!(deeds(&store, 0), [""; 0]);
    }
}

#[test]
fn what_was_uploaded_is_known_where_it_cannot_be_read_back() {
    let store = Store::with(Options {
        interpretations: "blob-reads=private".parse().unwrap(),
        ..Options::default()
    });
    let workplace = three_uploaded(&store);
    let plan = workplace.run(&["plan"]).exits(0);
    assert!(!plan.stdout.contains("cannot tell"), "{}", plan.stdout);
    workplace.write("2.png", png(40, 30, 9));
    let so_far = store.requests(0).len();
    workplace.run(&apply(&["--submit", "never"])).exits(0);
    assert_eq!(deeds(&store, so_far), ["create", "put", "commit"]);
}

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
    let text = workplace.run(&["plan"]).exits(0).stdout;
    assert!(text.contains("+screenshots[1]: 2.png, 40×30, 3."), "{text}");
    let plan = workplace.run(&["plan", "--format", "json"]).exits(0).json();
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
    // The Store takes no metadata while a language is incomplete, so it was ready after each.
    assert_eq!(store.product().submissions.len(), 1);
    let statuses = store.requests(so_far);
    let commit = statuses
        .iter()
        .position(|it| it.ends_with("/assets/commit"))
        .unwrap();
    assert!(statuses[commit + 1].ends_with("/status"), "{statuses:#?}");
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
        "fr-fr is new to the product",
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
fn addresses_that_expired_before_the_upload_are_asked_for_anew() {
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
        ["create", "put", "create", "create", "put", "commit"],
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
        run.stdout.contains("run `storectl apply` again"),
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
        "→ 2.png, 80×60, 14.",
        "1 upload, 14.",
    ] {
        assert!(plan.contains(part), "no {part} in\n{plan}");
    }
}

#[test]
fn uploads_are_told_of_in_lines_where_there_is_no_terminal() {
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
