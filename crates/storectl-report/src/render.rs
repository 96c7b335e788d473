//! The one way to show a result.

use crate::{Appearance, Format, Output, json, markdown, text};

/// Renders a result. Total: every result has every format.
pub fn render(output: &Output<'_>, format: Format, appearance: Appearance) -> String {
    match format {
        Format::Text => text::render(output, appearance),
        Format::Json => json::render(output),
        Format::Markdown => markdown::render(output),
    }
}
