//! The one way to show a result.

use crate::{
    Appearance, BundleView, FileFormat, Format, Output, github, html, json, markdown, sarif, text,
};

/// Renders a result. Total: every result has every format.
pub fn render(output: &Output<'_>, format: Format, appearance: Appearance) -> String {
    match format {
        Format::Text => text::render(output, appearance),
        Format::Json => json::render(output),
        Format::Markdown => markdown::comment(output),
        Format::Html => html::render(output),
        Format::Github => github::annotations(output),
        Format::Sarif => sarif::render(output),
    }
}

/// Renders the page for a support request: Markdown of at most 256 KiB.
pub fn render_bundle(bundle: &BundleView<'_>) -> String {
    markdown::bundle(bundle)
}

/// Renders a result for a file that `--out` names.
pub fn render_file(output: &Output<'_>, format: FileFormat) -> String {
    match format {
        FileFormat::Result(format) => render(output, format, Appearance::PLAIN),
        FileFormat::Summary => markdown::summary(output),
        FileFormat::GithubOutput => github::outputs(output),
    }
}
