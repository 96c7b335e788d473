//! All listings, with the defaults applied.

use std::collections::BTreeMap;

use storectl_model::{DesiredListing, Field, LanguageTag, ListingIntent};

use super::{language, listing::listing, translations::Translations};
use crate::{
    catalogue,
    checker::Checker,
    format, pointer,
    raw::{Listing, Listings, MOST_LISTINGS},
};

const DEFAULTS: &str = "/listingDefaults";

pub(super) fn listings(
    checker: &mut Checker<'_>,
    defaults: Option<Listing>,
    raw: Option<Listings>,
) -> BTreeMap<LanguageTag, ListingIntent> {
    let has_defaults = defaults.is_some();
    let defaults = listing(checker, DEFAULTS, defaults.unwrap_or_default());
    let raw = raw.map(|it| it.0).unwrap_or_default();
    if has_defaults && raw.values().all(Option::is_none) {
        let message = "no listing uses `listingDefaults`".to_owned();
        checker.report_key(&catalogue::IDLE_DEFAULTS, DEFAULTS, message);
    }
    if raw.len() > MOST_LISTINGS {
        let count = format::count(raw.len());
        let message = format!("`listings` has {count} languages; the limit is {MOST_LISTINGS}");
        checker.report_key(&catalogue::TOO_MANY, "/listings", message);
        return BTreeMap::new();
    }
    let mut desired = BTreeMap::new();
    let mut translations = Translations::default();
    let mut raw: Vec<_> = raw.into_iter().collect();
    raw.sort_by_cached_key(|(written, _)| {
        let node = checker
            .document
            .index
            .get(&pointer::join("/listings", written));
        node.map(|it| it.value.start)
    });
    for (written, raw) in raw {
        let at = pointer::join("/listings", &written);
        let tag = language::language(checker, &at, &written);
        let intent = match raw {
            None => ListingIntent::Removed,
            Some(raw) => {
                let own = listing(checker, &at, raw);
                if let Some(tag) = &tag {
                    translations.check(checker, &at, tag, &own);
                }
                ListingIntent::Present(Box::new(apply_defaults(checker, &at, own, &defaults)))
            }
        };
        if let Some(tag) = tag {
            desired.insert(tag, intent);
        }
    }
    desired
}

/// Takes from the defaults what the listing does not name, and notes where it came from.
fn apply_defaults(
    checker: &mut Checker<'_>,
    at: &str,
    own: DesiredListing,
    defaults: &DesiredListing,
) -> DesiredListing {
    let DesiredListing {
        description,
        whats_new,
        product_features,
        short_description,
        search_terms,
        additional_license_terms,
        copyright,
        developed_by,
        sort_title,
        requirements,
        contact_info,
        screenshots,
        store_logos,
    } = own;
    let mut fields = Defaults { checker, at };
    DesiredListing {
        description: fields.or("description", description, &defaults.description),
        whats_new: fields.or("whatsNew", whats_new, &defaults.whats_new),
        product_features: fields.or(
            "productFeatures",
            product_features,
            &defaults.product_features,
        ),
        short_description: fields.or(
            "shortDescription",
            short_description,
            &defaults.short_description,
        ),
        search_terms: fields.or("searchTerms", search_terms, &defaults.search_terms),
        additional_license_terms: fields.or(
            "additionalLicenseTerms",
            additional_license_terms,
            &defaults.additional_license_terms,
        ),
        copyright: fields.or("copyright", copyright, &defaults.copyright),
        developed_by: fields.or("developedBy", developed_by, &defaults.developed_by),
        sort_title: fields.or("sortTitle", sort_title, &defaults.sort_title),
        requirements: fields.or("requirements", requirements, &defaults.requirements),
        contact_info: fields.or("contactInfo", contact_info, &defaults.contact_info),
        screenshots: fields.or("screenshots", screenshots, &defaults.screenshots),
        store_logos: fields.or("storeLogos", store_logos, &defaults.store_logos),
    }
}

struct Defaults<'j, 'd> {
    checker: &'j mut Checker<'d>,
    at: &'j str,
}

impl Defaults<'_, '_> {
    fn or<T: Clone>(&mut self, name: &str, own: Field<T>, default: &Field<T>) -> Field<T> {
        if own.is_managed() || !default.is_managed() {
            return own;
        }
        let from = pointer::join(DEFAULTS, name);
        let to = pointer::join(self.at, name);
        self.checker.sources.inherit(to, from);
        default.clone()
    }
}
