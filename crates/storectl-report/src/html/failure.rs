//! Why a command failed.

use askama::{Template, filters::HtmlSafe};

use super::{
    line::Line,
    notice::Notice,
    page::{Page, Tone},
    reasons,
    text::shown,
};
use crate::{FailureView, view::count};

#[derive(Template)]
#[template(source = "{{ notice }}", ext = "html")]
struct Failure {
    notice: Notice,
}

impl HtmlSafe for Failure {}

/// Renders an error that ended a command.
pub(super) fn page(view: &FailureView<'_>) -> String {
    let FailureView {
        command,
        shard: _, // whoever started the job knows it
        products,
        error,
    } = view;
    let failed = match command {
        None => "storectl failed".to_owned(),
        Some(command) => format!("storectl {} failed", command.as_str()),
    };
    let body = Failure {
        notice: reasons::failure(Line::words("Why it failed"), error),
    };
    Page::new(format!("{failed}{}", of(products)), Tone::Bad, body).write()
}

/// Returns ` for PRODUCT` or ` for 3 products`, for the title of a failure; nothing where no product is known.
pub(super) fn of(products: &[&str]) -> String {
    match products {
        [] => String::new(),
        [one] => format!(" for {}", shown(one)),
        several => format!(" for {}", count(several.len(), "product")),
    }
}
