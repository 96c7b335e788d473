//! What the manifest does not name and the Store holds: a submission publishes the whole draft.

use std::collections::BTreeMap;

use serde_json::{Map, Value};
use storectl_model::{
    DesiredAvailability, DesiredDeclarations, DesiredFeature, DesiredListing, DesiredProduct,
    DesiredProperties, DesiredRequirementDetail, Field, HardwareFeature, ListingIntent,
    RemoteListing, RemoteProduct, RemoteProperties, RequirementKind,
};

use crate::diff::{raw_switch, raw_text};

/// Gives the addresses, modules in order.
pub(crate) fn unmanaged(desired: &DesiredProduct, remote: &RemoteProduct) -> Vec<String> {
    let mut found = Vec::new();
    availability(&desired.availability, remote, &mut found);
    properties(&desired.properties, remote, &mut found);
    for (language, live) in &remote.listings {
        match desired.listings.get(language) {
            Some(ListingIntent::Present(wanted)) => listing(
                &format!("listings.{language}"),
                wanted,
                live,
                remote,
                language,
                &mut found,
            ),
            Some(ListingIntent::Removed) => {}
            None => found.push(format!("listings.{language}")),
        }
    }
    // Languages beyond what was read in full are unmanaged too.
    for known in &remote.languages {
        if !remote.listings.contains_key(&known.language)
            && !desired.listings.contains_key(&known.language)
        {
            found.push(format!("listings.{}", known.language));
        }
    }
    if desired.packages.is_none() && !remote.packages.is_empty() {
        found.push("packages".to_owned());
    }
    found
}

fn note<T>(found: &mut Vec<String>, address: String, field: &Field<T>, holds: bool) {
    if holds && !field.is_managed() {
        found.push(address);
    }
}

fn availability(desired: &DesiredAvailability, remote: &RemoteProduct, found: &mut Vec<String>) {
    let DesiredAvailability {
        markets,
        discoverability,
        enable_in_future_markets,
        pricing,
        free_trial,
    } = desired;
    let live = &remote.availability;
    let address = |name: &str| format!("availability.{name}");
    note(found, address("markets"), markets, !live.markets.is_empty());
    note(
        found,
        address("discoverability"),
        discoverability,
        live.discoverability.is_some(),
    );
    note(
        found,
        address("enableInFutureMarkets"),
        enable_in_future_markets,
        live.enable_in_future_markets.is_some(),
    );
    note(found, address("pricing"), pricing, live.pricing.is_some());
    note(
        found,
        address("freeTrial"),
        free_trial,
        live.free_trial.is_some(),
    );
}

fn properties(desired: &DesiredProperties, remote: &RemoteProduct, found: &mut Vec<String>) {
    let DesiredProperties {
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
    } = desired;
    let DesiredDeclarations {
        depends_on_drivers_or_nt,
        accessibility_support,
        pen_and_ink_support,
    } = product_declarations;
    let live = &remote.properties;
    let address = |name: &str| format!("properties.{name}");
    let holds = |text: &Option<String>| text.as_deref().is_some_and(|it| !it.is_empty());
    let declared = |name: &str| raw_switch(&live.product_declarations, name);
    note(
        found,
        address("isPrivacyPolicyRequired"),
        is_privacy_policy_required,
        live.is_privacy_policy_required.is_some(),
    );
    note(
        found,
        address("privacyPolicyUrl"),
        privacy_policy_url,
        holds(&live.privacy_policy_url),
    );
    note(found, address("website"), website, holds(&live.website));
    note(
        found,
        address("supportContactInfo"),
        support_contact_info,
        holds(&live.support_contact_info),
    );
    note(
        found,
        address("certificationNotes"),
        certification_notes,
        holds(&live.certification_notes),
    );
    note(found, address("category"), category, holds(&live.category));
    note(
        found,
        address("subcategory"),
        subcategory,
        holds(&live.subcategory),
    );
    note(
        found,
        address("productDeclarations.dependsOnDriversOrNT"),
        depends_on_drivers_or_nt,
        declared("dependsOnDriversOrNT"),
    );
    note(
        found,
        address("productDeclarations.accessibilitySupport"),
        accessibility_support,
        declared("accessibilitySupport"),
    );
    note(
        found,
        address("productDeclarations.penAndInkSupport"),
        pen_and_ink_support,
        declared("penAndInkSupport"),
    );
    let known = [
        "dependsOnDriversOrNT",
        "accessibilitySupport",
        "penAndInkSupport",
    ];
    for (name, value) in &live.product_declarations {
        if !known.contains(&name.as_str()) && is_something(value) {
            found.push(address(&format!("productDeclarations.{name}")));
        }
    }
    hardware(
        is_system_feature_required,
        system_requirement_details,
        live,
        found,
    );
    found.extend(extras(&live.extra).map(address));
}

/// Items of the keyed lists that hold something and are not named.
fn hardware(
    features: &Field<BTreeMap<HardwareFeature, DesiredFeature>>,
    amounts: &Field<BTreeMap<RequirementKind, DesiredRequirementDetail>>,
    live: &RemoteProperties,
    found: &mut Vec<String>,
) {
    for item in &live.is_system_feature_required {
        let kind = raw_text(item, "hardwareItemType");
        let holds = raw_switch(item, "isRequired") || raw_switch(item, "isRecommended");
        if holds && !names(features, kind, |it| it.as_str()) {
            found.push(format!("properties.isSystemFeatureRequired[{kind}]"));
        }
    }
    for item in &live.system_requirement_details {
        let kind = raw_text(item, "hardwareItemType");
        let holds = ["minimumRequirement", "recommendedRequirement"]
            .iter()
            .any(|it| !raw_text(item, it).is_empty());
        if holds && !names(amounts, kind, |it| it.as_str()) {
            found.push(format!("properties.systemRequirementDetails[{kind}]"));
        }
    }
}

/// Whether the manifest speaks of the item of a keyed list: by clearing the list, or by naming it.
fn names<K, V>(
    field: &Field<std::collections::BTreeMap<K, V>>,
    kind: &str,
    word: fn(&K) -> &'static str,
) -> bool {
    match field {
        Field::Absent => false,
        Field::Clear => true,
        Field::Set(named) => named.keys().any(|it| word(it).eq_ignore_ascii_case(kind)),
    }
}

fn listing(
    base: &str,
    desired: &DesiredListing,
    live: &RemoteListing,
    remote: &RemoteProduct,
    language: &storectl_model::LanguageTag,
    found: &mut Vec<String>,
) {
    let DesiredListing {
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
        screenshots,
        store_logos,
    } = desired;
    let address = |name: &str| format!("{base}.{name}");
    let holds = |text: &Option<String>| text.as_deref().is_some_and(|it| !it.is_empty());
    note(
        found,
        address("description"),
        description,
        holds(&live.description),
    );
    note(
        found,
        address("shortDescription"),
        short_description,
        holds(&live.short_description),
    );
    note(
        found,
        address("whatsNew"),
        whats_new,
        holds(&live.whats_new),
    );
    note(
        found,
        address("productFeatures"),
        product_features,
        !live.product_features.is_empty(),
    );
    note(
        found,
        address("searchTerms"),
        search_terms,
        !live.search_terms.is_empty(),
    );
    note(
        found,
        address("additionalLicenseTerms"),
        additional_license_terms,
        holds(&live.additional_license_terms),
    );
    note(
        found,
        address("copyright"),
        copyright,
        holds(&live.copyright),
    );
    note(
        found,
        address("developedBy"),
        developed_by,
        holds(&live.developed_by),
    );
    note(
        found,
        address("sortTitle"),
        sort_title,
        holds(&live.sort_title),
    );
    note(
        found,
        address("requirements"),
        requirements,
        live.requirements
            .iter()
            .any(|it| it.values().any(is_something)),
    );
    note(
        found,
        address("contactInfo"),
        contact_info,
        holds(&live.contact_info),
    );
    let assets = remote.assets.get(language);
    note(
        found,
        address("screenshots"),
        screenshots,
        assets.is_some_and(|it| !it.screenshots.is_empty()),
    );
    note(
        found,
        address("storeLogos"),
        store_logos,
        assets.is_some_and(|it| !it.store_logos.is_empty()),
    );
    found.extend(extras(&live.extra).map(address));
}

/// Unknown keys that hold something.
fn extras(extra: &Map<String, Value>) -> impl Iterator<Item = &str> {
    extra
        .iter()
        .filter(|(_, value)| is_something(value))
        .map(|(name, _)| name.as_str())
}

fn is_something(value: &Value) -> bool {
    match value {
        Value::Null | Value::Bool(false) => false,
        Value::Bool(true) | Value::Number(_) => true,
        Value::String(text) => !text.is_empty(),
        Value::Array(items) => !items.is_empty(),
        Value::Object(members) => !members.is_empty(),
    }
}
