//! Listings, with the defaults laid under them.

use std::collections::BTreeMap;

use storectl_model::{
    DesiredListing, DesiredRequirement, Field, LanguageTag, ListingIntent, limits,
};

use super::{images, language, list::list, text};
use crate::{
    catalogue,
    checker::Checker,
    pointer,
    raw::{Clearable, Inline, List, Listing, Listings, Requirement},
};

const DEFAULTS: &str = "/listingDefaults";

pub(super) fn listings(
    checker: &mut Checker<'_>,
    defaults: Option<Listing>,
    raw: Option<Listings>,
) -> BTreeMap<LanguageTag, ListingIntent> {
    let has_defaults = defaults.is_some();
    let defaults = listing(checker, DEFAULTS, defaults.unwrap_or_default());
    let mut desired = BTreeMap::new();
    let mut present = 0_usize;
    for (written, raw) in raw.map(|it| it.0).unwrap_or_default() {
        let at = pointer::join("/listings", &written);
        let tag = language::language(checker, &at, &written);
        let intent = match raw {
            None => ListingIntent::Removed,
            Some(raw) => {
                present += 1;
                let own = listing(checker, &at, raw);
                ListingIntent::Present(Box::new(apply_defaults(checker, &at, own, &defaults)))
            }
        };
        if let Some(tag) = tag {
            desired.insert(tag, intent);
        }
    }
    if has_defaults && present == 0 {
        checker.report_key(
            &catalogue::IDLE_DEFAULTS,
            DEFAULTS,
            "`listingDefaults` lies under no listing".to_owned(),
        );
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
    let mut lay = Layer { checker, at };
    DesiredListing {
        description: lay.under("description", description, &defaults.description),
        whats_new: lay.under("whatsNew", whats_new, &defaults.whats_new),
        product_features: lay.under(
            "productFeatures",
            product_features,
            &defaults.product_features,
        ),
        short_description: lay.under(
            "shortDescription",
            short_description,
            &defaults.short_description,
        ),
        search_terms: lay.under("searchTerms", search_terms, &defaults.search_terms),
        additional_license_terms: lay.under(
            "additionalLicenseTerms",
            additional_license_terms,
            &defaults.additional_license_terms,
        ),
        copyright: lay.under("copyright", copyright, &defaults.copyright),
        developed_by: lay.under("developedBy", developed_by, &defaults.developed_by),
        sort_title: lay.under("sortTitle", sort_title, &defaults.sort_title),
        requirements: lay.under("requirements", requirements, &defaults.requirements),
        contact_info: lay.under("contactInfo", contact_info, &defaults.contact_info),
        screenshots: lay.under("screenshots", screenshots, &defaults.screenshots),
        store_logos: lay.under("storeLogos", store_logos, &defaults.store_logos),
    }
}

struct Layer<'j, 'd> {
    checker: &'j mut Checker<'d>,
    at: &'j str,
}

impl Layer<'_, '_> {
    fn under<T: Clone>(&mut self, name: &str, own: Field<T>, below: &Field<T>) -> Field<T> {
        if !own.is_managed() && below.is_managed() {
            let from = pointer::join(DEFAULTS, name);
            self.checker
                .sources
                .inherit(pointer::join(self.at, name), from);
        }
        own.or(below.clone())
    }
}

fn listing(checker: &mut Checker<'_>, at: &str, raw: Listing) -> DesiredListing {
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
        whats_new: text::nullable(checker, &to("whatsNew"), whats_new),
        product_features: texts(checker, &to("productFeatures"), product_features),
        short_description: text::nullable(checker, &to("shortDescription"), short_description),
        search_terms: search_terms_of(checker, &to("searchTerms"), search_terms),
        additional_license_terms: additional_license_terms
            .map(|it| text::text(checker, &to("additionalLicenseTerms"), it)),
        copyright: text::nullable(checker, &to("copyright"), copyright),
        developed_by: text::nullable(checker, &to("developedBy"), developed_by),
        sort_title: text::nullable(checker, &to("sortTitle"), sort_title),
        requirements: requirements_of(checker, &to("requirements"), requirements),
        contact_info: text::nullable(checker, &to("contactInfo"), contact_info),
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
            .filter_map(|(index, it)| text::limited(checker, &pointer::item(at, index), it))
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
                "`{}` has {unique} different words, limit {}: {} too many",
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
                "`{}` has {texts} texts, limit {}: {} too many",
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
    let minimum = text::inline(
        checker,
        &pointer::join(at, "minimumHardware"),
        raw.minimum_hardware,
    );
    let recommended = text::inline(
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
        let message = format!("`{}` says nothing", pointer::address(at));
        checker.report(&catalogue::EMPTY_REQUIREMENT, at, message);
    }
    (!is_empty).then_some(desired)
}
