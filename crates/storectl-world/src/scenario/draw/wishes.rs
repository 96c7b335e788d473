//! Manifests as they begin.

use std::sync::LazyLock;

use fastrand::Rng;
use serde_json::{Value, json};
use storectl_sandbox::{Fields, Options, Product, SAMPLE_PRODUCT, Sandbox};

use super::{
    matter::Matter,
    words::{
        CLEARABLE, HOSTS, LANGUAGES, PARAMETERS, VERSIONS, chance, listing_value, pick, text, word,
        words,
    },
};
use crate::{
    content::{self, normal},
    wish::{ListingWish, Picture, Wish},
};

/// The sandbox's sample product, which begins as it is.
fn sample() -> Option<&'static Product> {
    static SAMPLE: LazyLock<Option<Product>> =
        LazyLock::new(|| Sandbox::in_memory(Options::default()).product(SAMPLE_PRODUCT));
    SAMPLE.as_ref()
}

/// Returns a first manifest of the sample product: parts of what it holds, some of them changed; most of what edits are about,
/// where that is one matter only.
pub(super) fn of_sample(rng: &mut Rng, only: Option<Matter>) -> Wish {
    let Some(sample) = sample() else {
        return Wish::default();
    };
    let mut wish = Wish::default();
    for (name, value) in &sample.availability {
        if chance(rng, 40) {
            wish.availability.insert(name.clone(), value.clone());
        }
    }
    let pairs = [
        ["category", "subcategory"],
        ["isPrivacyPolicyRequired", "privacyPolicyUrl"],
    ];
    let alone = ["website", "supportContactInfo", "certificationNotes"];
    let groups = pairs.iter().map(|it| &it[..]).chain(alone.chunks(1));
    for group in groups {
        if chance(rng, 40) {
            let values = group
                .iter()
                .filter_map(|name| Some((*name, sample.properties.get(*name)?)));
            let values = values.map(|(name, value)| (name.to_owned(), value.clone()));
            wish.properties.extend(values);
        }
    }
    for listing in &sample.listings {
        if chance(rng, 70) {
            let named = part_of(rng, &listing.fields, only);
            wish.listings.insert(listing.language.clone(), Some(named));
        }
    }
    if chance(rng, 25) {
        let language = word(rng, LANGUAGES);
        let listing = complete_listing(rng);
        wish.listings.entry(language).or_insert(Some(listing));
    }
    let packages = likely(only, Matter::Packages, 60);
    if chance(rng, packages) {
        let packages = content::of_product(sample);
        let packages = content::packages(&packages);
        let unnamed: Vec<&str> = if chance(rng, 50) {
            // Mostly one: what the Store insists on hides what it lets go.
            let count = pick(rng, &[1, 1, 1, 2, 3, 4]);
            rng.choose_multiple(OPTIONAL.iter().copied(), count)
                .concat()
        } else {
            Vec::new()
        };
        let packages = packages.into_iter().map(|package| {
            let mut package = package.clone();
            package.retain(|name, _| !unnamed.contains(&name.as_str()));
            package
        });
        wish.packages = Some(packages.collect());
    }
    wish
}

/// Fields of a package that a manifest may leave unnamed, each with those that go with it.
const OPTIONAL: &[&[&str]] = &[
    &["languages"],
    &["isSilentInstall", "installerParameters"],
    &["genericDocUrl"],
    &["errorDetails"],
];

/// Some of a listing's fields, as they are or changed, and pictures at times.
fn part_of(rng: &mut Rng, fields: &Fields, only: Option<Matter>) -> ListingWish {
    let mut listing = ListingWish::default();
    for (name, value) in fields {
        if normal(name, value).is_some() && chance(rng, 45) {
            let value = if chance(rng, 80) {
                value.clone()
            } else {
                listing_value(rng, name)
            };
            listing.fields.insert(name.clone(), value);
        }
    }
    let screenshots = likely(only, Matter::Images, 40);
    if chance(rng, screenshots) {
        listing.screenshots = Some(pictures(rng, 4));
    }
    let logos = likely(only, Matter::Images, 20);
    if chance(rng, logos) {
        listing.logos = Some(pictures(rng, 3));
    }
    listing
}

/// Returns how often in a hundred times a manifest names what is part of a matter: as usual, or nearly always.
fn likely(only: Option<Matter>, matter: Matter, usual: u8) -> u8 {
    if only == Some(matter) { 90 } else { usual }
}

/// Returns a first manifest of a product that the Store has nothing of: complete.
pub(super) fn of_new(rng: &mut Rng) -> Wish {
    let mut wish = Wish::default();
    let availability = json!({
        "markets": ["US", "DE"],
        "discoverability": "DISCOVERABLE",
        "enableInFutureMarkets": false,
        "pricing": "FREE",
        "freeTrial": "NO_FREE_TRIAL",
    });
    for (name, value) in availability.as_object().into_iter().flatten() {
        if chance(rng, 60) {
            wish.availability.insert(name.clone(), value.clone());
        }
    }
    if chance(rng, 60) {
        let policy = json!({ "isPrivacyPolicyRequired": true, "privacyPolicyUrl": "https://contoso.com/privacy" });
        wish.properties
            .extend(policy.as_object().cloned().unwrap_or_default());
    }
    let count = rng.usize(1..3);
    for language in rng.choose_multiple(LANGUAGES, count) {
        let listing = complete_listing(rng);
        wish.listings.insert((*language).to_owned(), Some(listing));
    }
    wish.packages = Some(vec![package(rng, "X64")]);
    wish
}

/// Returns a language with everything that the Store requires.
pub(super) fn complete_listing(rng: &mut Rng) -> ListingWish {
    let mut fields = Fields::new();
    fields.insert("description".to_owned(), json!(text(rng)));
    fields.insert("additionalLicenseTerms".to_owned(), json!(words(rng, 4)));
    for name in CLEARABLE {
        if chance(rng, 30) {
            let value = listing_value(rng, name);
            fields.insert((*name).to_owned(), value);
        }
    }
    ListingWish {
        fields,
        screenshots: Some(pictures(rng, 4)),
        logos: Some(pictures(rng, 3)),
    }
}

/// Returns pictures, fewer than so many.
pub(super) fn pictures(rng: &mut Rng, most: usize) -> Vec<Picture> {
    let count = rng.usize(1..most);
    rng.choose_multiple(1..9, count)
        .into_iter()
        .map(Picture)
        .collect()
}

/// Returns a package that names every field. Each architecture has a type of its own.
pub(super) fn package(rng: &mut Rng, architecture: &str) -> Fields {
    let (host, version) = (word(rng, HOSTS), word(rng, VERSIONS));
    let (kind, file) = match architecture {
        "X64" => ("exe", "setup.exe".to_owned()),
        "X86" => ("exe", "setup-x86.exe".to_owned()),
        other => ("msi", format!("setup-{}.msi", other.to_lowercase())),
    };
    let is_exe = kind == "exe";
    let doc = is_exe.then_some("https://docs.contoso.com/exit-codes");
    let codes = is_exe.then(|| exit_codes(rng));
    let languages: &[&str] = if chance(rng, 30) {
        &["en-us", "de-de"]
    } else {
        &["en-us"]
    };
    let package = json!({
        "packageUrl": format!("https://{host}/downloads/{version}/{file}"),
        "languages": languages,
        "architectures": [architecture],
        "installerParameters": word(rng, PARAMETERS),
        "isSilentInstall": false,
        "genericDocUrl": doc,
        "errorDetails": codes,
        "packageType": kind,
    });
    package.as_object().cloned().unwrap_or_default()
}

/// Returns exit codes of one scenario.
pub(super) fn exit_codes(rng: &mut Rng) -> Value {
    let code = rng.u16(1000..9000).to_string();
    json!({ "rebootRequired": [{ "errorValue": code, "errorUrl": "https://docs.contoso.com/reboot" }] })
}
