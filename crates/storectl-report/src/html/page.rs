//! The page around a result.

use std::fmt::Display;

use askama::{Template, filters::HtmlSafe};

use super::{assets, filter::Filter};

/// A page.
#[derive(Template)]
#[template(path = "page.html")]
pub(super) struct Page<B: Display + HtmlSafe> {
    title: String,
    tone: Tone,
    facts: Vec<Fact>,
    filter: Option<Filter>,
    body: B,
}

/// One thing to know of the result as a whole, e.g. when the Store was read.
pub(super) struct Fact {
    pub(super) name: &'static str,
    pub(super) value: String,
}

/// How a result, or a part of one, is to be taken. Words say the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Tone {
    /// There is nothing to do, or all of it is done.
    Good,
    /// There is something to look at.
    News,
    /// Something is destroyed, or waits.
    Careful,
    /// It failed, or is refused.
    Bad,
}

impl Tone {
    /// Returns the class that the style knows it by.
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Good => "good",
            Self::News => "news",
            Self::Careful => "careful",
            Self::Bad => "bad",
        }
    }
}

impl<B: Display + HtmlSafe> Page<B> {
    /// Makes a page of a result; its title and its facts are escaped here.
    pub(super) fn new(title: impl Into<String>, tone: Tone, body: B) -> Self {
        Self {
            title: title.into(),
            tone,
            facts: Vec::new(),
            filter: None,
            body,
        }
    }

    /// Adds what is to be known of the result; what is not known is left out.
    #[must_use]
    pub(super) fn with_facts(
        mut self,
        facts: impl IntoIterator<Item = (&'static str, Option<String>)>,
    ) -> Self {
        let known = facts.into_iter().filter_map(|(name, value)| {
            let value = value.filter(|it| !it.is_empty())?;
            Some(Fact { name, value })
        });
        self.facts.extend(known);
        self
    }

    /// Adds a way to look for parts of the result.
    #[must_use]
    pub(super) fn with_filter(mut self, filter: Option<Filter>) -> Self {
        self.filter = filter;
        self
    }

    /// Writes the page.
    pub(super) fn write(&self) -> String {
        self.to_string()
    }
}
