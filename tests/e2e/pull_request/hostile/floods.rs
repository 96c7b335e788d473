//! More than anybody reads: every format has room for it, and says what it leaves out.

use std::fmt::Write as _;

use serde_json::json;
use storectl_model::LANGUAGES;
use storectl_sandbox::Asset;

use super::Left;
use crate::support::{Store, Workplace, images::png};

/// Texts of a listing of which a plan changes each.
const TEXTS: [&str; 10] = [
    "description",
    "whatsNew",
    "shortDescription",
    "copyright",
    "developedBy",
    "contactInfo",
    "additionalLicenseTerms",
    "sortTitle",
    "productFeatures",
    "searchTerms",
];

/// Pictures that a plan adds to each listing.
const PICTURES: usize = 10;

/// The value of a text in a language, before and after.
fn value(field: &str, language: &str, what: &str) -> serde_json::Value {
    let text = format!("{what} {language}");
    match field {
        "productFeatures" | "searchTerms" => json!([text]),
        _ => json!(text),
    }
}

#[test]
fn of_290_languages_with_twenty_changes_each() {
    let codes = LANGUAGES.iter().flat_map(|(_, codes)| *codes);
    let codes: Vec<String> = codes.map(|it| it.to_lowercase()).take(290).collect();
    let store = Store::start();
    let mut product = store.product();
    let english = product.listing("en-us").unwrap().clone();
    let listing = |code: &String| {
        let mut listing = english.clone();
        listing.language.clone_from(code);
        for field in TEXTS {
            let before = value(field, code, "Old");
            listing.fields.insert(field.to_owned(), before);
        }
        let logos = listing.store_logos.iter_mut().enumerate();
        logos.for_each(|(at, it): (usize, &mut Asset)| it.id = format!("{code}-{at}"));
        listing.screenshots = Vec::new();
        listing
    };
    product.listings = codes.iter().map(listing).collect();
    store.sandbox.put_product(product);

    let pictures: Vec<String> = (0..PICTURES).map(|it| format!("{it}.png")).collect();
    let mut manifest = "listings:\n".to_owned();
    for code in &codes {
        let _ = writeln!(manifest, "  {code}:");
        for field in TEXTS {
            let _ = writeln!(manifest, "    {field}: {}", value(field, code, "New"));
        }
        let _ = writeln!(manifest, "    screenshots: [{}]", pictures.join(", "));
    }
    let workplace = Workplace::at(&store, &manifest);
    for (seed, picture) in (1..).zip(&pictures) {
        workplace.write(picture, png(40, 30, seed));
    }
    let left = Left::by(&workplace, &["plan"], 0);
    let changes = format!("\nchanges={}\n", 290 * 20);
    assert!(left.of("github-output").contains(&changes));
    left.shows("5,800 changes");
    let last = left.of("github").lines().last().unwrap();
    assert!(last.contains("more notices"), "{last}");
}

#[test]
fn of_a_text_of_ten_thousand_characters_in_one_line() {
    let store = Store::start();
    let text = |word: &str| {
        let half = "lorem ipsum ".repeat(416);
        format!("{half}{word}{}", half.trim_end())
    };
    let mut product = store.product();
    product.listings[0]
        .fields
        .insert("description".to_owned(), json!(text("old ")));
    let language = product.listings[0].language.clone();
    store.sandbox.put_product(product);
    let manifest = format!(
        "listings:\n  {language}: {{ description: {} }}\n",
        json!(text("new "))
    );
    let left = Left::by(&Workplace::at(&store, &manifest), &["plan"], 0);
    let lengths = [("text", 6_000), ("markdown", 12_000), ("github", 600)];
    for (format, most) in lengths {
        let content = left.of(format);
        assert!(content.len() < most, "{format} has {} bytes", content.len());
        assert!(content.contains("new"), "{format}:\n{content}");
    }
    let change = |text: &str| text.split("→").map(str::to_owned).collect::<Vec<_>>();
    let [before, after] = &change(left.of("github"))[..] else {
        panic!("{}", left.of("github"))
    };
    assert!(before.contains("old") && after.contains("new"));
}
