//! The draft as it will be after the steps, unmanaged values included: what customers get.

use std::collections::BTreeMap;

use serde_json::{Map, Value};
use storectl_model::{
    LanguageTag, PackageId, RemoteAssets, RemoteAvailability, RemoteListing, RemoteProperties,
};

use crate::{
    AssetPlacement, ImageValue, OutcomeValues,
    compare::{Comparison, ImageSet, Sides},
};

/// The draft after the steps of a plan: what the Store holds, with what the requests write in its place.
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

impl Outcome {
    /// Collects what a comparison says each field will be.
    pub(crate) fn of(comparison: &Comparison<'_>, sides: Sides<'_>) -> Self {
        let mut outcome = Self {
            availability: comparison.availability_after.clone(),
            properties: comparison.properties_after.clone(),
            ..Self::default()
        };
        for one in &comparison.listings {
            let assets = sides.live.assets.get(&one.language);
            let listing = OutcomeListing {
                texts: one.after.clone(),
                screenshots: images(&one.images.screenshots, assets),
                store_logos: images(&one.images.store_logos, assets),
            };
            outcome.listings.insert(one.language.clone(), listing);
        }
        for one in &comparison.added {
            let listing = OutcomeListing {
                texts: one.after.clone(),
                screenshots: images(&one.images.screenshots, None),
                store_logos: images(&one.images.store_logos, None),
            };
            outcome.listings.insert(one.language.clone(), listing);
        }
        let packages = comparison.packages.packages.iter();
        outcome.packages = packages
            .map(|it| OutcomePackage {
                stored: it.stored.as_ref().map(|it| it.id.clone()),
                fields: it.whole.clone(),
            })
            .collect();
        outcome.values = OutcomeValues::of_outcome(&outcome, comparison, sides);
        outcome
    }
}

fn images(set: &ImageSet, stored: Option<&RemoteAssets>) -> Vec<ImageValue> {
    let size = |id| {
        let all = stored
            .into_iter()
            .flat_map(|it| it.screenshots.iter().chain(&it.store_logos));
        all.into_iter()
            .find(|it| it.id == id)
            .and_then(|it| it.size)
    };
    let place = |it: &AssetPlacement| match it {
        AssetPlacement::Keep { id, url: _ } => Some(ImageValue::Stored {
            id: id.clone(),
            size: size(id.clone()),
        }),
        AssetPlacement::Uploaded { index } => set.uploads.get(*index).map(ImageValue::from),
    };
    set.placements.iter().filter_map(place).collect()
}
