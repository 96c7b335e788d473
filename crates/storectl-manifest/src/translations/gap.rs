//! Texts that most languages have and some do not.

use storectl_model::LanguageTag;

use super::{ListingText, TextCell, TextMatrix};

/// Texts that more than half of the languages have, and that the same others neither have nor clear.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TextGap<'a> {
    /// The texts, in the order of plans; at least one.
    pub fields: Vec<ListingText>,
    /// The languages without them, in the order of the matrix; at least one.
    pub missing: Vec<&'a LanguageTag>,
    /// How many languages have each of them.
    pub present: usize,
}

impl TextMatrix {
    /// Returns what is probably missing. A text that half of the languages have, or fewer, is taken for one that is written for
    /// them on purpose.
    pub fn gaps(&self) -> Vec<TextGap<'_>> {
        let mut gaps: Vec<TextGap<'_>> = Vec::new();
        for field in ListingText::ALL {
            let mut missing = Vec::new();
            let mut present = 0;
            for row in self.rows() {
                match row.cell(field) {
                    TextCell::Absent => missing.push(&row.language),
                    TextCell::Cleared => {}
                    TextCell::Present(_) => present += 1,
                }
            }
            if missing.is_empty() || present * 2 <= self.rows().len() {
                continue;
            }
            let alike = |it: &&mut TextGap<'_>| it.present == present && it.missing == missing;
            match gaps.iter_mut().find(alike) {
                Some(gap) => gap.fields.push(field),
                None => gaps.push(TextGap {
                    fields: vec![field],
                    missing,
                    present,
                }),
            }
        }
        gaps
    }
}
