//! Texts of one listing.

use serde_json::{Map, Value};
use storectl_model::{DesiredListing, DesiredRequirement, Field, RemoteListing, limits};

use crate::{
    ChangeValue,
    diff::{Diff, Prose, raw_text},
};

/// Compares the texts of a listing; its images are compared in [`crate::images`].
pub(crate) fn texts(diff: &mut Diff, desired: &DesiredListing, live: &RemoteListing) {
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
        screenshots: _,
        store_logos: _,
    } = desired;
    let guarded = Prose::Guarded;
    diff.text(
        "description",
        description,
        live.description.as_deref(),
        Some(limits::DESCRIPTION),
        guarded,
    );
    diff.text(
        "shortDescription",
        short_description,
        live.short_description.as_deref(),
        Some(limits::SHORT_DESCRIPTION),
        guarded,
    );
    diff.text(
        "whatsNew",
        whats_new,
        live.whats_new.as_deref(),
        Some(limits::WHATS_NEW),
        guarded,
    );
    diff.texts("productFeatures", product_features, &live.product_features);
    diff.texts("searchTerms", search_terms, &live.search_terms);
    let terms = live.additional_license_terms.as_deref();
    diff.text(
        "additionalLicenseTerms",
        additional_license_terms,
        terms,
        Some(limits::LICENSE_TERMS),
        guarded,
    );
    diff.text(
        "copyright",
        copyright,
        live.copyright.as_deref(),
        Some(limits::COPYRIGHT),
        Prose::Label,
    );
    diff.text(
        "developedBy",
        developed_by,
        live.developed_by.as_deref(),
        Some(limits::DEVELOPED_BY),
        Prose::Label,
    );
    diff.text(
        "sortTitle",
        sort_title,
        live.sort_title.as_deref(),
        None,
        Prose::Label,
    );
    hardware(diff, requirements, &live.requirements);
    diff.text(
        "contactInfo",
        contact_info,
        live.contact_info.as_deref(),
        Some(limits::CONTACT_INFO),
        Prose::Label,
    );
}

/// Hardware texts, in order. An item without texts is none (trap 28); unknown keys of an item stay with its place.
fn hardware(
    diff: &mut Diff,
    desired: &Field<Vec<DesiredRequirement>>,
    live: &[Map<String, Value>],
) {
    let wanted: &[DesiredRequirement] = match desired {
        Field::Absent => return,
        Field::Clear => &[],
        Field::Set(items) => items,
    };
    let pair = |item: &Map<String, Value>| {
        (
            raw_text(item, "minimumHardware").to_owned(),
            raw_text(item, "recommendedHardware").to_owned(),
        )
    };
    let theirs: Vec<_> = live
        .iter()
        .filter(|item| pair(item) != (String::new(), String::new()))
        .collect();
    let ours = |item: &DesiredRequirement| {
        (
            item.minimum_hardware.clone().unwrap_or_default(),
            item.recommended_hardware.clone().unwrap_or_default(),
        )
    };
    if wanted
        .iter()
        .map(ours)
        .eq(theirs.iter().map(|item| pair(item)))
    {
        return;
    }
    let body: Vec<Value> = wanted
        .iter()
        .enumerate()
        .map(|(at, item)| {
            let mut whole = theirs.get(at).map(|it| (*it).clone()).unwrap_or_default();
            let (minimum, recommended) = ours(item);
            for (key, text) in [
                ("minimumHardware", minimum),
                ("recommendedHardware", recommended),
            ] {
                if text.is_empty() {
                    whole.shift_remove(key);
                } else {
                    whole.insert(key.to_owned(), text.into());
                }
            }
            Value::Object(whole)
        })
        .collect();
    let before = theirs.into_iter().cloned().map(Value::Object).collect();
    diff.record(
        diff.at("requirements"),
        ChangeValue::object(before),
        ChangeValue::object(body.clone().into()),
        None,
    );
    diff.body
        .insert("requirements".to_owned(), Value::Array(body));
}
