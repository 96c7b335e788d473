//! The page for a support request, of a bounded size.

use std::fmt::Write as _;

use super::{budget::Budget, code, doctor, history, prose};
use crate::{BundleProduct, BundleView, Fact, Foreign, escape, time::utc};

/// Most bytes of the page.
const MOST: usize = 256 * 1024;

/// Most bytes of it that are not the trace's.
const BEFORE_TRACE: usize = 160 * 1024;

/// Most items of a list.
const ITEMS: usize = 100;

/// Most characters of a line of the trace.
const LINE: usize = 2_000;

/// Renders the page. What does not fit is left out and counted: of the trace, the oldest first.
pub(crate) fn bundle(view: &BundleView<'_>) -> String {
    let BundleView {
        doctor: checks,
        written_at,
        versions,
        settings,
        products,
        history: releases,
        errors,
        trace,
    } = view;
    let mut page = Page::new(BEFORE_TRACE);
    page.push(&format!(
        "# storectl doctor\n\nWritten at {}.\n\n",
        utc(*written_at)
    ));
    page.section("Checks", &doctor::doctor(checks, Budget::Comment).finish());
    page.section("Versions", &facts(versions));
    page.section("Settings", &facts(settings));
    for product in products.iter().take(ITEMS) {
        page.product(product);
    }
    page.rest(products.len(), "product");
    page.section(
        "Releases",
        &history::history(releases, Budget::Comment).finish(),
    );
    page.section("Failed requests", &list(errors));
    let head = escape::without_commands(page.finish());
    let room = MOST.saturating_sub(head.len());
    head + &escape::without_commands(tail(trace, room))
}

/// A page under construction.
struct Page {
    out: String,
    left: usize,
    /// Sections that did not fit.
    cut: usize,
}

impl Page {
    fn new(most: usize) -> Self {
        Self {
            out: String::new(),
            left: most,
            cut: 0,
        }
    }

    fn push(&mut self, text: &str) {
        match self.left.checked_sub(text.len()) {
            Some(left) => {
                self.left = left;
                self.out.push_str(text);
            }
            None => self.cut += 1,
        }
    }

    fn section(&mut self, title: &str, body: &str) {
        let body = if body.is_empty() { "None.\n" } else { body };
        self.push(&format!("## {title}\n\n{body}\n"));
    }

    fn product(&mut self, product: &BundleProduct<'_>) {
        let BundleProduct {
            manifest,
            product_id,
            lines,
            timeline,
        } = product;
        let title = format!(
            "Product {} · {}",
            product_id.markdown(),
            manifest.markdown()
        );
        let seen = timeline.iter().map(|it| {
            let of = it
                .submission
                .as_ref()
                .map(|it| format!(" (submission {it})"));
            let of = of.unwrap_or_default();
            format!("{} at {}{of}", it.state.as_str(), utc(it.at))
        });
        let lines: Vec<String> = lines.iter().cloned().chain(seen).collect();
        self.section(&title, &list(&lines));
    }

    fn rest(&mut self, number: usize, what: &str) {
        if let Some(more) = number.checked_sub(ITEMS).filter(|it| *it > 0) {
            self.push(&format!("_and {more} more {what}s_\n\n"));
        }
    }

    fn finish(mut self) -> String {
        if self.cut > 0 {
            let cut = crate::view::count(self.cut, "section");
            let _ = write!(self.out, "_{cut} left out: the page is full._\n\n");
        }
        self.out
    }
}

fn facts(facts: &[Fact]) -> String {
    let line = |it: &Fact| format!("- {}: {}\n", it.name, code(&it.value));
    facts.iter().take(ITEMS).map(line).collect()
}

/// A list whose last items count most.
fn list(lines: &[String]) -> String {
    let skipped = lines.len().saturating_sub(ITEMS);
    let mut out = String::new();
    if skipped > 0 {
        out = format!("_{skipped} older ones left out_\n\n");
    }
    for line in lines.iter().skip(skipped) {
        let _ = writeln!(out, "- {}", prose(line));
    }
    out
}

/// The last lines of a trace that fit, as an indented block: nothing in it can end that.
fn tail(trace: &[String], room: usize) -> String {
    if trace.is_empty() {
        return String::new();
    }
    let title = "## Trace\n\nThe last exchanges, the oldest first.\n\n";
    let mut left = room.saturating_sub(title.len() + 100);
    let mut kept: Vec<String> = Vec::new();
    for line in trace.iter().rev() {
        let clipped = Foreign::new(line).clipped(LINE);
        let line = format!("    {}\n", clipped.as_foreign().line());
        let Some(rest) = left.checked_sub(line.len() + 40) else {
            break;
        };
        left = rest;
        kept.push(line);
    }
    kept.reverse();
    let omitted = trace.len() - kept.len();
    let note = match omitted {
        0 => String::new(),
        omitted => format!("_{omitted} older ones left out_\n\n"),
    };
    format!("{title}{note}{}", kept.concat())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_a_long_trace_the_end_is_kept_and_the_rest_counted() {
        let trace: Vec<String> = (0..5_000)
            .map(|it| format!("{it} {}", "x".repeat(300)))
            .collect();
        let text = tail(&trace, 100_000);
        assert!(text.len() <= 100_000);
        assert!(text.contains("older ones left out"));
        assert!(text.contains("    4999 x"), "{text}");
        assert!(!text.contains("    1 x"));
    }

    #[test]
    fn a_trace_that_fits_is_whole_and_no_line_of_it_leaves_the_block() {
        let trace = ["```\n# x".to_owned(), "</details>\u{1b}[2J".to_owned()];
        let text = tail(&trace, 10_000);
        assert!(!text.contains("left out"), "{text}");
        let body = text.lines().skip(4);
        for line in body {
            assert!(
                line.starts_with("    ") && !line.contains('\u{1b}'),
                "{line}"
            );
        }
    }
}
