//! Edits in Partner Center.

use fastrand::Rng;
use serde_json::json;
use storectl_sandbox::tables::words::FEATURES;

use super::{
    matter::Kinds,
    words::{
        CATEGORIES, CLEARABLE, LANGUAGES, MARKETS, PARAMETERS, PRICES, VERSIONS, chance, language,
        listing_value, pick, word, words,
    },
};
use crate::wish::{Committed, PortalEdit};

/// Draws one edit of a kind.
pub(super) type Draw = fn(&mut Rng) -> PortalEdit;

/// Every kind.
pub(super) const KINDS: Kinds<Draw> = Kinds {
    texts: TEXTS,
    images: IMAGES,
    packages: PACKAGES,
    sale: SALE,
};

const TEXTS: &[Draw] = &[
    |rng| {
        let field = word(rng, CLEARABLE);
        PortalEdit::Listing {
            language: language(rng),
            value: chance(rng, 75).then(|| listing_value(rng, &field)),
            field,
        }
    },
    |rng| PortalEdit::Listing {
        language: language(rng),
        field: "description".to_owned(),
        value: Some(listing_value(rng, "description")),
    },
    |rng| PortalEdit::AddLanguage {
        language: word(rng, LANGUAGES).to_lowercase(),
    },
    |rng| PortalEdit::RemoveLanguage {
        language: language(rng),
    },
];

const IMAGES: &[Draw] = &[
    |rng| PortalEdit::RotateScreenshots {
        language: language(rng),
    },
    |rng| PortalEdit::RemoveScreenshot {
        language: language(rng),
    },
];

const PACKAGES: &[Draw] = &[
    |rng| PortalEdit::Version {
        version: word(rng, VERSIONS),
        committed: committed(rng),
    },
    |rng| PortalEdit::Parameters {
        parameters: word(rng, PARAMETERS),
        committed: committed(rng),
    },
];

const SALE: &[Draw] = &[
    |rng| {
        let (field, value) = match rng.u8(..3) {
            0 => (
                "website",
                format!("https://portal.contoso.com/{}", rng.u8(..4)),
            ),
            1 => ("supportContactInfo", "portal@contoso.com".to_owned()),
            _ => ("certificationNotes", words(rng, 3)),
        };
        PortalEdit::Property {
            field: field.to_owned(),
            value: chance(rng, 75).then(|| json!(value)),
        }
    },
    |rng| PortalEdit::Declaration {
        name: word(
            rng,
            &[
                "usesGenerativeAI",
                "penAndInkSupport",
                "accessibilitySupport",
            ],
        ),
        holds: rng.bool(),
    },
    |rng| PortalEdit::Feature {
        kind: word(rng, &FEATURES[..4]),
        is_required: rng.bool(),
    },
    |rng| {
        let (category, subcategory) = pick(rng, CATEGORIES);
        PortalEdit::Category {
            category: category.to_owned(),
            subcategory: subcategory.map(str::to_owned),
        }
    },
    |rng| {
        let url = "https://portal.contoso.com/privacy".to_owned();
        PortalEdit::PrivacyPolicy(chance(rng, 60).then_some(url))
    },
    |rng| {
        let (pricing, trial) = pick(rng, PRICES);
        PortalEdit::Price {
            pricing: pricing.to_owned(),
            trial: trial.to_owned(),
        }
    },
    |rng| {
        let count = rng.usize(1..6);
        let markets = rng.choose_multiple(MARKETS, count);
        PortalEdit::Markets(markets.into_iter().map(|it| (*it).to_owned()).collect())
    },
    |rng| PortalEdit::Discoverability(word(rng, &["DISCOVERABLE", "DEEPLINK_ONLY"])),
];

fn committed(rng: &mut Rng) -> Committed {
    if chance(rng, 60) {
        Committed::Yes
    } else {
        Committed::No
    }
}
