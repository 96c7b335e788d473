//! Whether a draft that was read back is what was planned.

use std::collections::BTreeMap;

use storectl_model::{
    AssetContent, DesiredImage, DesiredListing, DesiredProduct, Digest, Field, LanguageTag,
    RemoteProduct,
};
use storectl_plan::{ImageIds, ProductPlan, Unproven, plan, verify};

use crate::fixtures::*;

type Committed = BTreeMap<LanguageTag, ImageIds>;

fn image(name: &str) -> DesiredImage {
    DesiredImage {
        path: format!("{name}.png"),
        digest: Digest::of(name.as_bytes()),
        bytes: 1,
        size: SCREEN,
        checksums: None,
    }
}

fn with_screenshots(names: &[&str]) -> DesiredProduct {
    with_listing(
        "en-us",
        DesiredListing {
            screenshots: Field::Set(names.iter().map(|it| image(it)).collect()),
            ..DesiredListing::default()
        },
    )
}

/// Reads a draft as it is read back: nobody has looked at its images.
fn read_back(mut remote: RemoteProduct) -> RemoteProduct {
    for assets in remote.assets.values_mut() {
        for asset in assets.screenshots.iter_mut().chain(&mut assets.store_logos) {
            asset.content = AssetContent::Unread;
        }
    }
    remote
}

/// What a run committed for the English listing.
fn committed(screenshots: &[&str]) -> Committed {
    let ids = |ids: &[&str]| ids.iter().map(|it| it.parse().unwrap()).collect();
    let images = ImageIds {
        screenshots: ids(screenshots),
        store_logos: ids(&["en-us-logo"]),
    };
    [(language("en-us"), images)].into()
}

fn unproven(
    desired: &DesiredProduct,
    plan: &ProductPlan,
    remote: RemoteProduct,
    committed: &Committed,
) -> Unproven {
    verify(desired, plan, &read_back(remote), committed)
        .err()
        .unwrap_or_default()
}

fn managed(unproven: &Unproven) -> Vec<String> {
    unproven
        .managed
        .iter()
        .map(|it| it.path.to_string())
        .collect()
}

fn moved(unproven: &Unproven) -> Vec<String> {
    unproven
        .moved
        .iter()
        .map(|it| it.path.to_string())
        .collect()
}

#[test]
fn a_draft_that_was_not_touched_is_proven_by_the_ids_the_plan_saw() {
    let desired = with_screenshots(&["1", "2", "3"]);
    let plan = plan_of(&desired);
    assert!(verify(&desired, &plan, &read_back(live()), &Committed::new()).is_ok());
}

#[test]
fn an_image_commit_without_effect_is_not_proven() {
    let desired = with_screenshots(&["1", "2", "new"]);
    let plan = plan_of(&desired);
    let committed = committed(&["en-us-1", "en-us-2", "en-us-new"]);
    let unproven = unproven(&desired, &plan, live(), &committed);
    assert_eq!(managed(&unproven), ["listings.en-us.screenshots"]);
}

#[test]
fn a_reorder_without_effect_is_not_proven() {
    let desired = with_screenshots(&["2", "1", "3"]);
    let plan = plan_of(&desired);
    let committed = committed(&["en-us-2", "en-us-1", "en-us-3"]);
    let mut reordered = live();
    let screenshots = |remote: &mut RemoteProduct| {
        let assets = remote.assets.get_mut(&language("en-us")).unwrap();
        assets.screenshots.swap(0, 1);
    };
    assert_eq!(
        managed(&unproven(&desired, &plan, live(), &committed)),
        ["listings.en-us.screenshots"]
    );
    screenshots(&mut reordered);
    assert!(verify(&desired, &plan, &read_back(reordered), &committed).is_ok());
}

#[test]
fn images_that_were_never_committed_are_not_proven_by_what_the_plan_saw() {
    let desired = with_screenshots(&["1", "2", "3", "4"]);
    let plan = plan_of(&desired);
    let unproven = unproven(&desired, &plan, live(), &Committed::new());
    assert_eq!(managed(&unproven), ["listings.en-us.screenshots"]);
}

#[test]
fn a_managed_value_that_reads_back_differently_is_distinguished_from_an_unmanaged_one_that_changed()
{
    let mut desired = nothing();
    desired.properties.website = Field::Set("https://contoso.com".into());
    let plan = plan_of(&desired);
    let mut remote = live();
    remote.packages[0].package_url = Some("https://evil.example/setup.exe".into());
    remote.availability.pricing = Some("FREE".into());
    let unproven = unproven(&desired, &plan, remote, &Committed::new());
    assert_eq!(managed(&unproven), ["properties.website"]);
    assert_eq!(
        moved(&unproven),
        ["availability.pricing", "packages[0].packageUrl"]
    );
}

#[test]
fn what_appears_and_what_goes_has_moved() {
    let desired = nothing();
    let plan = plan_of(&desired);
    let mut remote = live();
    remote.properties.website = Some("https://contoso.com".into());
    remote.properties.category = None;
    remote.properties.certification_notes = Some("Sign in with other. ".into());
    let unproven = unproven(&desired, &plan, remote, &Committed::new());
    assert_eq!(
        moved(&unproven),
        [
            "properties.certificationNotes",
            "properties.category",
            "properties.website"
        ]
    );
}

#[test]
fn what_the_store_fills_in_beside_a_new_language_has_not_moved() {
    let listing = DesiredListing {
        description: Field::Set("Gears.".into()),
        additional_license_terms: Field::Set("Terms".into()),
        screenshots: Field::Set(vec![image("1")]),
        store_logos: Field::Set(vec![image("logo")]),
        ..DesiredListing::default()
    };
    let desired = with_listing("fr-fr", listing);
    let plan = plan_of(&desired);
    let mut remote = live();
    let mut texts = crate::fixtures::listing("fr-fr");
    texts.description = Some("Gears.".into());
    remote.listings.insert(language("fr-fr"), texts);
    let asset = |id: &str| asset(id, AssetContent::Unread);
    remote.assets.insert(
        language("fr-fr"),
        storectl_model::RemoteAssets {
            screenshots: vec![asset("a")],
            store_logos: vec![asset("b")],
        },
    );
    let images = ImageIds {
        screenshots: vec!["a".parse().unwrap()],
        store_logos: vec!["b".parse().unwrap()],
    };
    let committed = [(language("fr-fr"), images)].into();
    assert_eq!(
        unproven(&desired, &plan, remote, &committed),
        Unproven::default()
    );
}

#[test]
fn a_language_that_was_to_come_or_go_is_missed() {
    let mut desired = with_listing("fr-fr", DesiredListing::default());
    desired
        .listings
        .insert(language("de-de"), storectl_model::ListingIntent::Removed);
    let plan = plan(&desired, &live(), &OPTIONS);
    let unproven = unproven(&desired, &plan, live(), &Committed::new());
    assert_eq!(managed(&unproven), ["listings.de-de", "listings.fr-fr"]);
}
