//! Pages as a browser reads them.

mod dom;
mod pictures;
mod room;
mod safety;
mod structure;

use storectl_model::{RemoteListing, RemoteProduct};
use storectl_plan::OutcomeValues;
use storectl_report::{Appearance, Format, Output, render};

use self::dom::Element;
use crate::fixtures::Fixture;

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
