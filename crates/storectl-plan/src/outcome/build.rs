//! Makes the outcome: what a comparison says each field will be.

use storectl_model::{PackageId, RemoteProduct};

use super::{
    Outcome, OutcomeListing, OutcomePackage, OutcomeValues,
    images::{published, shown},
};
use crate::compare::{Comparison, Sides, stored_package};

/// Collects what a comparison says each field will be.
pub(crate) fn outcome(comparison: &Comparison<'_>, sides: Sides<'_>) -> Outcome {
    let mut outcome = Outcome {
        availability: comparison.availability_after.clone(),
        properties: comparison.properties_after.clone(),
        ..Outcome::default()
    };
    for one in &comparison.listings {
        let assets = sides.live.assets.get(&one.language);
        let listing = OutcomeListing {
            texts: one.after.clone(),
            screenshots: shown(&one.images.screenshots, assets),
            store_logos: shown(&one.images.store_logos, assets),
        };
        outcome.listings.insert(one.language.clone(), listing);
    }
    for one in &comparison.added {
        let listing = OutcomeListing {
            texts: one.after.clone(),
            screenshots: shown(&one.images.screenshots, None),
            store_logos: shown(&one.images.store_logos, None),
        };
        outcome.listings.insert(one.language.clone(), listing);
    }
    let packages = comparison.packages.packages.iter();
    outcome.packages = packages
        .map(|it| OutcomePackage {
            stored: it.stored.as_ref().map(|it| it.id.clone()),
            fields: it.whole.clone(),
        })
        .collect();
    outcome.values = values(&outcome, comparison, sides);
    outcome
}

/// Flattens the draft as it will be.
fn values(outcome: &Outcome, comparison: &Comparison<'_>, sides: Sides<'_>) -> OutcomeValues {
    let packages = outcome.packages.iter().map(|it| {
        let id = it.stored.clone().unwrap_or_else(PackageId::unassigned);
        stored_package(id, &it.fields)
    });
    let listings = outcome.listings.iter();
    let draft = RemoteProduct {
        availability: outcome.availability.clone(),
        properties: outcome.properties.clone(),
        listings: listings
            .map(|(language, it)| (language.clone(), it.texts.clone()))
            .collect(),
        packages: packages.collect(),
        ..RemoteProduct::default()
    };
    let mut values = OutcomeValues::of_draft(&draft);
    let stays = comparison
        .listings
        .iter()
        .map(|it| (&it.language, &it.images));
    let added = comparison.added.iter().map(|it| (it.language, &it.images));
    for (language, images) in stays.chain(added) {
        let Some(listing) = outcome.listings.get(language) else {
            continue;
        };
        for held in published(language, images, listing, sides) {
            values.add(held);
        }
    }
    values.hide(sides.desired);
    values
}
