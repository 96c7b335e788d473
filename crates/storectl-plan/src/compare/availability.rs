//! Markets, price and visibility.

use storectl_model::{DesiredAvailability, FieldPath, Module, RemoteAvailability};

use super::{equality::Equality, fields::Fields, sides::Sides};

/// Visits the availability module, and gives it as it will be.
pub(crate) fn availability(sides: Sides<'_>) -> (Fields<'_>, RemoteAvailability) {
    let DesiredAvailability {
        markets,
        discoverability,
        enable_in_future_markets,
        pricing,
        free_trial,
    } = &sides.desired.availability;
    let live = &sides.live.availability;
    let mut fields = Fields::new(FieldPath::of_module(Module::Availability), sides);
    let it = &mut fields;
    let markets = markets.set().map(|it| it.iter().cloned().collect());
    // In the order of requests and plans.
    let after = RemoteAvailability {
        markets: it.set("markets", markets, &live.markets, Equality::Markets),
        discoverability: it.word(
            "discoverability",
            discoverability.set().map(|it| it.as_str()),
            live.discoverability.as_deref(),
        ),
        enable_in_future_markets: it.flag(
            "enableInFutureMarkets",
            enable_in_future_markets,
            live.enable_in_future_markets,
        ),
        pricing: it.word(
            "pricing",
            pricing.set().map(|it| it.as_str()),
            live.pricing.as_deref(),
        ),
        free_trial: it.word(
            "freeTrial",
            free_trial.set().map(|it| it.as_str()),
            live.free_trial.as_deref(),
        ),
        extra: live.extra.clone(), // never sent
    };
    it.together(&[
        ("pricing", live.pricing.as_deref().into()),
        ("freeTrial", live.free_trial.as_deref().into()),
    ]);
    let path = it.path().clone();
    it.unknown(&path, &live.extra);
    (fields, after)
}
