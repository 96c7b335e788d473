//! The releases of products.

use askama::{Template, filters::HtmlSafe};

use super::{
    line::Line,
    notice::Notice,
    page::{Page, Tone},
    reasons::failure,
    text::shown,
};
use crate::{
    HistoryView, ProductHistory,
    view::{COLUMNS, columns, count, thousands},
};

/// Most releases of a product, and most warnings, that are listed.
const ROWS: usize = 500;

#[derive(Template)]
#[template(path = "history.html")]
struct History {
    notices: Vec<Notice>,
    warnings: Vec<Line>,
    products: Vec<Product>,
    foot: String,
}

impl HtmlSafe for History {}

struct Product {
    name: String,
    manifest: String,
    releases: Vec<[String; 6]>,
    more: usize,
}

/// Renders the releases of products, the newest first.
pub(super) fn page(view: &HistoryView<'_>) -> String {
    let HistoryView {
        tool_version,
        warnings,
        products,
        error,
    } = view;
    let title = match products.as_slice() {
        [product] => format!("Store releases: {}", name(product)),
        several => format!("Store releases: {}", count(several.len(), "product")),
    };
    let body = History {
        notices: error
            .map(|it| failure(Line::words("The run failed"), it))
            .into_iter()
            .collect(),
        warnings: warnings
            .iter()
            .take(ROWS)
            .map(|it| Line::prose(it))
            .collect(),
        products: products.iter().map(Product::of).collect(),
        foot: format!("{}.", count(products.len(), "manifest")),
    };
    let tone = error.map_or(Tone::News, |_| Tone::Bad);
    Page::new(title, tone, body)
        .with_facts([("storectl", Some(shown(tool_version)))])
        .write()
}

fn name(product: &ProductHistory<'_>) -> String {
    shown(product.name.unwrap_or(product.product_id).as_raw())
}

impl Product {
    fn of(product: &ProductHistory<'_>) -> Self {
        let releases = product.releases.iter().take(ROWS);
        Self {
            name: name(product),
            manifest: shown(product.manifest.as_raw()),
            releases: releases
                .map(|it| columns(it).map(|it| shown(&it)))
                .collect(),
            more: product.releases.len().saturating_sub(ROWS),
        }
    }
}
