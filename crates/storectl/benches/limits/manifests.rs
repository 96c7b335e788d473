//! Manifests to read, plan and apply, and products for them.

use std::fmt::Write as _;

use storectl_sandbox::{Listing, SAMPLE_PRODUCT, tables};

use crate::{place::Place, store::Store};

/// Packages that give the sample product's only package another address.
pub(crate) const PACKAGES: &str =
    "packages:\n  - packageUrl: https://www.contoso.com/downloads/1.2/setup.exe\n";

/// The id of a product of a fleet.
pub(crate) fn product_id(number: usize) -> String {
    format!("{number:08x}-84e8-4d2d-9eba-487878d02ebf")
}

/// The first lines of a manifest.
pub(crate) fn head(product: &str) -> String {
    format!("apiVersion: storectl/v1\nproductId: {product}\n")
}

/// English, and so many languages together.
pub(crate) fn languages(number: usize) -> Vec<&'static str> {
    let others = tables::LANGUAGES.iter().copied();
    let others = others.filter(|it| *it != "en-us");
    ["en-us"].into_iter().chain(others).take(number).collect()
}

/// So many languages that the sample product does not have.
pub(crate) fn new_languages(number: usize) -> Vec<&'static str> {
    let all = languages(number + 2).into_iter();
    let new = all.filter(|it| !["en-us", "de-de"].contains(it));
    new.take(number).collect()
}

/// Whether the long texts of a listing stand in the manifest or in files beside it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Texts {
    Inline,
    Files,
}

/// Whether each listing has a key that there is not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Faults {
    None,
    OneAListing,
}

/// Writes a manifest of a product in so many languages to `folder`, with a description of 900 characters and news of 200 for
/// each, five features and five search terms.
pub(crate) fn write_texts(
    place: &Place,
    folder: &str,
    number: usize,
    languages: &[&str],
    texts: Texts,
    faults: Faults,
) {
    let mut manifest = head(&product_id(number));
    if texts == Texts::Files {
        manifest.push_str(
            "listingDefaults:\n  description: { file: 'texts/${language}/description.md' }\n  whatsNew: { file: 'texts/${language}/news.md' }\n",
        );
    }
    manifest.push_str("listings:\n");
    for language in languages {
        let description = sentences(language, number, 9);
        let news = sentences(language, number + 1, 2);
        let _ = write!(
            manifest,
            "  {language}:
    shortDescription: Gears of workshop {number} in {language}
    productFeatures: [Counts gears in {language}, Orders what runs out, Shares a workshop, Finds gears, Prints labels]
    searchTerms: [gears, widgets, workshop {number}, {language} gears, inventory]
    additionalLicenseTerms: https://www.contoso.com/{language}/license
"
        );
        match texts {
            Texts::Inline => {
                let _ = write!(
                    manifest,
                    "    description: |\n      {description}\n\n      {description}\n    whatsNew: {news}\n"
                );
            }
            Texts::Files => {
                let path = |name: &str| format!("{folder}/texts/{language}/{name}.md");
                place.write(
                    &path("description"),
                    format!("{description}\n\n{description}\n"),
                );
                place.write(&path("news"), format!("{news}\n"));
            }
        }
        if faults == Faults::OneAListing {
            manifest.push_str("    shortDescripton: Gears\n");
        }
    }
    place.write(&format!("{folder}/storectl.yaml"), manifest);
}

/// So many sentences of about 50 characters, of which no two products and languages have the same.
fn sentences(language: &str, number: usize, count: usize) -> String {
    let sentence = |at| format!("Workshop {number} keeps {at} gears in order, in {language}.");
    (0..count).map(sentence).collect::<Vec<_>>().join(" ")
}

/// Writes the manifest of the sample product with `body` below its head.
pub(crate) fn write_sample(place: &Place, body: &str) {
    place.write("storectl.yaml", head(SAMPLE_PRODUCT) + body);
}

/// Listings that change the news of the first `changed` of these languages, and keep the short descriptions of all.
pub(crate) fn news(languages: &[&str], changed: usize) -> String {
    let mut body = "listings:\n".to_owned();
    for (at, language) in languages.iter().enumerate() {
        let _ = writeln!(
            body,
            "  {language}:\n    shortDescription: Gears for everyone"
        );
        if at < changed {
            let _ = writeln!(
                body,
                "    whatsNew: Gears now turn both ways in {language}."
            );
        }
    }
    body
}

/// A listing of a new language with these images.
pub(crate) fn new_listing(language: &str, screenshots: &[String], logos: &[String]) -> String {
    let (screenshots, logos) = (screenshots.join(", "), logos.join(", "));
    format!(
        "  {language}: {{ description: Gears, additionalLicenseTerms: None, screenshots: [{screenshots}], storeLogos: [{logos}] }}\n"
    )
}

/// Lists the sample product in these languages, each with the English texts, and with images that have the same bytes under ids
/// of their own.
pub(crate) fn list_in(store: &Store, languages: &[&str]) {
    let mut product = store.product();
    let english = product.listing("en-us").unwrap().clone();
    let listing = |language: &&str| {
        let mut listing = Listing {
            language: (*language).to_owned(),
            ..english.clone()
        };
        let images = listing
            .screenshots
            .iter_mut()
            .chain(&mut listing.store_logos);
        for (at, image) in images.enumerate() {
            image.id = format!("{language}-{at}");
        }
        listing
    };
    product.listings = languages.iter().map(listing).collect();
    store.sandbox.put_product(product);
}

/// Puts so many products like the sample product into the Store, and writes a manifest for each that changes its English news.
pub(crate) fn make_fleet(store: &Store, place: &Place, products: usize) {
    let sample = store.product();
    for number in 0..products {
        let mut product = sample.clone();
        product.id = product_id(number);
        store.sandbox.put_product(product);
        let manifest = head(&product_id(number)) + &news(&["en-us"], 1);
        place.write(&format!("products/{number}/storectl.yaml"), manifest);
    }
}
