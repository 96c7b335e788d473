//! The availability module (store-api.md, Update Current Draft Submission Metadata).

use serde_json::{Value, json};

use super::check::{Case, Check};
use super::module::{Module, in_order};
use crate::fields::Fields;
use crate::tables::members::AVAILABILITY;
use crate::tables::{self, words};

pub(crate) const MODULE: Module = Module {
    target: "availability",
    members: AVAILABILITY,
    key: None,
    defaults,
    fields,
    pairs,
    settle: |merged, _, _| merged,
    normalize,
};

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
    check.codes("markets", tables::MARKETS, Case::Exact);
    check.choice("discoverability", words::DISCOVERABILITIES);
    check.flag("enableInFutureMarkets");
    check.choice("pricing", words::PRICINGS);
    if check.demands_required()
        && check.text("pricing").is_some_and(has_trial)
        && check.text("freeTrial").is_none()
    {
        check.refuse(
            "freeTrial",
            "a value is required if pricing is PAID or SUBSCRIPTION",
        );
    }
    check.choice("freeTrial", words::FREE_TRIALS);
}

fn pairs(check: &mut Check, merged: &Fields) {
    let pricing = merged.get("pricing").and_then(Value::as_str);
    if check.touches(&["pricing", "freeTrial"])
        && pricing.is_some_and(has_trial)
        && !merged.contains_key("freeTrial")
    {
        check.refuse(
            "freeTrial",
            "a value is required if pricing is PAID or SUBSCRIPTION",
        );
    }
}

fn has_trial(pricing: &str) -> bool {
    words::PRICINGS_WITH_TRIAL.contains(&pricing)
}

fn normalize(fields: Fields) -> Fields {
    in_order(fields, AVAILABILITY)
}
