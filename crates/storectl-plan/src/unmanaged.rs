//! What the manifest does not name and the Store holds: a submission publishes the whole draft.

use std::collections::BTreeMap;

use serde_json::{Map, Value};
use storectl_model::{
    DesiredAvailability, DesiredDeclarations, DesiredFeature, DesiredListing, DesiredProduct,
    DesiredProperties, DesiredRequirementDetail, Field, FieldPath, HardwareFeature, ListingIntent,
    Module, RemoteAssets, RemoteListing, RemoteProduct, RemoteProperties, RequirementKind,
};

use crate::{
    ChangeValue, ImageValue, Withheld, WithheldReason,
    diff::{raw_switch, raw_text},
    package_body::stored_body,
};

/// Fields and what they hold, modules in order.
type Found = Vec<(FieldPath, ChangeValue)>;

/// Gives every field that holds something and is not named, with its value.
pub(crate) fn unmanaged(desired: &DesiredProduct, remote: &RemoteProduct) -> Found {
    let mut found = Vec::new();
    availability(&desired.availability, remote, &mut found);
    properties(&desired.properties, remote, &mut found);
    let none = DesiredListing::default();
    for (language, live) in &remote.listings {
        let wanted = match desired.listings.get(language) {
            Some(ListingIntent::Present(wanted)) => wanted,
            Some(ListingIntent::Removed) => continue,
            None => &none,
        };
        let assets = remote.assets.get(language);
        listing(
            &FieldPath::of_listing(language),
            wanted,
            live,
            assets,
            &mut found,
        );
    }
    if desired.packages.is_none() {
        for (at, package) in remote.packages.iter().enumerate() {
            for (name, value) in stored_body(package) {
                note(
                    &mut found,
                    FieldPath::of_package(at).key(name),
                    &Field::<()>::Absent,
                    ChangeValue::object(value),
                );
            }
        }
    }
    found
}

fn note<T>(found: &mut Found, path: FieldPath, field: &Field<T>, value: ChangeValue) {
    if !value.is_unset() && !field.is_managed() {
        found.push((path, value));
    }
}

fn text(text: Option<&String>) -> ChangeValue {
    ChangeValue::text(text.map(String::as_str).unwrap_or_default())
}

fn word(word: Option<&String>) -> ChangeValue {
    ChangeValue::word(word.map(String::as_str).unwrap_or_default())
}

fn flag(flag: Option<bool>) -> ChangeValue {
    flag.map_or(ChangeValue::Unset, ChangeValue::Flag)
}

fn availability(desired: &DesiredAvailability, remote: &RemoteProduct, found: &mut Found) {
    let DesiredAvailability {
        markets,
        discoverability,
        enable_in_future_markets,
        pricing,
        free_trial,
    } = desired;
    let live = &remote.availability;
    let at = |name: &'static str| FieldPath::of_module(Module::Availability).key(name);
    note(
        found,
        at("markets"),
        markets,
        ChangeValue::items(live.markets.as_slice()),
    );
    note(
        found,
        at("discoverability"),
        discoverability,
        word(live.discoverability.as_ref()),
    );
    note(
        found,
        at("enableInFutureMarkets"),
        enable_in_future_markets,
        flag(live.enable_in_future_markets),
    );
    note(found, at("pricing"), pricing, word(live.pricing.as_ref()));
    note(
        found,
        at("freeTrial"),
        free_trial,
        word(live.free_trial.as_ref()),
    );
    extras(
        &FieldPath::of_module(Module::Availability),
        &live.extra,
        found,
    );
}

fn properties(desired: &DesiredProperties, remote: &RemoteProduct, found: &mut Found) {
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
    let at = |name: &'static str| FieldPath::of_module(Module::Properties).key(name);
    note(
        found,
        at("isPrivacyPolicyRequired"),
        is_privacy_policy_required,
        flag(live.is_privacy_policy_required),
    );
    note(
        found,
        at("privacyPolicyUrl"),
        privacy_policy_url,
        word(live.privacy_policy_url.as_ref()),
    );
    note(found, at("website"), website, word(live.website.as_ref()));
    note(
        found,
        at("supportContactInfo"),
        support_contact_info,
        word(live.support_contact_info.as_ref()),
    );
    let notes = match live.certification_notes.as_deref().unwrap_or_default() {
        "" => ChangeValue::Unset,
        notes => ChangeValue::Withheld(Withheld::new(WithheldReason::CertificationNotes, notes)),
    };
    note(found, at("certificationNotes"), certification_notes, notes);
    note(
        found,
        at("category"),
        category,
        word(live.category.as_ref()),
    );
    note(
        found,
        at("subcategory"),
        subcategory,
        word(live.subcategory.as_ref()),
    );
    let known = [
        ("dependsOnDriversOrNT", depends_on_drivers_or_nt),
        ("accessibilitySupport", accessibility_support),
        ("penAndInkSupport", pen_and_ink_support),
    ];
    for (name, value) in &live.product_declarations {
        let field = known.iter().find(|(known, _)| known == name);
        if field.is_none_or(|(_, field)| !field.is_managed()) && is_something(value) {
            found.push((
                at("productDeclarations").key(name.clone()),
                ChangeValue::object(value.clone()),
            ));
        }
    }
    hardware(
        is_system_feature_required,
        system_requirement_details,
        live,
        found,
    );
    extras(
        &FieldPath::of_module(Module::Properties),
        &live.extra,
        found,
    );
}

/// Items of the keyed lists that hold something and are not named.
fn hardware(
    features: &Field<BTreeMap<HardwareFeature, DesiredFeature>>,
    amounts: &Field<BTreeMap<RequirementKind, DesiredRequirementDetail>>,
    live: &RemoteProperties,
    found: &mut Found,
) {
    let at = |name: &'static str| FieldPath::of_module(Module::Properties).key(name);
    for item in &live.is_system_feature_required {
        let kind = raw_text(item, "hardwareItemType");
        if names(features, kind, |it| it.as_str()) {
            continue;
        }
        for member in ["isRequired", "isRecommended"] {
            if raw_switch(item, member) {
                found.push((
                    at("isSystemFeatureRequired").item(kind).key(member),
                    ChangeValue::Flag(true),
                ));
            }
        }
    }
    for item in &live.system_requirement_details {
        let kind = raw_text(item, "hardwareItemType");
        if names(amounts, kind, |it| it.as_str()) {
            continue;
        }
        for member in ["minimumRequirement", "recommendedRequirement"] {
            note(
                found,
                at("systemRequirementDetails").item(kind).key(member),
                &Field::<()>::Absent,
                ChangeValue::word(raw_text(item, member)),
            );
        }
    }
}

/// Whether the manifest speaks of the item of a keyed list: by clearing the list, or by naming it.
fn names<K, V>(field: &Field<BTreeMap<K, V>>, kind: &str, word: fn(&K) -> &'static str) -> bool {
    match field {
        Field::Absent => false,
        Field::Clear => true,
        Field::Set(named) => named.keys().any(|it| word(it).eq_ignore_ascii_case(kind)),
    }
}

#[expect(clippy::too_many_lines, reason = "one statement a field")]
fn listing(
    path: &FieldPath,
    desired: &DesiredListing,
    live: &RemoteListing,
    assets: Option<&RemoteAssets>,
    found: &mut Found,
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
    let at = |name: &'static str| path.clone().key(name);
    note(
        found,
        at("description"),
        description,
        text(live.description.as_ref()),
    );
    note(
        found,
        at("shortDescription"),
        short_description,
        text(live.short_description.as_ref()),
    );
    note(
        found,
        at("whatsNew"),
        whats_new,
        text(live.whats_new.as_ref()),
    );
    note(
        found,
        at("productFeatures"),
        product_features,
        ChangeValue::items(live.product_features.as_slice()),
    );
    note(
        found,
        at("searchTerms"),
        search_terms,
        ChangeValue::items(live.search_terms.as_slice()),
    );
    note(
        found,
        at("additionalLicenseTerms"),
        additional_license_terms,
        text(live.additional_license_terms.as_ref()),
    );
    note(
        found,
        at("copyright"),
        copyright,
        word(live.copyright.as_ref()),
    );
    note(
        found,
        at("developedBy"),
        developed_by,
        word(live.developed_by.as_ref()),
    );
    note(
        found,
        at("sortTitle"),
        sort_title,
        word(live.sort_title.as_ref()),
    );
    let items = live
        .requirements
        .iter()
        .filter(|it| it.values().any(is_something));
    note(
        found,
        at("requirements"),
        requirements,
        ChangeValue::object(items.cloned().map(Value::Object).collect()),
    );
    note(
        found,
        at("contactInfo"),
        contact_info,
        word(live.contact_info.as_ref()),
    );
    let none = RemoteAssets::default();
    let assets = assets.unwrap_or(&none);
    note(
        found,
        at("screenshots"),
        screenshots,
        ChangeValue::images(assets.screenshots.iter().map(ImageValue::from)),
    );
    note(
        found,
        at("storeLogos"),
        store_logos,
        ChangeValue::images(assets.store_logos.iter().map(ImageValue::from)),
    );
    extras(path, &live.extra, found);
}

/// Unknown keys that hold something.
fn extras(path: &FieldPath, extra: &Map<String, Value>, found: &mut Found) {
    for (name, value) in extra.iter().filter(|(_, value)| is_something(value)) {
        found.push((
            path.clone().key(name.clone()),
            ChangeValue::object(value.clone()),
        ));
    }
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
