//! What customers get, field by field.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use storectl_model::mask::mask_json;

use super::value;
use crate::{
    json::{
        unreadable::{Unreadable, address},
        v1::shared::Word,
    },
    view::StorePage,
};

/// A value that is published once the plan is applied and submitted.
#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct StorePageFieldDoc {
    /// E.g. `listings.en-us.screenshots`.
    address: String,
    /// The kind of the value.
    #[schemars(extend("enum" = ["unset", "flag", "word", "text", "items", "image", "images", "object", "secret"]))]
    kind: Word,
    /// The value; an image file has `path`, `sha256`, `bytes`, `width` and `height`, and an image of the Store its `id`.
    value: Value,
}

/// Writes every field of a Store page.
pub(super) fn fields(page: &StorePage) -> Vec<StorePageFieldDoc> {
    let StorePage { values } = page;
    let fields = values.iter().map(|(path, it)| StorePageFieldDoc {
        address: path.to_string(),
        kind: value::kind(it).into(),
        value: mask_json(it.to_json()),
    });
    fields.collect()
}

/// Reads a Store page.
pub(super) fn read(fields: &[StorePageFieldDoc]) -> Result<StorePage, Unreadable> {
    let values = fields.iter().map(|it| {
        let StorePageFieldDoc {
            address: path,
            kind,
            value: json,
        } = it;
        Ok((address(path), value::read(kind, json)?))
    });
    Ok(StorePage {
        values: values.collect::<Result<_, _>>()?,
    })
}
