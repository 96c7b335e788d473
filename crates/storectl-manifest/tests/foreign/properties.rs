//! Whatever the files hold, the manifest is valid and formatted.

use std::collections::BTreeMap;

use proptest::prelude::*;
use serde_json::{Map, Value};
use storectl_manifest::{
    FastlaneFile, FastlaneFiles, FileFault, FileKind, Files, ImageFacts, Layout,
    from_store_submission,
};

use crate::support::{adopt, image};

const KEYS: &[&str] = &[
    "packages",
    "availability",
    "properties",
    "listings",
    "listingsToAdd",
    "listingsToRemove",
    "responseData",
    "language",
    "packageUrl",
    "PackageType",
    "architectures",
    "languages",
    "isSilentInstall",
    "installerParameters",
    "genericDocUrl",
    "errorDetails",
    "errorScenario",
    "errorScenarioDetails",
    "errorValue",
    "markets",
    "pricing",
    "freeTrial",
    "website",
    "category",
    "subcategory",
    "privacyPolicyUrl",
    "isPrivacyPolicyRequired",
    "productDeclarations",
    "penAndInkSupport",
    "isSystemFeatureRequired",
    "hardwareItemType",
    "isRequired",
    "systemRequirementDetails",
    "minimumRequirement",
    "description",
    "whatsNew",
    "searchTerms",
    "productFeatures",
    "shortDescription",
    "copyright",
    "requirements",
    "minimumHardware",
    "screenshots",
    "storeLogos",
    "file",
    "en-us",
    "de-de",
];
const TEXTS: &[&str] = &[
    "",
    " ",
    "\n",
    "en-us",
    "de-de",
    "en_US",
    "con",
    "X64",
    "exe",
    "msi",
    "Touch",
    "Memory",
    "4GB",
    "rebootRequired",
    "3010",
    "https://contoso.com/1.2/a.exe",
    "https://contoso.com/2.0/a.msi",
    "PAID",
    "FREE",
    "US",
    "all",
    "DeveloperTools",
    "Database",
    "${version}",
    "$${x}",
    "null",
    "~",
    "1.10",
    "# x",
    "- a",
    "a: b",
    "a\r\nb\n",
    "\u{feff}x",
    "\u{0}",
    "\u{7f}",
    "\u{2028}",
    "\u{1f600}",
    "{{x}}",
    "images/a.png",
    "storectl does not manage x: y",
];

fn any_value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        6 => prop::sample::select(TEXTS).prop_map(Value::from),
        1 => "\\PC{0,200}".prop_map(Value::from),
        1 => any::<bool>().prop_map(Value::from),
        1 => any::<i64>().prop_map(Value::from),
        1 => Just(Value::Null),
        1 => (0_usize..12_000).prop_map(|it| "x".repeat(it).into()),
    ];
    leaf.prop_recursive(5, 60, 8, |inner| {
        let list = prop::collection::vec(inner.clone(), 0..5).prop_map(Value::from);
        prop_oneof![1 => list, 3 => any_object(inner)]
    })
}

fn any_object(values: impl Strategy<Value = Value>) -> impl Strategy<Value = Value> {
    let key = prop::sample::select(KEYS);
    let members = prop::collection::vec((key, values), 0..8);
    members.prop_map(|it| {
        let members = it.into_iter().map(|(key, value)| (key.to_owned(), value));
        Value::Object(members.collect::<Map<String, Value>>())
    })
}

/// An update whose modules have the right form more often than not.
fn any_update() -> impl Strategy<Value = Value> {
    let list = |it| prop::collection::vec(any_object(it), 0..4).prop_map(Value::from);
    let listings = prop_oneof![list(any_value()), any_object(any_value())];
    let modules = (
        list(any_value()),
        any_object(any_value()),
        any_object(any_value()),
        listings,
        any_value(),
    );
    modules.prop_map(
        |(packages, availability, properties, mut listings, other)| {
            let items = listings.as_array_mut().into_iter().flatten();
            for (listing, language) in items.zip(["en-us", "de-de", "xx-yy"]) {
                listing["language"] = language.into();
            }
            serde_json::json!({
                "packages": packages, "availability": availability, "properties": properties,
                "listings": listings, "listingsToRemove": other,
            })
        },
    )
}

const FOLDERS: &[&str] = &[
    "metadata/android/en-US",
    "metadata/android/iw-IL",
    "metadata/android/con",
    "metadata/en-US",
    "metadata/default",
    "metadata/zh-Hans",
    "metadata",
    "screenshots/en-US",
    "en-US",
    "",
];
const NAMES: &[&str] = &[
    "full_description.txt",
    "short_description.txt",
    "title.txt",
    "changelogs/1.txt",
    "changelogs/0020.txt",
    "changelogs/default.txt",
    "images/icon.png",
    "images/icon.jpg",
    "images/phoneScreenshots/1.png",
    "images/phoneScreenshots/10.png",
    "images/tenInchScreenshots/1.png",
    "description.txt",
    "release_notes.txt",
    "keywords.txt",
    "privacy_url.txt",
    "support_url.txt",
    "marketing_url.txt",
    "copyright.txt",
    "1.png",
    "x.rb",
];

fn any_folder() -> impl Strategy<Value = BTreeMap<String, String>> {
    let path = (prop::sample::select(FOLDERS), prop::sample::select(NAMES));
    let path =
        path.prop_map(|(folder, name)| format!("{folder}/{name}").trim_matches('/').to_owned());
    let text = prop_oneof![
        3 => prop::sample::select(TEXTS).prop_map(str::to_owned),
        1 => "\\PC{0,80}",
        1 => "([a-z]{1,40},){0,12}",
        1 => (0_usize..12_000).prop_map(|it| "x".repeat(it)),
    ];
    prop::collection::btree_map(path, text, 0..24)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn the_manifest_of_any_update_is_valid_and_formatted(update in any_update()) {
        if let Ok(product) = from_store_submission(&update.to_string()) {
            adopt(&product, &[], Layout::Files);
            adopt(&product, &[], Layout::Single);
        }
    }

    #[test]
    fn the_manifest_of_any_folder_is_valid_and_formatted(folder in any_folder()) {
        let listed: Vec<FastlaneFile> = folder
            .iter()
            .map(|(path, text)| FastlaneFile { path: path.clone(), bytes: u64::try_from(text.len()).unwrap() })
            .collect();
        let found = FastlaneFiles::among(&listed);
        let mut files = Files::default();
        let mut images: Vec<ImageFacts> = Vec::new();
        for reference in found.references() {
            let text = &folder[&reference.path];
            match reference.kind {
                FileKind::Text => {
                    files.texts.insert(reference.path, Ok(text.clone()));
                }
                FileKind::Image if text.len() % 5 == 0 => {
                    files.images.insert(reference.path, Err(FileFault::NotAnImage));
                }
                FileKind::Image => {
                    images.push(image(text));
                    files.images.insert(reference.path, Ok(image(text)));
                }
            }
        }
        let product = found.read(&files);
        adopt(&product, &images, Layout::Files);
        adopt(&product, &images, Layout::Single);
    }

    #[test]
    fn no_text_is_too_much(text in "\\PC{0,200}") {
        let _ = from_store_submission(&text);
    }
}
