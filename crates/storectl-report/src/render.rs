//! The one way to show a result.

use crate::{
    Appearance, FileFormat, Format, Output, Pictures, github, html, json, markdown, sarif, text,
};

/// Renders a result. Total: every result has every format.
pub fn render(output: &Output<'_>, format: Format, appearance: Appearance) -> String {
    match format {
        Format::Text => text::render(output, appearance),
        Format::Json => json::render(output),
        Format::Markdown => markdown::comment(output),
        Format::Html => html::render(output, &Pictures::default()),
        Format::Github => github::annotations(output),
        Format::Sarif => sarif::render(output),
    }
}

/// Renders a result as a page that shows these images.
pub fn render_page(output: &Output<'_>, pictures: &Pictures) -> String {
    html::render(output, pictures)
}

/// Renders a result for a file that `--out` names.
pub fn render_file(output: &Output<'_>, format: FileFormat) -> String {
    match format {
        FileFormat::Result(format) => render(output, format, Appearance::PLAIN),
        FileFormat::Summary => markdown::summary(output),
        FileFormat::GithubOutput => github::outputs(output),
    }
}
