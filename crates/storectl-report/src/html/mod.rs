//! One page for browsers.

use crate::{Appearance, Foreign, Output, text};

/// Renders a result as a page.
pub(crate) fn render(output: &Output<'_>) -> String {
    let text = text::render(output, Appearance::PLAIN);
    format!(
        "<!doctype html>\n<pre>{}</pre>\n",
        Foreign::new(&text).html()
    )
}
