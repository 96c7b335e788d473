//! What the tests of this root ask the Store for.

use std::collections::{BTreeMap, BTreeSet};

use storectl_model::{
    Architecture, DesiredAvailability, DesiredListing, DesiredPackage, DesiredProduct,
    DesiredProperties, Expect, Field, LanguageTag, ListingIntent, PackageType, Prune,
};

use crate::support::{NEW_URL, NEWS, World, product_id};

/// A manifest that names nothing.
pub(crate) fn nothing() -> DesiredProduct {
    DesiredProduct {
        product_id: product_id(),
        seller_id: None,
        name: Some("Contoso Widgets".to_owned()),
        availability: DesiredAvailability::default(),
        properties: DesiredProperties::default(),
        listings: BTreeMap::new(),
        packages: None,
        prune: Prune::Keep,
        acknowledge: BTreeSet::new(),
        submit: None,
        wait: None,
        scope: storectl_model::Scope::EVERYTHING,
        secrets: std::collections::BTreeSet::new(),
        secret_values: storectl_model::SecretValues::default(),
        remembered_secrets: storectl_model::RememberedSecrets::default(),
    }
}

/// A listing with news only.
pub(crate) fn news(text: &str) -> ListingIntent {
    ListingIntent::Present(Box::new(DesiredListing {
        whats_new: Field::Set(text.to_owned()),
        ..DesiredListing::default()
    }))
}

/// A manifest that changes texts alone.
pub(crate) fn texts() -> DesiredProduct {
    DesiredProduct {
        listings: BTreeMap::from([
            ("en-us".parse().unwrap(), news(NEWS)),
            (
                "de-de".parse().unwrap(),
                news("Leisere Zahnräder und eine Suche, die mehr findet."),
            ),
        ]),
        ..nothing()
    }
}

/// A manifest that releases a new installer with news about it.
pub(crate) fn release() -> DesiredProduct {
    DesiredProduct {
        packages: Some(vec![package(NEW_URL)]),
        ..texts()
    }
}

/// A package of which only the address is said.
fn package(url: &str) -> DesiredPackage {
    DesiredPackage {
        package_url: url.to_owned(),
        package_type: Field::Absent,
        architecture: Field::Absent,
        languages: Field::Absent,
        is_silent_install: Field::Absent,
        installer_parameters: Field::Absent,
        generic_doc_url: Field::Absent,
        error_details: Field::Absent,
        expect: Expect::default(),
    }
}

/// The description of the languages that tests add.
pub(crate) const DESCRIPTION: &str = "Chaque engrenage de votre atelier.";

/// New languages with their texts and images.
pub(crate) fn new_languages(
    world: &World,
    languages: &[&str],
) -> BTreeMap<LanguageTag, ListingIntent> {
    let language = |code: &&str| {
        let listing = DesiredListing {
            description: Field::Set(DESCRIPTION.to_owned()),
            additional_license_terms: Field::Set("https://www.contoso.com/license".to_owned()),
            screenshots: Field::Set(vec![world.image(&format!("{code}-1.png"), 1920, 1080)]),
            store_logos: Field::Set(vec![world.image(&format!("{code}-logo.png"), 1080, 1080)]),
            ..DesiredListing::default()
        };
        let intent = ListingIntent::Present(Box::new(listing));
        (code.parse().unwrap(), intent)
    };
    languages.iter().map(language).collect()
}

/// The sample's installer in a new version, and one of another architecture.
pub(crate) fn packages() -> Vec<DesiredPackage> {
    let x64 = DesiredPackage {
        architecture: Field::Set(Architecture::X64),
        ..package(NEW_URL)
    };
    vec![x64, arm_package()]
}

/// A manifest that also brings an installer of another architecture and these languages with their images, and takes one
/// language away.
pub(crate) fn growth(world: &World, languages: &[&str]) -> DesiredProduct {
    let mut listings = new_languages(world, languages);
    listings.insert("en-us".parse().unwrap(), news(NEWS));
    listings.insert("de-de".parse().unwrap(), ListingIntent::Removed);
    DesiredProduct {
        packages: Some(packages()),
        listings,
        ..nothing()
    }
}

/// A whole installer of another architecture.
fn arm_package() -> DesiredPackage {
    DesiredPackage {
        package_url: "https://www.contoso.com/downloads/1.2/setup-arm64.exe".to_owned(),
        package_type: Field::Set(PackageType::Exe),
        architecture: Field::Set(Architecture::Arm64),
        languages: Field::Set(BTreeSet::from(["en-us".parse().unwrap()])),
        is_silent_install: Field::Set(false),
        installer_parameters: Field::Set("/s".to_owned()),
        generic_doc_url: Field::Set("https://docs.contoso.com/doclink".to_owned()),
        error_details: Field::Absent,
        expect: Expect::default(),
    }
}
