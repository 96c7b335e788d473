//! The draft as it will be after the steps, unmanaged values included: what customers get.

mod build;
mod images;
mod values;

use std::collections::BTreeMap;

use serde_json::{Map, Value};
use storectl_model::{LanguageTag, PackageId, RemoteAvailability, RemoteListing, RemoteProperties};

pub use self::values::{OutcomeValues, PublishedValue};
pub(crate) use self::{build::outcome, values::short_digest};
use crate::ImageValue;

/// The draft after the steps of a plan: what the Store holds, with what the requests write in its
/// place.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Outcome {
    /// The availability module.
    pub availability: RemoteAvailability,
    /// The properties module.
    pub properties: RemoteProperties,
    /// The listings, by language.
    pub listings: BTreeMap<LanguageTag, OutcomeListing>,
    /// The packages, in the manifest's order where it manages them, else in the Store's.
    pub packages: Vec<OutcomePackage>,
    /// All of it field by field, comparable with another outcome and with a draft.
    pub values: OutcomeValues,
}

/// One listing as it will be.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct OutcomeListing {
    /// Its texts.
    pub texts: RemoteListing,
    /// Its screenshots, in order.
    pub screenshots: Vec<ImageValue>,
    /// Its store logos, in order.
    pub store_logos: Vec<ImageValue>,
}

/// One package as it will be.
#[derive(Clone, Debug, PartialEq)]
pub struct OutcomePackage {
    /// The stored package it is; `None` if it is new.
    pub stored: Option<PackageId>,
    /// Its fields by the API's names.
    pub fields: Map<String, Value>,
}

impl OutcomePackage {
    /// Returns a text field; empty if it is unset.
    pub fn text(&self, name: &str) -> &str {
        self.fields
            .get(name)
            .and_then(Value::as_str)
            .unwrap_or_default()
    }

    /// Returns a list of words; empty if it is unset.
    pub fn words(&self, name: &str) -> Vec<&str> {
        let items = self.fields.get(name).and_then(Value::as_array);
        items
            .into_iter()
            .flatten()
            .filter_map(Value::as_str)
            .collect()
    }
}
