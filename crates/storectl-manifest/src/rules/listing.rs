//! One listing: its texts, lists and images.

use storectl_model::{DesiredListing, DesiredRequirement, Field, limits};

use super::{images, list::list, text};
use crate::{
    catalogue,
    checker::Checker,
    pointer,
    raw::{Clearable, Inline, List, Listing, Requirement},
};

/// Checks the listing at `at`: a language's, or `listingDefaults`.
pub(super) fn listing(checker: &mut Checker<'_>, at: &str, raw: Listing) -> DesiredListing {
    let Listing {
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
    } = raw;
    let to = |name: &str| pointer::join(at, name);
    DesiredListing {
        description: description.map(|it| text::text(checker, &to("description"), it)),
        whats_new: text::clearable(checker, &to("whatsNew"), whats_new),
        product_features: texts(checker, &to("productFeatures"), product_features),
        short_description: text::clearable(checker, &to("shortDescription"), short_description),
        search_terms: search_terms_of(checker, &to("searchTerms"), search_terms),
        additional_license_terms: additional_license_terms
            .map(|it| text::text(checker, &to("additionalLicenseTerms"), it)),
        copyright: text::clearable(checker, &to("copyright"), copyright),
        developed_by: text::clearable(checker, &to("developedBy"), developed_by),
        sort_title: text::clearable(checker, &to("sortTitle"), sort_title),
        requirements: requirements_of(checker, &to("requirements"), requirements),
        contact_info: text::clearable(checker, &to("contactInfo"), contact_info),
        screenshots: images::screenshots(checker, &to("screenshots"), screenshots),
        store_logos: images::store_logos(checker, &to("storeLogos"), store_logos),
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
    if let Field::Set(terms) = &terms {
        let unique = limits::search_words(terms.iter().map(String::as_str)).len();
        if unique > limits::SEARCH_WORDS {
            let message = format!(
                "`{}` has {unique} unique words; the limit is {} ({} too many)",
                pointer::address(at),
                limits::SEARCH_WORDS,
                unique - limits::SEARCH_WORDS
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
    let field = list(checker, at, raw).map(|items| {
        let checked = items.into_iter().enumerate();
        checked
            .filter_map(|(index, it)| requirement(checker, &pointer::item(at, index), it))
            .collect::<Vec<_>>()
    });
    if let Field::Set(items) = &field {
        let texts = items
            .iter()
            .flat_map(|it| [&it.minimum_hardware, &it.recommended_hardware])
            .flatten()
            .count();
        if texts > limits::REQUIREMENT_TEXTS {
            let message = format!(
                "`{}` has {texts} values; the limit is {} ({} too many)",
                pointer::address(at),
                limits::REQUIREMENT_TEXTS,
                texts - limits::REQUIREMENT_TEXTS
            );
            checker.report(&catalogue::REQUIREMENT_TEXTS, at, message);
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
