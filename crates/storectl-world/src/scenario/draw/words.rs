//! Texts and words that manifests and people in Partner Center choose from.

use fastrand::Rng;
use serde_json::{Value, json};

/// Languages, one of them in another case than the Store's.
pub(super) const LANGUAGES: &[&str] = &["en-us", "de-de", "fr-fr", "pt-BR", "ja-jp"];

/// Returns a language, mostly one that the sample has.
pub(super) fn language(rng: &mut Rng) -> String {
    if chance(rng, 60) {
        word(rng, &LANGUAGES[..2])
    } else {
        word(rng, LANGUAGES)
    }
}

/// Markets.
pub(super) const MARKETS: &[&str] = &["US", "CA", "DE", "NO", "JP", "BR", "FR"];

/// Versions of packages, around the sample's 1.1.
pub(super) const VERSIONS: &[&str] = &["1.0.9", "1.1", "1.1.1", "1.2.0", "1.10.0", "2.0", "2.0.1"];

/// Hosts of packages, the sample's among them.
pub(super) const HOSTS: &[&str] = &["www.contoso.com", "dl.contoso.com", "cdn.contoso.net"];

/// Prices, each with a trial.
pub(super) const PRICES: &[(&str, &str)] = &[
    ("FREE", "NO_FREE_TRIAL"),
    ("FREEMIUM", "NO_FREE_TRIAL"),
    ("PAID", "NO_FREE_TRIAL"),
    ("PAID", "FREE_TRIAL"),
    ("SUBSCRIPTION", "FREE_TRIAL"),
];

/// Categories, each with a subcategory where it has some.
pub(super) const CATEGORIES: &[(&str, Option<&str>)] = &[
    ("DeveloperTools", Some("Database")),
    ("DeveloperTools", Some("Utilities")),
    ("Personalization", Some("themes")),
    ("Productivity", None),
    ("Shopping", None),
];

/// Silent parameters, of at most 40 characters.
pub(super) const PARAMETERS: &[&str] = &["/s", "/S", "/quiet /norestart", "/VERYSILENT"];

const WORDS: &[&str] = &[
    "gears",
    "widgets",
    "workshop",
    "faster",
    "orders",
    "counts",
    "every",
    "shelf",
    "Zahnräder",
    "café",
    "ギア",
    "search",
    "offline",
    "prints",
    "labels",
    "sorted",
    "quietly",
    "100 %",
    "⚙",
    "costs ${price}",
];

/// Returns one of several; nothing of none.
pub(super) fn pick<T: Copy + Default>(rng: &mut Rng, from: &[T]) -> T {
    rng.choice(from).copied().unwrap_or_default()
}

/// Returns one of several words, as a text.
pub(super) fn word(rng: &mut Rng, from: &[&str]) -> String {
    pick(rng, from).to_owned()
}

/// Returns whether something happens that happens this often in a hundred times.
pub(super) fn chance(rng: &mut Rng, percent: u8) -> bool {
    rng.u8(..100) < percent
}

/// Returns a text of a few words, or one of 200 characters and more.
pub(super) fn text(rng: &mut Rng) -> String {
    if chance(rng, 50) {
        words(rng, 3)
    } else {
        let lines = rng.usize(2..5);
        let lines: Vec<String> = (0..lines).map(|_| words(rng, 24)).collect();
        lines.join("\n\n")
    }
}

/// Returns a line of words, with a number that makes it unlike others.
pub(super) fn words(rng: &mut Rng, count: usize) -> String {
    let mut line: Vec<String> = (0..count).map(|_| word(rng, WORDS)).collect();
    line.push(format!("{}.", rng.u16(..)));
    line.join(" ")
}

/// Returns a value for a field of a listing.
pub(super) fn listing_value(rng: &mut Rng, field: &str) -> Value {
    let count = rng.usize(1..4);
    match field {
        "productFeatures" => (0..count).map(|_| words(rng, 4)).collect(),
        "searchTerms" => (0..count)
            .map(|at| format!("gear {at} {}", rng.u8(..)))
            .collect(),
        "requirements" => {
            let mut item = json!({ "minimumHardware": words(rng, 2) });
            if chance(rng, 50) {
                item["recommendedHardware"] = json!(words(rng, 2));
            }
            json!([item])
        }
        "copyright" | "developedBy" | "sortTitle" | "contactInfo" => json!(words(rng, 2)),
        _ => json!(text(rng)),
    }
}

/// Texts that may be cleared, and that the sample has in every language.
pub(super) const WIDESPREAD: &[&str] = &["copyright", "developedBy", "contactInfo"];

/// Fields of a listing that may be cleared.
pub(super) const CLEARABLE: &[&str] = &[
    "whatsNew",
    "productFeatures",
    "shortDescription",
    "searchTerms",
    "copyright",
    "developedBy",
    "sortTitle",
    "requirements",
    "contactInfo",
];
