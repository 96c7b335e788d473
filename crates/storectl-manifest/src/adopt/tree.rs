//! Fields by their addresses, put together to what a manifest says.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};
use storectl_model::{FieldPath, HeldField, MARKETS, ProductId, Segment};

use super::source::Draft;
use crate::{API_VERSION, schema::Place};

/// What a manifest says, and what it cannot say.
pub(super) struct Tree {
    pub(super) value: Value,
    pub(super) unknown: Vec<FieldPath>,
}

/// The most markets a product may lack for its markets to read better as all but those.
const FEW_MARKETS: usize = 20;

/// Puts the fields together.
pub(super) fn of_fields<'a>(draft: &Draft, fields: impl Iterator<Item = &'a HeldField>) -> Tree {
    let mut unknown = Vec::new();
    let mut value = json!({
        "apiVersion": API_VERSION,
        "productId": draft.product_id.as_ref().unwrap_or(&ProductId::unspecified()).as_str(),
    });
    if let Some(seller) = &draft.seller_id {
        value["sellerId"] = seller.as_str().into();
    }
    let fields: Vec<&HeldField> = fields.collect();
    let packages: BTreeSet<usize> = fields.iter().filter_map(|it| package(&it.path)).collect();
    let numbers: BTreeMap<usize, usize> = packages.into_iter().zip(0..).collect();
    for HeldField { path, value: held } in fields {
        let path = &renumbered(path, &numbers);
        let mut place = Place::at(&path.pointer());
        // The exit codes of a scenario are addressed by the scenario.
        if held.is_array() && matches!(path.segments().last(), Some(Segment::Item(_))) {
            place = place.below("errorScenarioDetails");
        }
        if !place.is_known() {
            unknown.push(path.clone());
            continue;
        }
        let held = known(held, &place, path, &mut unknown);
        let held = match path.field() {
            Some("markets") => markets(held),
            Some(_) | None => held,
        };
        insert(&mut value, path.segments(), held);
    }
    Tree { value, unknown }
}

/// Returns which package a field is of, from 0.
fn package(path: &FieldPath) -> Option<usize> {
    match path.segments() {
        [_, Segment::Index(at), ..] => Some(*at),
        _ => None,
    }
}

/// Returns a path with its package counted among those that the manifest has.
fn renumbered(path: &FieldPath, numbers: &BTreeMap<usize, usize>) -> FieldPath {
    let moved = package(path).and_then(|at| {
        let here = FieldPath::of_package(at);
        path.rebased(&here, &FieldPath::of_package(*numbers.get(&at)?))
    });
    moved.unwrap_or_else(|| path.clone())
}

/// Returns a value without members that say nothing, and without those that a manifest cannot name, which are listed.
pub(crate) fn known(
    value: &Value,
    place: &Place,
    path: &FieldPath,
    unknown: &mut Vec<FieldPath>,
) -> Value {
    match value {
        Value::Object(members) => {
            let mut kept = Map::new();
            for (name, value) in members {
                let below = place.below(name);
                let is_empty = value.is_null() || value.as_str().is_some_and(str::is_empty);
                if is_empty {
                    continue;
                }
                let path = path.clone().key(name.clone());
                if below.is_known() {
                    kept.insert(name.clone(), known(value, &below, &path, unknown));
                } else {
                    unknown.push(path);
                }
            }
            Value::Object(kept)
        }
        Value::Array(items) => {
            let below = place.item();
            let items = items.iter().enumerate();
            items
                .map(|(at, it)| known(it, &below, &path.clone().index(at), unknown))
                .collect()
        }
        other => other.clone(),
    }
}

/// Returns markets as a person writes them: `all`, or all but a few.
fn markets(held: Value) -> Value {
    market_words(&held, FEW_MARKETS).unwrap_or(held)
}

/// Returns a list of markets as `all`, or as all but at most `most`; `None` where a list says it better, or is needed.
pub(crate) fn market_words(held: &Value, most: usize) -> Option<Value> {
    let codes = held.as_array()?;
    let is_held = |code: &str| codes.iter().any(|it| it == code);
    let missing = MARKETS.iter().map(|(code, _)| *code);
    let missing: Vec<&str> = missing.filter(|it| !is_held(it)).collect();
    // One that the table lacks would be lost.
    let are_known = codes.len() + missing.len() == MARKETS.len();
    match missing.len() {
        0 if are_known => Some("all".into()),
        number if are_known && number <= most => Some(json!({ "allExcept": missing })),
        _ => None,
    }
}

/// Inserts a value below the object or list there, and makes what is missing on the way.
pub(crate) fn insert(into: &mut Value, path: &[Segment], held: Value) {
    let Some((first, rest)) = path.split_first() else {
        *into = held;
        return;
    };
    match first {
        Segment::Key(name) => insert(member(into, name), rest, held),
        Segment::Language(language) => insert(member(into, language.key()), rest, held),
        Segment::Index(at) => insert(
            item(
                into,
                |items| Some(*at).filter(|at| *at < items.len()),
                Map::new(),
            ),
            rest,
            held,
        ),
        Segment::Item(kind) => {
            let is_scenario = held.is_array();
            let key = if is_scenario {
                "errorScenario"
            } else {
                "hardwareItemType"
            };
            let find = |items: &[Value]| items.iter().position(|it| it[key] == kind.as_str());
            let new = Map::from_iter([(key.to_owned(), kind.as_str().into())]);
            let item = item(into, find, new);
            match rest {
                [] if is_scenario => insert(member(item, "errorScenarioDetails"), rest, held),
                _ => insert(item, rest, held),
            }
        }
    }
}

fn member<'a>(object: &'a mut Value, name: &str) -> &'a mut Value {
    if !object.is_object() {
        *object = json!({});
    }
    &mut object[name]
}

/// Returns the item of a list that `find` finds, else a new one at its end.
fn item(
    list: &mut Value,
    find: impl Fn(&[Value]) -> Option<usize>,
    new: Map<String, Value>,
) -> &mut Value {
    if !list.is_array() {
        *list = json!([]);
    }
    let found = list.as_array().and_then(|it| find(it));
    let at = found.unwrap_or_else(|| {
        let items = list.as_array_mut();
        items.map_or(0, |items| {
            items.push(Value::Object(new));
            items.len() - 1
        })
    });
    &mut list[at]
}
