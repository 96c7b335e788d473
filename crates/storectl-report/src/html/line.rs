//! A sentence.

use askama::{Template, filters::HtmlSafe};

use super::text::shown;
use crate::{
    Foreign, SourceRef,
    view::{Sentence, Span},
};

/// A sentence, with code in it.
#[derive(Template)]
#[template(path = "line.html")]
pub(super) struct Line {
    label: Option<&'static str>,
    parts: Vec<Part>,
}

impl HtmlSafe for Line {}

/// A part of a sentence.
enum Part {
    Words(String),
    Code(String),
}

impl Line {
    /// Takes our own words.
    pub(super) fn words(words: impl Into<String>) -> Self {
        Self {
            label: None,
            parts: vec![Part::Words(words.into())],
        }
    }

    /// Takes a sentence that may quote somebody else, with code between backticks.
    pub(super) fn prose(text: &str) -> Self {
        Self {
            label: None,
            parts: prose(text),
        }
    }

    /// Adds our own words.
    #[must_use]
    pub(super) fn and(mut self, words: impl Into<String>) -> Self {
        self.parts.push(Part::Words(words.into()));
        self
    }

    /// Adds a name or an address of somebody else.
    #[must_use]
    pub(super) fn and_code(mut self, text: &str) -> Self {
        self.parts.push(Part::Code(shown(text)));
        self
    }

    /// Adds a sentence without its label.
    #[must_use]
    pub(super) fn then(mut self, sentence: &Sentence) -> Self {
        self.parts.extend(parts(sentence));
        self
    }

    /// Adds a sentence that may quote somebody else.
    #[must_use]
    pub(super) fn and_prose(mut self, text: &str) -> Self {
        self.parts.extend(prose(text));
        self
    }
}

impl From<&Sentence> for Line {
    fn from(sentence: &Sentence) -> Self {
        Self {
            label: sentence.label,
            parts: parts(sentence),
        }
    }
}

fn parts(sentence: &Sentence) -> Vec<Part> {
    let spans = sentence.spans.iter();
    let parts = spans.flat_map(|it| match it {
        Span::Ours(words) => vec![Part::Words(words.clone().into_owned())],
        Span::Prose(text) => prose(text),
        Span::Code(text) => vec![Part::Code(shown(text))],
        Span::Place(at) => vec![Part::Code(place(at))],
    });
    parts.collect()
}

/// Returns a place as documents name it.
pub(super) fn place(place: &SourceRef) -> String {
    let SourceRef {
        file: _, // for a terminal
        in_repository,
        line,
        column: _, // a line is enough for people
    } = place;
    shown(&format!("{in_repository}:{line}"))
}

/// Tells code between backticks from what is around it. Where not every backtick encloses something, all of it is words.
fn prose(text: &str) -> Vec<Part> {
    let clipped = Foreign::new(text).clipped(2_000);
    let text = clipped.as_foreign().as_raw();
    let parts: Vec<&str> = text.split('`').collect();
    let mut enclosed = parts.iter().skip(1).step_by(2);
    if parts.len().is_multiple_of(2) || enclosed.any(|it| it.is_empty()) {
        return vec![Part::Words(shown(text))];
    }
    let parts = parts.iter().enumerate().map(|(at, part)| match at % 2 {
        0 => Part::Words(shown(part)),
        _ => Part::Code(shown(part)),
    });
    parts.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_in_a_sentence_is_code_and_all_of_it_is_text() {
        let line = |text| Line::prose(text).to_string();
        assert_eq!(
            line("run `storectl plan` & <b>`x\u{1b}`"),
            "run <code>storectl plan</code> &#38; &#60;b&#62;<code>x\\u{1b}</code>"
        );
        assert_eq!(line("a ` b"), "a ` b");
    }
}
