//! Markets, price and visibility.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Deserialize;
use storectl_model::{Discoverability, FreeTrial, MARKETS, Pricing};

use super::fields::{List, NonNull, Word};

/// Markets, visibility and price.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Availability {
    /// The markets the product is sold in: a list of codes, `all`, or `{ allExcept: [...] }`. Order does not matter.
    #[serde(default)]
    #[schemars(extend("examples" = [["US", "CA"], "all", { "allExcept": ["CN"] }]))]
    pub(crate) markets: NonNull<Markets>,
    /// Whether customers find the product by search (`DISCOVERABLE`) or only by its link (`DEEPLINK_ONLY`).
    #[serde(default)]
    pub(crate) discoverability: NonNull<Word<Discoverability>>,
    /// Whether to include markets that the Store adds later.
    #[serde(default)]
    pub(crate) enable_in_future_markets: NonNull<bool>,
    /// What the product costs.
    #[serde(default)]
    pub(crate) pricing: NonNull<Word<Pricing>>,
    /// Whether there is a free trial. Required when pricing is `PAID` or `SUBSCRIPTION`.
    #[serde(default)]
    pub(crate) free_trial: NonNull<Word<FreeTrial>>,
}

/// The three ways to write markets.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub(crate) enum Markets {
    All(All),
    List(List<Market>),
    Except(Except),
}

impl JsonSchema for Markets {
    fn inline_schema() -> bool {
        true
    }
    fn schema_name() -> Cow<'static, str> {
        "Markets".into()
    }
    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let list = generator.subschema_for::<List<Market>>();
        let except = generator.subschema_for::<Except>();
        json_schema!({ "anyOf": [{ "type": "string", "enum": ["all"] }, list, except] })
    }
}

/// Every market there is.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) enum All {
    All,
}

/// All markets except some.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schemars(extend("required" = ["allExcept"]))]
pub(crate) struct Except {
    /// Markets the product is not sold in.
    #[serde(default)]
    pub(crate) all_except: NonNull<List<Market>>,
}

/// A market code.
#[derive(Debug, Deserialize)]
#[serde(transparent)]
pub(crate) struct Market(pub(crate) String);

impl JsonSchema for Market {
    fn schema_name() -> Cow<'static, str> {
        "Market".into()
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        let codes: Vec<&str> = MARKETS.iter().map(|(code, _)| *code).collect();
        json_schema!({
            "description": "A Store market, in capital letters.",
            "type": "string",
            "enum": codes,
        })
    }
}
