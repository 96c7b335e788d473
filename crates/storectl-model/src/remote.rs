//! Remote state: what the Store's answers say about a draft.
//!
//! Open where the manifest is closed: words of the Store are kept as text, and keys this tool does not know are kept in
//! `extra`, so that an object that must be sent whole loses nothing (traps 7, 38). `None` is both "unset" and "not
//! answered", which the service does not tell apart: it leaves null scalars out (field note 2).

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use crate::{AssetId, Digest, LanguageTag, PackageId, SubmissionId};

/// Everything read of one product's draft.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RemoteProduct {
    /// Readiness and an ongoing submission.
    pub status: DraftStatus,
    /// The availability module.
    pub availability: RemoteAvailability,
    /// The properties module.
    pub properties: RemoteProperties,
    /// The listings, by language, in the Store's spelling.
    pub listings: BTreeMap<LanguageTag, RemoteListing>,
    /// Every language added, with its completeness.
    pub languages: Vec<ListingLanguage>,
    /// The packages, in the Store's order.
    pub packages: Vec<RemotePackage>,
    /// The images by language; empty where they were not asked for.
    pub assets: BTreeMap<LanguageTag, RemoteAssets>,
    /// Warnings the answers carried beside their data.
    pub messages: Vec<StoreMessage>,
}

/// Whether the draft can be submitted. Source: store-api.md, Module Status.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DraftStatus {
    /// All modules are ready, package upload included.
    pub is_ready: bool,
    /// A submission in progress; while there is one, every write is refused (trap 80).
    pub ongoing_submission: Option<SubmissionId>,
    /// What the Store says about the modules.
    pub messages: Vec<StoreMessage>,
}

/// How grave a message of the Store is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MessageSeverity {
    /// Shown, never fatal (trap 2).
    Warning,
    /// Everything whose code is not `warning` (trap 5).
    Error,
}

/// One entry of an answer's `errors`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StoreMessage {
    /// E.g. `badrequest`, `warning`, `packageuploaderror`; case is not promised (field note 7).
    pub code: String,
    /// For people.
    pub message: String,
    /// E.g. `listings`, `packages`, `submission`.
    pub target: String,
}

impl StoreMessage {
    /// Judges the message by its code, without regard to case.
    pub fn severity(&self) -> MessageSeverity {
        if self.code.eq_ignore_ascii_case("warning") {
            MessageSeverity::Warning
        } else {
            MessageSeverity::Error
        }
    }
}

/// The availability module as answered.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RemoteAvailability {
    /// Market codes, in the Store's order.
    pub markets: Vec<String>,
    /// See the vocabulary of the same name; open.
    pub discoverability: Option<String>,
    /// Whether later markets are included.
    pub enable_in_future_markets: Option<bool>,
    /// See the vocabulary of the same name; open.
    pub pricing: Option<String>,
    /// Present with `FREE` too (field note 19).
    pub free_trial: Option<String>,
    /// Keys this tool does not know.
    pub extra: Map<String, Value>,
}

/// The properties module as answered.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RemoteProperties {
    /// Whether a privacy policy is required.
    pub is_privacy_policy_required: Option<bool>,
    /// May be an address of the Store's own (field note 18).
    pub privacy_policy_url: Option<String>,
    /// The website.
    pub website: Option<String>,
    /// URL or e-mail address.
    pub support_contact_info: Option<String>,
    /// Notes for the testers.
    pub certification_notes: Option<String>,
    /// Category.
    pub category: Option<String>,
    /// Subcategory.
    pub subcategory: Option<String>,
    /// The declarations object as it stands, unknown keys (`usesGenerativeAI`) included: it is sent whole.
    pub product_declarations: Map<String, Value>,
    /// Items of `isSystemFeatureRequired` as they stand, in the Store's order.
    pub is_system_feature_required: Vec<Map<String, Value>>,
    /// Items of `systemRequirementDetails` as they stand, in the Store's order.
    pub system_requirement_details: Vec<Map<String, Value>>,
    /// Keys this tool does not know (`genres`).
    pub extra: Map<String, Value>,
}

/// One listing as answered.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RemoteListing {
    /// Description.
    pub description: Option<String>,
    /// What is new.
    pub whats_new: Option<String>,
    /// Features, in order.
    pub product_features: Vec<String>,
    /// Short description.
    pub short_description: Option<String>,
    /// Search terms, in order.
    pub search_terms: Vec<String>,
    /// Licence terms.
    pub additional_license_terms: Option<String>,
    /// Copyright line.
    pub copyright: Option<String>,
    /// Developer's name.
    pub developed_by: Option<String>,
    /// Sort title.
    pub sort_title: Option<String>,
    /// Items of `requirements` as they stand; `[{}]` exists in the wild and means none (trap 28).
    pub requirements: Vec<Map<String, Value>>,
    /// Contact.
    pub contact_info: Option<String>,
    /// Keys this tool does not know (`heroArts`, `trailers`).
    pub extra: Map<String, Value>,
}

/// A language of the product and whether its listing is complete.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListingLanguage {
    /// The language in the Store's spelling.
    pub language: LanguageTag,
    /// `None` where the answer does not say.
    pub is_complete: Option<bool>,
}

/// One package as answered.
#[derive(Clone, Debug, PartialEq)]
pub struct RemotePackage {
    /// Good for this run only (trap 51).
    pub package_id: PackageId,
    /// Where the Store downloads it.
    pub package_url: Option<String>,
    /// Languages, in the Store's order.
    pub languages: Vec<String>,
    /// One architecture, as a list.
    pub architectures: Vec<String>,
    /// Whether it is silent without parameters.
    pub is_silent_install: Option<bool>,
    /// What makes it silent.
    pub installer_parameters: Option<String>,
    /// Where its exit codes are explained.
    pub generic_doc_url: Option<String>,
    /// Items of `errorDetails` as they stand, in the Store's order; all nine are always there (field note 14).
    pub error_details: Vec<Map<String, Value>>,
    /// exe or msi; open.
    pub package_type: Option<String>,
    /// Keys this tool does not know.
    pub extra: Map<String, Value>,
}

/// The images of one language.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RemoteAssets {
    /// Screenshots, in order.
    pub screenshots: Vec<RemoteAsset>,
    /// Store logos, in order.
    pub store_logos: Vec<RemoteAsset>,
}

/// One image of the Store.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RemoteAsset {
    /// Its id; the content never changes under it.
    pub id: AssetId,
    /// Its address, sent back as it stands when the image is kept.
    pub url: String,
    /// Its size, where the Store tells it.
    pub size: Option<ImageSize>,
    /// What is known of its content; `Unread` until somebody looked.
    pub content: AssetContent,
}

/// What is known of a Store image's content.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum AssetContent {
    /// Nobody has looked.
    #[default]
    Unread,
    /// The same bytes, or the same pixels, as the file of this digest.
    Equals(Digest),
    /// Like none of the manifest's files.
    Differs,
    /// The service refused to be read and nothing was remembered (trap 70).
    CannotTell,
}

/// An image's size in pixels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ImageSize {
    /// Pixels across.
    pub width: u32,
    /// Pixels down.
    pub height: u32,
}
