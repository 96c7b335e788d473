//! The sample product: valid, complete, ready, with one of everything.

use std::sync::LazyLock;

use serde_json::{Value, json};

use crate::blob::{self, Blob};
use crate::fields::Fields;
use crate::interpretations::Interpretations;
use crate::png;
use crate::product::{Asset, Listing, Package, Product, Upload};
use crate::rules::check::Mode;
use crate::rules::module::Module;
use crate::rules::{availability, listing, package, properties};
use crate::store::State;

/// The id of the sample product: the one in the document's configuration class.
pub const SAMPLE_PRODUCT: &str = "3e31a9f9-84e8-4d2d-9eba-487878d02ebf";

const PACKAGE_ID: &str = "72541436";

/// A state that holds the sample product. Its images are made once and shared.
pub(crate) fn sample() -> State {
    static SAMPLE: LazyLock<State> = LazyLock::new(build);
    SAMPLE.clone()
}

fn build() -> State {
    let mut state = State::new();
    let listings = vec![
        listing(
            &mut state,
            "en-us",
            &json!({
                "description": "Contoso Widgets keeps every gear of your workshop in one place.\n\nPlan, count and order widgets without leaving your desk.",
                "whatsNew": "Faster gears, and a search that finds them.",
                "productFeatures": ["Counts gears as you add them", "Orders what runs out"],
                "shortDescription": "Gears for everyone",
                "searchTerms": ["widgets", "gears", "workshop inventory"],
                "additionalLicenseTerms": "https://www.contoso.com/widgets/license",
                "copyright": "© Contoso Ltd",
                "developedBy": "Contoso Ltd",
                "sortTitle": "Widgets",
                "requirements": [{ "minimumHardware": "Pentium4", "recommendedHardware": "Corei9" }],
                "contactInfo": "contactus@contoso.com",
            }),
            [
                ("9a3f6c1e-0b1d-4c55-8f0e-51d2b6a7e001", [0x1f, 0x6f, 0xeb]),
                ("9a3f6c1e-0b1d-4c55-8f0e-51d2b6a7e002", [0x23, 0x86, 0x36]),
                ("9a3f6c1e-0b1d-4c55-8f0e-51d2b6a7e003", [0x8a, 0x2b, 0xe2]),
            ],
        ),
        listing(
            &mut state,
            "de-de",
            &json!({
                "description": "Contoso Widgets hält jedes Zahnrad Ihrer Werkstatt an einem Ort.\n\nPlanen, zählen und bestellen Sie, ohne vom Schreibtisch aufzustehen.",
                "whatsNew": "Schnellere Zahnräder und eine Suche, die sie findet.",
                "productFeatures": ["Zählt Zahnräder beim Hinzufügen", "Bestellt nach, was ausgeht"],
                "shortDescription": "Zahnräder für alle",
                "searchTerms": ["Zahnräder", "Werkstatt"],
                "additionalLicenseTerms": "https://www.contoso.com/de/widgets/license",
                "copyright": "© Contoso Ltd",
                "developedBy": "Contoso Ltd",
                "contactInfo": "kontakt@contoso.com",
            }),
            [
                ("9a3f6c1e-0b1d-4c55-8f0e-51d2b6a7e004", [0xda, 0x36, 0x33]),
                ("9a3f6c1e-0b1d-4c55-8f0e-51d2b6a7e005", [0xd2, 0x99, 0x22]),
                ("9a3f6c1e-0b1d-4c55-8f0e-51d2b6a7e006", [0x8a, 0x2b, 0xe2]),
            ],
        ),
    ];
    let packages = vec![Package {
        id: PACKAGE_ID.to_owned(),
        fields: package_fields(),
    }];
    let product = Product {
        availability: fields(
            &availability::MODULE,
            &json!({
                "markets": ["US", "CA", "DE", "NO"],
                "discoverability": "DISCOVERABLE",
                "enableInFutureMarkets": true,
                "pricing": "PAID",
                "freeTrial": "NO_FREE_TRIAL",
            }),
        ),
        properties: properties_fields(),
        listings,
        committed_packages: packages.clone(),
        packages,
        upload: Upload::Done,
        ..Product::empty(SAMPLE_PRODUCT)
    };
    state.products.insert(product.id.clone(), product);
    state
}

fn properties_fields() -> Fields {
    fields(
        &properties::MODULE,
        &json!({
            "isPrivacyPolicyRequired": true,
            "privacyPolicyUrl": "https://www.contoso.com/privacy",
            "website": "https://www.contoso.com",
            "supportContactInfo": "support@contoso.com",
            // The service keeps the space at the end (field note 20).
            "certificationNotes": "Sign in with demo / demo. ",
            "category": "DeveloperTools",
            "subcategory": "Database",
            "productDeclarations": {
                "dependsOnDriversOrNT": false,
                "accessibilitySupport": false,
                "penAndInkSupport": false,
                "usesGenerativeAI": true,
            },
            "isSystemFeatureRequired": [
                { "isRequired": true, "isRecommended": false, "hardwareItemType": "Touch" },
                { "isRequired": true, "isRecommended": false, "hardwareItemType": "Keyboard" },
            ],
            "systemRequirementDetails": [{
                "minimumRequirement": "1GB",
                "recommendedRequirement": "4GB",
                "hardwareItemType": "Memory",
            }],
        }),
    )
}

fn package_fields() -> Fields {
    fields(
        &package::MODULE,
        &json!({
            "packageUrl": "https://www.contoso.com/downloads/1.1/setup.exe",
            "languages": ["en-us"],
            "architectures": ["X64"],
            "isSilentInstall": false,
            "installerParameters": "/s",
            "genericDocUrl": "https://docs.contoso.com/doclink",
            "errorDetails": [{
                "errorScenario": "rebootRequired",
                "errorScenarioDetails": [{
                    "errorValue": "ERR001001",
                    "errorUrl": "https://errors.contoso.com/errors/ERR001001",
                }],
            }],
            "packageType": "exe",
        }),
    )
}

/// What a PUT of these values leaves.
fn fields(module: &Module, values: &Value) -> Fields {
    let sent = values.as_object().cloned().unwrap_or_default();
    let defaults = (module.defaults)();
    module
        .write(&defaults, &sent, Mode::Replace, &Interpretations::default())
        .unwrap_or(defaults)
}

/// A complete language: two screenshots and a logo, each in its own color.
fn listing(
    state: &mut State,
    language: &str,
    texts: &Value,
    [first, second, logo]: [(&str, [u8; 3]); 3],
) -> Listing {
    let mut image = |(id, color): (&str, [u8; 3]), width: u16, height: u16| {
        let blob = blob::path("listingassets", SAMPLE_PRODUCT, id);
        let content = png::plain(width, height, color);
        state
            .blobs
            .insert(blob.clone(), Blob::new("image/png", content.into()));
        Asset {
            id: id.to_owned(),
            blob,
            width: width.into(),
            height: height.into(),
        }
    };
    Listing {
        language: language.to_owned(),
        fields: fields(&listing::MODULE, texts),
        screenshots: vec![image(first, 1366, 768), image(second, 1366, 768)],
        store_logos: vec![image(logo, 1080, 1080)],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sample_product_breaks_no_rule() {
        let state = sample();
        let product = &state.products[SAMPLE_PRODUCT];
        let interpretations = Interpretations::default();
        let mut errors = availability::MODULE.validate(&product.availability, &interpretations);
        errors.extend(properties::MODULE.validate(&product.properties, &interpretations));
        for it in &product.listings {
            errors.extend(listing::MODULE.validate(&it.fields, &interpretations));
            assert_eq!(it.lacks(), Vec::<&str>::new());
        }
        for it in &product.packages {
            errors.extend(package::MODULE.validate(&it.fields, &interpretations));
        }
        assert_eq!(errors, []);
    }

    #[test]
    fn an_empty_product_has_valid_modules() {
        let product = Product::empty("x");
        let interpretations = Interpretations::default();
        assert_eq!(
            availability::MODULE.validate(&product.availability, &interpretations),
            []
        );
        assert_eq!(
            properties::MODULE.validate(&product.properties, &interpretations),
            []
        );
    }
}
