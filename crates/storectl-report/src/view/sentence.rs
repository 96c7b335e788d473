//! Sentences that say the same in text and in Markdown.

use std::borrow::Cow;

use super::SourceRef;
use crate::Foreign;

/// Begins our own words with a capital letter.
pub(crate) fn capitalized(words: &str) -> String {
    let mut letters = words.chars();
    let first = letters.next().map(|it| it.to_ascii_uppercase());
    first.into_iter().chain(letters).collect()
}

/// A line for people: our own words, and others' within it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Sentence {
    /// What kind of line it is, e.g. `hint`; stands before a colon.
    pub(crate) label: Option<&'static str>,
    pub(crate) spans: Vec<Span>,
}

/// A part of a line, by who wrote it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Span {
    /// Our own words. They need no escape in any format.
    Ours(Cow<'static, str>),
    /// A sentence that may quote somebody else, with code between backticks.
    Prose(String),
    /// A name, an address or an id of somebody else.
    Code(String),
    /// A place in a file: by its path from the working directory on a terminal, from the repository root elsewhere.
    Place(SourceRef),
}

impl Sentence {
    /// Begins a line.
    pub(crate) fn new() -> Self {
        Self::default()
    }

    /// Begins a line of a kind, e.g. `hint: …`.
    pub(crate) fn labeled(label: &'static str) -> Self {
        Self {
            label: Some(label),
            spans: Vec::new(),
        }
    }

    /// Adds our own words.
    pub(crate) fn ours(mut self, words: impl Into<Cow<'static, str>>) -> Self {
        self.spans.push(Span::Ours(words.into()));
        self
    }

    /// Adds a sentence that may quote somebody else.
    pub(crate) fn prose(mut self, text: &str) -> Self {
        self.spans.push(Span::Prose(text.to_owned()));
        self
    }

    /// Adds the first `most` characters of a sentence that may quote somebody else.
    pub(crate) fn prose_up_to(self, text: &str, most: usize) -> Self {
        let clipped = Foreign::new(text).clipped(most);
        self.prose(clipped.as_foreign().as_raw())
    }

    /// Adds the first `most` characters of somebody else's value.
    pub(crate) fn code_up_to(self, text: &str, most: usize) -> Self {
        let clipped = Foreign::new(text).clipped(most);
        self.code(clipped.as_foreign().as_raw())
    }

    /// Adds a place in a file.
    pub(crate) fn place(mut self, place: &SourceRef) -> Self {
        self.spans.push(Span::Place(place.clone()));
        self
    }

    /// Returns its words, in which somebody else's are not escaped yet.
    pub(crate) fn plain(&self) -> String {
        let label = self.label.map(|it| format!("{it}: "));
        let spans = self.spans.iter().map(|it| match it {
            Span::Ours(text) => text.clone().into_owned(),
            Span::Prose(text) | Span::Code(text) => text.clone(),
            Span::Place(place) => {
                let SourceRef {
                    file: _, // for who stands there
                    in_repository,
                    line,
                    column,
                } = place;
                format!("{in_repository}:{line}:{column}")
            }
        });
        label.into_iter().chain(spans).collect()
    }

    /// Adds somebody else's name, address or id.
    pub(crate) fn code(mut self, text: &str) -> Self {
        self.spans.push(Span::Code(text.to_owned()));
        self
    }
}
