//! What is found in a text from a file, once for all the fields that name it.

use storectl_model::limits::{DESCRIPTION, Length};

use crate::{
    suspects::{Suspect, suspects},
    work,
};

/// What the rules of every field ask of a text.
pub(crate) struct CheckedText {
    pub(crate) length: Length,
    /// Empty for a text that no field can hold: messages say only that it is too long.
    pub(crate) suspects: Vec<Suspect>,
}

impl CheckedText {
    /// Looks at a text.
    pub(crate) fn of(text: &str) -> Self {
        work::visit(text.len());
        let length = Length::of(text);
        // No limit is higher.
        let suspects = if length.code_points > DESCRIPTION {
            Vec::new()
        } else {
            suspects(text)
        };
        Self { length, suspects }
    }
}
