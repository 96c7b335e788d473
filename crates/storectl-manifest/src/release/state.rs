//! Whether the notes of each language are those of the version.

use std::collections::BTreeMap;

use storectl_model::{DesiredListing, DesiredProduct, Field, LanguageTag, ListingIntent};

use crate::format;

/// What is known of the notes of a language.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotesState {
    /// The manifest does not name them: the Store keeps those it has.
    Unmanaged,
    /// The manifest clears them.
    Cleared,
    /// They are a text, and not known to be an old one.
    Written,
    /// They are still those of the last release.
    LastReleases,
}

/// Compares the notes of each language that is listed with those at the last release, where that is known.
pub fn notes_states(
    product: &DesiredProduct,
    last: Option<&DesiredProduct>,
) -> BTreeMap<LanguageTag, NotesState> {
    let former = |language| match last?.listings.get(language)? {
        ListingIntent::Present(listing) => listing.whats_new.set(),
        ListingIntent::Removed => None,
    };
    let listed = product.listings.iter().filter_map(|it| match it {
        (language, ListingIntent::Present(listing)) => Some((language, listing)),
        (_, ListingIntent::Removed) => None,
    });
    let states = listed.map(|(language, listing)| {
        let state = state(listing, former(language));
        (language.clone(), state)
    });
    states.collect()
}

fn state(listing: &DesiredListing, former: Option<&String>) -> NotesState {
    match &listing.whats_new {
        Field::Absent => NotesState::Unmanaged,
        Field::Clear => NotesState::Cleared,
        Field::Set(text) if former.is_some_and(|it| is_same(text, it)) => NotesState::LastReleases,
        Field::Set(_) => NotesState::Written,
    }
}

/// Whether two texts are the same in the Store (design.md §3, "Equal means equal").
fn is_same(one: &str, other: &str) -> bool {
    let one = format::normalize_line_ends(one);
    let other = format::normalize_line_ends(other);
    format::without_final_line_end(&one) == format::without_final_line_end(&other)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Files, Variables, check, read};

    fn product(listings: &str) -> DesiredProduct {
        let manifest = format!(
            "apiVersion: storectl/v1\nproductId: 3e31a9f9-84e8-4d2d-9eba-487878d02ebf\nlistings:\n{listings}"
        );
        let document = read("storectl.yaml", manifest.as_bytes()).unwrap();
        let checked = check(&document, &Files::default(), &Variables::default());
        checked.product.unwrap()
    }

    #[test]
    fn notes_are_compared_with_those_of_the_last_release() {
        let now = product(
            "  de-de: { whatsNew: Neu }\n  en-us: { whatsNew: 'Same' }\n  fr-fr: { sortTitle: A }\n  it-it: { whatsNew: null }\n  ja-jp: null\n",
        );
        let last = product("  de-de: { whatsNew: Alt }\n  EN-US: { whatsNew: \"Same\\r\\n\" }\n");
        let states = |last| {
            let states = notes_states(&now, last).into_iter();
            let states = states.map(|(language, state)| (language.as_str().to_owned(), state));
            states.collect::<Vec<_>>()
        };
        let expected = |en_us| {
            [
                ("de-de", NotesState::Written),
                ("en-us", en_us),
                ("fr-fr", NotesState::Unmanaged),
                ("it-it", NotesState::Cleared),
            ]
            .map(|(language, state)| (language.to_owned(), state))
            .to_vec()
        };
        assert_eq!(states(Some(&last)), expected(NotesState::LastReleases));
        assert_eq!(states(None), expected(NotesState::Written));
    }
}
