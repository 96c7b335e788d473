//! Reading and writing the metadata modules.

use serde_json::{Map, Value, json};

use super::context::{Context, refuse_while_active};
use super::readiness::{self, Texts};
use crate::fields::{self, Fields};
use crate::interpretations::{Interpretations, NewLanguage, OtherClients, WriteGate};
use crate::product::{Listing, Product};
use crate::request::LanguageList;
use crate::response::{CallResult, Refusal, Reply, StoreError};
use crate::rules::check::Mode;
use crate::rules::module::Module;
use crate::rules::{availability, listing, properties};
use crate::tables;
use crate::tables::members::METADATA;

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
            readiness::refuse_unless_ready(product, texts, context.interpretations)?;
        }
    }
    let request = Request::read(context.body(METADATA, "metadata")?)?;
    let change = Change::judge(product, &request, mode, context.interpretations)?;
    change.apply(product);
    Ok(Reply::written())
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
        if members.is_empty() {
            return Err(Refusal::bad_request("metadata", "the body has no modules"));
        }
        // Unknown members that are kept have nowhere to go: there is no such module.
        let request = Self {
            availability: object(&mut members, "availability", "availability")?,
            properties: object(&mut members, "properties", "properties")?,
            listings: object(&mut members, "listings", "listings")?,
            add: languages(&mut members, "listingsToAdd")?,
            remove: languages(&mut members, "listingsToRemove")?,
        };
        let Self {
            availability,
            properties,
            listings,
            add,
            remove,
        } = &request;
        let modules = [availability, properties, listings];
        if modules.iter().all(|it| it.is_none()) && add.is_empty() && remove.is_empty() {
            return Err(Refusal::bad_request(
                "listings",
                "the body neither adds nor removes a language",
            ));
        }
        Ok(request)
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

/// What a write does to a draft, judged and not done yet.
struct Change {
    availability: Option<Fields>,
    properties: Option<Fields>,
    add: Vec<Listing>,
    /// A language of the draft or of `add`, with its new fields.
    write: Option<(String, Fields)>,
    remove: Vec<String>,
}

impl Change {
    fn judge(
        product: &Product,
        request: &Request,
        mode: Mode,
        interpretations: &Interpretations,
    ) -> Result<Self, Refusal> {
        let mut judge = Judgment {
            product,
            request,
            mode,
            interpretations,
            errors: Vec::new(),
        };
        let availability = judge.module(
            &availability::MODULE,
            &product.availability,
            request.availability.as_ref(),
        );
        let properties = judge.module(
            &properties::MODULE,
            &product.properties,
            request.properties.as_ref(),
        );
        let add = judge.added();
        let write = judge.written(&add);
        judge.removed(&add);
        if judge.errors.is_empty() {
            Ok(Self {
                availability,
                properties,
                add,
                write,
                remove: request.remove.clone(),
            })
        } else {
            Err(Refusal::new(judge.errors))
        }
    }

    fn apply(self, product: &mut Product) {
        let Self {
            availability,
            properties,
            add,
            write,
            remove,
        } = self;
        if let Some(fields) = availability {
            product.availability = fields;
        }
        if let Some(fields) = properties {
            product.properties = fields;
        }
        product.listings.extend(add);
        if let Some((language, fields)) = write
            && let Some(listing) = product.listing_mut(&language)
        {
            listing.fields = fields;
        }
        product.listings.retain(|it| !names(&remove, &it.language));
        // Images that were asked for go with the language, as those it has.
        product
            .asset_slots
            .retain(|_, slot| !names(&remove, &slot.language));
    }
}

/// A write under judgment, and everything that is wrong with it.
struct Judgment<'a> {
    product: &'a Product,
    request: &'a Request,
    mode: Mode,
    interpretations: &'a Interpretations,
    errors: Vec<StoreError>,
}

impl Judgment<'_> {
    /// One module after the write; none if it is not named or refused.
    fn module(
        &mut self,
        module: &Module,
        current: &Fields,
        sent: Option<&Fields>,
    ) -> Option<Fields> {
        let sent = sent?;
        if self.mode == Mode::Patch
            && self.interpretations.other_clients == OtherClients::Refused
            && fields::say_nothing(sent, self.interpretations)
        {
            let message = format!("{}: has no fields", module.target);
            self.errors
                .push(StoreError::bad_request(module.target, message));
            return None;
        }
        match module.write(current, sent, self.mode, self.interpretations) {
            Ok(fields) => Some(fields),
            Err(errors) => {
                self.errors.extend(errors);
                None
            }
        }
    }

    /// The languages to add, each once and of the table.
    fn added(&mut self) -> Vec<Listing> {
        let mut add: Vec<Listing> = Vec::new();
        for language in &self.request.add {
            let spelling = tables::LANGUAGES
                .iter()
                .find(|it| it.eq_ignore_ascii_case(language));
            let exists = self.product.listing(language).is_some() || find(&add, language).is_some();
            match (spelling, exists) {
                (_, true) => {
                    self.refuse(format!("listingsToAdd: `{language}` already exists"));
                }
                (None, false) => {
                    self.refuse(format!("listingsToAdd: `{language}` is not supported"));
                }
                (Some(spelling), false) => add.push(Listing::empty(*spelling)),
            }
        }
        add
    }

    /// The one listing per request may hold.
    fn written(&mut self, add: &[Listing]) -> Option<(String, Fields)> {
        let mut sent = self.request.listings.clone()?;
        let Some(Value::String(language)) = sent.shift_remove("language") else {
            self.refuse("language: a string is required".to_owned());
            return None;
        };
        if names(&self.request.remove, &language) {
            self.refuse(format!("listingsToRemove: `{language}` is also written"));
            return None;
        }
        let added = find(add, &language);
        if added.is_some() && self.interpretations.new_language == NewLanguage::Separate {
            self.refuse(format!("listingsToAdd: `{language}` is also written"));
            return None;
        }
        let Some(listing) = self.product.listing(&language).or(added) else {
            self.refuse(format!(
                "language: `{language}` is not a listing of this draft"
            ));
            return None;
        };
        let fields = self.module(&listing::MODULE, &listing.fields, Some(&sent))?;
        Some((language, fields))
    }

    /// Judges the languages to remove; their images go with them.
    fn removed(&mut self, add: &[Listing]) {
        let remove = &self.request.remove;
        for (index, language) in remove.iter().enumerate() {
            if names(&self.request.add, language) {
                self.refuse(format!("listingsToRemove: `{language}` is also added"));
            } else if names(remove.get(..index).unwrap_or_default(), language) {
                self.refuse(format!("listingsToRemove: `{language}` appears twice"));
            } else if self.product.listing(language).is_none() {
                self.refuse(format!(
                    "listingsToRemove: `{language}` is not a listing of this draft"
                ));
            }
        }
        let mut left = self.product.listings.iter().chain(add);
        if !remove.is_empty() && left.all(|it| names(remove, &it.language)) {
            let message = "listingsToRemove: the only language cannot be removed";
            self.refuse(message.to_owned());
        }
    }

    fn refuse(&mut self, message: String) {
        self.errors
            .push(StoreError::bad_request("listings", message));
    }
}

fn find<'a>(listings: &'a [Listing], language: &str) -> Option<&'a Listing> {
    listings
        .iter()
        .find(|it| it.language.eq_ignore_ascii_case(language))
}

fn names(languages: &[String], language: &str) -> bool {
    languages.iter().any(|it| it.eq_ignore_ascii_case(language))
}
