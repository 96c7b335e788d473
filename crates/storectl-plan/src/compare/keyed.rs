//! Lists whose items are known by their kind: the API replaces such an array whole, a manifest names single items.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};
use storectl_model::{
    DesiredFeature, DesiredRequirementDetail, Field, HardwareFeature, RequirementKind,
};

use super::{
    equality::Equality,
    fields::{Fields, Sided, raw_text},
};
use crate::ChangeValue;

/// The key of an item of both hardware lists.
const KIND: &str = "hardwareItemType";

/// Visits hardware features, which the service always answers all nine of (field note 16), and gives them as they will be.
pub(crate) fn features(
    fields: &mut Fields<'_>,
    desired: &Field<BTreeMap<HardwareFeature, DesiredFeature>>,
    live: &[Map<String, Value>],
) -> Vec<Map<String, Value>> {
    let items = HardwareFeature::ALL.iter().map(|kind| {
        let named = item_named(desired, kind, || DesiredFeature {
            is_required: Field::Clear,
            is_recommended: Field::Clear,
        });
        let DesiredFeature {
            is_required,
            is_recommended,
        } = named;
        let flag = |field: &Field<bool>| field.or_clear(false).map(Value::from);
        KeyedItem {
            kind: kind.as_str(),
            members: [
                ("isRequired", flag(&is_required)),
                ("isRecommended", flag(&is_recommended)),
            ],
            empty: json!({ "isRequired": false, "isRecommended": false, KIND: kind.as_str() }),
        }
    });
    keyed(fields, "isSystemFeatureRequired", live, items)
}

/// As the features; here the service keeps empty texts for what is unset (field note 16).
pub(crate) fn requirement_details(
    fields: &mut Fields<'_>,
    desired: &Field<BTreeMap<RequirementKind, DesiredRequirementDetail>>,
    live: &[Map<String, Value>],
) -> Vec<Map<String, Value>> {
    let items = RequirementKind::ALL.iter().map(|kind| {
        let named = item_named(desired, kind, || DesiredRequirementDetail {
            minimum_requirement: Field::Clear,
            recommended_requirement: Field::Clear,
        });
        let DesiredRequirementDetail {
            minimum_requirement,
            recommended_requirement,
        } = named;
        let text = |field: &Field<String>| field.or_clear(String::new()).map(Value::from);
        KeyedItem {
            kind: kind.as_str(),
            members: [
                ("minimumRequirement", text(&minimum_requirement)),
                ("recommendedRequirement", text(&recommended_requirement)),
            ],
            empty: json!({ "minimumRequirement": "", "recommendedRequirement": "", KIND: kind.as_str() }),
        }
    });
    keyed(fields, "systemRequirementDetails", live, items)
}

/// What the manifest says of one item: nothing, that it be empty if the list is cleared, or its members.
fn item_named<K: Ord, V: Clone + Default>(
    desired: &Field<BTreeMap<K, V>>,
    kind: &K,
    cleared: impl FnOnce() -> V,
) -> V {
    match desired {
        Field::Absent => V::default(),
        Field::Clear => cleared(),
        Field::Set(named) => named.get(kind).cloned().unwrap_or_default(),
    }
}

/// One item of a keyed list.
struct KeyedItem {
    kind: &'static str,
    /// Members and the values they are to have; `None` if the manifest does not manage the member.
    members: [(&'static str, Option<Value>); 2],
    /// The item as it is where the list has none of its kind.
    empty: Value,
}

/// The array goes out whole, built from the live one: naming one item never wipes the others, nor the keys of its own that
/// this tool does not know (trap 38). An item that holds nothing equals an absent one (trap 27).
fn keyed(
    fields: &mut Fields<'_>,
    list: &'static str,
    live: &[Map<String, Value>],
    items: impl Iterator<Item = KeyedItem>,
) -> Vec<Map<String, Value>> {
    let mut body = live.to_vec();
    let mut is_changed = false;
    let mut kinds = Vec::new();
    for KeyedItem {
        kind,
        members,
        empty,
    } in items
    {
        kinds.push(kind);
        let path = fields.at(list).item(kind);
        let known = members.each_ref().map(|(member, _)| *member);
        let stored = position(live, KIND, kind).and_then(|at| live.get(at));
        for (member, desired) in members {
            let path = path.clone().key(member);
            let theirs = stored
                .and_then(|it| it.get(member))
                .filter(|it| !it.is_null());
            let theirs = theirs.unwrap_or(&empty[member]);
            let is_managed = desired.is_some() && fields.is_in_scope(&path);
            // Off says nothing where nobody asks.
            let held = match theirs {
                Value::Bool(false) if !is_managed => ChangeValue::Unset,
                theirs => value(theirs),
            };
            let ours = desired.as_ref().map(|it| sided(value(it)));
            if fields.visit(path, ours, sided(held)).is_some() {
                let item = item_of(&mut body, KIND, kind, || empty.clone());
                item.insert(member.to_owned(), desired.unwrap_or_default());
                is_changed = true;
            }
        }
        let rest = stored.into_iter().flatten();
        let rest = rest.filter(|(name, _)| *name != KIND && !known.contains(&name.as_str()));
        let rest = rest
            .map(|(name, value)| (name.clone(), value.clone()))
            .collect();
        fields.unknown(&path, &rest);
    }
    // Kinds that this tool does not know are carried along.
    for item in live {
        let kind = raw_text(item, KIND);
        if !kinds.iter().any(|it| it.eq_ignore_ascii_case(kind)) {
            let path = fields.at(list).item(kind);
            let members = item.iter().filter(|(name, _)| *name != KIND);
            let members = members
                .map(|(name, value)| (name.clone(), value.clone()))
                .collect();
            fields.unknown(&path, &members);
        }
    }
    if is_changed {
        let items = body.into_iter().map(Value::Object).collect();
        fields.body.insert(list.to_owned(), items);
    }
    fields.objects_after(list, live)
}

/// Texts are the same but for their line ends.
fn sided(value: ChangeValue) -> Sided {
    let canonical = Equality::Text.canonical(&value);
    Sided::new(value, canonical)
}

fn value(value: &Value) -> ChangeValue {
    match value {
        Value::String(text) => ChangeValue::word(text),
        other => ChangeValue::object(other.clone()),
    }
}

fn position(items: &[Map<String, Value>], key: &str, value: &str) -> Option<usize> {
    items
        .iter()
        .position(|item| raw_text(item, key).eq_ignore_ascii_case(value))
}

/// The item of a keyed array, made by `new` and put last where there is none.
pub(crate) fn item_of<'a>(
    items: &'a mut Vec<Map<String, Value>>,
    key: &str,
    value: &str,
    new: impl FnOnce() -> Value,
) -> &'a mut Map<String, Value> {
    let at = position(items, key, value).unwrap_or_else(|| {
        items.push(match new() {
            Value::Object(item) => item,
            _ => Map::new(),
        });
        items.len() - 1
    });
    &mut items[at]
}
