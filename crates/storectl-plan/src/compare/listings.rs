//! Texts of one listing.

use serde_json::{Map, Value};
use storectl_model::{
    DesiredListing, DesiredRequirement, Field, FieldPath, LanguageTag, RemoteListing, limits,
};

use super::{
    equality::canonical_text,
    fields::{Fields, Sided, is_something, raw_text},
    sides::Sides,
};
use crate::ChangeValue;

/// Visits the texts of a listing, and gives them as they will be; its images are visited in [`images`](super::images).
pub(crate) fn texts<'a>(
    sides: Sides<'a>,
    language: &LanguageTag,
    desired: &DesiredListing,
    live: &RemoteListing,
) -> (Fields<'a>, RemoteListing) {
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
    let mut fields = Fields::new(FieldPath::of_listing(language), sides);
    let it = &mut fields;
    // In the order of requests and plans.
    let after = RemoteListing {
        description: it.text(
            "description",
            description,
            live.description.as_deref(),
            limits::DESCRIPTION,
        ),
        short_description: it.text(
            "shortDescription",
            short_description,
            live.short_description.as_deref(),
            limits::SHORT_DESCRIPTION,
        ),
        whats_new: it.text(
            "whatsNew",
            whats_new,
            live.whats_new.as_deref(),
            limits::WHATS_NEW,
        ),
        product_features: it.texts("productFeatures", product_features, &live.product_features),
        search_terms: it.texts("searchTerms", search_terms, &live.search_terms),
        additional_license_terms: it.text(
            "additionalLicenseTerms",
            additional_license_terms,
            live.additional_license_terms.as_deref(),
            limits::LICENSE_TERMS,
        ),
        copyright: it.text(
            "copyright",
            copyright,
            live.copyright.as_deref(),
            limits::COPYRIGHT,
        ),
        developed_by: it.text(
            "developedBy",
            developed_by,
            live.developed_by.as_deref(),
            limits::DEVELOPED_BY,
        ),
        sort_title: it.label("sortTitle", sort_title, live.sort_title.as_deref()),
        requirements: hardware(it, requirements, &live.requirements),
        contact_info: it.text(
            "contactInfo",
            contact_info,
            live.contact_info.as_deref(),
            limits::CONTACT_INFO,
        ),
        extra: live.extra.clone(), // never sent
    };
    let path = it.path().clone();
    it.unknown(&path, &live.extra);
    (fields, after)
}

const MINIMUM: &str = "minimumHardware";
const RECOMMENDED: &str = "recommendedHardware";

/// Visits the hardware texts, in order, and gives them as they will be. An item without texts is none (trap 28); unknown keys of an item stay with its place.
fn hardware(
    fields: &mut Fields<'_>,
    desired: &Field<Vec<DesiredRequirement>>,
    live: &[Map<String, Value>],
) -> Vec<Map<String, Value>> {
    let pair = |item: &Map<String, Value>| {
        [raw_text(item, MINIMUM), raw_text(item, RECOMMENDED)].map(canonical_text)
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
    fields.objects_after("requirements", live)
}
