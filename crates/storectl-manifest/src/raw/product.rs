//! The top of the manifest.

use std::{borrow::Cow, collections::BTreeMap};

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Deserialize;
use storectl_model::{SubmitMode, WaitFor};

use super::{
    availability::Availability,
    fields::{Inline, List, NonNull, Word, language_schema},
    listing::Listing,
    package::Package,
    properties::Properties,
};
use crate::API_VERSION;

/// One Microsoft Store product (MSI or EXE app), as it should be. Absent is unmanaged and kept, null clears, a value makes it so.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schemars(title = "storectl manifest", extend("required" = ["apiVersion", "productId"]))]
pub(crate) struct Manifest {
    /// The version of this form.
    #[serde(default)]
    #[schemars(extend("enum" = [API_VERSION]))]
    #[expect(dead_code, reason = "the schema has checked it")]
    pub(crate) api_version: NonNull<String>,
    /// The product's id in Partner Center, a GUID; not the Store id (9...).
    #[serde(default)]
    #[schemars(extend("examples" = ["3e31a9f9-84e8-4d2d-9eba-487878d02ebf"]))]
    pub(crate) product_id: NonNull<Inline<128>>,
    /// The seller account's id; a text, so quote it. Else the flag or variable counts.
    #[serde(default)]
    #[schemars(extend("examples" = ["123456892"]))]
    pub(crate) seller_id: NonNull<Inline<128>>,
    /// The product's name, for people; the Store is not told.
    #[serde(default)]
    #[schemars(extend("examples" = ["Contoso Widgets"]))]
    pub(crate) name: NonNull<Inline<{ usize::MAX }>>,
    /// Values for `${name}` in any text below; `--var` and `STORECTL_VAR_...` win over them.
    #[serde(default)]
    #[expect(dead_code, reason = "read from the value before it is typed")]
    pub(crate) vars: NonNull<Vars>,
    /// Where the product is sold, to whom, and for what.
    #[serde(default)]
    pub(crate) availability: NonNull<Availability>,
    /// Category, contacts, declarations and hardware.
    #[serde(default)]
    pub(crate) properties: NonNull<Properties>,
    /// Laid under every listing named below: what a listing does not name itself is taken from here.
    #[serde(default)]
    pub(crate) listing_defaults: NonNull<Listing>,
    /// The listings by language; null removes a language, one that is not named is kept.
    #[serde(default)]
    pub(crate) listings: NonNull<Listings>,
    /// The installers, the whole list.
    #[serde(default)]
    pub(crate) packages: NonNull<List<Package>>,
    /// What happens to what the manifest does not name: `[listings]` removes languages that are not named.
    #[serde(default)]
    pub(crate) prune: NonNull<Vec<PruneWord>>,
    /// Tokens of destructive changes the manifest agrees to; a plan prints them.
    #[serde(default)]
    #[schemars(extend("examples" = [["D-7k2f"]]))]
    pub(crate) acknowledge: NonNull<Vec<String>>,
    /// Defaults for the flags of apply.
    #[serde(default)]
    pub(crate) submission: NonNull<Submission>,
}

/// Defaults for the flags of apply.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Submission {
    /// When apply submits: auto is after a change.
    #[serde(default)]
    pub(crate) submit: NonNull<Word<SubmitMode>>,
    /// How far apply follows.
    #[serde(default)]
    pub(crate) wait: NonNull<Word<WaitFor>>,
}

/// What can be pruned.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) enum PruneWord {
    Listings,
}

impl JsonSchema for PruneWord {
    fn inline_schema() -> bool {
        true
    }
    fn schema_name() -> Cow<'static, str> {
        "Prune".into()
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "enum": ["listings"] })
    }
}

/// Variables by name.
#[derive(Debug, Deserialize)]
#[serde(transparent)]
pub(crate) struct Vars(#[expect(dead_code, reason = "its form only")] BTreeMap<String, String>);

impl JsonSchema for Vars {
    fn inline_schema() -> bool {
        true
    }
    fn schema_name() -> Cow<'static, str> {
        "Vars".into()
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "object",
            "propertyNames": { "pattern": "^[A-Za-z_][A-Za-z0-9_]*$" },
            "additionalProperties": { "type": "string" },
            "examples": [{ "version": "1.4.2" }],
        })
    }
}

/// Listings by language; `None` is one to remove.
#[derive(Debug, Deserialize)]
#[serde(transparent)]
pub(crate) struct Listings(pub(crate) BTreeMap<String, Option<Listing>>);

impl JsonSchema for Listings {
    fn inline_schema() -> bool {
        true
    }
    fn schema_name() -> Cow<'static, str> {
        "Listings".into()
    }
    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let listing = generator.subschema_for::<Listing>();
        json_schema!({
            "type": "object",
            "propertyNames": language_schema(),
            "additionalProperties": { "anyOf": [listing, { "type": "null" }] },
        })
    }
}
