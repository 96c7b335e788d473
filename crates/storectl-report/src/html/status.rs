//! The state of drafts and submissions.

use askama::{Template, filters::HtmlSafe};

use super::{
    line::Line,
    notice::Notice,
    page::{Page, Tone},
    plan::gaps,
    reasons::failure,
    text::shown,
};
use crate::{
    ErrorView, ProductStatus, StatusFacts, StatusView,
    view::{count, no_submission, partner_center, pending, store_reports, thousands, timeline},
};

/// Most messages of a product.
const ROWS: usize = 100;

#[derive(Template)]
#[template(path = "status.html")]
struct Status {
    notices: Vec<Notice>,
    products: Vec<Product>,
    foot: String,
}

impl HtmlSafe for Status {}

struct Product {
    tone: Tone,
    name: String,
    manifest: String,
    notices: Vec<Notice>,
    lines: Vec<Line>,
    /// The product in Partner Center.
    link: String,
}

/// Renders the state of products.
pub(super) fn page(view: &StatusView<'_>) -> String {
    let StatusView {
        tool_version,
        part,
        products,
        error,
    } = view;
    let body = Status {
        notices: gaps(part).collect(),
        products: products.iter().map(Product::of).collect(),
        foot: format!("{}.", count(products.len(), "manifest")),
    };
    let tone = match error.map(verdict) {
        None => Tone::Good,
        Some((tone, _)) => tone,
    };
    Page::new(title(view), tone, body)
        .with_facts([
            ("shard", part.shard.map(|it| it.to_string())),
            ("storectl", Some(shown(tool_version))),
        ])
        .write()
}

/// A Store that is still at work has not failed.
fn verdict(error: &ErrorView) -> (Tone, &'static str) {
    match error.code {
        "waiting" => (Tone::Careful, "Store status: waiting for the Store"),
        _ => (Tone::Bad, "Store status failed"),
    }
}

fn title(view: &StatusView<'_>) -> String {
    let words = view.error.map_or("Store status", |it| verdict(it).1);
    match view.products.as_slice() {
        [product] => format!("{words}: {}", name(product)),
        several => {
            let all = count(several.len(), "product");
            let is_unsettled =
                |it: &&ProductStatus<'_>| it.facts.is_err() || it.unsettled.is_some();
            match (view.error, several.iter().filter(is_unsettled).count()) {
                (Some(_), unsettled) if unsettled < several.len() => {
                    format!("{words}: {} of {all}", thousands(unsettled))
                }
                (Some(_) | None, _) => format!("{words}: {all}"),
            }
        }
    }
}

fn name(product: &ProductStatus<'_>) -> String {
    shown(product.name.unwrap_or(product.product_id).as_raw())
}

impl Product {
    fn of(product: &ProductStatus<'_>) -> Self {
        let (facts, refusal) = match &product.facts {
            Ok(facts) => (Some(facts), product.unsettled),
            Err(error) => (None, Some(*error)),
        };
        let title = || match facts {
            Some(_) => Line::words("Not settled"),
            None => Line::words("The state is not known"),
        };
        let mut lines = facts.map(lines).unwrap_or_default();
        lines.extend(timeline(product.timeline).as_ref().map(Line::from));
        let journal = product.journal.iter();
        lines.extend(journal.map(|it| Line::words("journal: ").and_prose(it)));
        Self {
            tone: refusal.map_or(Tone::Good, |it| verdict(it).0),
            name: name(product),
            manifest: shown(product.manifest.as_raw()),
            notices: refusal.map(|it| failure(title(), it)).into_iter().collect(),
            lines,
            link: partner_center(product.product_id.as_raw()),
        }
    }
}

fn lines(facts: &StatusFacts<'_>) -> Vec<Line> {
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
        "The draft is ready to be submitted"
    } else {
        "The draft is not ready to be submitted"
    };
    let mut lines = vec![Line::words(ready)];
    lines.push(match (ongoing_submission, publishing_status) {
        (Some(id), status) => {
            let line = Line::words("submission ")
                .and_code(id.as_str())
                .and(" is in progress");
            match status {
                Some(status) => line.and(" (").and_code(status).and(")"),
                None => line,
            }
        }
        (None, Some(status)) => {
            let line = Line::words("last submission");
            let line = match last_submission {
                Some(last) => line.and(" ").and_code(last.id.as_str()),
                None => line,
            };
            line.and(": ").and_code(status)
        }
        (None, None) => Line::words(no_submission(*submission_known)),
    });
    if !due.is_empty() {
        let due: Vec<String> = due.iter().map(pending).collect();
        lines.push(Line::words(format!("to do: {}", due.join(", "))));
    }
    let messages = facts.news().take(ROWS);
    lines.extend(messages.map(|it| Line::from(&store_reports(it))));
    if !incomplete_languages.is_empty() {
        let languages: Vec<&str> = incomplete_languages.iter().map(|it| it.as_str()).collect();
        lines.push(Line::words(format!(
            "incomplete listings: {}",
            languages.join(", ")
        )));
    }
    lines
}
