//! A live product becomes a manifest that changes nothing.

mod foreign;
#[cfg(unix)]
mod interrupted;
mod scope;
mod unwritable;
mod update;

use std::path::Path;

use serde_json::Value;
use storectl_sandbox::{Asset, Listing, Options, SAMPLE_PRODUCT, Seed};

use crate::support::{Store, Workplace, apply};

const IMPORT: [&str; 2] = ["import", SAMPLE_PRODUCT];

/// A workplace pointed at `store`, with nothing in it.
fn workplace(store: &Store) -> Workplace {
    let workplace = Workplace::at(store, "");
    std::fs::remove_file(workplace.path().join("storectl.yaml")).unwrap();
    workplace
}

/// The names of everything in a folder, hidden or not.
fn names(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).unwrap().map(Result::unwrap);
    let mut names: Vec<String> = entries
        .map(|it| it.file_name().into_string().unwrap())
        .filter(|it| ![".git", ".cache", ".storectl"].contains(&it.as_str()))
        .collect();
    names.sort();
    names
}

/// Demands that the manifest is valid, in the canonical order and layout, and that its plan is empty.
#[track_caller]
fn changes_nothing(workplace: &Workplace, more: &[&str]) -> Value {
    workplace.run(&["validate"]).exits(0);
    workplace.run(&["fmt", "--check"]).exits(0);
    let plan = ["plan", "--detailed-exitcode", "--format", "json"];
    workplace.run(&[&plan, more].concat()).exits(0).json()
}

/// Gives the product this many more languages, each like the English listing.
fn with_languages(store: &Store, count: usize) {
    let mut product = store.product();
    let model = product.listing("en-us").unwrap().clone();
    let codes = storectl_model::LANGUAGES
        .iter()
        .flat_map(|(_, codes)| *codes);
    let new = codes.filter(|it| product.listing(it).is_none());
    let new: Vec<&str> = new.copied().take(count).collect();
    for code in new {
        let mut listing = Listing {
            language: code.to_owned(),
            ..model.clone()
        };
        let fields = Value::from(format!("Gears in {code}.\n\nAll of them: ${{many}}."));
        listing.fields.insert("description".to_owned(), fields);
        product.listings.push(listing);
    }
    store.sandbox.put_product(product);
}

/// Gives every language as many screenshots and logos as this, each with an id of its own.
fn with_images(store: &Store, screenshots: usize, logos: usize) {
    let mut product = store.product();
    for listing in &mut product.listings {
        let language = listing.language.clone();
        let fill = |list: &mut Vec<Asset>, kind: &str, wanted: usize| {
            let model = list[0].clone();
            *list = (0..wanted)
                .map(|at| Asset {
                    id: format!("{kind}-{language}-{at}"),
                    ..model.clone()
                })
                .collect();
        };
        fill(&mut listing.screenshots, "screenshot", screenshots);
        fill(&mut listing.store_logos, "logo", logos);
    }
    store.sandbox.put_product(product);
}

#[test]
fn the_sample_product_is_written_as_a_person_writes_it() {
    let workplace = Workplace::empty();
    let run = workplace
        .run(&[&IMPORT[..], &["--sandbox"]].concat())
        .exits(0);
    assert!(
        run.stdout
            .starts_with("wrote storectl.yaml, 2 text files and 5 images"),
        "{}",
        run.stdout
    );
    assert!(
        run.stderr
            .contains("properties.productDeclarations.usesGenerativeAI"),
        "{}",
        run.stderr
    );
    assert!(
        run.stderr.contains("storectl plan --sandbox"),
        "{}",
        run.stderr
    );
    insta::assert_snapshot!(workplace.read("storectl.yaml"));
    changes_nothing(&workplace, &["--sandbox"]);
}

#[test]
fn twelve_languages_with_48_images_are_imported_and_plan_empty() {
    let store = Store::start();
    with_languages(&store, 10);
    with_images(&store, 3, 1);
    let workplace = workplace(&store);
    let so_far = store.requests(0).len();
    let run = workplace.run(&IMPORT).exits(0);
    assert!(store.writes(so_far).is_empty());
    let product = store.product();
    assert_eq!(product.listings.len(), 12);
    let images = product
        .listings
        .iter()
        .map(|it| it.screenshots.len() + it.store_logos.len());
    assert_eq!(images.sum::<usize>(), 48);
    assert!(run.stdout.contains("images"), "{}", run.stdout);
    let plan = changes_nothing(&workplace, &[]);
    assert_eq!(plan["summary"]["changes"].as_u64().unwrap_or_default(), 0);
    assert_eq!(
        names(workplace.path()),
        ["images", "listings", "storectl.yaml"]
    );
    let yaml = workplace.read("storectl.yaml");
    assert!(
        yaml.contains("description: { file: \"listings/${language}/description.md\" }"),
        "{yaml}"
    );
}

#[test]
fn of_250_languages_each_is_imported() {
    let store = Store::start();
    with_languages(&store, 248);
    let mut product = store.product();
    for listing in &mut product.listings {
        listing.screenshots.clear();
        listing.store_logos.clear();
    }
    store.sandbox.put_product(product);
    let workplace = workplace(&store);
    for layout in ["files", "single"] {
        let arguments = ["--layout", layout, "--overwrite"];
        workplace.run(&[&IMPORT[..], &arguments].concat()).exits(0);
        let yaml = workplace.read("storectl.yaml");
        assert!(yaml.contains("\nlistings:\n"), "{yaml}");
        changes_nothing(&workplace, &[]);
    }
}

#[test]
fn a_product_in_certification_is_imported() {
    let store = Store::start();
    let news = "Gears now turn both ways and the search finds them.";
    let other = Workplace::at(
        &store,
        &format!("listings:\n  en-us: {{ whatsNew: {news} }}\n"),
    );
    other.run(&apply(&[])).exits(0);
    let workplace = workplace(&store);
    workplace.run(&IMPORT).exits(0);
    assert!(workplace.read("storectl.yaml").contains(news));
    workplace.run(&["validate"]).exits(0);
}

#[test]
fn a_product_without_listings_is_imported() {
    let store = Store::start();
    let mut product = store.product();
    product.listings.clear();
    store.sandbox.put_product(product);
    let workplace = workplace(&store);
    workplace.run(&IMPORT).exits(0);
    assert!(!workplace.read("storectl.yaml").contains("listings:"));
    changes_nothing(&workplace, &[]);
}

#[test]
fn a_product_that_the_store_does_not_know_is_named_and_leaves_nothing() {
    // Elsewhere each GUID is a product that is empty on its first use.
    let store = Store::with(Options {
        seed: Seed::Nothing,
        ..Options::default()
    });
    let workplace = workplace(&store);
    let other = "00000000-0000-4000-8000-000000000000";
    let run = workplace.run(&["import", other]).exits(20);
    let said = format!("product {other} not found");
    assert!(run.stderr.contains(&said), "{}", run.stderr);
    assert_eq!(run.stdout, "");
    assert!(names(workplace.path()).is_empty());
}

#[test]
fn a_file_that_is_there_stops_the_import_before_any_request() {
    let store = Store::start();
    let workplace = workplace(&store);
    workplace.write("storectl.yaml", "mine\n");
    let run = workplace.run(&IMPORT).exits(1);
    assert!(
        run.stderr.contains("storectl.yaml exists already"),
        "{}",
        run.stderr
    );
    assert!(run.stderr.contains("--overwrite"), "{}", run.stderr);
    assert!(store.requests(0).is_empty());
    assert_eq!(workplace.read("storectl.yaml"), "mine\n");
}

#[test]
fn a_text_file_that_is_there_stops_the_import_before_anything_is_written() {
    let store = Store::start();
    let workplace = workplace(&store);
    workplace.write("listings/en-us/description.md", "mine\n");
    let run = workplace.run(&IMPORT).exits(1);
    assert!(run.stderr.contains("--overwrite"), "{}", run.stderr);
    assert_eq!(workplace.read("listings/en-us/description.md"), "mine\n");
    assert_eq!(names(workplace.path()), ["listings"]);
}

#[test]
fn overwriting_replaces_the_imports_own_files_and_no_other() {
    let store = Store::start();
    let workplace = workplace(&store);
    workplace.write("storectl.yaml", "mine\n");
    workplace.write("listings/en-us/description.md", "mine\n");
    workplace.write("listings/en-us/notes.md", "mine\n");
    workplace
        .run(&[&IMPORT[..], &["--overwrite"]].concat())
        .exits(0);
    assert_eq!(workplace.read("listings/en-us/notes.md"), "mine\n");
    assert_ne!(workplace.read("listings/en-us/description.md"), "mine\n");
    changes_nothing(&workplace, &[]);
}

#[test]
fn an_image_that_is_gone_leaves_its_list_unmanaged() {
    let store = Store::start();
    let mut product = store.product();
    let german = product
        .listings
        .iter_mut()
        .find(|it| it.language == "de-de")
        .unwrap();
    german.screenshots[0].blob = "gone".to_owned();
    store.sandbox.put_product(product);
    let workplace = workplace(&store);
    let run = workplace.run(&IMPORT).exits(0);
    assert!(
        run.stderr
            .contains("`listings.de-de.screenshots` is not managed"),
        "{}",
        run.stderr
    );
    let yaml = workplace.read("storectl.yaml");
    assert!(yaml.contains("images/en-us/screenshot-1.png"), "{yaml}");
    assert!(
        !workplace
            .path()
            .join("images/de-de/screenshot-1.png")
            .exists()
    );
    workplace.run(&["validate"]).exits(0);
}

#[test]
fn a_scope_manages_only_that_and_downloads_no_image() {
    let store = Store::start();
    let workplace = workplace(&store);
    let scope = [
        "--scope",
        "packages,listings.*.whatsNew",
        "--output",
        "products/widgets",
    ];
    workplace.run(&[&IMPORT[..], &scope].concat()).exits(0);
    let requests = store.requests(0);
    assert!(
        !requests.iter().any(|it| it.contains("blob")),
        "{requests:?}"
    );
    assert_eq!(
        names(&workplace.path().join("products/widgets")),
        ["storectl.yaml"]
    );
    insta::assert_snapshot!(workplace.read("products/widgets/storectl.yaml"));
    changes_nothing(&workplace, &[]);
}

#[test]
fn the_command_that_is_offered_plans_the_manifest_whatever_the_folder_is_called() {
    for folder in ["--output=-x", "--output=new/folder"] {
        let store = Store::start();
        let workplace = workplace(&store);
        let run = workplace.run(&[&IMPORT[..], &[folder]].concat()).exits(0);
        let (_, command) = run.stderr.trim_end().rsplit_once("storectl ").unwrap();
        let command: Vec<&str> = command.split(' ').collect();
        let planned = workplace.run(&command).exits(0);
        assert!(planned.stdout.contains("1 manifest"), "{folder}");
    }
}

#[test]
fn the_command_that_is_offered_asks_the_same_store() {
    let store = Store::start();
    let mut workplace = workplace(&store);
    workplace.set("STORECTL_ENDPOINT", "https://api.example.invalid");
    let endpoint = ["--endpoint", store.address.as_str()];
    let run = workplace.run(&[&IMPORT[..], &endpoint].concat()).exits(0);
    let said = format!("storectl plan --endpoint {}\n", store.address);
    assert!(run.stderr.ends_with(&said), "{}", run.stderr);
}

#[test]
fn a_selector_that_names_no_field_is_refused() {
    let store = Store::start();
    let workplace = workplace(&store);
    for selector in ["packges", "listings.xx-yy.whatsNew"] {
        let run = workplace
            .run(&[&IMPORT[..], &["--scope", selector]].concat())
            .exits(64);
        assert!(!run.stderr.contains("--only"), "{}", run.stderr);
    }
    assert!(names(workplace.path()).is_empty());
}

#[test]
fn an_invalid_value_of_the_store_stands_as_a_comment_and_validates_with_a_warning() {
    let store = Store::start();
    let mut product = store.product();
    let secret = "ftp://me:hunter2-hunter2@contoso.com";
    for (field, value) in [("website", secret), ("category", "Gardening")] {
        product.properties.insert(field.to_owned(), value.into());
    }
    let long = "gear ".repeat(300);
    let [english, german, ..] = product.listings.as_mut_slice() else {
        panic!("the sample product has two languages");
    };
    english
        .fields
        .insert("shortDescription".to_owned(), long.into());
    german
        .fields
        .insert("whatsNew".to_owned(), "a\u{1b}[31m".into());
    let invalid = [
        "properties.website".to_owned(),
        "properties.category".to_owned(),
        format!("listings.{}.shortDescription", english.language),
        format!("listings.{}.whatsNew", german.language),
    ];
    store.sandbox.put_product(product);
    let workplace = workplace(&store);
    let run = workplace.run(&IMPORT).exits(0);
    // What stands as a comment goes to git, too.
    let manifest = workplace.read("storectl.yaml");
    assert!(
        manifest.contains("website: \"ftp://[REDACTED]@contoso.com\""),
        "{manifest}"
    );
    assert!(
        !(run.stderr.clone() + &manifest).contains("hunter2"),
        "{manifest}"
    );
    let warned = workplace
        .run(&["validate", "--format", "json"])
        .exits(0)
        .json();
    let warnings = warned["diagnostics"].as_array().unwrap();
    let warnings = warnings.iter().filter(|it| it["code"] == "STC0307");
    let warnings: Vec<&str> = warnings.filter_map(|it| it["message"].as_str()).collect();
    for field in &invalid {
        let said = format!("`{field}` is not managed");
        assert!(run.stderr.contains(&said), "{field}: {}", run.stderr);
        let is_about = |it: &&str| it.contains(field.rsplit('.').next().unwrap());
        assert!(warnings.iter().any(is_about), "{field}: {warnings:?}");
    }
    changes_nothing(&workplace, &[]);
}
