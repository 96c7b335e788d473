//! What a command has to show, and the one way to show it.

use crate::{
    Appearance, DiagnosticsView, FailureView, Format, PlanView, ReportView, StatusView, json,
    markdown, text,
};

/// The result of a command.
#[derive(Clone, Debug)]
pub enum Output<'a> {
    /// What apply would do.
    Plan(PlanView<'a>),
    /// What an apply or a submit did.
    Apply(ReportView<'a>),
    /// The state of drafts and submissions.
    Status(StatusView<'a>),
    /// What is wrong with manifests.
    Diagnostics(DiagnosticsView<'a>),
    /// Why there is no result.
    Error(FailureView<'a>),
}

/// Renders a result. Total: every result has every format.
pub fn render(output: &Output<'_>, format: Format, appearance: Appearance) -> String {
    match format {
        Format::Text => text::render(output, appearance),
        Format::Json => json::render(output),
        Format::Markdown => markdown::render(output),
    }
}
