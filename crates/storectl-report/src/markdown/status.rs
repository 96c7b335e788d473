//! The state of products, for a job summary.

use super::{
    about,
    budget::{Budget, Comment, Rank},
    code,
    failure::caution,
    marker::markers,
    plan::push_gaps,
    product_name, sentence,
};
use crate::{
    ErrorView, Foreign, ProductStatus, StatusFacts, StatusView,
    view::{count, no_submission, partner_center, pending, store_reports, thousands, timeline},
};

/// Most messages of a product that are shown.
const ROWS: usize = 30;

/// Renders the state of products.
pub(super) fn status(view: &StatusView<'_>, budget: Budget) -> Comment {
    let StatusView {
        tool_version: _, // in the JSON
        part,
        products,
        error,
    } = view;
    let ids = products.iter().map(|it| it.product_id);
    let title = match (products.as_slice(), error) {
        ([product], None) => format!("### Store status: {}", name(product)),
        ([product], Some(error)) => format!("### {}: {}", verdict(error), name(product)),
        (several, None) => format!("## Store status: {}", count(several.len(), "product")),
        (several, Some(error)) => {
            let unsettled = several.iter().filter(|it| is_unsettled(it)).count();
            let all = count(several.len(), "product");
            if unsettled == several.len() {
                format!("## {}: {all}", verdict(error))
            } else {
                format!("## {}: {} of {all}", verdict(error), thousands(unsettled))
            }
        }
    };
    let mut comment = Comment::new(budget, markers(budget, "status", ids, ""), &title);
    for product in products {
        match &product.facts {
            Err(error) => {
                comment.push(
                    Rank::Reason,
                    caution(
                        error,
                        Some(about(product.name, product.product_id, product.manifest)),
                    ),
                );
                let mut known: Vec<String> = Vec::new();
                known.extend(timeline(product.timeline).as_ref().map(sentence));
                known.extend(journal(product));
                comment.push(Rank::Note, list(known));
            }
            Ok(facts) => {
                if let Some(error) = product.unsettled {
                    comment.push(
                        Rank::Reason,
                        caution(
                            error,
                            Some(about(product.name, product.product_id, product.manifest)),
                        ),
                    );
                }
                comment.push(Rank::Product, lines(product, facts));
            }
        }
    }
    push_gaps(&mut comment, part);
    if let Some(shard) = part.line(products.len()) {
        comment.foot(&format!("{}\n", sentence(&shard)));
    }
    comment.foot(&format!("{}.", count(products.len(), "manifest")));
    comment
}

/// Tells whether a product could not be read, or is not where it should be.
fn is_unsettled(product: &ProductStatus<'_>) -> bool {
    product.facts.is_err() || product.unsettled.is_some()
}

/// A Store that is still at work has not failed.
fn verdict(error: &ErrorView) -> &'static str {
    match error.code {
        "waiting" => "⏳ Store status: waiting for the Store",
        _ => "❌ Store status failed",
    }
}

fn name(product: &ProductStatus<'_>) -> String {
    product_name(product.name, product.product_id)
}

fn lines(product: &ProductStatus<'_>, facts: &StatusFacts<'_>) -> String {
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
    let ready = if *is_ready {
        "ready to be submitted"
    } else {
        "not ready to be submitted"
    };
    let mut lines = vec![format!("**{}**: the draft is {ready}", name(product))];
    let status = publishing_status.map(code);
    match (ongoing_submission, status) {
        (Some(id), status) => {
            let status = status.map(|it| format!(" ({it})")).unwrap_or_default();
            lines.push(format!(
                "submission {} is in progress{status}; [Partner Center]({})",
                code(id.as_str()),
                partner_center(product.product_id.as_raw())
            ));
        }
        (None, Some(status)) => {
            let id = last_submission.map(|it| format!(" {}", code(it.id.as_str())));
            lines.push(format!(
                "last submission{}: {status}",
                id.unwrap_or_default()
            ));
        }
        (None, None) => lines.push(no_submission(*submission_known).to_owned()),
    }
    if !due.is_empty() {
        let due: Vec<String> = due.iter().map(pending).collect();
        lines.push(format!("to do: {}", due.join(", ")));
    }
    let messages = facts.news().take(ROWS);
    lines.extend(messages.map(|it| sentence(&store_reports(it))));
    if !incomplete_languages.is_empty() {
        let languages: Vec<&str> = incomplete_languages.iter().map(|it| it.as_str()).collect();
        lines.push(format!("incomplete listings: {}", languages.join(", ")));
    }
    lines.extend(timeline(product.timeline).as_ref().map(sentence));
    lines.extend(journal(product));
    list(lines)
}

/// Gives what the journal knows.
fn journal(product: &ProductStatus<'_>) -> Vec<String> {
    let notes = product.journal.iter();
    notes
        .map(|it| format!("journal: {}", Foreign::new(it).markdown()))
        .collect()
}

/// Writes a list; empty where there is nothing in it.
fn list(lines: Vec<String>) -> String {
    if lines.is_empty() {
        return String::new();
    }
    let mut out = String::new();
    for line in lines {
        out.push_str("- ");
        out.push_str(&line);
        out.push('\n');
    }
    out.push('\n');
    out
}
