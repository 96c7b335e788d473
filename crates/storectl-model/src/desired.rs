//! Desired state: what a manifest asks for, after every rule of its form has been checked.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
    str::FromStr,
};

use crate::{
    Architecture, Digest, Discoverability, ErrorScenario, Field, FreeTrial, HardwareFeature,
    ImageSize, LanguageTag, PackageType, Pricing, ProductId, RequirementKind, SellerId, SubmitMode,
    WaitFor,
};

/// One product as its manifest wants it. Fields carry the API's own names (design.md §3).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DesiredProduct {
    /// Partner Center's id.
    pub product_id: ProductId,
    /// The seller account, where the manifest names it.
    pub seller_id: Option<SellerId>,
    /// The product's name, for people.
    pub name: Option<String>,
    /// The availability module.
    pub availability: DesiredAvailability,
    /// The properties module.
    pub properties: DesiredProperties,
    /// The listings named, `listingDefaults` already laid under each.
    pub listings: BTreeMap<LanguageTag, ListingIntent>,
    /// The whole list of packages; `None` where the manifest does not manage them. Never empty.
    pub packages: Option<Vec<DesiredPackage>>,
    /// What happens to listings the manifest does not name.
    pub prune: Prune,
    /// Destructive changes the manifest agrees to.
    pub acknowledge: BTreeSet<Acknowledgement>,
    /// The manifest's default for `--submit`.
    pub submit: Option<SubmitMode>,
    /// The manifest's default for `--wait`.
    pub wait: Option<WaitFor>,
}

/// What happens to listings that are on the Store and not in the manifest.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Prune {
    /// They are unmanaged and stay.
    #[default]
    Keep,
    /// They are removed (`prune: [listings]` or `--prune`).
    Listings,
}

/// A token of a destructive change, `D-` and letters or digits (design.md §6).
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Acknowledgement(String);

/// A text that is no acknowledgement token.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no acknowledgement token: a plan prints them, like D-7k2f")]
pub struct InvalidAcknowledgement(String);

/// Letters of a derived token: lower-case base 32, easy to type.
const ALPHABET: [char; 32] = [
    'a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j', 'k', 'l', 'm', 'n', 'o', 'p', 'q', 'r', 's',
    't', 'u', 'v', 'w', 'x', 'y', 'z', '2', '3', '4', '5', '6', '7',
];

impl Acknowledgement {
    /// Derives the token of `content`: four letters of its hash.
    pub fn derive(content: &str) -> Self {
        let digest = Digest::of(content.as_bytes());
        let letters = digest.as_str().as_bytes().chunks(2).take(4).map(|byte| {
            let value = byte.iter().fold(0, |sum, digit| {
                sum * 16 + (*digit as char).to_digit(16).unwrap_or_default() as usize
            });
            ALPHABET[value % ALPHABET.len()]
        });
        Self(format!("D-{}", letters.collect::<String>()))
    }

    /// Gives the token, e.g. `D-7k2f`.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Acknowledgement {
    type Err = InvalidAcknowledgement;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let code = text.strip_prefix("D-").unwrap_or_default();
        let fits = (4..=32).contains(&code.len())
            && code
                .bytes()
                .all(|it| it.is_ascii_lowercase() || it.is_ascii_digit());
        if fits {
            Ok(Self(text.to_owned()))
        } else {
            Err(InvalidAcknowledgement(text.to_owned()))
        }
    }
}

impl fmt::Display for Acknowledgement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

/// Markets, price and visibility. Every field is required by the Store, so none is ever `Clear`, save `free_trial`
/// which has no empty value either; the manifest's rules hold that.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DesiredAvailability {
    /// Market codes in upper case; a set (trap 26).
    pub markets: Field<BTreeSet<String>>,
    /// Who finds the product.
    pub discoverability: Field<Discoverability>,
    /// Whether markets the Store opens later are included.
    pub enable_in_future_markets: Field<bool>,
    /// What it costs.
    pub pricing: Field<Pricing>,
    /// Whether there is a trial.
    pub free_trial: Field<FreeTrial>,
}

/// Category, contacts, declarations and hardware.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DesiredProperties {
    /// Whether the product must have a privacy policy.
    pub is_privacy_policy_required: Field<bool>,
    /// Where the privacy policy is.
    pub privacy_policy_url: Field<String>,
    /// The product's website.
    pub website: Field<String>,
    /// Where users get help: a URL or an e-mail address.
    pub support_contact_info: Field<String>,
    /// Notes for the certification testers.
    pub certification_notes: Field<String>,
    /// One of the documented categories.
    pub category: Field<String>,
    /// A subcategory of the category; cleared where the category has none.
    pub subcategory: Field<String>,
    /// What the developer declares.
    pub product_declarations: DesiredDeclarations,
    /// Hardware features by kind; `Clear` wants none of them. Kinds not named are kept.
    pub is_system_feature_required: Field<BTreeMap<HardwareFeature, DesiredFeature>>,
    /// Hardware amounts by kind; `Clear` wants none of them. Kinds not named are kept.
    pub system_requirement_details: Field<BTreeMap<RequirementKind, DesiredRequirementDetail>>,
}

/// The declarations of a product.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DesiredDeclarations {
    /// Depends on non-Microsoft drivers or NT services.
    pub depends_on_drivers_or_nt: Field<bool>,
    /// Tested for accessibility.
    pub accessibility_support: Field<bool>,
    /// Supports pen and ink.
    pub pen_and_ink_support: Field<bool>,
}

/// One hardware feature; `Clear` is `false`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DesiredFeature {
    /// The product does not run without it.
    pub is_required: Field<bool>,
    /// The product is better with it.
    pub is_recommended: Field<bool>,
}

/// One hardware amount; `Clear` is the empty text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DesiredRequirementDetail {
    /// The least that runs the product.
    pub minimum_requirement: Field<String>,
    /// What it is comfortable with.
    pub recommended_requirement: Field<String>,
}

/// What is to become of one language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ListingIntent {
    /// The language is to be there, with these fields.
    Present(Box<DesiredListing>),
    /// The language is to go (`fr-fr: null`).
    Removed,
}

/// The texts and images of one language.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DesiredListing {
    /// Description; required, never `Clear`.
    pub description: Field<String>,
    /// What is new.
    pub whats_new: Field<String>,
    /// Features, in order.
    pub product_features: Field<Vec<String>>,
    /// Short description.
    pub short_description: Field<String>,
    /// Search terms, in order.
    pub search_terms: Field<Vec<String>>,
    /// Licence terms; required, never `Clear`.
    pub additional_license_terms: Field<String>,
    /// Copyright line.
    pub copyright: Field<String>,
    /// Developer's name.
    pub developed_by: Field<String>,
    /// The name products are sorted by.
    pub sort_title: Field<String>,
    /// Hardware texts, in order.
    pub requirements: Field<Vec<DesiredRequirement>>,
    /// Contact.
    pub contact_info: Field<String>,
    /// Screenshots, the whole list in the Store's order.
    pub screenshots: Field<Vec<DesiredImage>>,
    /// Store logos, the whole list in the Store's order.
    pub store_logos: Field<Vec<DesiredImage>>,
}

/// One pair of hardware texts; at least one of them is there.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DesiredRequirement {
    /// The least hardware.
    pub minimum_hardware: Option<String>,
    /// The hardware recommended.
    pub recommended_hardware: Option<String>,
}

/// An image file, read and measured.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DesiredImage {
    /// The file, relative to the manifest's folder, as the manifest writes it.
    pub path: String,
    /// SHA-256 of its bytes.
    pub digest: Digest,
    /// Its length in bytes.
    pub bytes: u64,
    /// Its size in pixels.
    pub size: ImageSize,
}

/// One installer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DesiredPackage {
    /// Where the Store downloads it; required.
    pub package_url: String,
    /// exe or msi.
    pub package_type: Field<PackageType>,
    /// The one architecture.
    pub architecture: Field<Architecture>,
    /// Languages of the installer; a set.
    pub languages: Field<BTreeSet<LanguageTag>>,
    /// Whether it is silent without parameters.
    pub is_silent_install: Field<bool>,
    /// What makes it silent.
    pub installer_parameters: Field<String>,
    /// Where its exit codes are explained.
    pub generic_doc_url: Field<String>,
    /// Exit codes by scenario; `Clear` wants none. Scenarios not named are kept.
    pub error_details: Field<BTreeMap<ErrorScenario, Field<Vec<DesiredErrorDetail>>>>,
}

/// One exit code of an installer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DesiredErrorDetail {
    /// The code.
    pub error_value: String,
    /// Where it is explained.
    pub error_url: Option<String>,
}
