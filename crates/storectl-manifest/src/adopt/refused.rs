//! Values of the draft that the rules of a manifest refuse.

use std::collections::BTreeMap;

use serde_json::Value;
use storectl_model::{
    FieldPath,
    mask::{mask, mask_json},
};

use super::{error::AdoptError, parts::Parts};
use crate::{Code, Diagnostic, Severity, pointer, raw, rules, schema::Place, write};

/// A value of the draft that the rules of a manifest refuse: the manifest does not manage it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused {
    /// The field.
    pub path: FieldPath,
    /// The rule.
    pub code: Code,
    /// Why it is refused, one sentence without a final period.
    pub message: String,
    /// The comment in its place, without `#`.
    pub(super) comment: String,
}

/// How often the rest is checked again. What is refused can hide what else is.
const MOST_ROUNDS: usize = 20;

/// The longest value that a comment shows, in characters.
const LONGEST: usize = 2_000;

/// Takes what the rules refuse out of a manifest, until they refuse nothing.
///
/// # Errors
/// Where they refuse the manifest as a whole.
pub(super) fn set_aside(parts: &mut Parts) -> Result<Vec<Refused>, AdoptError> {
    let mut refused = Vec::new();
    for _ in 0..MOST_ROUNDS {
        let found = parts.check(&parts.yaml())?.diagnostics;
        let mut fields: BTreeMap<FieldPath, (String, &Diagnostic)> = BTreeMap::new();
        for error in found.iter().filter(|it| it.severity == Severity::Error) {
            let field = field(&error.pointer);
            let Some(field) = field.filter(|it| parts.value.pointer(it).is_some()) else {
                return Err(AdoptError::Unwritable(found));
            };
            fields
                .entry(pointer::path(&field))
                .or_insert((field, error));
        }
        if fields.is_empty() {
            return Ok(refused);
        }
        // From the end, so that the indices of items before it stay.
        for (path, (field, error)) in fields.iter().rev() {
            let is_inside = |it: &&FieldPath| *it != path && path.is_within(it);
            if fields.keys().any(|it| is_inside(&it)) {
                continue;
            }
            let path = address(&parts.value, field).unwrap_or_else(|| path.clone());
            if let Some(value) = remove(&mut parts.value, field) {
                let shown = shown(parts, field, &value);
                refused.push(Refused::of(path, error, &shown));
            }
        }
        drop_empty(&mut parts.value);
    }
    Err(AdoptError::Unwritable(Vec::new()))
}

impl Refused {
    fn of(path: FieldPath, error: &Diagnostic, value: &str) -> Self {
        let code = error.code;
        // A comment holds nothing that ends its line or that no manifest may hold.
        let is_special =
            |it: char| it.is_control() || matches!(it, '\u{feff}' | '\u{2028}' | '\u{2029}');
        let message = mask(&error.message.replace(is_special, " ")).into_owned();
        Self {
            comment: format!(
                "{}{path}: {value} ({code}: {message})",
                rules::SET_ASIDE_MARK
            ),
            path,
            code,
            message,
        }
    }
}

/// Returns the pointer of the field that a fault is in: of what can be left out without leaving out anything else.
fn field(pointer: &str) -> Option<String> {
    let segments: Vec<&str> = pointer.split('/').skip(1).collect();
    let is_item = |it: &&str| it.bytes().all(|it| it.is_ascii_digit());
    let depth = match segments.as_slice() {
        ["properties", _, item, ..] if is_item(item) => 3,
        ["availability" | "properties", ..] => 2,
        ["listings", ..] => 3,
        // A package without its address is none.
        ["packages", _, field, ..] if *field != "packageUrl" => 3,
        ["packages", ..] => 1,
        _ => return None,
    };
    let kept = segments.into_iter().take(depth);
    Some(kept.flat_map(|it| ["/", it]).collect())
}

/// Returns the address of an item of a keyed list by its kind.
fn address(value: &Value, pointer: &str) -> Option<FieldPath> {
    let kind = value.pointer(pointer)?.get("hardwareItemType")?.as_str()?;
    let (list, _) = pointer::split(pointer)?;
    Some(pointer::path(list).item(kind))
}

/// Takes a value out.
fn remove(value: &mut Value, pointer: &str) -> Option<Value> {
    let (parent, last) = pointer::split(pointer)?;
    match value.pointer_mut(parent)? {
        Value::Object(members) => members.shift_remove(&last),
        Value::Array(items) => {
            let at = last.parse().ok().filter(|at| *at < items.len())?;
            Some(items.remove(at))
        }
        _ => None,
    }
}

/// Removes objects and lists that say nothing.
fn drop_empty(value: &mut Value) {
    let is_empty = |it: &Value| {
        it.as_object().is_some_and(serde_json::Map::is_empty)
            || it.as_array().is_some_and(Vec::is_empty)
    };
    let Some(members) = value.as_object_mut() else {
        return;
    };
    for (_, section) in members.iter_mut().filter(|it| it.0 != "packages") {
        if let Some(members) = section.as_object_mut() {
            members.retain(|_, it| !is_empty(it));
        }
    }
    members.retain(|_, it| !is_empty(it));
}

/// Returns a value as a comment shows it, on one line and without the passwords of addresses; of images, how many there are.
fn shown(parts: &Parts, pointer: &str, value: &Value) -> String {
    let field = pointer::split(pointer).map(|it| it.1).unwrap_or_default();
    if raw::LISTING_IMAGES.contains(&field.as_str()) {
        let images = value.as_array().map_or(0, Vec::len);
        return format!("{images} image{}", if images == 1 { "" } else { "s" });
    }
    let file = value.get("file").and_then(Value::as_str);
    let text = file.and_then(|it| parts.texts.get(it)).map(String::as_str);
    let shown = match text.or(value.as_str()) {
        Some(text) => write::double_quoted(&mask(text)),
        None => write::flow(&mask_json(value.clone()), &Place::default()),
    };
    match shown.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", shown.get(..end).unwrap_or_default()),
        None => shown,
    }
}
