//! The state of products, as text.

use super::{
    failure::write_error,
    heading,
    page::{Ink, Page},
};
use crate::{
    Foreign, ProductStatus, StatusFacts, StatusView, Styling,
    view::{count, error_details, no_submission, partner_center, pending, store_reports},
};

/// Renders the state of products.
pub(super) fn status(view: &StatusView<'_>, styling: Styling) -> String {
    let StatusView {
        tool_version: _, // in the JSON
        products,
        error: _, // shown at its product
    } = view;
    let mut page = Page::new(styling);
    for product in products {
        page.gap();
        write_product(&mut page, product);
    }
    page.gap();
    page.line(0, &format!("{}.", count(products.len(), "manifest")));
    page.finish()
}

fn write_product(page: &mut Page, product: &ProductStatus<'_>) {
    let ProductStatus {
        manifest,
        product_id,
        name,
        facts,
        unsettled,
        journal,
    } = product;
    let title = heading(*name, *product_id, *manifest);
    page.line(0, &page.ink(Ink::Heading, &title));
    match facts {
        Ok(facts) => write_facts(page, facts, product),
        Err(error) => write_error(page, 2, error),
    }
    if let Some(error) = unsettled {
        let head = format!("{} (exit {}):", error.code, error.exit);
        let message = Foreign::new(&error.message).line();
        page.line(2, &format!("{} {message}", page.ink(Ink::Changed, &head)));
        page.sentences(4, &error_details(error));
    }
    for note in journal {
        page.line(2, &format!("journal: {}", Foreign::new(note).line()));
    }
}

fn write_facts(page: &mut Page, facts: &StatusFacts<'_>, product: &ProductStatus<'_>) {
    let StatusFacts {
        is_ready,
        ongoing_submission,
        publishing_status,
        messages: _, // as news
        pending: due,
        submission_known,
        last_submission,
        incomplete_languages,
    } = facts;
    let draft = if *is_ready {
        page.ink(Ink::Added, "✓ ready to be submitted")
    } else {
        page.ink(Ink::Changed, "✗ not ready to be submitted")
    };
    page.line(2, &format!("draft: {draft}"));
    let status = publishing_status.map(|it| Foreign::new(it).line());
    match (ongoing_submission, status) {
        (Some(id), status) => {
            let status = status.map(|it| format!(" ({it})")).unwrap_or_default();
            let text = format!(
                "submission {id} is in progress{status}; the Store rejects every write until it ends"
            );
            page.line(2, &page.ink(Ink::Changed, &text));
            page.line(
                2,
                &format!("see: {}", partner_center(product.product_id.as_raw())),
            );
        }
        (None, Some(status)) => {
            let id = last_submission
                .map(|it| format!(" {}", it.id))
                .unwrap_or_default();
            page.line(2, &format!("last submission{id}: {status}"));
        }
        (None, None) => page.line(2, no_submission(*submission_known)),
    }
    if !due.is_empty() {
        let due: Vec<String> = due.iter().map(pending).collect();
        page.line(2, &format!("to do: {}", due.join(", ")));
    }
    for message in facts.news() {
        page.sentence(2, &store_reports(message));
    }
    if !incomplete_languages.is_empty() {
        let languages: Vec<&str> = incomplete_languages.iter().map(|it| it.as_str()).collect();
        page.line(2, &format!("incomplete listings: {}", languages.join(", ")));
    }
}
