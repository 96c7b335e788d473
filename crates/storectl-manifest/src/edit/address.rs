//! Edits of a manifest's value, by address.

use serde_json::{Map, Value, json};
use storectl_model::{FieldPath, Segment};

use super::{
    error::EditError,
    request::{Change, Edit},
};
use crate::{parse::Document, pointer, schema::Place, source_map};

/// One step down a value.
#[derive(Clone, Debug)]
enum Step {
    Member(String),
    Item(usize),
    /// A new item of a keyed list.
    NewItem {
        key: &'static str,
        kind: String,
    },
}

/// Makes an edit in the value of a manifest, whose text stays as it is.
///
/// # Errors
/// An address that the manifest cannot have, or that is below a language it removes.
pub(super) fn edit(document: &mut Document, edit: &Edit) -> Result<(), EditError> {
    let steps = steps(document, &edit.address)?;
    if edit.change == Change::Unset {
        refuse_next_item(&document.value, &steps, &edit.address)?;
    }
    match &edit.change {
        Change::Set(new) => set(&mut document.value, &steps, new),
        Change::Unset => {
            unset(&mut document.value, &steps, &Place::root());
        }
    }
    Ok(())
}

/// Returns the JSON pointer of an address, languages in the manifest's own spelling; a new item of a keyed list is at its end.
///
/// # Errors
/// As for [`edit`].
pub(crate) fn pointer(document: &Document, address: &FieldPath) -> Result<String, EditError> {
    let steps = steps(document, address)?;
    let mut pointer = String::new();
    for step in &steps {
        match step {
            Step::Member(name) => pointer::push(&mut pointer, name),
            Step::Item(index) => pointer::push_item(&mut pointer, *index),
            Step::NewItem { .. } => {
                let items = document.value.pointer(&pointer).and_then(Value::as_array);
                pointer::push_item(&mut pointer, items.map_or(0, Vec::len));
            }
        }
    }
    Ok(pointer)
}

/// Finds the way down to an address.
fn steps(document: &Document, address: &FieldPath) -> Result<Vec<Step>, EditError> {
    let unknown = || EditError::UnknownField {
        address: address.clone(),
    };
    let mut here = Some(&document.value);
    let mut pointer = String::new();
    let mut steps = Vec::new();
    for segment in address.segments() {
        let step = match segment {
            Segment::Key(key) => Step::Member(key.to_string()),
            Segment::Language(language) => Step::Member(
                here.and_then(Value::as_object)
                    .and_then(|it| {
                        it.keys()
                            .find(|key| key.eq_ignore_ascii_case(language.as_str()))
                    })
                    .map_or_else(|| language.as_str().to_owned(), Clone::clone),
            ),
            Segment::Index(index) => {
                let length = here.and_then(Value::as_array).map_or(0, Vec::len);
                if *index > length {
                    return Err(EditError::NoSuchItem {
                        address: address.clone(),
                        length,
                    });
                }
                Step::Item(*index)
            }
            Segment::Item(kind) => {
                let key = source_map::key_of(&pointer).ok_or_else(unknown)?;
                let items = here.and_then(Value::as_array).into_iter().flatten();
                let is_it = |it: &Value| it.get(key).and_then(Value::as_str) == Some(kind);
                match items.into_iter().position(is_it) {
                    Some(index) => Step::Item(index),
                    None => Step::NewItem {
                        key,
                        kind: kind.clone(),
                    },
                }
            }
        };
        let name = match &step {
            Step::Member(name) => name.clone(),
            Step::Item(index) => index.to_string(),
            Step::NewItem { .. } => "0".to_owned(),
        };
        pointer::push(&mut pointer, &name);
        if !Place::at(&pointer).is_known() {
            return Err(unknown());
        }
        here = here.and_then(|it| match &step {
            Step::Member(name) => it.get(name),
            Step::Item(index) => it.get(index),
            Step::NewItem { .. } => None,
        });
        steps.push(step);
        refuse_below_removed(document, address, &pointer, here, steps.len())?;
    }
    if steps.is_empty() {
        return Err(unknown());
    }
    Ok(steps)
}

/// Refuses the place where the next item of a list would come, where nothing is to be removed.
fn refuse_next_item(value: &Value, steps: &[Step], address: &FieldPath) -> Result<(), EditError> {
    let mut here = Some(value);
    for step in steps {
        let Some(value) = here else { break };
        here = match (step, value) {
            (Step::Item(index), Value::Array(items)) if *index >= items.len() => {
                return Err(EditError::NoSuchItem {
                    address: address.clone(),
                    length: items.len(),
                });
            }
            (Step::Item(index), value) => value.get(index),
            (Step::Member(name), value) => value.get(name),
            (Step::NewItem { .. }, _) => None,
        };
    }
    Ok(())
}

/// Refuses what is below a language that the manifest removes.
fn refuse_below_removed(
    document: &Document,
    address: &FieldPath,
    pointer: &str,
    here: Option<&Value>,
    depth: usize,
) -> Result<(), EditError> {
    let is_removed = address.language().is_some() && depth == 2 && here == Some(&Value::Null);
    if is_removed && address.segments().len() > depth {
        return Err(EditError::Removed {
            language: pointer::split(pointer).map(|it| it.1).unwrap_or_default(),
            location: document
                .location(pointer)
                .unwrap_or_else(|| document.start()),
        });
    }
    Ok(())
}

fn set(value: &mut Value, steps: &[Step], new: &Value) {
    let Some((step, below)) = steps.split_first() else {
        value.clone_from(new);
        return;
    };
    let slot = match step {
        Step::Member(name) => {
            if !value.is_object() {
                *value = Value::Object(Map::new());
            }
            value
                .as_object_mut()
                .map(|it| it.entry(name.clone()).or_insert(Value::Null))
        }
        Step::Item(_) | Step::NewItem { .. } => {
            if !value.is_array() {
                *value = Value::Array(Vec::new());
            }
            value.as_array_mut().and_then(|items| {
                let index = match step {
                    Step::Item(index) => *index,
                    Step::NewItem { .. } | Step::Member(_) => items.len(),
                };
                if index == items.len() {
                    items.push(match step {
                        Step::NewItem { key, kind } => json!({ *key: kind }),
                        Step::Item(_) | Step::Member(_) => Value::Null,
                    });
                }
                items.get_mut(index)
            })
        }
    };
    if let Some(slot) = slot {
        set(slot, below, new);
    }
}

/// Removes what the steps lead to, and every mapping and list that it leaves empty but a language, which stays managed.
/// Returns whether `value` is to go.
fn unset(value: &mut Value, steps: &[Step], place: &Place) -> bool {
    let Some((step, below)) = steps.split_first() else {
        return true;
    };
    let is_languages = matches!(step, Step::Member(_)) && place.keys().next().is_none();
    match (step, &mut *value) {
        (Step::Member(name), Value::Object(members)) => {
            let Some(member) = members.get_mut(name) else {
                return false;
            };
            let goes = unset(member, below, &place.below(name));
            if goes && (below.is_empty() || !is_languages) {
                members.shift_remove(name);
            }
        }
        (Step::Item(index), Value::Array(items)) => {
            let Some(item) = items.get_mut(*index) else {
                return false;
            };
            if unset(item, below, &place.item()) {
                items.remove(*index);
            }
        }
        _ => return false,
    }
    match value {
        Value::Object(members) => members.is_empty(),
        Value::Array(items) => items.is_empty(),
        _ => false,
    }
}
