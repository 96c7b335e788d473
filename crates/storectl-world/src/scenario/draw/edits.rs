//! Edits of manifests: one function a kind, so that a seed can do without some.

use fastrand::Rng;
use serde_json::{Value, json};
use storectl_sandbox::tables::words::{FEATURES, MEMORY};

use super::{
    matter::Kinds,
    wishes::{complete_listing, exit_codes, package, pictures},
    words::{
        CATEGORIES, CLEARABLE, HOSTS, LANGUAGES, MARKETS, PARAMETERS, PRICES, VERSIONS, chance,
        language, listing_value, pick, text, word, words,
    },
};
use crate::wish::{
    Change, Edit, Images, PackageEdit, Picture, PictureChange, SECRET_VARIABLE, Wish,
};

/// Draws one edit of a kind.
pub(super) type Draw = fn(&mut Rng) -> Edit;

/// Every kind.
pub(super) const KINDS: Kinds<Draw> = Kinds {
    texts: TEXTS,
    images: IMAGES,
    packages: PACKAGES,
    sale: SALE,
};

const TEXTS: &[Draw] = &[
    |rng| {
        let value = json!(text(rng));
        listing(rng, "whatsNew", Change::Set(value))
    },
    |rng| {
        let value = json!(text(rng));
        listing(rng, "description", Change::Set(value))
    },
    |rng| {
        let field = word(rng, CLEARABLE);
        let value = listing_value(rng, &field);
        listing(rng, &field, Change::Set(value))
    },
    |rng| {
        let field = word(rng, CLEARABLE);
        listing(rng, &field, Change::Clear)
    },
    |rng| {
        let field = word(rng, CLEARABLE);
        listing(rng, &field, Change::Release)
    },
    |rng| Edit::AddLanguage {
        language: word(rng, LANGUAGES),
        listing: complete_listing(rng),
    },
    |rng| Edit::RemoveLanguage {
        language: language(rng),
    },
    |rng| Edit::ReleaseLanguage {
        language: language(rng),
    },
    |rng| Edit::Prune(chance(rng, 60)),
];

const IMAGES: &[Draw] = &[
    |rng| pictures_edit(rng, Images::Screenshots),
    |rng| pictures_edit(rng, Images::StoreLogos),
];

const PACKAGES: &[Draw] = &[
    |rng| Edit::Packages(PackageEdit::Version(word(rng, VERSIONS))),
    |rng| Edit::Packages(PackageEdit::Host(word(rng, HOSTS))),
    package_field,
    |rng| {
        let architecture = word(rng, ARCHITECTURES);
        Edit::Packages(PackageEdit::Add(package(rng, &architecture)))
    },
    |rng| Edit::Packages(PackageEdit::Remove(word(rng, ARCHITECTURES))),
    |rng| {
        Edit::Packages(if chance(rng, 60) {
            PackageEdit::Manage(vec![package(rng, "X64")])
        } else {
            PackageEdit::Release
        })
    },
];

const SALE: &[Draw] = &[
    markets,
    |rng| Edit::AddMarket(word(rng, MARKETS)),
    |rng| Edit::RemoveMarket(word(rng, MARKETS)),
    |rng| {
        let (pricing, trial) = pick(rng, PRICES);
        Edit::Price {
            pricing: pricing.to_owned(),
            trial: trial.to_owned(),
        }
    },
    |rng| {
        let field = word(rng, &["discoverability", "enableInFutureMarkets"]);
        let value = match field.as_str() {
            "discoverability" => json!(word(rng, &["DISCOVERABLE", "DEEPLINK_ONLY"])),
            _ => json!(rng.bool()),
        };
        let change = set_or_release(rng, value);
        Edit::Availability { field, change }
    },
    property,
    |rng| {
        let url = format!("https://www.contoso.com/privacy/{}", rng.u8(..4));
        Edit::PrivacyPolicy(chance(rng, 60).then_some(url))
    },
    |rng| {
        let (category, subcategory) = pick(rng, CATEGORIES);
        Edit::Category {
            category: category.to_owned(),
            subcategory: subcategory.map(str::to_owned),
        }
    },
    hardware,
];

const ARCHITECTURES: &[&str] = &["X64", "X86", "Arm64"];

/// Returns an edit of one of these kinds that changes a wish, or the last of a few that did not.
pub(super) fn edit(rng: &mut Rng, kinds: &[Draw], wish: &Wish) -> Option<Edit> {
    let mut drawn = None;
    for _ in 0..6 {
        let draw = rng.choice(kinds)?;
        let edit = draw(rng);
        if wish.edited(&edit) != *wish {
            return Some(edit);
        }
        drawn = Some(edit);
    }
    drawn
}

fn listing(rng: &mut Rng, field: &str, change: Change) -> Edit {
    Edit::Listing {
        language: language(rng),
        field: field.to_owned(),
        change,
    }
}

fn set_or_release(rng: &mut Rng, value: Value) -> Change {
    if chance(rng, 85) {
        Change::Set(value)
    } else {
        Change::Release
    }
}

fn pictures_edit(rng: &mut Rng, images: Images) -> Edit {
    let picture = Picture(rng.u32(1..9));
    let at = rng.usize(..4);
    let change = match rng.u8(..7) {
        0 => PictureChange::Set(pictures(rng, images.most().min(4) + 1)),
        1 => PictureChange::Add(picture),
        2 => PictureChange::Replace(at, picture),
        3 => PictureChange::Remove(at),
        4 | 5 => PictureChange::Rotate,
        _ => PictureChange::Release,
    };
    Edit::Pictures {
        language: language(rng),
        images,
        change,
    }
}

/// Returns an edit that gives a language several screenshots.
pub(super) fn several_screenshots(rng: &mut Rng, language: &str) -> Edit {
    let count = rng.usize(2..5);
    let pictures = rng.choose_multiple(1..9, count).into_iter();
    Edit::Pictures {
        language: language.to_owned(),
        images: Images::Screenshots,
        change: PictureChange::Set(pictures.map(Picture).collect()),
    }
}

fn markets(rng: &mut Rng) -> Edit {
    let count = rng.usize(1..4);
    let some: Vec<&str> = rng.choose_multiple(MARKETS.iter().copied(), count);
    let value = match rng.u8(..4) {
        0 => json!("all"),
        1 => json!({ "allExcept": some }),
        _ => json!(some),
    };
    Edit::Availability {
        field: "markets".to_owned(),
        change: set_or_release(rng, value),
    }
}

fn property(rng: &mut Rng) -> Edit {
    let field = word(
        rng,
        &[
            "website",
            "supportContactInfo",
            "certificationNotes",
            "certificationNotes",
        ],
    );
    let value = match field.as_str() {
        "website" => format!("https://www.contoso.com/{}", rng.u8(..4)),
        "supportContactInfo" => format!("support{}@contoso.com", rng.u8(..4)),
        _ if chance(rng, 60) => format!("Sign in with demo / {SECRET_VARIABLE}. {}", words(rng, 2)),
        _ => words(rng, 3),
    };
    let change = if chance(rng, 15) {
        Change::Clear
    } else {
        set_or_release(rng, json!(value))
    };
    Edit::Property { field, change }
}

fn hardware(rng: &mut Rng) -> Edit {
    let text = |it: &str| it.to_owned();
    let (list, kind, member, value) = match rng.u8(..8) {
        0 => {
            return Edit::Property {
                field: word(
                    rng,
                    &["isSystemFeatureRequired", "systemRequirementDetails"],
                ),
                change: Change::Clear,
            };
        }
        1..4 => (
            "isSystemFeatureRequired",
            Some(word(rng, &FEATURES[..4])),
            word(rng, &["isRequired", "isRecommended"]),
            json!(rng.bool()),
        ),
        4 | 5 => (
            "systemRequirementDetails",
            Some(text("Memory")),
            word(rng, &["minimumRequirement", "recommendedRequirement"]),
            json!(word(rng, MEMORY)),
        ),
        6 => (
            "systemRequirementDetails",
            Some(text("Graphics")),
            text("minimumRequirement"),
            json!(words(rng, 2)),
        ),
        _ => (
            "productDeclarations",
            None,
            word(rng, &["accessibilitySupport", "penAndInkSupport"]),
            json!(rng.bool()),
        ),
    };
    let change = if chance(rng, 15) {
        Change::Clear
    } else {
        set_or_release(rng, value)
    };
    Edit::Member {
        list: text(list),
        kind,
        member,
        change,
    }
}

fn package_field(rng: &mut Rng) -> Edit {
    let (field, value) = match rng.u8(..3) {
        0 => ("errorDetails", exit_codes(rng)),
        1 => ("genericDocUrl", json!("https://docs.contoso.com/codes")),
        _ => ("installerParameters", json!(word(rng, PARAMETERS))),
    };
    let change = if chance(rng, 15) {
        Change::Clear
    } else {
        Change::Set(value)
    };
    Edit::Packages(PackageEdit::Field {
        architecture: word(rng, ARCHITECTURES),
        field: field.to_owned(),
        change,
    })
}
