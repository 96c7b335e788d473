//! How products stand, as text.

use storectl_model::MessageSeverity;

use super::{
    failure::{store_message, write_error},
    heading,
    page::{Ink, Page},
};
use crate::{ProductStatus, StatusFacts, StatusView, Styling, escape, link::partner_center};

/// Renders how products stand.
pub fn status(view: &StatusView<'_>, styling: Styling) -> String {
    let StatusView {
        tool_version: _, // in the JSON
        products,
    } = view;
    let mut page = Page::new(styling);
    for product in products {
        page.gap();
        let ProductStatus {
            manifest,
            product_id,
            name,
            facts,
            journal,
        } = product;
        page.line(
            0,
            &page.ink(Ink::Heading, &heading(*name, product_id, manifest)),
        );
        match facts {
            Ok(facts) => write_facts(&mut page, facts, product_id),
            Err(error) => write_error(&mut page, 2, error),
        }
        for note in journal {
            page.line(2, &format!("journal: {}", escape::line(note)));
        }
    }
    page.finish()
}

fn write_facts(page: &mut Page, facts: &StatusFacts<'_>, product_id: &str) {
    let StatusFacts {
        is_ready,
        ongoing_submission,
        publishing_status,
        messages,
        incomplete_languages,
    } = facts;
    let draft = if *is_ready {
        page.ink(Ink::Added, "✓ ready to be submitted")
    } else {
        page.ink(Ink::Changed, "✗ not ready to be submitted")
    };
    page.line(2, &format!("draft: {draft}"));
    let heard = publishing_status.map(escape::line);
    match (ongoing_submission, heard) {
        (Some(id), heard) => {
            let heard = heard.map(|it| format!(" ({it})")).unwrap_or_default();
            let text = format!(
                "submission {id} is in progress{heard}; until it ends the Store refuses every write"
            );
            page.line(2, &page.ink(Ink::Changed, &text));
            page.line(2, &format!("see {}", partner_center(product_id)));
        }
        (None, Some(heard)) => page.line(2, &format!("last submission: {heard}")),
        (None, None) => page.line(2, "no submission in progress"),
    }
    for message in *messages {
        let label = match message.severity() {
            MessageSeverity::Error => page.ink(Ink::Danger, "error:"),
            MessageSeverity::Warning => page.ink(Ink::Changed, "warning:"),
        };
        page.line(2, &format!("{label} {}", store_message(message)));
    }
    if !incomplete_languages.is_empty() {
        let languages: Vec<&str> = incomplete_languages.iter().map(|it| it.as_str()).collect();
        page.line(2, &format!("incomplete listings: {}", languages.join(", ")));
    }
}
