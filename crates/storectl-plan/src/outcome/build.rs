//! Makes the outcome: what the Store holds with the bodies of all requests laid over it.

use serde_json::{Map, Value};
use storectl_model::{
    PackageId, RemoteAvailability, RemoteListing, RemoteProduct, RemoteProperties,
};

use super::{
    Outcome, OutcomeListing, OutcomePackage, OutcomeValues,
    images::{published, shown},
};
use crate::compare::{Comparison, Fields, Sides, stored_package};

/// Lays what a comparison found over what the Store holds.
pub(crate) fn outcome(comparison: &Comparison<'_>, sides: Sides<'_>) -> Outcome {
    let live = sides.live;
    let mut outcome = Outcome {
        availability: live.availability.clone(),
        properties: live.properties.clone(),
        ..Outcome::default()
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
            screenshots: shown(&one.images.screenshots, assets),
            store_logos: shown(&one.images.store_logos, assets),
        };
        outcome.listings.insert(one.language.clone(), listing);
    }
    for one in &comparison.added {
        let listing = OutcomeListing {
            texts: laid_over(RemoteListing::default(), &one.texts),
            screenshots: shown(&one.images.screenshots, None),
            store_logos: shown(&one.images.store_logos, None),
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
    outcome.values = values(&outcome, comparison, sides);
    outcome
}

/// Flattens the draft as it will be.
fn values(outcome: &Outcome, comparison: &Comparison<'_>, sides: Sides<'_>) -> OutcomeValues {
    let packages = outcome.packages.iter().map(|it| {
        let id = it.stored.clone().unwrap_or_else(PackageId::unassigned);
        stored_package(id, &it.fields)
    });
    let listings = outcome.listings.iter();
    let draft = RemoteProduct {
        availability: outcome.availability.clone(),
        properties: outcome.properties.clone(),
        listings: listings
            .map(|(language, it)| (language.clone(), it.texts.clone()))
            .collect(),
        packages: packages.collect(),
        ..RemoteProduct::default()
    };
    let mut values = OutcomeValues::of_draft(&draft);
    let stays = comparison
        .listings
        .iter()
        .map(|it| (&it.language, &it.images));
    let added = comparison.added.iter().map(|it| (it.language, &it.images));
    for (language, images) in stays.chain(added) {
        let Some(listing) = outcome.listings.get(language) else {
            continue;
        };
        for held in published(language, images, listing, sides) {
            values.add(held);
        }
    }
    values.hide(sides.desired);
    values
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
