//! What a command has to show.

use crate::{
    DiagnosticsView, DoctorView, ErrorView, FailureView, HistoryView, InstallersView, PlanView,
    ReportView, StatusView,
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
    /// The releases of products.
    History(HistoryView<'a>),
    /// What installers are, and what certification would reject.
    Inspect(InstallersView<'a>),
    /// What a run needs, and how it stands.
    Doctor(DoctorView<'a>),
    /// What is wrong with manifests.
    Diagnostics(DiagnosticsView<'a>),
    /// Why there is no result.
    Error(FailureView<'a>),
}

impl<'a> Output<'a> {
    /// Returns what decided the exit, where the command failed.
    pub fn error(&self) -> Option<&'a ErrorView> {
        match self {
            Self::Plan(view) => view.error,
            Self::Apply(view) => view.error,
            Self::Status(view) => view.error,
            Self::History(view) => view.error,
            Self::Inspect(view) => view.error,
            Self::Doctor(view) => view.error,
            Self::Diagnostics(view) => view.error,
            Self::Error(view) => Some(view.error),
        }
    }

    /// Returns the exit code of the run.
    pub fn exit(&self) -> u8 {
        let of_error = || self.error().map_or(0, |it| it.exit);
        match self {
            Self::Plan(view) => view.exit.unwrap_or_else(of_error),
            Self::Apply(view) => view.exit,
            Self::Doctor(view) if view.exit > 0 => view.exit,
            Self::Status(_)
            | Self::History(_)
            | Self::Inspect(_)
            | Self::Doctor(_)
            | Self::Diagnostics(_)
            | Self::Error(_) => of_error(),
        }
    }

    /// Returns the result with `error` as what decided the exit, where it has no other.
    #[must_use]
    pub fn failed(mut self, error: &'a ErrorView) -> Self {
        if self.error().is_none() {
            match &mut self {
                Self::Plan(view) => view.exit = view.exit.map(|_| error.exit),
                Self::Apply(view) => view.exit = error.exit,
                Self::Status(_)
                | Self::History(_)
                | Self::Inspect(_)
                | Self::Doctor(_)
                | Self::Diagnostics(_)
                | Self::Error(_) => {}
            }
        }
        let slot = match &mut self {
            Self::Plan(view) => &mut view.error,
            Self::Apply(view) => &mut view.error,
            Self::Status(view) => &mut view.error,
            Self::History(view) => &mut view.error,
            Self::Inspect(view) => &mut view.error,
            Self::Doctor(view) => &mut view.error,
            Self::Diagnostics(view) => &mut view.error,
            Self::Error(_) => return self,
        };
        slot.get_or_insert(error);
        self
    }
}
