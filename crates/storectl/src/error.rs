//! Errors at the edge: what a library says becomes an exit, a sentence and advice (design.md §2).

use storectl_api::{Error as StoreError, ErrorKind};
use storectl_manifest::Diagnostic;
use storectl_model::StoreMessage;
use storectl_plan::{ApplyReport, Failure, FailureKind, StepOutcome};
use storectl_platform::OwnFileError;
use storectl_report::{ErrorView, SourceRef};

use crate::{exit::Exit, hints};

/// What a command ends with when it does not end well.
#[derive(Clone, Debug)]
pub(crate) struct CliError {
    exit: Exit,
    view: Box<ErrorView>,
    /// Manifests read, and what is wrong with them.
    manifests: usize,
    diagnostics: Vec<Diagnostic>,
}

impl CliError {
    /// Makes one with this message, one sentence.
    pub(crate) fn new(exit: Exit, message: impl Into<String>) -> Self {
        let view = ErrorView {
            code: exit.name(),
            exit: exit.code(),
            message: message.into(),
            ..ErrorView::default()
        };
        Self {
            exit,
            view: Box::new(view),
            manifests: 0,
            diagnostics: Vec::new(),
        }
    }

    /// Makes one of wrong arguments.
    pub(crate) fn usage(message: impl Into<String>) -> Self {
        Self::new(Exit::Usage, message)
    }

    /// Makes one of a local fault, with the whole chain of causes, each told once.
    pub(crate) fn local(what: impl Into<String>, cause: impl Into<anyhow::Error>) -> Self {
        let chain = cause.into();
        let mut message = what.into();
        for cause in chain.chain().map(ToString::to_string) {
            if !message.ends_with(&cause) {
                message = format!("{message}: {cause}");
            }
        }
        Self::new(Exit::Error, message)
    }

    /// Makes one of a file of storectl's own that cannot be used.
    pub(crate) fn own_file(error: OwnFileError) -> Self {
        let hint = match &error {
            OwnFileError::NotRegular { .. } => Some("remove it, or move it away"),
            OwnFileError::Held { .. } => {
                Some("close the program that has the file open, then run the same command again")
            }
            OwnFileError::TooLarge { .. }
            | OwnFileError::Read { .. }
            | OwnFileError::Write { .. } => None,
        };
        let what = error.to_string();
        let ours = Self::local(what, error);
        match hint {
            Some(hint) => ours.hint(hint),
            None => ours,
        }
    }

    /// Adds advice, one line.
    #[must_use]
    pub(crate) fn hint(mut self, hint: impl Into<String>) -> Self {
        self.view.hints.push(hint.into());
        self
    }

    /// Adds what is wrong with the `manifests` that were read.
    #[must_use]
    pub(crate) fn diagnosed(mut self, manifests: usize, diagnostics: Vec<Diagnostic>) -> Self {
        self.manifests = manifests;
        self.diagnostics = diagnostics;
        self
    }

    /// Adds the place in a manifest it is about.
    #[must_use]
    pub(crate) fn at(mut self, location: Option<SourceRef>) -> Self {
        self.view.location = location;
        self
    }

    /// Adds what the Store said.
    #[must_use]
    pub(crate) fn said(mut self, messages: &[StoreMessage]) -> Self {
        self.view.store_messages = messages.to_vec();
        self
    }

    /// Gives how many manifests were read, where it is about their faults.
    pub(crate) fn manifests(&self) -> usize {
        self.manifests
    }

    /// Gives the faults of manifests it is about.
    pub(crate) fn diagnostics(&self) -> &[Diagnostic] {
        &self.diagnostics
    }

    /// Gives how the run ends.
    pub(crate) fn exit(&self) -> Exit {
        self.exit
    }

    /// Gives what renderers show.
    pub(crate) fn view(&self) -> &ErrorView {
        &self.view
    }
}

impl From<StoreError> for CliError {
    fn from(error: StoreError) -> Self {
        let mut ours = Self::new(exit_of(error.kind()), error.summary());
        let view = &mut *ours.view;
        view.request = error.request();
        view.http_status = error.http_status();
        view.store_messages = error.store_messages().to_vec();
        view.correlation_id = error.correlation_id().map(str::to_owned);
        view.hints = hints::reasons::of(&error.reason());
        ours
    }
}

/// Gives the exit of a request that failed before anything was written.
fn exit_of(kind: &ErrorKind) -> Exit {
    match kind {
        ErrorKind::Config { .. } => Exit::Usage,
        ErrorKind::Credential { .. }
        | ErrorKind::Auth { .. }
        | ErrorKind::Forbidden { .. }
        | ErrorKind::NotFound { .. } => Exit::Auth,
        ErrorKind::Rejected { ongoing: Some(_) } => Exit::Busy,
        ErrorKind::Rejected { ongoing: None } | ErrorKind::UploadRefused => Exit::Rejected,
        ErrorKind::Throttled
        | ErrorKind::Unavailable
        | ErrorKind::SubmissionUnanswered { .. }
        | ErrorKind::AnswerLost { .. }
        | ErrorKind::NotReachable { .. }
        | ErrorKind::Garbled { .. } => Exit::Transient,
        ErrorKind::FileChanged => Exit::Stale,
        // No certificates, and answers outside the contract.
        ErrorKind::NoRoots { .. }
        | ErrorKind::Protocol { .. }
        | ErrorKind::Decode { .. }
        | ErrorKind::TooLarge { .. } => Exit::Error,
    }
}

/// Whether an apply had changed the draft when it failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Written {
    /// Nothing was written.
    Nothing,
    /// Something was, or may have been.
    Something,
}

/// Gives the exit of an apply that failed (design.md §2).
pub(crate) fn exit_of_failure(failure: &Failure, written: Written) -> Exit {
    match (failure.kind, written) {
        (FailureKind::Auth, _) => Exit::Auth,
        (FailureKind::Rejected, _) => Exit::Rejected,
        (FailureKind::Busy, _) => Exit::Busy,
        (FailureKind::Stale, _) => Exit::Stale,
        (FailureKind::Waiting, _) => Exit::Waiting,
        (FailureKind::Unconverged, _) => Exit::Unconverged,
        (FailureKind::Interrupted, _) => Exit::Interrupted,
        (FailureKind::Terminated, _) => Exit::Terminated,
        (FailureKind::Transient | FailureKind::Other, Written::Something) => Exit::Partial,
        (FailureKind::Transient, Written::Nothing) => Exit::Transient,
        (FailureKind::Other, Written::Nothing) => Exit::Error,
    }
}

/// Gives a failure's hints: those of its reason, then its own.
fn hints_of(failure: &Failure) -> Vec<String> {
    let mut hints: Vec<String> = failure.reason.iter().flat_map(hints::reasons::of).collect();
    hints.extend(failure.hints.iter().cloned());
    hints
}

/// Puts the hints of their reasons into the failures of a report, which is rendered as it is.
pub(crate) fn with_hints(mut report: ApplyReport) -> ApplyReport {
    let of_steps = report
        .steps
        .iter_mut()
        .filter_map(|step| match &mut step.outcome {
            StepOutcome::Failed(failure)
            | StepOutcome::Interrupted(failure)
            | StepOutcome::Unknown(failure) => Some(failure),
            StepOutcome::Done | StepOutcome::AlreadyTrue | StepOutcome::Skipped { .. } => None,
        });
    for failure in of_steps.chain(&mut report.refusal) {
        failure.hints = hints_of(failure);
        failure.reason = None;
    }
    report
}

/// Makes the error of an apply that failed.
pub(crate) fn of_failure(failure: &Failure, written: Written) -> CliError {
    let mut ours = CliError::new(exit_of_failure(failure, written), failure.message.clone());
    let view = &mut *ours.view;
    view.request.clone_from(&failure.request);
    view.http_status = failure.http_status;
    view.store_messages.clone_from(&failure.store_messages);
    view.correlation_id.clone_from(&failure.correlation_id);
    view.hints = hints_of(failure);
    ours
}

#[cfg(test)]
mod tests {
    use storectl_model::{Denied, Missing, NetworkCause, SignInFailure};

    use super::*;

    fn failure(kind: FailureKind) -> Failure {
        Failure {
            kind,
            message: "it failed".to_owned(),
            request: Some("PATCH /x".to_owned()),
            http_status: Some(503),
            store_messages: Vec::new(),
            correlation_id: Some("c".to_owned()),
            reason: None,
            hints: vec!["go on".to_owned()],
            fields: Vec::new(),
        }
    }

    #[test]
    fn a_transient_failure_is_partial_once_something_was_written() {
        let transient = failure(FailureKind::Transient);
        assert_eq!(
            exit_of_failure(&transient, Written::Nothing),
            Exit::Transient
        );
        assert_eq!(
            exit_of_failure(&transient, Written::Something),
            Exit::Partial
        );
        let other = failure(FailureKind::Other);
        assert_eq!(exit_of_failure(&other, Written::Nothing), Exit::Error);
        assert_eq!(exit_of_failure(&other, Written::Something), Exit::Partial);
    }

    #[test]
    fn other_failures_keep_their_exit_whatever_was_written() {
        for (kind, exit) in [
            (FailureKind::Auth, Exit::Auth),
            (FailureKind::Rejected, Exit::Rejected),
            (FailureKind::Busy, Exit::Busy),
            (FailureKind::Stale, Exit::Stale),
            (FailureKind::Waiting, Exit::Waiting),
            (FailureKind::Unconverged, Exit::Unconverged),
            (FailureKind::Interrupted, Exit::Interrupted),
            (FailureKind::Terminated, Exit::Terminated),
        ] {
            let one = failure(kind);
            assert_eq!(exit_of_failure(&one, Written::Nothing), exit);
            assert_eq!(exit_of_failure(&one, Written::Something), exit);
        }
    }

    #[test]
    fn everything_known_of_a_failure_is_kept() {
        let error = of_failure(&failure(FailureKind::Transient), Written::Something);
        assert_eq!(
            error.view(),
            &ErrorView {
                code: "partial",
                exit: 30,
                message: "it failed".to_owned(),
                hints: vec!["go on".to_owned()],
                request: Some("PATCH /x".to_owned()),
                http_status: Some(503),
                store_messages: Vec::new(),
                correlation_id: Some("c".to_owned()),
                location: None,
            }
        );
    }

    #[test]
    fn requests_lead_to_the_exits_of_the_contract() {
        let what = String::new;
        for (kind, exit) in [
            (ErrorKind::Config { what: what() }, Exit::Usage),
            (
                ErrorKind::Auth {
                    failure: SignInFailure::TokenRefused,
                },
                Exit::Auth,
            ),
            (
                ErrorKind::Forbidden {
                    denied: Denied::Unnamed,
                    seller: None,
                },
                Exit::Auth,
            ),
            (
                ErrorKind::NotFound {
                    missing: Missing::Path,
                },
                Exit::Auth,
            ),
            (ErrorKind::Rejected { ongoing: None }, Exit::Rejected),
            (
                ErrorKind::Rejected {
                    ongoing: "1".parse().ok(),
                },
                Exit::Busy,
            ),
            (ErrorKind::Throttled, Exit::Transient),
            (ErrorKind::Unavailable, Exit::Transient),
            (
                ErrorKind::NotReachable {
                    cause: NetworkCause::Refused,
                    what: what(),
                },
                Exit::Transient,
            ),
            (ErrorKind::Protocol { what: what() }, Exit::Error),
        ] {
            assert_eq!(exit_of(&kind), exit, "{kind:?}");
        }
    }

    #[test]
    fn a_local_fault_tells_each_cause_once() {
        let cause = std::io::Error::other("disk full");
        let error = CliError::local("cannot write x", cause);
        assert_eq!(error.view().message, "cannot write x: disk full");
    }
}
