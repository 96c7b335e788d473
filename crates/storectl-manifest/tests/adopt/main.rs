//! A draft that became a manifest says the same as before: read back, it changes nothing.
#![expect(clippy::unwrap_used, reason = "tests panic on failure")]

mod drafts;
mod update;

use std::collections::BTreeMap;

use proptest::prelude::*;
use storectl_manifest::{Adopted, DraftOptions, Layout, Severity, Variables, format, from_draft};
use storectl_model::{FieldPath, RemoteProduct};
use storectl_plan::differences;

use self::drafts::{PRODUCT, draft, listing, path, product, products, texts};

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
