//! What one language's listing says of another's: identical texts, two listings for the same readers.

use std::collections::BTreeMap;

use storectl_model::{DesiredListing, LanguageTag};

use crate::{catalogue, checker::Checker, pointer};

/// The shortest text, in characters, that two languages do not share by chance (forms, Outputs 13).
const LEAST: usize = 40;

/// The listings seen so far.
#[derive(Default)]
pub(super) struct Translations {
    /// Texts by field and text: the language and the pointer of the first.
    texts: BTreeMap<(&'static str, String), (LanguageTag, String)>,
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
    /// Compares a listing with those before it; what comes from `listingDefaults` is shared on purpose, and left out.
    pub(super) fn check(
        &mut self,
        checker: &mut Checker<'_>,
        at: &str,
        tag: &LanguageTag,
        listing: &DesiredListing,
    ) {
        for (name, field) in [
            ("description", &listing.description),
            ("shortDescription", &listing.short_description),
            ("whatsNew", &listing.whats_new),
        ] {
            let to = pointer::join(at, name);
            if let Some(text) = field.set()
                && !checker.sources.is_inherited(&to)
            {
                self.check_text(checker, tag, name, &to, text);
            }
        }
        self.check_family(checker, at, tag);
    }

    fn check_text(
        &mut self,
        checker: &mut Checker<'_>,
        tag: &LanguageTag,
        name: &'static str,
        at: &str,
        text: &str,
    ) {
        if text.chars().take(LEAST).count() < LEAST {
            return;
        }
        let Some((first, first_at)) = self.texts.get(&(name, text.to_owned())) else {
            let first = (tag.clone(), at.to_owned());
            self.texts.insert((name, text.to_owned()), first);
            return;
        };
        if first.primary() == tag.primary() {
            return;
        }
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
