//! Values that every language takes from `listingDefaults`.

use std::collections::BTreeMap;

use serde_json::Value;
use storectl_model::{FieldPath, Module};

use crate::{
    edit::{Edit, pointer_of},
    parse::Document,
    pointer,
    source_map::DEFAULTS,
};

/// Puts a value that every language gets instead of the default they share into the default. A default that is a file or a
/// list of paths may differ by language, and stays.
pub(super) fn lift(document: &Document, edits: Vec<Edit>) -> Vec<Edit> {
    let mut by_default: BTreeMap<String, Vec<&Edit>> = BTreeMap::new();
    for edit in &edits {
        if let Some(name) = inherited(document, &edit.address) {
            by_default.entry(name).or_default().push(edit);
        }
    }
    let lifted: BTreeMap<String, Edit> = by_default
        .into_iter()
        .filter(|(name, edits)| edits.len() > 1 && edits.len() == heirs(document, name))
        .filter(|(_, edits)| {
            edits
                .windows(2)
                .all(|it| it.first().map(|it| &it.change) == it.last().map(|it| &it.change))
        })
        .filter_map(|(name, edits)| {
            let address = FieldPath::root().key("listingDefaults").key(name.clone());
            let change = edits.first()?.change.clone();
            Some((name, Edit { address, change }))
        })
        .collect();
    let mut kept: Vec<Edit> = edits
        .into_iter()
        .filter(|it| {
            inherited(document, &it.address).is_none_or(|name| !lifted.contains_key(&name))
        })
        .collect();
    kept.extend(lifted.into_values());
    kept
}

/// Returns the name of the default that a field of a listing takes; `None` where the listing has its own, or the default is
/// not the same for every language.
fn inherited(document: &Document, address: &FieldPath) -> Option<String> {
    if address.module() != Some(Module::Listings) || address.segments().len() != 3 {
        return None;
    }
    let name = address.field()?;
    let own = pointer_of(document, address).ok()?;
    let default = document.value.pointer(&pointer::join(DEFAULTS, name))?;
    let differs = default.is_object() || default.to_string().contains("${language}");
    (document.value.pointer(&own).is_none() && !differs).then(|| name.to_owned())
}

/// Counts the listings that take a default.
fn heirs(document: &Document, name: &str) -> usize {
    let listings = document.value.get("listings").and_then(Value::as_object);
    let listings = listings.into_iter().flatten();
    let takes = |it: &&Value| it.as_object().is_some_and(|it| !it.contains_key(name));
    listings.map(|(_, it)| it).filter(takes).count()
}
