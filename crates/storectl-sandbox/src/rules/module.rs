//! How a write turns one state of a module into the next, judged by the module's rules.

use serde_json::Value;

use super::check::{Check, Mode};
use crate::fields::{self, Fields};
use crate::interpretations::{EmptyValues, Interpretations, NestedObjects, PatchNull};
use crate::response::StoreError;
use crate::tables::members::{Member, Need, Shape};

/// The rules of one module.
pub(crate) struct Module {
    /// The `target` of its errors.
    pub(crate) target: &'static str,
    /// Its members, in the service's order.
    pub(crate) members: &'static [Member],
    /// The member that says which item it is and is none of its fields.
    pub(crate) key: Option<&'static str>,
    /// The values of fields nobody set.
    pub(crate) defaults: fn() -> Fields,
    /// Rules that look at one sent field alone, beyond what its member says.
    pub(crate) fields: fn(&mut Check),
    /// Rules between fields, over the merged module.
    pub(crate) pairs: fn(&mut Check, &Fields),
    /// Drops stored fields that what was sent leaves without a meaning.
    pub(crate) settle: fn(Fields, &Fields, &Interpretations) -> Fields,
    /// Fills in what the service always answers, and puts fields in its order.
    pub(crate) normalize: fn(Fields) -> Fields,
}

impl Module {
    /// Computes the module after a write.
    ///
    /// # Errors
    /// Every rule that is broken, each naming its field.
    pub(crate) fn write(
        &self,
        current: &Fields,
        sent: &Fields,
        mode: Mode,
        interpretations: &Interpretations,
    ) -> Result<Fields, Vec<StoreError>> {
        let empties = match mode {
            Mode::Replace | Mode::Validate => EmptyValues::Clear,
            Mode::Patch => interpretations.empty_values,
        };
        let set: Fields = sent
            .iter()
            .filter(|(_, value)| !value.is_null())
            .filter(|(_, value)| empties != EmptyValues::Kept || !is_empty(value))
            .map(|(name, value)| (name.clone(), fields::without_nulls(value)))
            .collect();
        let mut check = Check::new(self.target, &set, mode, interpretations);
        for member in self.members {
            if member.need == Need::Required && self.key != Some(member.name) {
                check.required(member.name);
            }
            if let Shape::Text(limit) = member.shape {
                check.limited_text(member.name, limit);
            }
        }
        (self.fields)(&mut check);
        if empties == EmptyValues::Refused {
            for (name, _) in set.iter().filter(|(_, value)| is_empty(value)) {
                check.refuse(name, "must not be empty");
            }
        }
        if !check.errors.is_empty() {
            return Err(check.errors);
        }
        let mut merged = match mode {
            Mode::Replace | Mode::Validate => (self.defaults)(),
            Mode::Patch => current.clone(),
        };
        if interpretations.patch_null == PatchNull::Clears {
            let defaults = (self.defaults)();
            for (name, _) in sent.iter().filter(|(_, value)| value.is_null()) {
                match defaults.get(name) {
                    Some(default) => merged.insert(name.clone(), default.clone()),
                    None => merged.shift_remove(name),
                };
            }
        }
        for (name, value) in &set {
            put(&mut merged, name, value, mode, interpretations);
        }
        let merged = (self.normalize)((self.settle)(merged, &set, interpretations));
        (self.pairs)(&mut check, &merged);
        if check.errors.is_empty() {
            Ok(merged)
        } else {
            Err(check.errors)
        }
    }

    /// Validates a stored module as a submission does: all of it.
    pub(crate) fn validate(
        &self,
        stored: &Fields,
        interpretations: &Interpretations,
    ) -> Vec<StoreError> {
        match self.write(stored, stored, Mode::Validate, interpretations) {
            Ok(_) => Vec::new(),
            Err(errors) => errors,
        }
    }
}

fn is_empty(value: &Value) -> bool {
    match value {
        Value::String(text) => text.is_empty(),
        Value::Array(items) => items.is_empty(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Object(_) => false,
    }
}

/// Sets one field; an empty text unsets it (trap 39).
fn put(
    merged: &mut Fields,
    name: &str,
    value: &Value,
    mode: Mode,
    interpretations: &Interpretations,
) {
    let nested = (mode, interpretations.nested_objects);
    match (value, merged.get_mut(name)) {
        (Value::String(text), _) if text.is_empty() => {
            merged.shift_remove(name);
        }
        (Value::Object(members), Some(Value::Object(old)))
            if nested == (Mode::Patch, NestedObjects::Merged) =>
        {
            old.extend(members.clone());
        }
        _ => {
            merged.insert(name.to_owned(), value.clone());
        }
    }
}

/// Puts fields in the service's order; unknown ones stay behind the known.
pub(crate) fn in_order(mut fields: Fields, order: &[Member]) -> Fields {
    let mut ordered = Fields::new();
    for Member { name, .. } in order {
        if let Some(value) = fields.shift_remove(*name) {
            ordered.insert((*name).to_owned(), value);
        }
    }
    ordered.extend(fields);
    ordered
}

/// The item of an array whose `key` member has this value.
pub(crate) fn find<'a>(items: Option<&'a Value>, key: &str, value: &str) -> Option<&'a Value> {
    let items = items?.as_array()?;
    items
        .iter()
        .find(|item| item.get(key).and_then(Value::as_str) == Some(value))
}
