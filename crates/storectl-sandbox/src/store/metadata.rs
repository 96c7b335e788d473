//! Reading and writing the metadata modules.

use serde_json::{Map, Value, json};

use super::context::{Context, body, refuse_while_active};
use super::submission;
use super::submission::Texts;
use crate::fields::Fields;
use crate::interpretations::{Interpretations, NewLanguage, WriteGate};
use crate::product::{Listing, Product};
use crate::request::LanguageList;
use crate::response::{CallResult, Refusal, Reply, StoreError};
use crate::rules::check::Mode;
use crate::rules::{availability, listing, properties};
use crate::tables;

/// GET metadata, of all modules or of one.
pub(super) fn read(product: &Product, module: Option<&str>, context: &Context) -> CallResult {
    let wants = |name: &str| module.is_none_or(|module| module.eq_ignore_ascii_case(name));
    let mut data = Map::new();
    // The order of the wire: listings, availability, properties (field note 16).
    if wants("listings") {
        let items = product
            .listings
            .iter()
            .map(|it| (it.language.as_str(), listing_json(it)));
        data.insert(
            "listings".to_owned(),
            Value::Array(context.query.page(items)?),
        );
    }
    if wants("availability") {
        data.insert(
            "availability".to_owned(),
            Value::Object(product.availability.clone()),
        );
    }
    if wants("properties") {
        data.insert(
            "properties".to_owned(),
            Value::Object(product.properties.clone()),
        );
    }
    if data.is_empty() {
        let module = module.unwrap_or_default();
        return Err(Refusal::bad_request(
            "metadata",
            format!("`{module}` is not one of listings, properties, availability"),
        ));
    }
    if context.query.language_list()? == LanguageList::Included {
        let languages = product
            .listings
            .iter()
            .map(|it| json!({ "language": it.language, "isComplete": it.lacks().is_empty() }));
        data.insert("listingLanguages".to_owned(), languages.collect());
    }
    Ok(Reply::data(Value::Object(data)))
}

fn listing_json(listing: &Listing) -> Value {
    let mut members = Map::new();
    members.insert("language".to_owned(), json!(listing.language));
    members.extend(listing.fields.clone());
    Value::Object(members)
}

/// PUT and PATCH metadata. The checks come in the document's order: active submission, readiness,
/// fields.
pub(super) fn write(product: &mut Product, mode: Mode, context: &Context) -> CallResult {
    refuse_while_active(product)?;
    match context.interpretations.write_gate {
        WriteGate::Open => {}
        WriteGate::AllReady => {
            let texts = match context.interpretations.new_language {
                NewLanguage::Combined => Texts::Demanded,
                NewLanguage::Separate => Texts::MayCome,
            };
            submission::refuse_unless_ready(product, texts, context.interpretations)?;
        }
    }
    let request = Request::read(body(context, "metadata")?)?;
    let mut errors = Vec::new();
    if let Some(sent) = &request.availability {
        match availability::MODULE.write(&product.availability, sent, mode, context.interpretations)
        {
            Ok(fields) => product.availability = fields,
            Err(refused) => errors.extend(refused),
        }
    }
    if let Some(sent) = &request.properties {
        match properties::MODULE.write(&product.properties, sent, mode, context.interpretations) {
            Ok(fields) => product.properties = fields,
            Err(refused) => errors.extend(refused),
        }
    }
    errors.extend(add_languages(product, &request.add));
    errors.extend(write_listing(
        product,
        &request,
        mode,
        context.interpretations,
    ));
    errors.extend(remove_languages(product, &request));
    if errors.is_empty() {
        Ok(Reply::written())
    } else {
        Err(Refusal::new(errors))
    }
}

/// The members of a metadata write.
struct Request {
    availability: Option<Fields>,
    properties: Option<Fields>,
    listings: Option<Fields>,
    add: Vec<String>,
    remove: Vec<String>,
}

impl Request {
    fn read(mut members: Fields) -> Result<Self, Refusal> {
        members.retain(|_, value| !value.is_null());
        // A read sent back may hold it; it says nothing.
        members.shift_remove("listingLanguages");
        if members.is_empty() {
            return Err(Refusal::bad_request("metadata", "the body names no module"));
        }
        let request = Self {
            availability: object(&mut members, "availability", "availability")?,
            properties: object(&mut members, "properties", "properties")?,
            listings: object(&mut members, "listings", "listings")?,
            add: languages(&mut members, "listingsToAdd")?,
            remove: languages(&mut members, "listingsToRemove")?,
        };
        match members.keys().next() {
            None => Ok(request),
            Some(unknown) => Err(Refusal::bad_request(
                "metadata",
                format!("{unknown}: unknown member"),
            )),
        }
    }
}

fn object(
    members: &mut Fields,
    name: &str,
    target: &'static str,
) -> Result<Option<Fields>, Refusal> {
    match members.shift_remove(name) {
        None => Ok(None),
        Some(Value::Object(fields)) => Ok(Some(fields)),
        Some(_) => Err(Refusal::bad_request(
            target,
            format!("{name}: must be an object"),
        )),
    }
}

fn languages(members: &mut Fields, name: &str) -> Result<Vec<String>, Refusal> {
    match members.shift_remove(name) {
        None => Ok(Vec::new()),
        Some(value) => serde_json::from_value(value).map_err(|_| {
            Refusal::bad_request("listings", format!("{name}: must be an array of strings"))
        }),
    }
}

/// Adds languages, each once and of the table; returns what is wrong.
fn add_languages(product: &mut Product, add: &[String]) -> Vec<StoreError> {
    let mut errors = Vec::new();
    for language in add {
        let spelling = tables::LANGUAGES
            .iter()
            .find(|it| it.eq_ignore_ascii_case(language));
        match (spelling, product.listing(language)) {
            (_, Some(_)) => {
                errors.push(refusal(format!(
                    "listingsToAdd: `{language}` exists already"
                )));
            }
            (None, None) => {
                errors.push(refusal(format!(
                    "listingsToAdd: `{language}` is not supported"
                )));
            }
            (Some(spelling), None) => product.listings.push(Listing::empty(*spelling)),
        }
    }
    errors
}

/// Writes the one listing a request may hold; returns what is wrong.
fn write_listing(
    product: &mut Product,
    request: &Request,
    mode: Mode,
    interpretations: &Interpretations,
) -> Vec<StoreError> {
    let Some(sent) = &request.listings else {
        return Vec::new();
    };
    let mut sent = sent.clone();
    let Some(Value::String(language)) = sent.shift_remove("language") else {
        return vec![refusal("language: a string is required".to_owned())];
    };
    if names(&request.remove, &language) {
        return vec![refusal(format!(
            "listingsToRemove: `{language}` is also written"
        ))];
    }
    let just_added = names(&request.add, &language);
    match (product.listing_mut(&language), interpretations.new_language) {
        (Some(_), NewLanguage::Separate) if just_added => {
            vec![refusal(format!(
                "listingsToAdd: `{language}` is also written"
            ))]
        }
        (Some(listing), NewLanguage::Combined | NewLanguage::Separate) => {
            match listing::MODULE.write(&listing.fields, &sent, mode, interpretations) {
                Ok(fields) => {
                    listing.fields = fields;
                    Vec::new()
                }
                Err(errors) => errors,
            }
        }
        (None, _) => {
            vec![refusal(format!(
                "language: `{language}` is not a listing of this draft"
            ))]
        }
    }
}

/// Removes languages with their images; returns what is wrong.
fn remove_languages(product: &mut Product, request: &Request) -> Vec<StoreError> {
    let mut errors = Vec::new();
    for language in &request.remove {
        if names(&request.add, language) {
            errors.push(refusal(format!(
                "listingsToRemove: `{language}` is also added"
            )));
        } else if product.listing(language).is_none() {
            let message = format!("listingsToRemove: `{language}` is not a listing of this draft");
            errors.push(refusal(message));
        }
        product
            .listings
            .retain(|it| !it.language.eq_ignore_ascii_case(language));
    }
    if !request.remove.is_empty() && product.listings.is_empty() {
        let message = "listingsToRemove: the only language cannot be removed";
        errors.push(refusal(message.to_owned()));
    }
    errors
}

fn names(languages: &[String], language: &str) -> bool {
    languages.iter().any(|it| it.eq_ignore_ascii_case(language))
}

fn refusal(message: String) -> StoreError {
    StoreError::bad_request("listings", message)
}
