//! Availability and properties.

use serde_json::{Map, Value};

use super::RemoteNotes;

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
    pub certification_notes: Option<RemoteNotes>,
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
