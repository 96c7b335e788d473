//! A draft by the API's own names. Source: store-api.md, Get Metadata, Get Packages, Get Listing Assets.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// A draft.
#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(in crate::json) struct DraftDoc {
    /// Markets, price and visibility.
    pub(super) availability: AvailabilityDoc,
    /// Category, contacts, declarations and hardware.
    pub(super) properties: PropertiesDoc,
    /// The texts of each language.
    pub(super) listings: Vec<ListingDoc>,
    /// Every language, in the Store's order.
    pub(super) listing_languages: Vec<LanguageDoc>,
    /// The installers, in the Store's order.
    pub(super) packages: Vec<PackageDoc>,
    /// The images of each language.
    pub(super) listing_assets: Vec<AssetsDoc>,
}

/// The availability module, with whatever else the Store returned in it.
#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct AvailabilityDoc {
    /// Market codes.
    #[serde(default)]
    pub(super) markets: Vec<String>,
    /// Who finds the product.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) discoverability: Option<String>,
    /// Whether later markets are included.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) enable_in_future_markets: Option<bool>,
    /// The price.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) pricing: Option<String>,
    /// The trial.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) free_trial: Option<String>,
    #[serde(flatten)]
    pub(super) extra: Map<String, Value>,
}

/// The properties module, with whatever else the Store returned in it.
#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct PropertiesDoc {
    /// Whether a privacy policy is required.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) is_privacy_policy_required: Option<bool>,
    /// The privacy policy.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) privacy_policy_url: Option<String>,
    /// The website.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) website: Option<String>,
    /// The support contact.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) support_contact_info: Option<String>,
    /// Notes for the certification testers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) certification_notes: Option<NotesDoc>,
    /// The category.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) category: Option<String>,
    /// The subcategory.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) subcategory: Option<String>,
    /// The declarations.
    #[serde(default)]
    pub(super) product_declarations: Map<String, Value>,
    /// Hardware features.
    #[serde(default)]
    pub(super) is_system_feature_required: Vec<Map<String, Value>>,
    /// Hardware requirements.
    #[serde(default)]
    pub(super) system_requirement_details: Vec<Map<String, Value>>,
    #[serde(flatten)]
    pub(super) extra: Map<String, Value>,
}

/// Certification notes, which may hold credentials.
#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub(super) enum NotesDoc {
    /// That there are some: neither their length nor a digest, with which a guess of a password in them could be tested.
    Presence {
        /// Always true.
        #[schemars(extend("const" = true))]
        present: bool,
    },
    /// Their text, where it is empty, or where the draft is not for others to read.
    Text(String),
}

/// The texts of one language, with whatever else the Store returned with them.
#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct ListingDoc {
    /// The language.
    pub(super) language: String,
    /// Description.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) description: Option<String>,
    /// What is new.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) whats_new: Option<String>,
    /// Features.
    #[serde(default)]
    pub(super) product_features: Vec<String>,
    /// Short description.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) short_description: Option<String>,
    /// Search terms.
    #[serde(default)]
    pub(super) search_terms: Vec<String>,
    /// License terms.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) additional_license_terms: Option<String>,
    /// Copyright.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) copyright: Option<String>,
    /// The developer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) developed_by: Option<String>,
    /// The name products are sorted by.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) sort_title: Option<String>,
    /// Hardware texts.
    #[serde(default)]
    pub(super) requirements: Vec<Map<String, Value>>,
    /// Contact.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) contact_info: Option<String>,
    #[serde(flatten)]
    pub(super) extra: Map<String, Value>,
}

/// A language and whether its listing is complete.
#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct LanguageDoc {
    /// The language.
    pub(super) language: String,
    /// Whether it is complete; null if the Store did not say.
    pub(super) is_complete: Option<bool>,
}

/// One installer, with whatever else the Store returned with it.
#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct PackageDoc {
    /// Its ID, which is valid only until the packages are replaced.
    pub(super) package_id: String,
    /// Where the Store downloads it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) package_url: Option<String>,
    /// Languages.
    #[serde(default)]
    pub(super) languages: Vec<String>,
    /// Architectures.
    #[serde(default)]
    pub(super) architectures: Vec<String>,
    /// Whether it is silent without parameters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) is_silent_install: Option<bool>,
    /// What makes it silent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) installer_parameters: Option<String>,
    /// Where its exit codes are explained.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) generic_doc_url: Option<String>,
    /// Its exit codes.
    #[serde(default)]
    pub(super) error_details: Vec<Map<String, Value>>,
    /// exe or msi.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) package_type: Option<String>,
    #[serde(flatten)]
    pub(super) extra: Map<String, Value>,
}

/// The images of one language.
#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct AssetsDoc {
    /// The language.
    pub(super) language: String,
    /// Screenshots, in order.
    pub(super) screenshots: Vec<AssetDoc>,
    /// Store logos, in order.
    pub(super) store_logos: Vec<AssetDoc>,
}

/// One image.
#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct AssetDoc {
    /// Its ID.
    pub(super) id: String,
    /// Its address, without a signature.
    pub(super) asset_url: String,
    /// Its size in pixels; null if the Store did not say.
    pub(super) image_size: Option<SizeDoc>,
}

/// A size in pixels.
#[derive(Serialize, Deserialize, JsonSchema)]
pub(super) struct SizeDoc {
    /// Pixels across.
    pub(super) width: u32,
    /// Pixels down.
    pub(super) height: u32,
}
