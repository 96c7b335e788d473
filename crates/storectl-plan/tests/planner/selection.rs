//! What a run looks at, and what it warns about beside differences.

use storectl_model::{DesiredListing, Field, ListingIntent, Prune, RemoteProduct, Selector};
use storectl_plan::{Memory, PlanOptions, ProductPlan, Selection, Verdict, plan};

use crate::fixtures::{OPTIONS, language, listing, live, nothing, with_listing};

fn warnings(plan: &ProductPlan) -> Vec<(String, &str)> {
    let warnings = plan.warnings.iter();
    warnings
        .map(|it| {
            let path = it.path.as_ref().map(ToString::to_string);
            (path.unwrap_or_default(), it.message.as_str())
        })
        .collect()
}

/// A draft with these languages beside `en-us` and `de-de`.
fn draft_with(languages: &[&str]) -> RemoteProduct {
    let mut live = live();
    for tag in languages {
        live.listings.insert(language(tag), listing(tag));
    }
    live
}

#[test]
fn a_language_beside_the_same_one_of_the_draft_is_a_warning() {
    let described = || DesiredListing {
        short_description: Field::Set("Gears".to_owned()),
        ..DesiredListing::default()
    };
    let cases = [
        (
            "fr",
            "fr-fr",
            Some("`fr` and `fr-fr`, which only the draft has, are listings for the same language"),
        ),
        (
            "fr-fr",
            "FR",
            Some("`fr-fr` and `FR`, which only the draft has, are listings for the same language"),
        ),
        (
            "zh-hans",
            "zh-cn",
            Some(
                "`zh-hans` and `zh-cn`, which only the draft has, are listings for the same language",
            ),
        ),
        // Two regions, and two scripts, are two languages.
        ("fr-fr", "fr-ca", None),
        ("zh-hant", "zh-cn", None),
        ("fr", "it-it", None),
    ];
    for (named, stored, expected) in cases {
        let draft = draft_with(&[stored]);
        let plan = plan(&with_listing(named, described()), &draft, &OPTIONS);
        let found = warnings(&plan);
        let found = found.iter().find(|(_, it)| it.contains("same language"));
        let found = found.map(|(path, message)| (path.as_str(), *message));
        let place = format!("listings.{named}");
        assert_eq!(
            found,
            expected.map(|it| (place.as_str(), it)),
            "{named} {stored}"
        );
    }
}

#[test]
fn a_language_that_goes_or_that_the_manifest_names_too_is_no_second_listing() {
    let draft = draft_with(&["fr-fr"]);
    let french = || with_listing("fr", DesiredListing::default());
    let mut removed = french();
    removed
        .listings
        .insert(language("fr-fr"), ListingIntent::Removed);
    let mut named = french();
    named
        .listings
        .extend(with_listing("fr-fr", DesiredListing::default()).listings);
    let pruned = storectl_model::DesiredProduct {
        prune: Prune::Listings,
        ..french()
    };
    for desired in [removed, named, pruned] {
        let plan = plan(&desired, &draft, &OPTIONS);
        let found = warnings(&plan);
        assert!(
            found.iter().all(|(_, it)| !it.contains("same language")),
            "{found:?}"
        );
    }
}

#[test]
fn several_languages_of_the_draft_are_one_warning() {
    let draft = draft_with(&["fr-fr", "fr-ca"]);
    let plan = plan(
        &with_listing("fr", DesiredListing::default()),
        &draft,
        &OPTIONS,
    );
    let found = warnings(&plan);
    let same: Vec<&str> = found
        .iter()
        .map(|(_, it)| *it)
        .filter(|it| it.contains("same language"))
        .collect();
    assert_eq!(
        same,
        ["`fr` and `fr-ca`, `fr-fr`, which only the draft has, are listings for the same language"]
    );
}

fn restricted(unmatched: &[&str], all: &[&str]) -> ProductPlan {
    let selectors =
        |them: &[&str]| -> Vec<Selector> { them.iter().map(|it| it.parse().unwrap()).collect() };
    let unmatched = selectors(unmatched);
    let mut desired = nothing();
    desired.properties.website = Field::Set("https://contoso.com".to_owned());
    let options = PlanOptions {
        unmatched: &unmatched,
        memory: Memory::NONE,
        ..OPTIONS
    };
    plan(&desired.only(selectors(all)), &live(), &options)
}

#[test]
fn a_selector_that_picks_nothing_is_named() {
    let plan = restricted(&["listings.fr-fr"], &["listings.fr-fr"]);
    assert_eq!(plan.verdict(), Verdict::Nothing);
    assert_eq!(plan.selection, Selection::Nothing);
    assert_eq!(
        warnings(&plan),
        [(
            String::new(),
            "`listings.fr-fr` matches nothing in the manifest"
        )]
    );
}

#[test]
fn one_of_several_selectors_that_picks_nothing_is_named_and_the_others_are_planned() {
    let all = ["listings.fr-fr", "properties.website"];
    let plan = restricted(&["listings.fr-fr"], &all);
    assert_eq!(plan.verdict(), Verdict::Changes);
    assert_eq!(plan.selection, Selection::Something);
    assert_eq!(plan.warnings.len(), 1);
    let plan = restricted(&[], &["properties.website"]);
    assert!(plan.warnings.is_empty());
}
