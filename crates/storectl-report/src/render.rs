//! The one way to show a result: its document is read, and shown.

use crate::{
    Appearance, BundleView, FileFormat, Format, NamedPicture, Names, Output, Pictures, github,
    html,
    json::{self, Saved, SavedError},
    markdown, sarif, text,
};

/// Renders a result for the people for whom it was made. Total: every result has every format.
pub fn render(output: &Output<'_>, format: Format, appearance: Appearance) -> String {
    let saved = Saved::of(json::document(output));
    let shown = render_saved(&saved, &output.names(), format, appearance);
    shown.unwrap_or_else(|error| format!("{error}\n"))
}

/// Renders the page for a support request: Markdown of at most 256 KiB.
pub fn render_bundle(bundle: &BundleView<'_>) -> String {
    markdown::bundle(bundle)
}

/// Renders a result for a file that `--out` names.
pub fn render_file(output: &Output<'_>, format: FileFormat) -> String {
    let saved = Saved::of(json::document(output));
    let shown = render_saved_file(&saved, format, Appearance::PLAIN);
    shown.unwrap_or_else(|error| format!("{error}\n"))
}

/// Renders a saved result; `names` says what people call the files in a text.
///
/// # Errors
/// It is not the document of a result.
pub fn render_saved(
    saved: &Saved,
    names: &Names,
    format: Format,
    appearance: Appearance,
) -> Result<String, SavedError> {
    match format {
        Format::Json => Ok(saved.write()),
        Format::Text => saved.with_output(names, |it| text::render(it, appearance)),
        Format::Markdown => saved.with_output(names, markdown::comment),
        Format::Html => render_saved_page(saved, names, |_| Pictures::default()),
        Format::Github => saved.with_output(names, github::annotations),
        Format::Sarif => saved.with_output(names, sarif::render),
    }
}

/// Renders a saved result as a page with pictures: `read` is asked once for the images that the page names, in the order in which
/// they matter, and those that it gives are shown.
///
/// # Errors
/// It is not the document of a result.
pub fn render_saved_page(
    saved: &Saved,
    names: &Names,
    read: impl FnOnce(&[NamedPicture]) -> Pictures,
) -> Result<String, SavedError> {
    saved.with_output(names, |it| html::render(it, read))
}

/// Renders a saved result for a file that `--out` names: files are named from the repository root, and the text of a report
/// begins with its plan, which a run has shown before.
///
/// # Errors
/// It is not the document of a result.
pub fn render_saved_file(
    saved: &Saved,
    format: FileFormat,
    appearance: Appearance,
) -> Result<String, SavedError> {
    let names = Names::default();
    match format {
        FileFormat::Result(Format::Text) => {
            saved.with_output(&names, |it| text::whole(it, appearance))
        }
        FileFormat::Result(format) => render_saved(saved, &names, format, appearance),
        FileFormat::Summary => saved.with_output(&names, markdown::summary),
        FileFormat::GithubOutput => saved.with_output(&names, github::outputs),
    }
}
