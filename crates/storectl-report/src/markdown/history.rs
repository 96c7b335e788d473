//! The releases of products, as tables.

use std::fmt::Write as _;

use super::{
    budget::{Budget, Comment, Rank},
    code,
    marker::markers,
    product_name, prose,
};
use crate::{
    HistoryView, ProductHistory,
    view::{COLUMNS, columns, count, thousands},
};

/// Most releases of a product that are listed.
const ROWS: usize = 50;

/// Renders the releases of products, the newest first.
pub(super) fn history(view: &HistoryView<'_>, budget: Budget) -> Comment {
    let HistoryView {
        tool_version: _, // in the JSON
        warnings,
        products,
        error: _, // on stderr
    } = view;
    let ids = products.iter().map(|it| it.product_id);
    let title = match products.as_slice() {
        [product] => format!(
            "### Store releases: {}",
            product_name(product.name, product.product_id)
        ),
        several => format!("## Store releases: {}", count(several.len(), "product")),
    };
    let mut comment = Comment::new(budget, markers(budget, "status", ids, ""), &title);
    for warning in warnings.iter().take(ROWS) {
        comment.push(Rank::Note, format!("_{}_\n\n", prose(warning)));
    }
    for product in products {
        let heading = match products.len() {
            1 => String::new(),
            _ => format!(
                "#### {}\n\n",
                product_name(product.name, product.product_id)
            ),
        };
        comment.push(Rank::Product, format!("{heading}{}", table(product)));
    }
    comment.foot(&format!("{}.", count(products.len(), "manifest")));
    comment
}

fn table(product: &ProductHistory<'_>) -> String {
    if product.releases.is_empty() {
        return "No releases known.\n\n".to_owned();
    }
    let mut out = format!("| {} |\n|{}\n", COLUMNS.join(" | "), "---|".repeat(6));
    for release in product.releases.iter().take(ROWS) {
        let [submitted, others @ ..] = columns(release);
        let others = others.map(|it| match it.as_str() {
            "" => String::new(),
            text => code(text).replace('|', "\\|"),
        });
        let _ = writeln!(out, "| {submitted} | {} |", others.join(" | "));
    }
    out.push('\n');
    if let Some(more) = product
        .releases
        .len()
        .checked_sub(ROWS)
        .filter(|it| *it > 0)
    {
        let _ = write!(out, "_and {} more_\n\n", thousands(more));
    }
    out
}
