//! What a listing holds, text by text, as the manifest and as the Store has it.

use std::borrow::Cow;

use serde_json::{Map, Value};
use storectl_model::{DesiredListing, Field, RemoteListing};

use super::ListingText;
use crate::format;

/// What is in one field.
#[derive(Clone, Debug)]
pub(super) enum Held<'a> {
    /// A text, its line ends normalized and the final one left out.
    Text(Cow<'a, str>),
    /// A list, or the texts of one.
    List(usize),
}

impl Held<'_> {
    /// Returns how long it is, in the unit of its field.
    pub(super) fn length(&self) -> usize {
        match self {
            Self::Text(text) => text.chars().count(),
            Self::List(length) => *length,
        }
    }
}

/// Returns what a manifest says of each text of a listing, in the order of [`ListingText::ALL`].
pub(super) fn desired(listing: &DesiredListing) -> [(ListingText, Field<Held<'_>>); 11] {
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
        screenshots: _, // no texts
        store_logos: _,
    } = listing;
    [
        (ListingText::Description, text_of(description)),
        (ListingText::ShortDescription, text_of(short_description)),
        (ListingText::WhatsNew, text_of(whats_new)),
        (ListingText::ProductFeatures, list_of(product_features)),
        (ListingText::SearchTerms, list_of(search_terms)),
        (
            ListingText::AdditionalLicenseTerms,
            text_of(additional_license_terms),
        ),
        (ListingText::Copyright, text_of(copyright)),
        (ListingText::DevelopedBy, text_of(developed_by)),
        (ListingText::SortTitle, text_of(sort_title)),
        (
            ListingText::Requirements,
            requirements.as_ref().map(|items| {
                let texts = items
                    .iter()
                    .flat_map(|it| [&it.minimum_hardware, &it.recommended_hardware]);
                Held::List(texts.flatten().count())
            }),
        ),
        (ListingText::ContactInfo, text_of(contact_info)),
    ]
}

fn text_of(field: &Field<String>) -> Field<Held<'_>> {
    field.as_ref().map(|it| Held::Text(normalized(it)))
}

fn list_of(field: &Field<Vec<String>>) -> Field<Held<'_>> {
    field.as_ref().map(|it| Held::List(it.len()))
}

/// Returns what the Store holds in each text of a listing, in the same order. What is empty is nothing: the service fills
/// lists with empty texts.
pub(super) fn stored(listing: &RemoteListing) -> [(ListingText, Option<Held<'_>>); 11] {
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
        extra: _, // nobody knows what it is
    } = listing;
    [
        (
            ListingText::Description,
            stored_text(description.as_deref()),
        ),
        (
            ListingText::ShortDescription,
            stored_text(short_description.as_deref()),
        ),
        (ListingText::WhatsNew, stored_text(whats_new.as_deref())),
        (ListingText::ProductFeatures, stored_list(product_features)),
        (ListingText::SearchTerms, stored_list(search_terms)),
        (
            ListingText::AdditionalLicenseTerms,
            stored_text(additional_license_terms.as_deref()),
        ),
        (ListingText::Copyright, stored_text(copyright.as_deref())),
        (
            ListingText::DevelopedBy,
            stored_text(developed_by.as_deref()),
        ),
        (ListingText::SortTitle, stored_text(sort_title.as_deref())),
        (
            ListingText::Requirements,
            some(hardware_texts(requirements)),
        ),
        (
            ListingText::ContactInfo,
            stored_text(contact_info.as_deref()),
        ),
    ]
}

fn stored_text(text: Option<&str>) -> Option<Held<'_>> {
    let text = normalized(text?);
    (!text.is_empty()).then_some(Held::Text(text))
}

fn stored_list(items: &[String]) -> Option<Held<'_>> {
    some(items.iter().filter(|it| !it.is_empty()).count())
}

fn some<'a>(length: usize) -> Option<Held<'a>> {
    (length > 0).then_some(Held::List(length))
}

fn hardware_texts(items: &[Map<String, Value>]) -> usize {
    let texts = items
        .iter()
        .flat_map(|it| [it.get("minimumHardware"), it.get("recommendedHardware")]);
    let texts = texts.flatten().filter_map(Value::as_str);
    texts.filter(|it| !it.is_empty()).count()
}

fn normalized(text: &str) -> Cow<'_, str> {
    match format::normalize_line_ends(text) {
        Cow::Borrowed(text) => Cow::Borrowed(format::without_final_line_end(text)),
        Cow::Owned(text) => Cow::Owned(format::without_final_line_end(&text).to_owned()),
    }
}
