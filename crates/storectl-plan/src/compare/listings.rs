//! Texts of one listing.

use serde_json::{Map, Value};
use storectl_model::{
    DesiredListing, DesiredRequirement, Field, FieldPath, LanguageTag, RemoteListing, limits,
};

use super::{
    fields::{Fields, Sided, is_something, raw_text},
    sides::Sides,
};
use crate::ChangeValue;

/// Visits the texts of a listing; its images are visited in [`images`](super::images).
pub(crate) fn texts<'a>(
    sides: Sides<'a>,
    language: &LanguageTag,
    desired: &DesiredListing,
    live: &RemoteListing,
) -> Fields<'a> {
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
    let RemoteListing {
        description: live_description,
        whats_new: live_whats_new,
        product_features: live_features,
        short_description: live_short,
        search_terms: live_terms,
        additional_license_terms: live_license,
        copyright: live_copyright,
        developed_by: live_developer,
        sort_title: live_title,
        requirements: live_requirements,
        contact_info: live_contact,
        extra,
    } = live;
    let mut fields = Fields::new(FieldPath::of_listing(language), sides);
    let it = &mut fields;
    it.text(
        "description",
        description,
        live_description.as_deref(),
        limits::DESCRIPTION,
    );
    it.text(
        "shortDescription",
        short_description,
        live_short.as_deref(),
        limits::SHORT_DESCRIPTION,
    );
    it.text(
        "whatsNew",
        whats_new,
        live_whats_new.as_deref(),
        limits::WHATS_NEW,
    );
    it.texts("productFeatures", product_features, live_features);
    it.texts("searchTerms", search_terms, live_terms);
    it.text(
        "additionalLicenseTerms",
        additional_license_terms,
        live_license.as_deref(),
        limits::LICENSE_TERMS,
    );
    it.text(
        "copyright",
        copyright,
        live_copyright.as_deref(),
        limits::COPYRIGHT,
    );
    it.text(
        "developedBy",
        developed_by,
        live_developer.as_deref(),
        limits::DEVELOPED_BY,
    );
    it.label("sortTitle", sort_title, live_title.as_deref());
    hardware(it, requirements, live_requirements);
    it.text(
        "contactInfo",
        contact_info,
        live_contact.as_deref(),
        limits::CONTACT_INFO,
    );
    let path = it.path().clone();
    it.unknown(&path, extra);
    fields
}

const MINIMUM: &str = "minimumHardware";
const RECOMMENDED: &str = "recommendedHardware";

/// Hardware texts, in order. An item without texts is none (trap 28); unknown keys of an item stay with its place.
fn hardware(
    fields: &mut Fields<'_>,
    desired: &Field<Vec<DesiredRequirement>>,
    live: &[Map<String, Value>],
) {
    let pair = |item: &Map<String, Value>| {
        [raw_text(item, MINIMUM), raw_text(item, RECOMMENDED)].map(str::to_owned)
    };
    let theirs: Vec<&Map<String, Value>> = live
        .iter()
        .filter(|item| item.values().any(is_something))
        .collect();
    let canonical = |pairs: Vec<[String; 2]>| {
        let texts = pairs
            .into_iter()
            .filter(|it| it.iter().any(|it| !it.is_empty()));
        ChangeValue::object(texts.map(|it| Value::from(it.to_vec())).collect())
    };
    let shown = |items: &[Map<String, Value>]| {
        ChangeValue::object(items.iter().cloned().map(Value::Object).collect())
    };
    let held = Sided::new(
        shown(&theirs.iter().map(|it| (*it).clone()).collect::<Vec<_>>()),
        canonical(theirs.iter().map(|it| pair(it)).collect()),
    );
    let body: Option<Vec<Map<String, Value>>> = desired.or_clear(Vec::new()).map(|items| {
        let whole = |(at, item): (usize, &DesiredRequirement)| {
            let mut whole = theirs.get(at).map(|it| (*it).clone()).unwrap_or_default();
            for (key, text) in [
                (MINIMUM, &item.minimum_hardware),
                (RECOMMENDED, &item.recommended_hardware),
            ] {
                match text.as_deref().unwrap_or_default() {
                    "" => whole.shift_remove(key),
                    text => whole.insert(key.to_owned(), text.into()),
                };
            }
            whole
        };
        items.iter().enumerate().map(whole).collect()
    });
    let desired = body
        .as_ref()
        .map(|body| Sided::new(shown(body), canonical(body.iter().map(pair).collect())));
    let path = fields.at("requirements");
    if fields.visit(path, desired, held).is_some() {
        let items = body.into_iter().flatten().map(Value::Object).collect();
        fields.body.insert("requirements".to_owned(), items);
    }
}
