//! The draft as it will be after the steps, unmanaged values included: what customers get.

use std::collections::BTreeMap;

use serde_json::{Map, Value};
use storectl_model::{
    LanguageTag, PackageId, RemoteAssets, RemoteAvailability, RemoteListing, RemoteProperties,
};

use crate::{
    AssetPlacement, ImageValue, OutcomeValues,
    compare::{Comparison, Fields, ImageSet, Sides},
};

/// The draft after the steps of a plan: what the Store holds with the bodies of all requests laid over it.
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
    /// Lays what a comparison found over what the Store holds.
    pub(crate) fn of(comparison: &Comparison<'_>, sides: Sides<'_>) -> Self {
        let live = sides.live;
        let mut outcome = Self {
            availability: live.availability.clone(),
            properties: live.properties.clone(),
            ..Self::default()
        };
        availability(&mut outcome.availability, &comparison.availability.body);
        properties(&mut outcome.properties, &comparison.properties.body);
        for one in &comparison.listings {
            let texts = live
                .listings
                .get(&one.language)
                .cloned()
                .unwrap_or_default();
            let assets = live.assets.get(&one.language);
            let listing = OutcomeListing {
                texts: laid_over(texts, &one.texts),
                screenshots: images(&one.images.screenshots, assets),
                store_logos: images(&one.images.store_logos, assets),
            };
            outcome.listings.insert(one.language.clone(), listing);
        }
        for one in &comparison.added {
            let listing = OutcomeListing {
                texts: laid_over(RemoteListing::default(), &one.texts),
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

fn availability(live: &mut RemoteAvailability, body: &Map<String, Value>) {
    let RemoteAvailability {
        markets,
        discoverability,
        enable_in_future_markets,
        pricing,
        free_trial,
        extra: _, // never sent
    } = live;
    words(body, "markets", markets);
    text(body, "discoverability", discoverability);
    flag(body, "enableInFutureMarkets", enable_in_future_markets);
    text(body, "pricing", pricing);
    text(body, "freeTrial", free_trial);
}

fn properties(live: &mut RemoteProperties, body: &Map<String, Value>) {
    let RemoteProperties {
        is_privacy_policy_required,
        privacy_policy_url,
        website,
        support_contact_info,
        certification_notes,
        category,
        subcategory,
        product_declarations,
        is_system_feature_required,
        system_requirement_details,
        extra: _, // never sent
    } = live;
    flag(body, "isPrivacyPolicyRequired", is_privacy_policy_required);
    text(body, "privacyPolicyUrl", privacy_policy_url);
    text(body, "website", website);
    text(body, "supportContactInfo", support_contact_info);
    text(body, "certificationNotes", certification_notes);
    text(body, "category", category);
    text(body, "subcategory", subcategory);
    if let Some(Value::Object(whole)) = body.get("productDeclarations") {
        product_declarations.clone_from(whole);
    }
    objects(body, "isSystemFeatureRequired", is_system_feature_required);
    objects(body, "systemRequirementDetails", system_requirement_details);
}

fn laid_over(mut live: RemoteListing, fields: &Fields<'_>) -> RemoteListing {
    let body = &fields.body;
    let RemoteListing {
        description,
        whats_new,
        product_features,
        short_description,
        search_terms,
        additional_license_terms,
        copyright,
        developed_by,
        sort_title,
        requirements,
        contact_info,
        extra: _, // never sent
    } = &mut live;
    text(body, "description", description);
    text(body, "whatsNew", whats_new);
    words(body, "productFeatures", product_features);
    text(body, "shortDescription", short_description);
    words(body, "searchTerms", search_terms);
    text(body, "additionalLicenseTerms", additional_license_terms);
    text(body, "copyright", copyright);
    text(body, "developedBy", developed_by);
    text(body, "sortTitle", sort_title);
    objects(body, "requirements", requirements);
    text(body, "contactInfo", contact_info);
    live
}

fn text(body: &Map<String, Value>, name: &str, field: &mut Option<String>) {
    if let Some(Value::String(text)) = body.get(name) {
        *field = Some(text.clone()).filter(|it| !it.is_empty());
    }
}

fn flag(body: &Map<String, Value>, name: &str, field: &mut Option<bool>) {
    if let Some(Value::Bool(flag)) = body.get(name) {
        *field = Some(*flag);
    }
}

fn words(body: &Map<String, Value>, name: &str, field: &mut Vec<String>) {
    if let Some(Value::Array(items)) = body.get(name) {
        let words = items.iter().filter_map(Value::as_str);
        *field = words.map(str::to_owned).collect();
    }
}

fn objects(body: &Map<String, Value>, name: &str, field: &mut Vec<Map<String, Value>>) {
    if let Some(Value::Array(items)) = body.get(name) {
        *field = items.iter().filter_map(Value::as_object).cloned().collect();
    }
}
