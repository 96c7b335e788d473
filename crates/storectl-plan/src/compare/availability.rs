//! Markets, price and visibility.

use storectl_model::{DesiredAvailability, FieldPath, Module, RemoteAvailability};

use super::{equality::Equality, fields::Fields, sides::Sides};

/// Visits the availability module.
pub(crate) fn availability(sides: Sides<'_>) -> Fields<'_> {
    let DesiredAvailability {
        markets,
        discoverability,
        enable_in_future_markets,
        pricing,
        free_trial,
    } = &sides.desired.availability;
    let RemoteAvailability {
        markets: live_markets,
        discoverability: live_discoverability,
        enable_in_future_markets: live_future,
        pricing: live_pricing,
        free_trial: live_trial,
        extra,
    } = &sides.live.availability;
    let mut fields = Fields::new(FieldPath::of_module(Module::Availability), sides);
    let markets = markets.set().map(|it| it.iter().cloned().collect());
    fields.set("markets", markets, live_markets, Equality::Markets);
    fields.word(
        "discoverability",
        discoverability.set().map(|it| it.as_str()),
        live_discoverability.as_deref(),
    );
    fields.flag(
        "enableInFutureMarkets",
        enable_in_future_markets,
        *live_future,
    );
    fields.word(
        "pricing",
        pricing.set().map(|it| it.as_str()),
        live_pricing.as_deref(),
    );
    fields.word(
        "freeTrial",
        free_trial.set().map(|it| it.as_str()),
        live_trial.as_deref(),
    );
    fields.together(&[
        ("pricing", live_pricing.as_deref().into()),
        ("freeTrial", live_trial.as_deref().into()),
    ]);
    let path = fields.path().clone();
    fields.unknown(&path, extra);
    fields
}
