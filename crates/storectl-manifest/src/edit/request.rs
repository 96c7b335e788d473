//! What is to be edited.

use serde_json::Value;
use storectl_model::FieldPath;

/// An edit of one field.
#[derive(Clone, Debug, PartialEq)]
pub struct Edit {
    /// The field; items of keyed lists by their type, languages in any case.
    pub address: FieldPath,
    /// What becomes of it.
    pub change: Change,
}

/// What becomes of a field.
#[derive(Clone, Debug, PartialEq)]
pub enum Change {
    /// It has this value, as the manifest writes it; `null` clears.
    Set(Value),
    /// It is no longer in the manifest, and so unmanaged.
    Unset,
}
