//! Drafts of the Store, by hand and by the dozen.

use std::collections::BTreeMap;

use proptest::prelude::*;
use serde_json::{Map, Value, json};
use storectl_manifest::{Draft, ImageFacts, ImageFormat};
use storectl_model::{
    AssetContent, Digest, FieldPath, ImageSize, RemoteAsset, RemoteAssets, RemoteAvailability,
    RemoteListing, RemotePackage, RemoteProduct, RemoteProperties,
};
use storectl_plan::held;

pub(crate) const PRODUCT: &str = "3e31a9f9-84e8-4d2d-9eba-487878d02ebf";

pub(crate) fn object(value: Value) -> Map<String, Value> {
    serde_json::from_value(value).unwrap()
}

pub(crate) fn path(text: &str) -> FieldPath {
    text.parse().unwrap()
}

pub(crate) fn draft(live: &RemoteProduct) -> Draft {
    let mut images = BTreeMap::new();
    for (language, assets) in &live.assets {
        for (field, list) in [
            ("screenshots", &assets.screenshots),
            ("storeLogos", &assets.store_logos),
        ] {
            let facts = list.iter().map(|it| facts(&it.content));
            images.insert(FieldPath::of_listing(language).key(field), facts.collect());
        }
    }
    images.retain(|_, it: &mut Vec<ImageFacts>| !it.is_empty());
    Draft {
        product_id: Some(PRODUCT.parse().unwrap()),
        seller_id: None,
        fields: held(live),
        images,
    }
}

pub(crate) fn facts(content: &AssetContent) -> ImageFacts {
    let AssetContent::Equals(digest) = content else {
        panic!("{content:?}")
    };
    ImageFacts {
        digest: digest.clone(),
        bytes: 1_000,
        size: ImageSize {
            width: 1366,
            height: 768,
        },
        checksums: None,
        format: ImageFormat::Png,
    }
}

pub(crate) fn asset(seed: &str) -> RemoteAsset {
    RemoteAsset {
        id: format!("id-{seed}").parse().unwrap(),
        url: format!("https://blobs.contoso.com/{seed}"),
        size: None,
        content: AssetContent::Equals(Digest::of(seed.as_bytes())),
    }
}

pub(crate) fn listing(description: &str, short: &str) -> RemoteListing {
    RemoteListing {
        description: Some(description.to_owned()),
        short_description: Some(short.to_owned()),
        copyright: Some("© Contoso".to_owned()),
        requirements: vec![Map::new()],
        ..RemoteListing::default()
    }
}

pub(crate) fn package(architecture: &str) -> RemotePackage {
    let scenarios = ["rebootRequired", "diskSpaceIsFull"];
    let details = |it: &str| match it {
        "rebootRequired" => json!([{ "errorValue": "3010" }]),
        _ => json!([]),
    };
    RemotePackage {
        package_id: "72541436".parse().unwrap(),
        package_url: Some(format!(
            "https://www.contoso.com/1.10/setup-{architecture}.exe"
        )),
        languages: vec!["en-us".to_owned()],
        architectures: vec![architecture.to_owned()],
        is_silent_install: Some(false),
        installer_parameters: Some("/S".to_owned()),
        generic_doc_url: Some("https://docs.contoso.com/exit-codes".to_owned()),
        error_details: scenarios
            .iter()
            .map(|it| object(json!({ "errorScenario": it, "errorScenarioDetails": details(it) })))
            .collect(),
        package_type: Some("exe".to_owned()),
        extra: Map::new(),
    }
}

pub(crate) fn product() -> RemoteProduct {
    let german = RemoteListing {
        extra: object(json!({ "heroArts": [{ "id": 1 }] })),
        ..listing("Alle Zahnräder.\n\nAn einem Ort.", "Zahnräder")
    };
    let images = |language: &str| RemoteAssets {
        screenshots: vec![
            asset(&format!("{language}-1")),
            asset(&format!("{language}-2")),
        ],
        store_logos: vec![asset("logo")],
    };
    RemoteProduct {
        availability: RemoteAvailability {
            markets: vec!["US".to_owned(), "NO".to_owned()],
            enable_in_future_markets: Some(false),
            ..RemoteAvailability::default()
        },
        properties: RemoteProperties {
            certification_notes: Some("Sign in with ${user}. ".into()),
            product_declarations: object(
                json!({ "penAndInkSupport": true, "accessibilitySupport": false, "usesGenerativeAI": true }),
            ),
            is_system_feature_required: vec![
                object(
                    json!({ "hardwareItemType": "Touch", "isRequired": true, "isRecommended": false }),
                ),
                object(
                    json!({ "hardwareItemType": "Mouse", "isRequired": false, "isRecommended": false }),
                ),
            ],
            ..RemoteProperties::default()
        },
        listings: BTreeMap::from([
            (
                "en-US".parse().unwrap(),
                listing("All gears.\n\nIn one place.", "Gears: for $${everyone}"),
            ),
            ("de-de".parse().unwrap(), german),
        ]),
        packages: vec![package("X64"), package("Arm64")],
        assets: ["en-US", "de-de"]
            .map(|it| (it.parse().unwrap(), images(it)))
            .into(),
        ..RemoteProduct::default()
    }
}

/// Texts that mean something to YAML, to variables, to files or to editors.
pub(crate) fn texts() -> impl Strategy<Value = String> {
    let hazards = vec![
        "${version}",
        "$${x}",
        "$",
        "{",
        "NO",
        "1.10",
        "~",
        "null",
        "'",
        "\"",
        "\\",
        ": ",
        " #",
        "- ",
        "\n",
        "\r\n",
        "\n\n",
        " ",
        "  ",
        "\t",
        "é",
        "😀",
        "\u{2028}",
        "\u{feff}",
        "{{",
        "|",
        ">",
        "%",
        "@",
        "`",
        "&a",
        "*a",
        "!t",
        "[",
        "]",
        ",",
        "?",
        "gears",
        "widgets",
        "---",
        "...",
        "2026-01-01",
    ];
    let few = proptest::collection::vec(proptest::sample::select(hazards), 1..12)
        .prop_map(|it| it.concat());
    let long = few.clone().prop_map(|it| {
        let times = 10_000 / it.chars().count();
        it.repeat(times.max(1))
    });
    prop_oneof![8 => few, 1 => long, 1 => "\\PC{1,40}"]
}

pub(crate) fn maybe() -> impl Strategy<Value = Option<String>> {
    proptest::option::weighted(0.7, texts())
}

prop_compose! {
    pub(crate) fn listings()(
        description in maybe(), whats_new in maybe(), short_description in maybe(), copyright in maybe(),
        sort_title in maybe(), contact_info in maybe(), additional_license_terms in maybe(),
        product_features in proptest::collection::vec(texts(), 0..3),
        search_terms in proptest::collection::vec(texts(), 0..3),
        requirements in proptest::collection::vec((maybe(), maybe()), 0..3),
    ) -> RemoteListing {
        let requirement = |(minimum, recommended)| object(json!({ "minimumHardware": minimum, "recommendedHardware": recommended }));
        RemoteListing {
            description, whats_new, short_description, copyright, sort_title, contact_info, additional_license_terms,
            product_features, search_terms,
            requirements: requirements.into_iter().map(requirement).collect(),
            ..RemoteListing::default()
        }
    }
}

prop_compose! {
    pub(crate) fn products()(
        listings in proptest::collection::btree_map(
            proptest::sample::select(vec!["en-us", "de-DE", "fr-fr", "ja", "zh-hans-cn"]), listings(), 0..4),
        alike in any::<bool>(),
        website in maybe(), notes in maybe(), parameters in maybe(), version in "[0-9]{1,2}\\.[0-9]{1,2}(\\.[0-9])?",
        architectures in proptest::sample::subsequence(vec!["X86", "X64", "Arm64"], 0..3),
        markets in proptest::sample::subsequence(storectl_model::MARKETS.iter().map(|it| it.0.to_owned()).collect::<Vec<_>>(), 1..=storectl_model::MARKETS.len()),
        shots in 0..4_usize,
    ) -> RemoteProduct {
        let first = listings.values().next().cloned();
        let listings: BTreeMap<_, _> = listings.into_iter().map(|(language, it)| {
            let it = first.clone().filter(|_| alike).unwrap_or(it);
            (language.parse().unwrap(), it)
        }).collect();
        let package = |it: &&str| RemotePackage {
            package_url: Some(format!("https://www.contoso.com/{version}/setup-{it}.exe")),
            installer_parameters: parameters.clone(),
            ..package(it)
        };
        RemoteProduct {
            availability: RemoteAvailability { markets, pricing: Some("FREE".to_owned()), ..RemoteAvailability::default() },
            properties: RemoteProperties { website, certification_notes: notes.map(Into::into), ..RemoteProperties::default() },
            packages: architectures.iter().map(package).collect(),
            assets: listings.keys().map(|it: &storectl_model::LanguageTag| (it.clone(), RemoteAssets {
                screenshots: (0..shots).map(|at| asset(&format!("{it}{at}"))).collect(),
                store_logos: vec![asset("logo")],
            })).collect(),
            listings,
            ..RemoteProduct::default()
        }
    }
}
