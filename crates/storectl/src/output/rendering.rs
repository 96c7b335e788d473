//! A result in every format that is asked for.

use std::cell::OnceCell;

use storectl_report::{
    Appearance, FileFormat, Format, Output,
    json::{self as documents, Saved},
    render, render_file, render_saved,
};

use crate::output::printer::Printer;

/// A result on its way to its readers: the document that every format is made of is made once.
pub(crate) struct Rendering<'a> {
    printer: &'a Printer,
    output: &'a Output<'a>,
    saved: OnceCell<Saved>,
}

impl<'a> Rendering<'a> {
    /// Takes a result, and what renders it.
    pub(super) fn new(printer: &'a Printer, output: &'a Output<'a>) -> Self {
        Self {
            printer,
            output,
            saved: OnceCell::new(),
        }
    }

    /// Renders it for stdout.
    pub(crate) fn render(&self, format: Format, appearance: Appearance) -> String {
        let names = self.output.names();
        let shown = match format {
            Format::Html => self.printer.page(self.saved(), &names),
            Format::Text | Format::Json | Format::Markdown | Format::Github | Format::Sarif => {
                render_saved(self.saved(), &names, format, appearance)
            }
        };
        // A secret that is a part of what a document needs to be read is rather removed from what is shown.
        shown.unwrap_or_else(|_| {
            let shown = render(self.output, format, appearance);
            self.printer.redactor().text(&shown)
        })
    }

    /// Renders it for a file of `--out`.
    pub(crate) fn render_file(&self, format: FileFormat) -> String {
        let shown = self
            .printer
            .render_saved_file(self.saved(), format, Appearance::PLAIN);
        shown.unwrap_or_else(|_| {
            let shown = render_file(self.output, format);
            self.printer.redactor().text(&shown)
        })
    }

    /// Returns its document on one line.
    pub(crate) fn line(&self) -> String {
        self.saved().line()
    }

    /// Returns what is rendered.
    pub(crate) fn output(&self) -> &'a Output<'a> {
        self.output
    }

    /// Returns what renders it.
    pub(crate) fn printer(&self) -> &'a Printer {
        self.printer
    }

    fn saved(&self) -> &Saved {
        self.saved.get_or_init(|| {
            let document = documents::document(self.output);
            Saved::of(self.printer.document(document))
        })
    }
}

impl Printer {
    /// Returns a result to be rendered, without the secrets that are known, in as many formats as are wanted.
    pub(crate) fn rendering<'a>(&'a self, output: &'a Output<'a>) -> Rendering<'a> {
        Rendering::new(self, output)
    }

    /// Renders a result without the secrets that are known.
    pub(crate) fn render(
        &self,
        output: &Output<'_>,
        format: Format,
        appearance: Appearance,
    ) -> String {
        self.rendering(output).render(format, appearance)
    }
}
