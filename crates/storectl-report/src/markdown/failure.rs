//! Why there is no result, and why a product has none.

use storectl_plan::Failure;

use super::{
    alert, brief,
    budget::{Budget, Comment, Rank},
    marker::markers,
    prose, running, sentence,
};
use crate::{
    ErrorView, FailureView, Foreign, SourceRef,
    view::{Sentence, count, error_details, failure_details, thousands},
};

/// Renders an error that ended a command.
pub(super) fn failure(view: &FailureView<'_>, budget: Budget) -> Comment {
    let FailureView {
        command,
        shard: _, // whoever started the job knows it
        products,
        error,
    } = view;
    let command = command.map_or("storectl", crate::Command::as_str);
    let failed = match command {
        "storectl" => "storectl failed".to_owned(),
        command => format!("storectl {command} failed"),
    };
    let title = format!("### ❌ {failed}{}: {}", of(products), brief(&error.message));
    let products = products.iter().copied().map(Foreign::new);
    let mut comment = Comment::new(budget, markers(budget, command, products, ""), &title);
    comment.push(Rank::Reason, caution(error, None));
    comment
}

/// Returns ` for PRODUCT` or ` for 3 products`, for the title of a failure; nothing where no product is known.
pub(super) fn of(products: &[&str]) -> String {
    match products {
        [] => String::new(),
        [one] => format!(" for {}", running(Foreign::new(one))),
        several => format!(" for {}", count(several.len(), "product")),
    }
}

/// Returns an error as an alert; `about` names what it is about, as Markdown.
pub(super) fn caution(error: &ErrorView, about: Option<String>) -> String {
    let mut lines: Vec<String> = about.into_iter().collect();
    lines.push(format!(
        "**{}** (exit {}): {}",
        Foreign::new(error.code).markdown(),
        error.exit,
        prose(&error.message)
    ));
    lines.extend(details(&error_details(error)));
    alert("CAUTION", &lines)
}

/// Most lines of one error; more would take the room of everything else, and be left out as a whole.
const ROWS: usize = 40;

/// Returns the first lines of an error's details, and counts the others.
fn details(sentences: &[Sentence]) -> Vec<String> {
    let mut lines: Vec<String> = sentences.iter().take(ROWS).map(sentence).collect();
    let more = sentences.len().saturating_sub(ROWS);
    if more > 0 {
        lines.push(format!("and {} more", thousands(more)));
    }
    lines
}

/// Returns why a step failed as an alert; `head` is Markdown, and names the step and what became of it.
pub(super) fn step_caution(head: &str, failure: &Failure, location: Option<&SourceRef>) -> String {
    let mut lines = vec![format!("{head}: {}", prose(&failure.message))];
    lines.extend(details(&failure_details(failure, location)));
    alert("CAUTION", &lines)
}
