//! Everything read of one draft.

use std::collections::BTreeMap;

use super::{
    DraftStatus, ListingLanguage, RemoteAssets, RemoteAvailability, RemoteListing, RemotePackage,
    RemoteProperties, StoreMessage,
};
use crate::LanguageTag;

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
    /// The images by language; empty if they were not asked for.
    pub assets: BTreeMap<LanguageTag, RemoteAssets>,
    /// Warnings the responses carried beside their data.
    pub messages: Vec<StoreMessage>,
}
