//! All listings, with the defaults applied.

use std::collections::BTreeMap;

use storectl_model::{DesiredListing, LanguageTag, ListingIntent};

use super::{
    language,
    listing::{DEFAULTS, listing},
    translations::Translations,
};
use crate::{
    catalogue,
    checker::Checker,
    format, pointer,
    raw::{Listing, Listings, MOST_LISTINGS},
};

pub(super) fn listings(
    checker: &mut Checker<'_>,
    defaults: Option<Listing>,
    raw: Option<Listings>,
) -> BTreeMap<LanguageTag, ListingIntent> {
    let has_defaults = defaults.is_some();
    let defaults = listing(
        checker,
        DEFAULTS,
        defaults.unwrap_or_default(),
        &DesiredListing::default(),
    );
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
                let listing = listing(checker, &at, raw, &defaults);
                if let Some(tag) = &tag {
                    translations.check(checker, &at, tag, &listing);
                }
                ListingIntent::Present(Box::new(listing))
            }
        };
        if let Some(tag) = tag {
            desired.insert(tag, intent);
        }
    }
    desired
}
