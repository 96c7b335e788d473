//! Fields of an update, by their addresses.

use std::collections::BTreeSet;

use serde_json::{Map, Value};
use storectl_model::{FieldPath, HardwareFeature, HeldField, LanguageTag};

use crate::{
    Draft,
    foreign::reading::{ForeignProduct, OmissionReason, Omissions, Remark},
    schema::Place,
};

/// Lists whose items are told apart by a word.
const KEYED: [(&str, &str); 3] = [
    ("isSystemFeatureRequired", "hardwareItemType"),
    ("systemRequirementDetails", "hardwareItemType"),
    ("errorDetails", "errorScenario"),
];

/// Reads an update member by member.
#[derive(Default)]
pub(super) struct Reader {
    pub(super) fields: Vec<HeldField>,
    pub(super) remarks: Vec<Remark>,
    /// The languages with a listing.
    pub(super) languages: BTreeSet<LanguageTag>,
    omissions: Omissions,
}

impl Reader {
    pub(super) fn omit(&mut self, reason: OmissionReason, what: impl Into<String>) {
        self.omissions.add(reason, what);
    }

    pub(super) fn finish(self) -> ForeignProduct {
        ForeignProduct {
            draft: Draft {
                product_id: None,
                seller_id: None,
                fields: self.fields,
                images: std::collections::BTreeMap::new(),
            },
            omissions: self.omissions.into_list(),
            remarks: self.remarks,
        }
    }

    /// Reads availability or properties.
    pub(super) fn module(&mut self, name: &'static str, value: &Value) {
        let path = FieldPath::root().key(name);
        match value {
            Value::Null => {}
            Value::Object(members) => self.object(&path, &Place::root().below(name), members),
            _ => self.omit(OmissionReason::Malformed, name),
        }
    }

    /// Reads the members of an object: keys in the manifest's spelling, lists that are keyed item by item.
    pub(super) fn object(&mut self, path: &FieldPath, place: &Place, members: &Map<String, Value>) {
        for (name, value) in members {
            let name = spelled(place, name);
            let path = path.clone().key(name.to_owned());
            let place = place.below(name);
            let key = KEYED.iter().find(|(list, _)| *list == name);
            match (value, key) {
                (Value::Array(items), Some((_, key))) => self.keyed(&path, key, items),
                (Value::Object(members), _) if place.is_known() => {
                    // Where a text may stand, a manifest would take an object for the name of a file.
                    if place.is_leaf() && !place.takes_text() {
                        self.object(&path, &place, members);
                    } else {
                        self.omit(OmissionReason::Malformed, path.to_string());
                    }
                }
                _ => self.field(path, &place, value),
            }
        }
    }

    fn field(&mut self, path: FieldPath, place: &Place, value: &Value) {
        if let Some(value) = said(value, place) {
            self.fields.push(HeldField { path, value });
        }
    }

    /// Reads a list whose items are told apart by their member `key`.
    fn keyed(&mut self, path: &FieldPath, key: &str, items: &[Value]) {
        let place = Place::at(&path.pointer()).item();
        // A list of all features is one that the Store filled in, off where nothing was said.
        let is_filled_in = items.len() >= HardwareFeature::ALL.len();
        let mut seen = BTreeSet::new();
        for (at, item) in items.iter().enumerate() {
            let members = item.as_object();
            let named = |name: &str| {
                let members = members.into_iter().flatten();
                let mut members = members.filter(|it| it.0.eq_ignore_ascii_case(name));
                members.next().map(|it| it.1)
            };
            let kind = named(key).and_then(Value::as_str);
            let kind = kind.filter(|it| !it.is_empty() && seen.insert(*it));
            let (Some(members), Some(kind)) = (members, kind) else {
                self.omit(
                    OmissionReason::Malformed,
                    path.clone().index(at).to_string(),
                );
                continue;
            };
            let path = path.clone().item(kind);
            for (name, value) in members {
                let name = spelled(&place, name);
                let place = place.below(name);
                let is_off = is_filled_in && *value == Value::Bool(false);
                match name {
                    it if it == key => {}
                    // The exit codes of a scenario are addressed by the scenario.
                    "errorScenarioDetails" if value.is_array() => {
                        self.field(path.clone(), &place, value);
                    }
                    "errorScenarioDetails" if !value.is_null() => {
                        self.omit(OmissionReason::Malformed, path.to_string());
                    }
                    _ if is_off => {}
                    _ => self.field(path.clone().key(name.to_owned()), &place, value),
                }
            }
        }
    }
}

/// Returns a key as the manifest spells it; one that it does not know, as it is.
pub(super) fn spelled<'n>(place: &Place, name: &'n str) -> &'n str {
    let known = place.keys().find(|it| it.eq_ignore_ascii_case(name));
    known.unwrap_or(name)
}

/// Returns what a value says, keys in the manifest's spelling; nothing of null and of what is empty.
fn said(value: &Value, place: &Place) -> Option<Value> {
    match value {
        Value::Null => None,
        Value::String(text) => (!text.is_empty()).then(|| value.clone()),
        Value::Bool(_) | Value::Number(_) => Some(value.clone()),
        Value::Array(items) => {
            let place = place.item();
            let items: Vec<Value> = items.iter().filter_map(|it| said(it, &place)).collect();
            (!items.is_empty()).then(|| items.into())
        }
        Value::Object(members) => {
            let members = members.iter().filter_map(|(name, value)| {
                let name = spelled(place, name);
                Some((name.to_owned(), said(value, &place.below(name))?))
            });
            let members: Map<String, Value> = members.collect();
            (!members.is_empty()).then(|| members.into())
        }
    }
}
