//! The availability module (store-api.md, Update Current Draft Submission Metadata).

use serde_json::{Value, json};

use super::check::{Case, Check};
use super::module::{Module, in_order};
use crate::fields::Fields;
use crate::tables;

pub(crate) const MODULE: Module = Module {
    target: "availability",
    defaults,
    fields,
    pairs,
    settle: |merged, _, _| merged,
    normalise,
};

const ORDER: &[&str] = &[
    "markets",
    "discoverability",
    "enableInFutureMarkets",
    "pricing",
    "freeTrial",
];

/// What a product is after its first submission in Partner Center if nobody chose otherwise.
pub(crate) fn defaults() -> Fields {
    Fields::from_iter([
        ("markets".to_owned(), json!(tables::MARKETS)),
        ("discoverability".to_owned(), json!("DISCOVERABLE")),
        ("enableInFutureMarkets".to_owned(), json!(true)),
        ("pricing".to_owned(), json!("FREE")),
        // Present with FREE, too (field note 19).
        ("freeTrial".to_owned(), json!("NO_FREE_TRIAL")),
    ])
}

fn fields(check: &mut Check) {
    check.required("markets");
    check.codes("markets", tables::MARKETS, Case::Exact);
    check.required("discoverability");
    check.choice("discoverability", &["DISCOVERABLE", "DEEPLINK_ONLY"]);
    check.required("enableInFutureMarkets");
    check.flag("enableInFutureMarkets");
    check.required("pricing");
    check.choice("pricing", &["FREE", "FREEMIUM", "SUBSCRIPTION", "PAID"]);
    if check.demands_required()
        && matches!(check.text("pricing"), Some("PAID" | "SUBSCRIPTION"))
        && check.text("freeTrial").is_none()
    {
        check.refuse(
            "freeTrial",
            "a value is required if pricing is PAID or SUBSCRIPTION",
        );
    }
    check.choice("freeTrial", &["NO_FREE_TRIAL", "FREE_TRIAL"]);
}

fn pairs(check: &mut Check, merged: &Fields) {
    let pricing = merged.get("pricing").and_then(Value::as_str);
    if check.touches(&["pricing", "freeTrial"])
        && matches!(pricing, Some("PAID" | "SUBSCRIPTION"))
        && !merged.contains_key("freeTrial")
    {
        check.refuse(
            "freeTrial",
            "a value is required if pricing is PAID or SUBSCRIPTION",
        );
    }
}

fn normalise(fields: Fields) -> Fields {
    in_order(fields, ORDER)
}
