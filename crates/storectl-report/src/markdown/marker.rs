//! The lines by which a workflow finds its earlier comment, and the plan's hash.

use std::fmt::Write as _;

use super::budget::Budget;
use crate::Foreign;

/// Most bytes of the markers where not all of them fit.
const SOME: usize = 20_000;

/// Writes one marker per product; one without product where none is known. `hash` is empty if there is no plan.
pub(super) fn markers<'a>(
    budget: Budget,
    command: &str,
    products: impl IntoIterator<Item = Foreign<'a>>,
    hash: &str,
) -> String {
    let hash = attribute(Foreign::new(hash));
    let lines: Vec<String> = products
        .into_iter()
        .map(|it| {
            let product = attribute(it);
            format!("<!-- storectl:{command} v=1 product={product} hash={hash} -->\n")
        })
        .collect();
    let all: usize = lines.iter().map(String::len).sum();
    let most = if all <= budget.markers() { all } else { SOME };
    let mut out = String::new();
    let mut left = 0_usize;
    for line in lines {
        if out.len() + line.len() > most {
            left += 1;
        } else {
            out.push_str(&line);
        }
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
            markers(Budget::Comment, "plan", ids, "sp1-7f"),
            "<!-- storectl:plan v=1 product=a-1 hash=sp1-7f -->\n<!-- storectl:plan v=1 product=b-2 hash=sp1-7f -->\n"
        );
    }

    #[test]
    fn without_a_product_there_is_one_marker() {
        assert_eq!(
            markers(Budget::Comment, "validate", [], ""),
            "<!-- storectl:validate v=1 product= hash= -->\n"
        );
    }

    #[test]
    fn five_hundred_products_have_a_marker_each() {
        let ids: Vec<String> = (0..500).map(|it| format!("{it:0>36}")).collect();
        let hash = format!("sp1-{}", "7".repeat(32));
        let ids = ids.iter().map(|it| Foreign::new(it));
        let text = markers(Budget::Comment, "plan", ids, &hash);
        assert_eq!(text.lines().count(), 500);
        assert!(!text.contains(" more="));
    }

    #[test]
    fn markers_of_a_large_fleet_end() {
        let id = "x".repeat(40);
        let text = markers(
            Budget::Comment,
            "plan",
            (0..5_000).map(|_| Foreign::new(&id)),
            "",
        );
        assert!(text.len() < SOME + 500);
        assert!(text.contains(" more="));
    }
}
