//! Lists whose items are known by their kind: the API replaces such an array whole, a manifest names single items.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};
use storectl_model::{
    DesiredFeature, DesiredRequirementDetail, Field, HardwareFeature, RequirementKind,
};

use crate::{
    ChangeValue,
    diff::{Diff, raw_text},
};

/// Hardware features, which the service always answers all nine of (field note 16).
pub(crate) fn features(
    diff: &mut Diff,
    desired: &Field<BTreeMap<HardwareFeature, DesiredFeature>>,
    live: &[Map<String, Value>],
) {
    let none = DesiredFeature {
        is_required: Field::Clear,
        is_recommended: Field::Clear,
    };
    let wanted = named(desired, HardwareFeature::ALL, &none).map(|(kind, wanted)| {
        let DesiredFeature { is_required, is_recommended } = wanted;
        let switch = |field: &Field<bool>| field.or_clear(false).map(Value::from);
        KeyedItem {
            kind: kind.as_str(),
            members: [("isRequired", switch(is_required)), ("isRecommended", switch(is_recommended))],
            empty: json!({ "isRequired": false, "isRecommended": false, "hardwareItemType": kind.as_str() }),
        }
    });
    keyed(diff, "isSystemFeatureRequired", live, wanted);
}

/// As the features; here the service keeps empty texts for what is unset (field note 16).
pub(crate) fn requirement_details(
    diff: &mut Diff,
    desired: &Field<BTreeMap<RequirementKind, DesiredRequirementDetail>>,
    live: &[Map<String, Value>],
) {
    let none = DesiredRequirementDetail {
        minimum_requirement: Field::Clear,
        recommended_requirement: Field::Clear,
    };
    let wanted = named(desired, RequirementKind::ALL, &none).map(|(kind, wanted)| {
        let DesiredRequirementDetail { minimum_requirement, recommended_requirement } = wanted;
        let text = |field: &Field<String>| field.or_clear(String::new()).map(Value::from);
        KeyedItem {
            kind: kind.as_str(),
            members: [
                ("minimumRequirement", text(minimum_requirement)),
                ("recommendedRequirement", text(recommended_requirement)),
            ],
            empty: json!({ "minimumRequirement": "", "recommendedRequirement": "", "hardwareItemType": kind.as_str() }),
        }
    });
    keyed(diff, "systemRequirementDetails", live, wanted);
}

/// The items of a keyed list the manifest speaks of: those it names, or all of them where it clears the list.
fn named<'a, K: Copy + Ord, V>(
    desired: &'a Field<BTreeMap<K, V>>,
    all: &'a [K],
    none: &'a V,
) -> impl Iterator<Item = (K, &'a V)> {
    all.iter().filter_map(move |kind| match desired {
        Field::Absent => None,
        Field::Clear => Some((*kind, none)),
        Field::Set(named) => named.get(kind).map(|wanted| (*kind, wanted)),
    })
}

/// What one item of a keyed list is to hold.
struct KeyedItem {
    kind: &'static str,
    /// Members and their values; `None` where the manifest does not manage the member.
    members: [(&'static str, Option<Value>); 2],
    /// The item as it is where the list has none of its kind.
    empty: Value,
}

/// The array goes out whole, built from the live one: naming one item never wipes the others, nor the keys of its own that
/// this tool does not know (trap 38). An item that holds nothing equals an absent one (trap 27).
fn keyed(
    diff: &mut Diff,
    list: &'static str,
    live: &[Map<String, Value>],
    wanted: impl Iterator<Item = KeyedItem>,
) {
    let shown = |value: &Value| ChangeValue::object(value.clone());
    let mut items = live.to_vec();
    let mut changed = false;
    for KeyedItem {
        kind,
        members,
        empty,
    } in wanted
    {
        for (member, ours) in members {
            let at = position(&items, "hardwareItemType", kind);
            let stored = at
                .and_then(|at| items.get(at))
                .and_then(|it| it.get(member));
            let theirs = stored.filter(|it| !it.is_null()).unwrap_or(&empty[member]);
            let Some(ours) = ours.filter(|ours| ours != theirs) else {
                continue;
            };
            let path = diff.at(list).item(kind).key(member);
            diff.record(path, shown(theirs), shown(&ours), None);
            let item = item_of(&mut items, "hardwareItemType", kind, || empty.clone());
            item.insert(member.to_owned(), ours);
            changed = true;
        }
    }
    if changed {
        diff.body.insert(
            list.to_owned(),
            items.into_iter().map(Value::Object).collect(),
        );
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
