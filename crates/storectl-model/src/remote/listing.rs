//! Texts of a language.

use serde_json::{Map, Value};

use crate::LanguageTag;

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
    /// License terms.
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
    /// `None` if the response does not say.
    pub is_complete: Option<bool>,
}
