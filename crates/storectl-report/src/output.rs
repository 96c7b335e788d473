//! What a command has to show.

use crate::{DiagnosticsView, FailureView, PlanView, ReportView, StatusView};

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
