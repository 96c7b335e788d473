//! Texts that one language took from another (forms, Outputs 13).

use std::collections::BTreeMap;

use storectl_model::LanguageTag;

use super::ListingText;

/// The fields in which the same text in two languages is one that nobody translated.
const UNTRANSLATED_IF_SHARED: [ListingText; 3] = [
    ListingText::Description,
    ListingText::ShortDescription,
    ListingText::WhatsNew,
];

/// The shortest text, in characters, that two languages do not share by chance.
const LEAST: usize = 40;

/// The texts seen so far, each with the language that had it first, and where: whatever place the caller goes by.
pub(crate) struct SharedTexts<Text, Place> {
    first: BTreeMap<(ListingText, Text), (LanguageTag, Place)>,
}

impl<Text: AsRef<str> + Ord, Place> SharedTexts<Text, Place> {
    /// Begins with none.
    pub(crate) fn new() -> Self {
        Self {
            first: BTreeMap::new(),
        }
    }

    /// Returns the language that had the same text first, unless the two are of one primary language (`en-us`, `en-gb`) or the
    /// text is of a kind that languages share.
    pub(crate) fn first_with(
        &mut self,
        field: ListingText,
        text: Text,
        language: &LanguageTag,
        place: Place,
    ) -> Option<&(LanguageTag, Place)> {
        let is_short = text.as_ref().chars().take(LEAST).count() < LEAST;
        if is_short || !UNTRANSLATED_IF_SHARED.contains(&field) {
            return None;
        }
        let first = self
            .first
            .entry((field, text))
            .or_insert_with(|| (language.clone(), place));
        (first.0.primary() != language.primary()).then_some(first)
    }
}
