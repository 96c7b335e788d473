//! All listings, with the defaults applied.

use std::collections::BTreeMap;

use storectl_model::{DesiredListing, Field, LanguageTag, ListingIntent};

use super::{language, listing::listing, translations::Translations};
use crate::{
    catalogue,
    checker::Checker,
    format, pointer,
    raw::{Listing, Listings, MOST_LISTINGS},
    source_map::DEFAULTS,
};

/// How many bytes a default sort title may have in all listings together.
const MOST_SORT_TITLES: usize = 4 * 1024 * 1024;

/// Refuses a default sort title that is long in many languages: of the texts of a listing it alone has no documented limit
/// (field note 90), and every language gets a copy.
fn check_sort_title(checker: &mut Checker<'_>, defaults: &mut DesiredListing, languages: usize) {
    let bytes = defaults.sort_title.set().map_or(0, String::len);
    if bytes.saturating_mul(languages) > MOST_SORT_TITLES {
        let at = pointer::join(DEFAULTS, "sortTitle");
        let message = format!(
            "`listingDefaults.sortTitle` is {} bytes, which is too long for {languages} languages",
            format::count(bytes)
        );
        checker
            .report(&catalogue::TOO_LARGE, &at, message)
            .hinted("shorten it".to_owned());
        defaults.sort_title = Field::Absent;
    }
}

pub(super) fn listings(
    checker: &mut Checker<'_>,
    defaults: Option<Listing>,
    raw: Option<Listings>,
) -> BTreeMap<LanguageTag, ListingIntent> {
    let has_defaults = defaults.is_some();
    let mut defaults = listing(
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
        let message = format!(
            "`listings` {}",
            format::over_limit(raw.len(), "languages", MOST_LISTINGS)
        );
        checker.report_key(&catalogue::TOO_MANY, "/listings", message);
        return BTreeMap::new();
    }
    let taken_by = raw.values().flatten().count();
    check_sort_title(checker, &mut defaults, taken_by);
    let mut desired = BTreeMap::new();
    let mut translations = Translations::new();
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
