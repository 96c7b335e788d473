//! The top of the manifest.

use std::collections::BTreeSet;

use storectl_model::{Acknowledgement, DesiredProduct, ProductId, Prune, SellerId};

use super::{availability, listings, packages, properties, text};
use crate::{
    codes,
    judge::Judge,
    pointer,
    raw::{Inline, Manifest, Must, PruneWord},
    words,
};

/// Judges the whole manifest; `None` where it has no product id.
pub(crate) fn product(judge: &mut Judge<'_>, raw: Manifest) -> Option<DesiredProduct> {
    let Manifest {
        api_version: _,
        product_id,
        seller_id,
        name,
        vars: _,
        availability,
        properties,
        listing_defaults,
        listings,
        packages,
        prune,
        acknowledge,
        submission,
    } = raw;
    let product_id = id(judge, product_id);
    let seller_id = seller(judge, seller_id);
    let name = name.0.and_then(|it| text::plain(judge, "/name", it.0));
    let availability = availability::availability(judge, availability.0.unwrap_or_default());
    let properties = properties::properties(judge, properties.0.unwrap_or_default());
    let listings = listings::listings(judge, listing_defaults.0, listings.0);
    let packages = packages::packages(judge, packages.0);
    let prune = self::prune(judge, &prune.0.unwrap_or_default());
    let acknowledge = acknowledgements(judge, &acknowledge.0.unwrap_or_default());
    let submission = submission.0.unwrap_or_default();
    Some(DesiredProduct {
        product_id: product_id?,
        seller_id,
        name,
        availability,
        properties,
        listings,
        packages,
        prune,
        acknowledge,
        submit: submission.submit.0.map(|it| it.0),
        wait: submission.wait.0.map(|it| it.0),
    })
}

fn id(judge: &mut Judge<'_>, raw: Must<Inline<128>>) -> Option<ProductId> {
    let at = "/productId";
    let written = text::plain(judge, at, raw.0?.0)?;
    match written.parse::<ProductId>() {
        Err(fault) => {
            judge.report(&codes::PRODUCT_ID, at, fault.to_string());
            None
        }
        Ok(id) => {
            if id.looks_like_store_id() {
                let message = format!("`{id}` looks like a Store id");
                judge.report(&codes::STORE_ID, at, message);
            } else if !id.is_guid() {
                let message = format!("`{id}` is no GUID");
                judge.report(&codes::NOT_A_GUID, at, message);
            }
            Some(id)
        }
    }
}

fn seller(judge: &mut Judge<'_>, raw: Must<Inline<128>>) -> Option<SellerId> {
    let at = "/sellerId";
    let written = text::plain(judge, at, raw.0?.0)?;
    match written.parse() {
        Ok(id) => Some(id),
        Err(fault) => {
            judge.report(&codes::SELLER_ID, at, format!("{fault}"));
            None
        }
    }
}

fn prune(judge: &mut Judge<'_>, raw: &[PruneWord]) -> Prune {
    for (index, PruneWord::Listings) in raw.iter().enumerate().skip(1) {
        let at = pointer::item("/prune", index);
        judge.report(
            &codes::LISTED_TWICE,
            &at,
            "`listings` is listed twice".to_owned(),
        );
    }
    match raw.first() {
        Some(PruneWord::Listings) => Prune::Listings,
        None => Prune::Keep,
    }
}

fn acknowledgements(judge: &mut Judge<'_>, raw: &[String]) -> BTreeSet<Acknowledgement> {
    let mut tokens = BTreeSet::new();
    for (index, written) in raw.iter().enumerate() {
        let at = pointer::item("/acknowledge", index);
        match written.parse::<Acknowledgement>() {
            Err(_) => {
                let message = format!("`{}` is no acknowledgement token", words::shorten(written));
                judge.report(&codes::ACKNOWLEDGEMENT, &at, message);
            }
            Ok(token) => {
                if !tokens.insert(token) {
                    judge.report(
                        &codes::LISTED_TWICE,
                        &at,
                        format!("`{written}` is listed twice"),
                    );
                }
            }
        }
    }
    tokens
}
