//! Images that stay, move or go: what is recognized is not uploaded again.

use super::*;

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
fn swapped_images_are_committed_again_and_not_uploaded() {
    let store = Store::start();
    let workplace = three_uploaded(&store);
    let before = screenshots(&store, "en-us");
    workplace.manifest(&english("2.png, 1.png, 3.png"));
    let plan = workplace.run(&["plan"]).exits(0);
    assert!(plan.stdout.contains("↕ reorder"), "{}", plan.stdout);
    assert!(!plan.stdout.contains("upload"), "{}", plan.stdout);
    let so_far = store.requests(0).len();
    workplace.run(&apply(&["--submit", "never"])).exits(0);
    assert_eq!(deeds(&store, so_far), ["commit", "packages"]);
    let [one, two, three] = <[Asset; 3]>::try_from(before).unwrap();
    assert_eq!(screenshots(&store, "en-us"), [two, one, three]);
}

#[test]
fn an_image_that_goes_is_committed_away_and_all_of_them_cannot_be_cleared() {
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
    assert_eq!(deeds(&store, so_far), ["commit", "packages"]);
    let [one, _, three] = <[Asset; 3]>::try_from(before).unwrap();
    assert_eq!(screenshots(&store, "en-us"), [one, three]);

    workplace.manifest("listings:\n  en-us: { screenshots: null }\n");
    let so_far = store.requests(0).len();
    workplace.run(&["plan"]).exits(10);
    workplace.run(&apply(&[])).exits(10);
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
            "the same pixels as the Store's image in another encoding; not uploaded",
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
    assert_eq!(
        deeds(&store, so_far),
        ["create", "put", "commit", "packages"]
    );
}
