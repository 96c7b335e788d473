//! The state of products, as text.

use super::{
    failure::write_error,
    heading,
    page::{Ink, Page},
};
use crate::{
    Appearance, Foreign, ProductStatus, StatusFacts, StatusView, Verbosity,
    view::{count, error_details, no_submission, partner_center, pending, store_reports, timeline},
};

/// Renders the state of products; briefly, of the draft and the submission only.
pub(super) fn status(view: &StatusView<'_>, appearance: Appearance) -> String {
    let StatusView {
        tool_version: _, // in the JSON
        part,
        products,
        error: _, // shown at its product
    } = view;
    let mut page = Page::new(appearance.styling);
    for product in products {
        match appearance.verbosity {
            Verbosity::Brief => write_line(&mut page, product),
            Verbosity::Normal | Verbosity::Full => {
                page.gap();
                write_product(&mut page, product);
            }
        }
    }
    page.gap();
    page.sentences(0, &part.gaps());
    page.sentences(0, part.line(products.len()).as_slice());
    page.line(0, &format!("{}.", count(products.len(), "manifest")));
    page.finish()
}

/// Writes one line about a product, and below it only what went wrong.
fn write_line(page: &mut Page, product: &ProductStatus<'_>) {
    let title = heading(product.name, product.product_id, product.manifest);
    let title = page.ink(Ink::Heading, &title);
    match &product.facts {
        Ok(facts) => {
            let said = [draft(page, facts), submission(page, facts)].join("; ");
            page.line(0, &format!("{title}: {said}"));
        }
        Err(error) => {
            page.line(0, &format!("{title}: failed"));
            write_error(page, 2, error);
        }
    }
    write_unsettled(page, product);
}

fn write_product(page: &mut Page, product: &ProductStatus<'_>) {
    let ProductStatus {
        manifest,
        product_id,
        name,
        facts,
        unsettled: _, // below
        journal,
        timeline: seen,
        last_commit: _, // with the facts
    } = product;
    let title = heading(*name, *product_id, *manifest);
    page.line(0, &page.ink(Ink::Heading, &title));
    match facts {
        Ok(facts) => write_facts(page, facts, product),
        Err(error) => write_error(page, 2, error),
    }
    page.sentences(2, timeline(seen).as_slice());
    write_unsettled(page, product);
    for note in journal {
        page.line(2, &format!("journal: {}", Foreign::new(note).line()));
    }
}

/// Writes why a product is not as it should be.
fn write_unsettled(page: &mut Page, product: &ProductStatus<'_>) {
    if let Some(error) = product.unsettled {
        let head = format!("{} (exit {}):", error.code, error.exit);
        let message = Foreign::new(&error.message).line();
        page.line(2, &format!("{} {message}", page.ink(Ink::Changed, &head)));
        page.sentences(4, &error_details(error));
    }
}

fn draft(page: &Page, facts: &StatusFacts<'_>) -> String {
    let state = if facts.is_ready {
        page.ink(Ink::Added, "✓ ready to be submitted")
    } else {
        page.ink(Ink::Changed, "✗ not ready to be submitted")
    };
    format!("draft: {state}")
}

fn submission(page: &Page, facts: &StatusFacts<'_>) -> String {
    let status = facts.publishing_status.map(|it| Foreign::new(it).line());
    match (&facts.ongoing_submission, status) {
        (Some(id), status) => {
            let status = status.map(|it| format!(" ({it})")).unwrap_or_default();
            let text = format!(
                "submission {id} is in progress{status}; the Store rejects every write until it ends"
            );
            page.ink(Ink::Changed, &text)
        }
        (None, Some(status)) => {
            let last = facts.last_submission.as_ref();
            let id = last.map(|it| format!(" {}", it.id)).unwrap_or_default();
            format!("last submission{id}: {status}")
        }
        (None, None) => no_submission(facts.submission_known).to_owned(),
    }
}

fn write_facts(page: &mut Page, facts: &StatusFacts<'_>, product: &ProductStatus<'_>) {
    let StatusFacts {
        is_ready: _, // in the line of the draft
        ongoing_submission,
        publishing_status: _, // in the line of the submission
        messages: _,          // as news
        pending: due,
        submission_known: _, // there too
        last_submission: _,
        incomplete_languages,
    } = facts;
    page.line(2, &draft(page, facts));
    page.line(2, &submission(page, facts));
    if ongoing_submission.is_some() {
        let see = partner_center(product.product_id.as_raw());
        page.line(2, &format!("see: {see}"));
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
