//! Pages as a browser reads them.

mod pictures;
mod room;
mod safety;
mod structure;

use storectl_model::{RemoteListing, RemoteProduct};
use storectl_plan::OutcomeValues;
use storectl_report::{Appearance, Format, Output, render};

use crate::{
    fixtures::Fixture,
    parsers::dom::{Dom, Element},
};

/// Renders as a page without pictures.
fn html(output: &Output<'_>) -> String {
    render(output, Format::Html, Appearance::PLAIN)
}

/// The text of each, with single blanks.
fn texts<'d>(elements: impl Iterator<Item = &'d Element>) -> Vec<String> {
    elements
        .map(|it| it.text.split_whitespace().collect::<Vec<_>>().join(" "))
        .collect()
}

/// A draft with `text` as every text of these languages.
pub(crate) fn draft(languages: &[&str], text: &str) -> RemoteProduct {
    let listing = RemoteListing {
        description: Some(text.to_owned()),
        whats_new: Some(text.to_owned()),
        short_description: Some(text.to_owned()),
        product_features: vec![text.to_owned()],
        search_terms: vec![text.to_owned()],
        developed_by: Some(text.to_owned()),
        ..RemoteListing::default()
    };
    let mut draft = RemoteProduct::default();
    for language in languages {
        draft
            .listings
            .insert(language.parse().unwrap(), listing.clone());
    }
    draft.availability.pricing = Some(text.to_owned());
    draft.availability.markets = vec![text.to_owned(), "US".to_owned()];
    draft
}

impl Fixture {
    /// Says what customers get after the plan.
    pub(crate) fn publishing(mut self, draft: &RemoteProduct) -> Self {
        self.plan.outcome.values = OutcomeValues::of_draft(draft);
        self
    }
}

impl Element {
    pub(super) fn has_class(&self, class: &str) -> bool {
        let classes = self.attribute("class").unwrap_or_default();
        classes.split_whitespace().any(|it| it == class)
    }
}

impl Dom {
    pub(super) fn classed<'d>(&'d self, class: &'d str) -> impl Iterator<Item = &'d Element> {
        self.elements.iter().filter(move |it| it.has_class(class))
    }

    /// Returns the only element of a name.
    pub(super) fn only(&self, name: &str) -> &Element {
        let all = self.elements.iter().filter(|it| it.name == name);
        let all: Vec<&Element> = all.collect();
        let [only] = all.as_slice() else {
            panic!("{} <{name}>", all.len())
        };
        only
    }

    /// Returns every element with the names of its attributes: what of a page is not text.
    pub(super) fn skeleton(&self) -> Vec<(&str, Vec<&str>)> {
        self.elements
            .iter()
            .map(|it| {
                let attributes = it.attributes.keys().map(String::as_str);
                (it.name.as_str(), attributes.collect())
            })
            .collect()
    }
}
