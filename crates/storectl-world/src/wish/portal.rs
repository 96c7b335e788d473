//! What somebody changes in Partner Center.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use storectl_sandbox::{Asset, Fields, Listing, Product};

use super::{
    packages::{of_version, text},
    soundness::REQUIRED_TEXTS,
};
use crate::content::{HARDWARE_KEY, normal};

/// One edit in Partner Center. Where it does not fit, it changes nothing, as while a submission is in progress. It leaves a valid
/// draft valid and a complete one complete.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum PortalEdit {
    /// A text or list of a language; none clears it, unless the Store requires it.
    Listing {
        /// The language.
        language: String,
        /// The field.
        field: String,
        /// Its value.
        value: Option<Value>,
    },
    /// A field of properties that stands alone; none clears it.
    Property {
        /// The field.
        field: String,
        /// Its value.
        value: Option<Value>,
    },
    /// A declaration.
    Declaration {
        /// Which.
        name: String,
        /// Whether it holds.
        holds: bool,
    },
    /// A hardware feature.
    Feature {
        /// Its type.
        kind: String,
        /// Whether it is required.
        is_required: bool,
    },
    /// The category.
    Category {
        /// `category`.
        category: String,
        /// `subcategory`, where the category has some.
        subcategory: Option<String>,
    },
    /// The privacy policy; where there is none, none is required.
    PrivacyPolicy(Option<String>),
    /// The price, with its trial.
    Price {
        /// `pricing`.
        pricing: String,
        /// `freeTrial`.
        trial: String,
    },
    /// The markets, at least one.
    Markets(Vec<String>),
    /// Who can find the product.
    Discoverability(String),
    /// A language that the draft lacks is added, as a copy of the first one.
    AddLanguage {
        /// The language.
        language: String,
    },
    /// A language is removed that is not the only one.
    RemoveLanguage {
        /// The language.
        language: String,
    },
    /// The first screenshot of a language becomes its last.
    RotateScreenshots {
        /// The language.
        language: String,
    },
    /// The last screenshot of a language goes, if it is not the only one.
    RemoveScreenshot {
        /// The language.
        language: String,
    },
    /// All packages are of another version.
    Version {
        /// The version.
        version: String,
        /// Whether they are committed as well.
        committed: Committed,
    },
    /// Other parameters for the first package.
    Parameters {
        /// The parameters.
        parameters: String,
        /// Whether they are committed as well.
        committed: Committed,
    },
}

/// Whether packages that were edited are committed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Committed {
    /// They are.
    Yes,
    /// They are written only.
    No,
}

impl PortalEdit {
    /// Edits a draft.
    pub fn apply(&self, product: &mut Product) {
        if product.active_submission().is_none() {
            // What does not fit has changed nothing.
            let _fits: Option<()> = self.edit(product);
        }
    }

    /// Edits a draft; `None` where it does not fit.
    fn edit(&self, product: &mut Product) -> Option<()> {
        let Product {
            availability,
            properties,
            listings,
            ..
        } = product;
        match self {
            Self::Listing {
                language,
                field,
                value,
            } => {
                let is_required = REQUIRED_TEXTS.contains(&field.as_str());
                (!is_required || value.is_some()).then_some(())?;
                let fields = &mut listing(listings, language)?.fields;
                put(fields, field, value.as_ref());
            }
            Self::Property { field, value } => put(properties, field, value.as_ref()),
            Self::Declaration { name, holds } => {
                let declarations = properties.get_mut("productDeclarations")?;
                declarations
                    .as_object_mut()?
                    .insert(name.clone(), json!(holds));
            }
            Self::Feature { kind, is_required } => {
                let features = properties.get_mut("isSystemFeatureRequired")?;
                let mut features = features.as_array_mut()?.iter_mut();
                let feature = features.find(|it| it.get(HARDWARE_KEY) == Some(&json!(kind)))?;
                feature
                    .as_object_mut()?
                    .insert("isRequired".to_owned(), json!(is_required));
            }
            Self::Category {
                category,
                subcategory,
            } => {
                put(properties, "category", Some(&json!(category)));
                put(properties, "subcategory", Some(&json!(subcategory)));
            }
            Self::PrivacyPolicy(url) => {
                let is_required = json!(url.is_some());
                put(properties, "isPrivacyPolicyRequired", Some(&is_required));
                put(properties, "privacyPolicyUrl", Some(&json!(url)));
            }
            Self::Price { pricing, trial } => {
                put(availability, "pricing", Some(&json!(pricing)));
                put(availability, "freeTrial", Some(&json!(trial)));
            }
            Self::Markets(markets) => put(availability, "markets", Some(&json!(markets))),
            Self::Discoverability(word) => {
                put(availability, "discoverability", Some(&json!(word)));
            }
            Self::AddLanguage { language } => add_language(listings, language)?,
            Self::RemoveLanguage { language } => {
                let is_it = |it: &Listing| it.language.eq_ignore_ascii_case(language);
                let others = listings.iter().any(|it| !is_it(it));
                others.then(|| listings.retain(|it| !is_it(it)))?;
            }
            Self::RotateScreenshots { language } => {
                let screenshots = &mut listing(listings, language)?.screenshots;
                let first = (!screenshots.is_empty()).then(|| screenshots.remove(0))?;
                screenshots.push(first);
            }
            Self::RemoveScreenshot { language } => {
                let screenshots = &mut listing(listings, language)?.screenshots;
                (screenshots.len() > 1).then(|| screenshots.pop())?;
            }
            Self::Version { version, committed } => {
                for package in &mut product.packages {
                    let url = of_version(text(&package.fields, "packageUrl"), version);
                    put(&mut package.fields, "packageUrl", Some(&json!(url)));
                }
                commit(product, *committed);
            }
            Self::Parameters {
                parameters,
                committed,
            } => {
                let package = product.packages.first_mut()?;
                let parameters = json!(parameters);
                put(
                    &mut package.fields,
                    "installerParameters",
                    Some(&parameters),
                );
                commit(product, *committed);
            }
        }
        Some(())
    }
}

fn listing<'a>(listings: &'a mut [Listing], language: &str) -> Option<&'a mut Listing> {
    listings
        .iter_mut()
        .find(|it| it.language.eq_ignore_ascii_case(language))
}

/// Sets a field, or unsets it: lists stay, empty (field note 2).
fn put(fields: &mut Fields, field: &str, value: Option<&Value>) {
    let value = value.filter(|it| normal(field, it).is_some());
    match (value, fields.get_mut(field)) {
        (Some(value), _) => drop(fields.insert(field.to_owned(), value.clone())),
        (None, Some(Value::Array(items))) => items.clear(),
        (None, _) => drop(fields.shift_remove(field)),
    }
}

/// Copies the first language; its images are other assets, of the same bytes.
fn add_language(listings: &mut Vec<Listing>, language: &str) -> Option<()> {
    let is_new = !listings
        .iter()
        .any(|it| it.language.eq_ignore_ascii_case(language));
    let mut listing = listings.first().filter(|_| is_new)?.clone();
    language.clone_into(&mut listing.language);
    let Listing {
        screenshots,
        store_logos,
        ..
    } = &mut listing;
    for (at, asset) in screenshots.iter_mut().chain(store_logos).enumerate() {
        let Asset { id, .. } = asset;
        *id = format!("portal-{language}-{at}-{id}");
    }
    listings.push(listing);
    Some(())
}

fn commit(product: &mut Product, committed: Committed) {
    match committed {
        Committed::Yes => product.committed_packages.clone_from(&product.packages),
        Committed::No => {}
    }
}
