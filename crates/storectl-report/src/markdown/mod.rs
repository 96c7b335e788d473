//! Markdown for comments on pull requests and for job summaries.
//!
//! A comment takes 65,536 characters; what does not fit is left out in whole sections, and said to be.

mod budget;
mod diagnostics;
mod failure;
mod plan;
mod report;
mod section;

pub use diagnostics::diagnostics;
pub use plan::plan;
pub use report::apply_report;

use crate::escape;

/// Writes an alert; every line of `lines` is one line of it.
fn alert(kind: &str, lines: &[String]) -> String {
    let mut out = format!("> [!{kind}]\n");
    for line in lines {
        out.push_str("> ");
        out.push_str(line);
        out.push('\n');
    }
    out.push('\n');
    out
}

/// Ends every line but the last with a break, which Markdown would otherwise join.
fn hard_breaks(mut lines: Vec<String>) -> Vec<String> {
    let last = lines.len().saturating_sub(1);
    for line in lines.iter_mut().take(last) {
        line.push_str("<br>");
    }
    lines
}

/// Writes a folded section. `summary` is HTML on one line, `body` Markdown.
fn details(summary: &str, body: &str) -> String {
    format!("<details><summary>{summary}</summary>\n\n{body}\n</details>\n\n")
}

/// Cuts a text of strangers to what a line of a comment bears.
fn clip(text: &str) -> String {
    match text.char_indices().nth(500) {
        Some((at, _)) => format!("{}…", text.get(..at).unwrap_or_default()),
        None => text.to_owned(),
    }
}

/// Gives the name of a product as running text, or its id.
fn product_name(name: Option<&str>, product_id: &str) -> String {
    escape::markdown(&clip(name.unwrap_or(product_id)))
}

/// Gives a code span of a text cut to a line.
fn code(text: &str) -> String {
    escape::code(&clip(text))
}
