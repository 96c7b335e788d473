//! What went wrong, with everything that helps.

use super::page::{Ink, Page};
use crate::{ErrorView, FailureView, Foreign, Styling, view::error_details};

/// Renders an error that ended a command.
pub(super) fn failure(view: &FailureView<'_>, styling: Styling) -> String {
    let FailureView {
        command: _,  // whoever reads it typed it
        shard: _,    // so did they that
        products: _, // the error names what it is about
        error,
    } = view;
    let mut page = Page::new(styling);
    write_error(&mut page, 0, error);
    page.finish()
}

/// Writes an error and all that is known of it.
pub(super) fn write_error(page: &mut Page, indent: usize, error: &ErrorView) {
    // The class of what has none says nothing.
    let head = match error.code {
        "error" => "error:".to_owned(),
        code => format!("error[{code}]:"),
    };
    let head = page.ink(Ink::Danger, &head);
    let message = Foreign::new(&error.message).line();
    page.line(indent, &format!("{head} {message}"));
    page.sentences(indent + 2, &error_details(error));
    page.line(indent + 2, &format!("exit code: {}", error.exit));
}
