//! The releases of products, as text.

use super::{
    heading,
    page::{Ink, Page, pad, width},
};
use crate::{
    Appearance, Foreign, HistoryView, ProductHistory, Verbosity,
    view::{columns, count},
};

/// Renders the releases of products, the newest first; briefly, only their number.
pub(super) fn history(view: &HistoryView<'_>, appearance: Appearance) -> String {
    let HistoryView {
        tool_version: _, // in the JSON
        warnings: _,     // on stderr
        products,
        error: _, // on stderr
    } = view;
    let mut page = Page::new(appearance.styling);
    for product in products {
        write_product(&mut page, product, appearance.verbosity);
    }
    page.gap();
    page.line(0, &format!("{}.", count(products.len(), "manifest")));
    page.finish()
}

fn write_product(page: &mut Page, product: &ProductHistory<'_>, verbosity: Verbosity) {
    let ProductHistory {
        manifest,
        product_id,
        name,
        releases,
    } = product;
    let title = page.ink(Ink::Heading, &heading(*name, *product_id, *manifest));
    let words = match releases.len() {
        0 => "no releases known".to_owned(),
        number => count(number, "release"),
    };
    page.line(0, &format!("{title}: {words}"));
    match verbosity {
        Verbosity::Brief => return,
        Verbosity::Normal | Verbosity::Full => {}
    }
    let rows: Vec<[String; 6]> = releases
        .iter()
        .map(|it| columns(it).map(|it| Foreign::new(&it).line().into_owned()))
        .collect();
    let widths: [usize; 6] = std::array::from_fn(|at| {
        let cells = rows.iter().filter_map(|it| it.get(at));
        width(cells.map(String::as_str), 48)
    });
    for row in &rows {
        let cells = row.iter().zip(widths);
        let cells: Vec<String> = cells.map(|(it, width)| pad(it, width)).collect();
        page.line(2, &cells.join("  "));
    }
}
