//! One listing: its texts, lists and images.

use storectl_model::{DesiredListing, DesiredRequirement, Field, limits};

use super::{images, list::list, text};
use crate::{
    catalogue,
    checker::Checker,
    format, pointer,
    raw::{Clearable, Inline, List, Listing, NonNull, Requirement, Text},
    source_map::DEFAULTS,
};

/// Checks the listing at `at`: a language's, which takes from `defaults` what it does not name, or [`DEFAULTS`] itself,
/// which takes nothing.
pub(super) fn listing(
    checker: &mut Checker<'_>,
    at: &str,
    raw: Listing,
    defaults: &DesiredListing,
) -> DesiredListing {
    let mut it = Members { checker, at };
    DesiredListing {
        description: it.required("description", raw.description, &defaults.description),
        whats_new: it.text("whatsNew", raw.whats_new, &defaults.whats_new),
        product_features: it.member("productFeatures", &defaults.product_features, |it, at| {
            texts(it, at, raw.product_features)
        }),
        short_description: it.text(
            "shortDescription",
            raw.short_description,
            &defaults.short_description,
        ),
        search_terms: it.member("searchTerms", &defaults.search_terms, |it, at| {
            search_terms_of(it, at, raw.search_terms)
        }),
        additional_license_terms: it.required(
            "additionalLicenseTerms",
            raw.additional_license_terms,
            &defaults.additional_license_terms,
        ),
        copyright: it.text("copyright", raw.copyright, &defaults.copyright),
        developed_by: it.text("developedBy", raw.developed_by, &defaults.developed_by),
        sort_title: it.text("sortTitle", raw.sort_title, &defaults.sort_title),
        requirements: it.member("requirements", &defaults.requirements, |it, at| {
            requirements_of(it, at, raw.requirements)
        }),
        contact_info: it.text("contactInfo", raw.contact_info, &defaults.contact_info),
        screenshots: it.member("screenshots", &defaults.screenshots, |it, at| {
            images::screenshots(it, at, raw.screenshots)
        }),
        store_logos: it.member("storeLogos", &defaults.store_logos, |it, at| {
            images::store_logos(it, at, raw.store_logos)
        }),
    }
}

/// The members of one listing while they are checked.
struct Members<'j, 'd> {
    checker: &'j mut Checker<'d>,
    at: &'j str,
}

impl<'d> Members<'_, 'd> {
    /// Checks a member, or takes it from the defaults and notes where it came from.
    fn member<T: Clone>(
        &mut self,
        name: &str,
        default: &Field<T>,
        check: impl FnOnce(&mut Checker<'d>, &str) -> Field<T>,
    ) -> Field<T> {
        let at = pointer::join(self.at, name);
        let own = check(self.checker, &at);
        if own.is_managed() || !default.is_managed() {
            return own;
        }
        self.checker
            .sources
            .inherit(at, pointer::join(DEFAULTS, name));
        default.clone()
    }

    /// As [`member`](Self::member), for a text that `null` clears.
    fn text<const MAX: usize>(
        &mut self,
        name: &str,
        raw: Clearable<Text<MAX>>,
        default: &Field<String>,
    ) -> Field<String> {
        self.member(name, default, |it, at| text::clearable(it, at, raw))
    }

    /// As [`member`](Self::member), for a text that the Store requires.
    fn required<const MAX: usize>(
        &mut self,
        name: &str,
        raw: NonNull<Text<MAX>>,
        default: &Field<String>,
    ) -> Field<String> {
        self.member(name, default, |it, at| {
            raw.map(|raw| text::text(it, at, raw))
        })
    }
}

fn texts<const LENGTH: usize, const MAX: usize>(
    checker: &mut Checker<'_>,
    at: &str,
    raw: Clearable<List<Inline<LENGTH>, MAX>>,
) -> Field<Vec<String>> {
    list(checker, at, raw).map(|items| {
        let checked = items.into_iter().enumerate();
        checked
            .filter_map(|(index, it)| text::prose(checker, &pointer::item(at, index), it))
            .collect()
    })
}

fn search_terms_of<const LENGTH: usize, const MAX: usize>(
    checker: &mut Checker<'_>,
    at: &str,
    raw: Clearable<List<Inline<LENGTH>, MAX>>,
) -> Field<Vec<String>> {
    let terms = texts(checker, at, raw);
    let words = |terms: &Vec<String>| terms.iter().flat_map(|it| it.split_whitespace()).count();
    if let Field::Set(terms) = &terms
        && words(terms) > limits::SEARCH_WORDS
    {
        let unique = limits::search_words(terms.iter().map(String::as_str)).len();
        if unique > limits::SEARCH_WORDS {
            let message = format!(
                "`{}` {}",
                pointer::address(at),
                format::over_limit(unique, "unique words", limits::SEARCH_WORDS)
            );
            checker.report(&catalogue::SEARCH_WORDS, at, message);
        }
    }
    terms
}

fn requirements_of(
    checker: &mut Checker<'_>,
    at: &str,
    raw: Clearable<List<Requirement>>,
) -> Field<Vec<DesiredRequirement>> {
    let mut field = list(checker, at, raw).map(|items| {
        let checked = items.into_iter().enumerate();
        checked
            .filter_map(|(index, it)| requirement(checker, &pointer::item(at, index), it))
            .collect::<Vec<_>>()
    });
    if let Field::Set(items) = &mut field {
        let texts = items
            .iter()
            .flat_map(|it| [&it.minimum_hardware, &it.recommended_hardware])
            .flatten()
            .count();
        if texts > limits::REQUIREMENT_TEXTS {
            let message = format!(
                "`{}` {}",
                pointer::address(at),
                format::over_limit(texts, "values", limits::REQUIREMENT_TEXTS)
            );
            checker.report(&catalogue::REQUIREMENT_TEXTS, at, message);
            // Each has a text at least, and a default is copied into every language.
            items.truncate(limits::REQUIREMENT_TEXTS);
        }
    }
    field
}

fn requirement(
    checker: &mut Checker<'_>,
    at: &str,
    raw: Requirement,
) -> Option<DesiredRequirement> {
    let before = checker.found.len();
    let minimum = text::inline_prose(
        checker,
        &pointer::join(at, "minimumHardware"),
        raw.minimum_hardware,
    );
    let recommended = text::inline_prose(
        checker,
        &pointer::join(at, "recommendedHardware"),
        raw.recommended_hardware,
    );
    let desired = DesiredRequirement {
        minimum_hardware: minimum.set().cloned(),
        recommended_hardware: recommended.set().cloned(),
    };
    let is_empty = desired == DesiredRequirement::default();
    if is_empty && checker.found.len() == before {
        let message = format!("`{}` is empty", pointer::address(at));
        checker.report(&catalogue::EMPTY_REQUIREMENT, at, message);
    }
    (!is_empty).then_some(desired)
}
