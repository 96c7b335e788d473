//! Reading and writing the metadata modules.

use serde_json::{Map, Value, json};

use super::query::LanguageList;
use super::{Context, body, refuse_while_active, submission};
use crate::answer::{Outcome, Refusal, Reply, StoreError};
use crate::product::{Fields, Listing, Product};
use crate::readings::{NewLanguage, Readings, WriteGate};
use crate::rules::{Mode, availability, listing, properties, tables};

/// GET metadata, of all modules or of one.
pub(super) fn read(product: &Product, module: Option<&str>, context: &Context) -> Outcome {
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
pub(super) fn write(product: &mut Product, mode: Mode, context: &Context) -> Outcome {
    refuse_while_active(product)?;
    match context.readings.write_gate {
        WriteGate::Open => {}
        WriteGate::AllReady => submission::refuse_unless_ready(product)?,
    }
    let request = Request::read(body(context, "metadata")?)?;
    let mut errors = Vec::new();
    if let Some(sent) = &request.availability {
        match availability::MODULE.write(&product.availability, sent, mode, context.readings) {
            Ok(fields) => product.availability = fields,
            Err(refused) => errors.extend(refused),
        }
    }
    if let Some(sent) = &request.properties {
        match properties::MODULE.write(&product.properties, sent, mode, context.readings) {
            Ok(fields) => product.properties = fields,
            Err(refused) => errors.extend(refused),
        }
    }
    errors.extend(write_listings(product, &request, mode, context.readings));
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

/// Adds, writes and removes languages; returns what is wrong.
fn write_listings(
    product: &mut Product,
    request: &Request,
    mode: Mode,
    readings: &Readings,
) -> Vec<StoreError> {
    let mut broken = Vec::new();
    let mut refuse = |message: String| broken.push(StoreError::bad_request("listings", message));
    let mut errors = Vec::new();
    let existed: Vec<String> = product
        .listings
        .iter()
        .map(|it| it.language.clone())
        .collect();
    let has = |list: &[String], language: &str| {
        list.iter()
            .any(|known| known.eq_ignore_ascii_case(language))
    };
    for language in &request.add {
        let spelling = tables::LANGUAGES
            .iter()
            .find(|it| it.eq_ignore_ascii_case(language));
        match (spelling, product.listing(language)) {
            (_, Some(_)) => refuse(format!("listingsToAdd: `{language}` exists already")),
            (None, None) => refuse(format!("listingsToAdd: `{language}` is not supported")),
            (Some(spelling), None) => product.listings.push(Listing::empty(*spelling)),
        }
    }
    if let Some(sent) = &request.listings {
        let mut sent = sent.clone();
        match sent.shift_remove("language") {
            Some(Value::String(language))
                if readings.new_language == NewLanguage::Separate && !has(&existed, &language) =>
            {
                refuse(format!(
                    "language: `{language}` is not a listing of this draft"
                ));
            }
            Some(Value::String(language)) if has(&request.remove, &language) => {
                refuse(format!("listingsToRemove: `{language}` is also written"));
            }
            Some(Value::String(language)) => match product.listing_mut(&language) {
                None => refuse(format!(
                    "language: `{language}` is not a listing of this draft"
                )),
                Some(listing) => {
                    match listing::MODULE.write(&listing.fields, &sent, mode, readings) {
                        Ok(fields) => listing.fields = fields,
                        Err(refused) => errors.extend(refused),
                    }
                }
            },
            Some(_) | None => refuse("language: a string is required".to_owned()),
        }
    }
    for language in &request.remove {
        if has(&request.add, language) {
            refuse(format!("listingsToRemove: `{language}` is also added"));
        } else if product.listing(language).is_none() {
            refuse(format!(
                "listingsToRemove: `{language}` is not a listing of this draft"
            ));
        }
        product
            .listings
            .retain(|it| !it.language.eq_ignore_ascii_case(language));
    }
    if !request.remove.is_empty() && product.listings.is_empty() {
        refuse("listingsToRemove: the only language cannot be removed".to_owned());
    }
    errors.extend(broken);
    errors
}
