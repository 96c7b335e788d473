//! The lines by which a workflow finds its earlier comment, and the plan's hash.

use std::fmt::Write as _;

use crate::Foreign;

/// Most characters of all markers together.
const MOST: usize = 20_000;

/// Writes one marker per product; one without product where none is known. `hash` is empty if there is no plan.
pub(super) fn markers<'a>(
    command: &str,
    products: impl IntoIterator<Item = Foreign<'a>>,
    hash: &str,
) -> String {
    let hash = attribute(Foreign::new(hash));
    let mut out = String::new();
    let mut left = 0_usize;
    for product in products {
        if out.len() > MOST {
            left += 1;
            continue;
        }
        let product = attribute(product);
        let _ = writeln!(
            out,
            "<!-- storectl:{command} v=1 product={product} hash={hash} -->"
        );
    }
    if left > 0 {
        let _ = writeln!(out, "<!-- storectl:{command} v=1 more={left} -->");
    }
    if out.is_empty() {
        let _ = writeln!(out, "<!-- storectl:{command} v=1 product= hash={hash} -->");
    }
    out
}

fn attribute(text: Foreign<'_>) -> String {
    text.clipped(100).as_foreign().marker()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fleet_has_a_marker_a_product() {
        let ids = ["a-1", "b-2"].map(Foreign::new);
        assert_eq!(
            markers("plan", ids, "sp1-7f"),
            "<!-- storectl:plan v=1 product=a-1 hash=sp1-7f -->\n<!-- storectl:plan v=1 product=b-2 hash=sp1-7f -->\n"
        );
    }

    #[test]
    fn without_a_product_there_is_one_marker() {
        assert_eq!(
            markers("validate", [], ""),
            "<!-- storectl:validate v=1 product= hash= -->\n"
        );
    }

    #[test]
    fn markers_of_a_large_fleet_end() {
        let id = "x".repeat(40);
        let text = markers("plan", (0..5_000).map(|_| Foreign::new(&id)), "");
        assert!(text.len() < MOST + 500);
        assert!(text.contains(" more="));
    }
}
