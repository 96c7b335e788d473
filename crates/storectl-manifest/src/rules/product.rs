//! The top of the manifest.

use std::collections::BTreeSet;

use storectl_model::{
    AckToken, DesiredProduct, ProductId, Prune, RememberedSecrets, Scope, SecretValues, SellerId,
    SubmitMode, WaitFor,
};

use super::{availability, listings, packages, properties, text};
use crate::{
    catalogue,
    checker::Checker,
    pointer,
    raw::{Inline, Manifest, NonNull, PruneWord},
    secrets,
};

/// Checks the whole manifest; `None` if it has no product id.
pub(crate) fn product(checker: &mut Checker<'_>, raw: Manifest) -> Option<DesiredProduct> {
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
    let product_id = id(checker, product_id);
    let seller_id = seller(checker, seller_id);
    let name = name.0.and_then(|it| text::plain(checker, "/name", it.0));
    let availability = availability::availability(checker, availability.0.unwrap_or_default());
    let properties = properties::properties(checker, properties.0.unwrap_or_default());
    let listings = listings::listings(checker, listing_defaults.0, listings.0);
    let packages = packages::packages(checker, packages.0);
    let prune = self::prune(checker, &prune.0.unwrap_or_default());
    let acknowledge = acknowledgements(checker, &acknowledge.0.unwrap_or_default());
    let submission = submission.0.unwrap_or_default();
    let (submit, wait) = (
        submission.submit.0.map(|it| it.0),
        submission.wait.0.map(|it| it.0),
    );
    if (submit, wait) == (Some(SubmitMode::Always), Some(WaitFor::Draft)) {
        let message = "`wait: draft` contradicts `submit: always`".to_owned();
        checker.report(&catalogue::SUBMISSION_CONFLICT, "/submission/wait", message);
    }
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
        submit,
        wait,
        scope: Scope::EVERYTHING,
        secrets: secrets::fields(checker),
        secret_values: SecretValues::default(), // added by the caller, who expanded the variables
        remembered_secrets: RememberedSecrets::default(),
    })
}

fn id(checker: &mut Checker<'_>, raw: NonNull<Inline<128>>) -> Option<ProductId> {
    let at = "/productId";
    let written = text::plain(checker, at, raw.0?.0)?;
    match written.parse::<ProductId>() {
        Err(_) => {
            let message = format!("{} is not a valid product ID", checker.quote(at, &written));
            checker.report(&catalogue::PRODUCT_ID, at, message);
            None
        }
        Ok(id) => {
            if id.looks_like_store_id() {
                let message = format!(
                    "{} is a Store ID, not the product ID",
                    checker.quote(at, &written)
                );
                checker.report(&catalogue::STORE_ID, at, message);
            } else if !id.is_guid() {
                let message = format!("{} is not a GUID", checker.quote(at, &written));
                checker.report(&catalogue::NOT_A_GUID, at, message);
            }
            Some(id)
        }
    }
}

fn seller(checker: &mut Checker<'_>, raw: NonNull<Inline<128>>) -> Option<SellerId> {
    let at = "/sellerId";
    let written = text::plain(checker, at, raw.0?.0)?;
    let id = written.parse().ok();
    if id.is_none() {
        let message = format!("{} is not a valid seller ID", checker.quote(at, &written));
        checker.report(&catalogue::SELLER_ID, at, message);
    }
    id
}

fn prune(checker: &mut Checker<'_>, raw: &[PruneWord]) -> Prune {
    for (index, PruneWord::Listings) in raw.iter().enumerate().skip(1) {
        let at = pointer::item("/prune", index);
        checker.report(
            &catalogue::LISTED_TWICE,
            &at,
            "`listings` is listed twice".to_owned(),
        );
    }
    match raw.first() {
        Some(PruneWord::Listings) => Prune::Listings,
        None => Prune::Keep,
    }
}

fn acknowledgements(checker: &mut Checker<'_>, raw: &[String]) -> BTreeSet<AckToken> {
    let mut tokens = BTreeSet::new();
    for (index, written) in raw.iter().enumerate() {
        let at = pointer::item("/acknowledge", index);
        match written.parse::<AckToken>() {
            Err(_) => {
                let message = format!("{} is not a valid token", checker.quote(&at, written));
                checker.report(&catalogue::ACKNOWLEDGEMENT, &at, message);
            }
            Ok(token) => {
                let message = format!("`{token}` is listed twice");
                if !tokens.insert(token) {
                    checker.report(&catalogue::LISTED_TWICE, &at, message);
                }
            }
        }
    }
    tokens
}
