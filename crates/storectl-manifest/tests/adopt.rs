//! A draft that became a manifest says the same as before: read back, it changes nothing.
#![expect(clippy::unwrap_used, reason = "tests panic on failure")]

use std::collections::BTreeMap;

use proptest::prelude::*;
use serde_json::{Map, Value, json};
use storectl_manifest::{
    Adopted, Draft, DraftOptions, ImageFacts, ImageFormat, Layout, Severity, Variables, format,
    from_draft,
};
use storectl_model::{
    AssetContent, Digest, FieldPath, ImageSize, RemoteAsset, RemoteAssets, RemoteAvailability,
    RemoteListing, RemotePackage, RemoteProduct, RemoteProperties,
};
use storectl_plan::{differences, held};

const PRODUCT: &str = "3e31a9f9-84e8-4d2d-9eba-487878d02ebf";

fn object(value: Value) -> Map<String, Value> {
    serde_json::from_value(value).unwrap()
}

fn path(text: &str) -> FieldPath {
    text.parse().unwrap()
}

fn draft(live: &RemoteProduct) -> Draft {
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

fn facts(content: &AssetContent) -> ImageFacts {
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
        format: ImageFormat::Png,
    }
}

fn asset(seed: &str) -> RemoteAsset {
    RemoteAsset {
        id: format!("id-{seed}").parse().unwrap(),
        url: format!("https://blobs.contoso.com/{seed}"),
        size: None,
        content: AssetContent::Equals(Digest::of(seed.as_bytes())),
    }
}

/// Adopts a draft, and demands what holds for every one: planned against the draft it is empty, and its layout is canonical.
#[track_caller]
fn adopt(live: &RemoteProduct, layout: Layout) -> Adopted {
    let options = DraftOptions {
        layout,
        ..DraftOptions::default()
    };
    let adopted = from_draft(&draft(live), &options).unwrap();
    let yaml = adopted.manifest.to_yaml();
    let changes = differences(&adopted.product, live);
    assert!(changes.is_empty(), "{changes:#?}\n{yaml}");
    let formatted = format("storectl.yaml", yaml.as_bytes()).unwrap();
    assert_eq!(String::from_utf8(formatted).unwrap(), yaml);
    adopted
}

fn text_of(adopted: &Adopted, file: &str) -> String {
    String::from_utf8(adopted.manifest.files[file].clone()).unwrap()
}

fn listing(description: &str, short: &str) -> RemoteListing {
    RemoteListing {
        description: Some(description.to_owned()),
        short_description: Some(short.to_owned()),
        copyright: Some("© Contoso".to_owned()),
        requirements: vec![Map::new()],
        ..RemoteListing::default()
    }
}

fn package(architecture: &str) -> RemotePackage {
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

fn product() -> RemoteProduct {
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

#[test]
fn a_draft_is_written_as_a_person_writes_it() {
    let adopted = adopt(&product(), Layout::Files);
    insta::assert_snapshot!(adopted.manifest.to_yaml());
    assert_eq!(
        text_of(&adopted, "listings/en-us/description.md"),
        "All gears.\n\nIn one place."
    );
    let images: Vec<&str> = adopted.images.keys().map(String::as_str).collect();
    assert_eq!(
        images,
        [
            "images/de-de/screenshot-1.png",
            "images/de-de/screenshot-2.png",
            "images/en-us/screenshot-1.png",
            "images/en-us/screenshot-2.png",
            "images/store-logo-1.png",
        ]
    );
    let unknown: Vec<String> = adopted.unknown.iter().map(ToString::to_string).collect();
    assert_eq!(
        unknown,
        [
            "properties.productDeclarations.usesGenerativeAI",
            "listings.de-de.heroArts"
        ]
    );
}

#[test]
fn in_one_file_there_are_no_text_files() {
    let adopted = adopt(&product(), Layout::Single);
    assert!(adopted.manifest.files.is_empty());
    let yaml = adopted.manifest.to_yaml();
    assert!(
        yaml.contains("description: |-\n      All gears.\n\n      In one place.\n"),
        "{yaml}"
    );
}

#[test]
fn a_scope_leaves_everything_else_unmanaged() {
    let scope = ["packages[*].architectures", "listings.*.shortDescription"];
    let options = DraftOptions {
        scope: scope.map(|it| it.parse().unwrap()).into(),
        ..DraftOptions::default()
    };
    let live = product();
    let adopted = from_draft(&draft(&live), &options).unwrap();
    assert!(differences(&adopted.product, &live).is_empty());
    assert!(adopted.images.is_empty() && adopted.unknown.is_empty());
    insta::assert_snapshot!(adopted.manifest.to_yaml());
}

#[test]
fn what_the_rules_refuse_stands_as_a_comment_and_is_a_warning() {
    let mut live = product();
    live.properties.website = Some("contoso".to_owned());
    live.availability.discoverability = Some("HIDDEN".to_owned());
    live.listings
        .get_mut(&"de-de".parse().unwrap())
        .unwrap()
        .copyright = Some("C".repeat(201));
    live.listings.insert(
        "de-de-x-gears".parse().unwrap(),
        listing("One\nTwo", "Three"),
    );
    let adopted = adopt(&live, Layout::Files);
    let refused: Vec<String> = adopted
        .refused
        .iter()
        .map(|it| it.path.to_string())
        .collect();
    for field in [
        "properties.website",
        "availability.discoverability",
        "listings.de-de.copyright",
    ] {
        assert!(refused.contains(&field.to_owned()), "{field}: {refused:?}");
    }
    let yaml = adopted.manifest.to_yaml();
    for comment in [
        "# storectl does not manage properties.website: \"contoso\" (STC",
        "  # storectl does not manage listings.de-de.copyright: \"CCC",
    ] {
        assert!(yaml.contains(comment), "{comment}\n{yaml}");
    }
    let document = storectl_manifest::read("storectl.yaml", yaml.as_bytes()).unwrap();
    let checked = storectl_manifest::check(
        &document,
        &storectl_manifest::Files::default(),
        &Variables::default(),
    );
    let warned = checked
        .diagnostics
        .iter()
        .filter(|it| it.code.as_str() == "STC0307");
    assert_eq!(warned.count(), adopted.refused.len());
    let warned = checked
        .diagnostics
        .iter()
        .find(|it| it.pointer == "/properties/website")
        .unwrap();
    assert_eq!(warned.severity, Severity::Warning);
}

#[test]
fn a_package_without_an_address_leaves_the_packages_unmanaged() {
    let mut live = product();
    live.packages[1].package_url = None;
    let adopted = adopt(&live, Layout::Files);
    assert_eq!(adopted.product.packages, None);
    let refused: Vec<&FieldPath> = adopted.refused.iter().map(|it| &it.path).collect();
    assert_eq!(refused, [&path("packages")]);
}

#[test]
fn a_product_that_holds_nothing_becomes_a_manifest_of_its_id() {
    let adopted = adopt(&RemoteProduct::default(), Layout::Files);
    let yaml = adopted.manifest.to_yaml();
    assert!(
        yaml.ends_with(&format!(
            "\napiVersion: storectl/v1\nproductId: {PRODUCT}\n"
        )),
        "{yaml}"
    );
}

/// Texts that mean something to YAML, to variables, to files or to editors.
fn texts() -> impl Strategy<Value = String> {
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

fn maybe() -> impl Strategy<Value = Option<String>> {
    proptest::option::weighted(0.7, texts())
}

prop_compose! {
    fn listings()(
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
    fn products()(
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

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, max_shrink_iters: 200, ..ProptestConfig::with_cases(48) })]

    #[test]
    fn any_product_is_adopted_and_plans_empty(live in products(), is_single in any::<bool>()) {
        adopt(&live, if is_single { Layout::Single } else { Layout::Files });
    }

    #[test]
    fn every_text_is_kept_exactly(text in texts()) {
        let live = RemoteProduct {
            listings: BTreeMap::from([("en-us".parse().unwrap(), listing(&text, "Gears"))]),
            ..RemoteProduct::default()
        };
        for layout in [Layout::Files, Layout::Single] {
            let adopted = adopt(&live, layout);
            if !adopted.refused.is_empty() {
                continue;
            }
            let written = if let Some(file) = adopted.manifest.files.get("listings/en-us/description.md") {
                String::from_utf8(file.clone()).unwrap()
            } else {
                let yaml = adopted.manifest.to_yaml();
                let document = storectl_manifest::read("storectl.yaml", yaml.as_bytes()).unwrap();
                let value = &document.value()["listings"]["en-us"]["description"];
                value.as_str().unwrap().to_owned()
            };
            // What is read loses its last line end.
            let end = if text.ends_with(['\n', '\r']) { "\n" } else { "" };
            prop_assert_eq!(written, format!("{}{end}", text.replace("${", "$${")));
        }
    }
}
