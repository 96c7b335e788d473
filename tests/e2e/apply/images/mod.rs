//! Images: what is uploaded, what is kept, and what a language needs.

mod cache;
mod kept;
mod uploads;

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
