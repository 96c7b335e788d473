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

/// One Microsoft Store product (MSI or EXE app), as it should be. Absent is unmanaged and kept, null clears, a value
/// makes it so.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schemars(title = "storectl manifest", extend("required" = ["apiVersion", "productId"]))]
pub(crate) struct Manifest {
    /// The version of the manifest format.
    #[serde(default)]
    #[schemars(extend("enum" = [API_VERSION]))]
    #[expect(dead_code, reason = "the schema has checked it")]
    pub(crate) api_version: NonNull<String>,
    /// The product ID in Partner Center, a GUID; not the Store ID (9...).
    #[serde(default)]
    #[schemars(extend("examples" = ["3e31a9f9-84e8-4d2d-9eba-487878d02ebf"]))]
    pub(crate) product_id: NonNull<Inline<128>>,
    /// The seller account ID, a quoted string. Overridden by --seller-id.
    #[serde(default)]
    #[schemars(extend("examples" = ["123456892"]))]
    pub(crate) seller_id: NonNull<Inline<128>>,
    /// The product's name in plans and messages; it is not sent to the Store.
    #[serde(default)]
    #[schemars(extend("examples" = ["Contoso Widgets"]))]
    pub(crate) name: NonNull<Inline<{ usize::MAX }>>,
    /// Values for `${name}` in all strings of the manifest and in text files; `--var` and `STORECTL_VAR_...` take precedence. A `{
    /// secret: true }` variable gets its value only from there, and is never shown.
    #[serde(default)]
    #[expect(dead_code, reason = "read from the value before it is typed")]
    pub(crate) vars: NonNull<Vars>,
    /// Markets, visibility and price.
    #[serde(default)]
    pub(crate) availability: NonNull<Availability>,
    /// Category, contacts, declarations and hardware.
    #[serde(default)]
    pub(crate) properties: NonNull<Properties>,
    /// Defaults for every listing in `listings`: used for each key that a listing does not set.
    #[serde(default)]
    pub(crate) listing_defaults: NonNull<Listing>,
    /// The listings by language. null removes a language; languages that are not listed are kept.
    #[serde(default)]
    pub(crate) listings: NonNull<Listings>,
    /// The installers. Replaces the whole list.
    #[serde(default)]
    pub(crate) packages: NonNull<List<Package>>,
    /// What to remove if it is not in the manifest: `[listings]` removes languages.
    #[serde(default)]
    pub(crate) prune: NonNull<Vec<PruneWord>>,
    /// Tokens of acknowledged destructive changes, from the plan.
    #[serde(default)]
    #[schemars(extend("examples" = [["D-7k2fq3"]]))]
    pub(crate) acknowledge: NonNull<Vec<String>>,
    /// Defaults for the flags of apply.
    #[serde(default)]
    pub(crate) submission: NonNull<Submission>,
}

/// Defaults for the flags of apply.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Submission {
    /// When apply submits: auto submits after a change.
    #[serde(default)]
    pub(crate) submit: NonNull<Word<SubmitMode>>,
    /// The state that apply waits for.
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

/// Variables by name. Their values are read before the manifest is typed.
#[derive(Debug, Deserialize)]
#[serde(transparent)]
pub(crate) struct Vars(
    #[expect(dead_code, reason = "only its form is checked")] BTreeMap<String, Var>,
);

/// A variable: its value, or that its value is secret and comes from outside the manifest.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub(crate) enum Var {
    Value(#[expect(dead_code, reason = "only its form is checked")] String),
    Secret(#[expect(dead_code, reason = "only its form is checked")] SecretVar),
}

/// A variable whose value comes from STORECTL_VAR_NAME (or `--var`, which other processes can see) and is shown
/// nowhere.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(extend("required" = ["secret"]))]
pub(crate) struct SecretVar {
    /// Always true.
    #[serde(default)]
    #[schemars(extend("enum" = [true]))]
    #[expect(dead_code, reason = "only its form is checked")]
    pub(crate) secret: NonNull<bool>,
}

impl JsonSchema for Vars {
    fn inline_schema() -> bool {
        true
    }
    fn schema_name() -> Cow<'static, str> {
        "Vars".into()
    }
    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let secret = generator.subschema_for::<SecretVar>();
        json_schema!({
            "type": "object",
            "propertyNames": { "pattern": "^[A-Za-z_][A-Za-z0-9_]*$" },
            "additionalProperties": { "anyOf": [{ "type": "string" }, secret] },
            "examples": [{ "version": "1.4.2" }, { "reviewerPassword": { "secret": true } }],
        })
    }
}

/// How many listings one manifest may have; the Store's table names 320 languages.
pub(crate) const MOST_LISTINGS: usize = 500;

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
