//! GET metadata.

use std::collections::BTreeMap;

use serde_json::Value;
use storectl_model::{
    LanguageTag, ListingLanguage, RemoteAvailability, RemoteListing, RemoteNotes, RemoteProperties,
};

use super::reader::{DecodeError, ObjectReader};

/// What one metadata read answers.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Metadata {
    pub(crate) availability: RemoteAvailability,
    pub(crate) properties: RemoteProperties,
    pub(crate) listings: BTreeMap<LanguageTag, RemoteListing>,
    /// `None` if the response has no list of languages.
    pub(crate) languages: Option<Vec<ListingLanguage>>,
}

/// Reads `responseData` of GET metadata. Source: store-api.md, Get Metadata; names beyond it: field note 17.
pub(crate) fn metadata(data: Value) -> Result<Metadata, DecodeError> {
    let mut data = ObjectReader::of(data, "responseData")?;
    let availability = availability(data.fields("availability")?)?;
    let properties = properties(data.fields("properties")?)?;
    let mut listings = BTreeMap::new();
    for (at, item) in data.required_items("listings")? {
        let (language, listing) = listing(ObjectReader::of(item, at)?)?;
        listings.entry(language).or_insert(listing);
    }
    Ok(Metadata {
        availability,
        properties,
        listings,
        languages: languages(&mut data)?,
    })
}

fn availability(mut module: ObjectReader) -> Result<RemoteAvailability, DecodeError> {
    Ok(RemoteAvailability {
        markets: module.texts("markets")?,
        discoverability: module.text("discoverability")?,
        enable_in_future_markets: module.flag("enableInFutureMarkets")?,
        pricing: module.text("pricing")?,
        free_trial: module.text("freeTrial")?,
        extra: module.rest(),
    })
}

fn properties(mut module: ObjectReader) -> Result<RemoteProperties, DecodeError> {
    Ok(RemoteProperties {
        is_privacy_policy_required: module.flag("isPrivacyPolicyRequired")?,
        privacy_policy_url: module.text("privacyPolicyUrl")?,
        website: module.text("website")?,
        support_contact_info: module.text("supportContactInfo")?,
        certification_notes: module.text("certificationNotes")?.map(RemoteNotes::Text),
        category: module.text("category")?,
        subcategory: module.text("subcategory")?,
        product_declarations: module.object(
            "productDeclarations",
            &[
                "dependsOnDriversOrNT",
                "accessibilitySupport",
                "penAndInkSupport",
                "usesGenerativeAI",
            ],
        )?,
        is_system_feature_required: module.objects(
            "isSystemFeatureRequired",
            &["isRequired", "isRecommended", "hardwareItemType"],
        )?,
        system_requirement_details: module.objects(
            "systemRequirementDetails",
            &[
                "minimumRequirement",
                "recommendedRequirement",
                "hardwareItemType",
            ],
        )?,
        extra: module.rest(),
    })
}

fn listing(mut listing: ObjectReader) -> Result<(LanguageTag, RemoteListing), DecodeError> {
    let language = listing.required_id("language")?;
    let listing = RemoteListing {
        description: listing.text("description")?,
        whats_new: listing.text("whatsNew")?,
        product_features: listing.texts("productFeatures")?,
        short_description: listing.text("shortDescription")?,
        search_terms: listing.texts("searchTerms")?,
        additional_license_terms: listing.text("additionalLicenseTerms")?,
        copyright: listing.text("copyright")?,
        developed_by: listing.text("developedBy")?,
        sort_title: listing.text("sortTitle")?,
        requirements: listing
            .objects("requirements", &["minimumHardware", "recommendedHardware"])?,
        contact_info: listing.text("contactInfo")?,
        extra: listing.rest(),
    };
    Ok((language, listing))
}

/// Reads the list of languages; a list of bare codes is one without completeness.
fn languages(data: &mut ObjectReader) -> Result<Option<Vec<ListingLanguage>>, DecodeError> {
    if !data.has("listingLanguages") {
        return Ok(None);
    }
    let read = |(at, item): (String, Value)| {
        let mut item = match item {
            Value::String(code) => ObjectReader::of(serde_json::json!({ "language": code }), at)?,
            other => ObjectReader::of(other, at)?,
        };
        Ok(ListingLanguage {
            language: item.required_id("language")?,
            is_complete: item.flag("isComplete")?,
        })
    };
    data.items("listingLanguages")
        .into_iter()
        .map(read)
        .collect::<Result<_, DecodeError>>()
        .map(Some)
}
