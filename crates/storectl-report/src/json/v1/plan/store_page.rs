//! What customers get, field by field.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use storectl_model::mask::mask_json;

use crate::view::StorePage;

/// Every value that is published once the plan is applied and submitted, by its address, unmanaged values included. Values have
/// the form they have in `changes`: an image file has `path`, `sha256`, `bytes`, `width` and `height`; an image of the Store has
/// `id`; what is withheld is `(secret)`. No hash covers it, for it follows from the rest.
#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
pub(super) struct StorePageDoc {
    values: BTreeMap<String, Value>,
}

impl From<&StorePage> for StorePageDoc {
    fn from(page: &StorePage) -> Self {
        let StorePage { values } = page;
        let values = values.iter();
        Self {
            values: values
                .map(|(path, it)| (path.to_string(), mask_json(it.to_json())))
                .collect(),
        }
    }
}
