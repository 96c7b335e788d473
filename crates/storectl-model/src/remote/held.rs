//! One field of a draft, by its address.

use serde_json::Value;

use crate::FieldPath;

/// A field of a draft that holds something, and what it holds. What the Store fills in by itself is none.
#[derive(Clone, Debug, PartialEq)]
pub struct HeldField {
    /// The field, e.g. `packages[0].packageUrl`, `properties.isSystemFeatureRequired[Touch].isRequired`.
    pub path: FieldPath,
    /// What it holds, in the API's own JSON; never null.
    pub value: Value,
}
