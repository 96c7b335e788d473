//! Listings of an update.

use serde_json::{Map, Value};
use storectl_model::{FieldPath, HeldField, LanguageTag};

use super::fields::Reader;
use crate::{
    foreign::{languages::store_language, reading::OmissionReason},
    schema::Place,
};

impl Reader {
    /// Reads the listing of an update, the list of an answer, or an object of listings by language.
    pub(super) fn listings(&mut self, value: &Value) {
        match value {
            Value::Null => {}
            Value::Array(items) => {
                for (at, item) in items.iter().enumerate() {
                    self.listing_of(item, None, || format!("listings[{at}]"));
                }
            }
            Value::Object(members) if language(members).is_some() => {
                self.listing_of(value, None, || "listings".to_owned());
            }
            Value::Object(members) if members.values().all(Value::is_object) => {
                for (language, item) in members {
                    let what = || format!("listings.{language}");
                    self.listing_of(item, Some(language), what);
                }
            }
            Value::Object(_) => self.omit(OmissionReason::NoLanguage, "listings"),
            _ => self.omit(OmissionReason::Malformed, "listings"),
        }
    }

    fn listing_of(&mut self, value: &Value, named: Option<&str>, what: impl Fn() -> String) {
        let members = value.as_object();
        let Some(members) = members else {
            return self.omit(OmissionReason::Malformed, what());
        };
        let Some(language) = named.or_else(|| language(members)) else {
            return self.omit(OmissionReason::NoLanguage, what());
        };
        let Some(language) = tag(language) else {
            return self.omit(OmissionReason::NoStoreLanguage, what());
        };
        if !self.languages.insert(language.clone()) {
            return self.omit(OmissionReason::Malformed, what());
        }
        let mut members = members.clone();
        members.retain(|name, _| !is_language(name));
        let path = FieldPath::of_listing(&language);
        let place = Place::at(&path.pointer());
        let before = self.fields.len();
        self.object(&path, &place, &members);
        if self.fields.len() == before {
            self.omit(OmissionReason::NoTexts, path.to_string());
        }
    }

    /// Reads a list of languages: those to add or that the product has need texts, those to remove become null.
    pub(super) fn languages(&mut self, name: &str, value: &Value) {
        let items = match value {
            Value::Null => return,
            Value::Array(items) => items,
            _ => return self.omit(OmissionReason::Malformed, name),
        };
        for (at, item) in items.iter().enumerate() {
            let language = item.as_str().or_else(|| language(item.as_object()?));
            let Some(language) = language.and_then(tag) else {
                self.omit(OmissionReason::NoLanguage, format!("{name}[{at}]"));
                continue;
            };
            let is_listed = self.languages.contains(&language);
            match name {
                "listingsToRemove" if is_listed => {
                    self.omit(OmissionReason::Malformed, format!("{name}[{at}]"));
                }
                "listingsToRemove" => {
                    self.languages.insert(language.clone());
                    self.fields.push(HeldField {
                        path: FieldPath::of_listing(&language),
                        value: Value::Null,
                    });
                }
                _ if is_listed => {}
                _ => self.omit(
                    OmissionReason::NoTexts,
                    FieldPath::of_listing(&language).to_string(),
                ),
            }
        }
    }
}

/// Returns a language as it is spelled, or as the Store spells it where it can be no code.
fn tag(written: &str) -> Option<LanguageTag> {
    let spelled = written.parse::<LanguageTag>().ok();
    let spelled = spelled.filter(LanguageTag::is_well_formed);
    spelled.or_else(|| store_language(written))
}

fn language(members: &Map<String, Value>) -> Option<&str> {
    members.iter().find(|it| is_language(it.0))?.1.as_str()
}

fn is_language(name: &str) -> bool {
    name.eq_ignore_ascii_case("language")
}
