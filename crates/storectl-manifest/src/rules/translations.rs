//! What one language's listing says of another's: identical texts, two listings for the same readers.

use std::collections::BTreeMap;

use storectl_model::{DesiredListing, LanguageTag};

use crate::{
    catalogue,
    checker::Checker,
    pointer,
    translations::{ListingText, SharedTexts},
};

/// The listings seen so far.
pub(super) struct Translations {
    /// Their texts, with the pointer of the first.
    texts: SharedTexts<String, String>,
    /// Listings by language and script: those without a region, and those with one.
    families: BTreeMap<String, Family>,
}

/// The first listing of a language and script without a region, and the first with one: pointer and code.
#[derive(Default)]
struct Family {
    neutral: Option<(String, LanguageTag)>,
    regional: Option<(String, LanguageTag)>,
}

impl Translations {
    /// Begins with none.
    pub(super) fn new() -> Self {
        Self {
            texts: SharedTexts::new(),
            families: BTreeMap::new(),
        }
    }

    /// Compares a listing with those before it; what comes from `listingDefaults` is shared on purpose, and left out.
    pub(super) fn check(
        &mut self,
        checker: &mut Checker<'_>,
        at: &str,
        tag: &LanguageTag,
        listing: &DesiredListing,
    ) {
        for (field, text) in [
            (ListingText::Description, &listing.description),
            (ListingText::ShortDescription, &listing.short_description),
            (ListingText::WhatsNew, &listing.whats_new),
        ] {
            let to = pointer::join(at, field.as_str());
            if let Some(text) = text.set()
                && !checker.sources.is_inherited(&to)
            {
                self.check_text(checker, tag, field, &to, text);
            }
        }
        self.check_family(checker, at, tag);
    }

    fn check_text(
        &mut self,
        checker: &mut Checker<'_>,
        tag: &LanguageTag,
        field: ListingText,
        at: &str,
        text: &str,
    ) {
        let place = at.to_owned();
        let shared = self.texts.first_with(field, text.to_owned(), tag, place);
        let Some((first, first_at)) = shared else {
            return;
        };
        let message = format!("`{}` has the same text as `{first}`", pointer::address(at));
        let first = checker.place_in_manifest(first_at);
        let place = checker.place_in_manifest(at);
        checker
            .report_at(&catalogue::UNTRANSLATED, at, place, message)
            .with(first, "the same text here");
    }

    fn check_family(&mut self, checker: &mut Checker<'_>, at: &str, tag: &LanguageTag) {
        let family = self.families.entry(tag.family()).or_default();
        let (own, other) = if tag.has_region() {
            (&mut family.regional, &family.neutral)
        } else {
            (&mut family.neutral, &family.regional)
        };
        if let Some((first_at, first)) = other {
            let message = format!("`{tag}` and `{first}` are listings for the same language");
            let place = checker.document.key_location(first_at);
            let place = place.unwrap_or_else(|| checker.place(first_at));
            checker
                .report_key(&catalogue::SAME_LANGUAGE, at, message)
                .with(place, "the other listing");
        }
        own.get_or_insert_with(|| (at.to_owned(), tag.clone()));
    }
}
