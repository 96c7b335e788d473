//! What the Store holds at one place of a manifest.

use serde_json::Value;

use super::{HeldField, RemoteAsset};
use crate::FieldPath;

/// What the Store holds where a manifest says something else.
#[derive(Clone, Debug, PartialEq)]
pub struct LiveField {
    /// The place, as the manifest counts its packages; a package that only the Store has is named by what tells it apart.
    pub path: FieldPath,
    /// What the Store holds there.
    pub value: LiveValue,
}

/// What the Store holds at a place.
#[derive(Clone, Debug, PartialEq)]
pub enum LiveValue {
    /// Nothing: the field is empty.
    Nothing,
    /// A value, in the API's own JSON; never null.
    Value(Value),
    /// A list of images, in order; may be empty.
    Images(Vec<RemoteAsset>),
    /// A language that the manifest removes. Its fields are listed after it.
    Language,
    /// A package that the manifest does not have: its fields, each by its path within the package.
    Package(Vec<HeldField>),
    /// No such language or package.
    Gone,
}
