//! Errors at the edge: what a library says becomes an exit, a sentence and advice (design.md §2).

use storectl_api::Error as StoreError;
use storectl_apply::classify;
use storectl_model::{ProductId, StoreMessage, bound_message};
use storectl_plan::{Failure, FailureKind, NextStep, StaleEntry};
use storectl_platform::{OwnFileError, RAISE_OPEN_LIMIT, TooManyOpen};
use storectl_report::{DiagnosticList, ErrorView, SourceRef};

use crate::{exit::Exit, hints};

/// What a command ends with when it does not end well.
#[derive(Clone, Debug)]
pub(crate) struct CliError {
    exit: Exit,
    view: Box<ErrorView>,
    /// What to do next, until [`hints::next`] words it.
    next: Vec<NextStep>,
    /// The products it is about, as far as they are known.
    products: Vec<ProductId>,
    /// Manifests read, and what is wrong with them.
    manifests: usize,
    diagnostics: Box<DiagnosticList>,
    reach: Reach,
}

/// Where a failure is reported beside stderr.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reach {
    /// In the result's place on stdout, and in every file of `--out`.
    Everywhere,
    /// On stdout only: a file of `--out` must stay as it is.
    Streams,
    /// Nowhere: there is a result, which says so.
    BesideResult,
}

impl CliError {
    /// Makes one with this message, one sentence.
    pub(crate) fn new(exit: Exit, message: impl Into<String>) -> Self {
        let view = ErrorView {
            code: exit.name(),
            exit: exit.code(),
            message: bound_message(message.into()),
            ..ErrorView::default()
        };
        Self {
            exit,
            view: Box::new(view),
            next: Vec::new(),
            products: Vec::new(),
            manifests: 0,
            diagnostics: Box::default(),
            reach: Reach::Everywhere,
        }
    }

    /// Makes one of wrong arguments.
    pub(crate) fn usage(message: impl Into<String>) -> Self {
        Self::new(Exit::Usage, message)
    }

    /// Makes one of a local fault, with the whole chain of causes, each reported once.
    pub(crate) fn local(what: impl Into<String>, cause: impl Into<anyhow::Error>) -> Self {
        let chain = cause.into();
        let is_limited = chain.chain().any(is_too_many_open);
        let mut message = what.into();
        for cause in chain.chain().map(ToString::to_string) {
            if !message.ends_with(&cause) {
                message = format!("{message}: {cause}");
            }
        }
        let ours = Self::new(Exit::Error, message);
        if is_limited {
            ours.hint(RAISE_OPEN_LIMIT)
        } else {
            ours
        }
    }

    /// Makes one of a file of storectl's own that cannot be used.
    pub(crate) fn own_file(error: OwnFileError) -> Self {
        let hint = match &error {
            OwnFileError::NotRegular { .. } => Some("remove it, or move it elsewhere"),
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
        hints::add(&mut self.view.hints, [hint.into()]);
        self
    }

    /// Adds what to do next, in words.
    #[must_use]
    pub(crate) fn with_next(mut self, lines: Vec<String>) -> Self {
        hints::add_next(&mut self.view.hints, lines);
        self
    }

    /// Adds several lines of advice.
    #[must_use]
    pub(crate) fn hints(mut self, hints: impl IntoIterator<Item = String>) -> Self {
        hints::add(&mut self.view.hints, hints);
        self
    }

    /// Adds what to do next, to be put into words.
    #[must_use]
    pub(crate) fn next(mut self, step: NextStep) -> Self {
        self.next.push(step);
        self
    }

    /// Names the products it is about.
    #[must_use]
    pub(crate) fn about(mut self, products: Vec<ProductId>) -> Self {
        self.products = products;
        self
    }

    /// Adds what is wrong with the `manifests` that were read.
    #[must_use]
    pub(crate) fn diagnosed(
        mut self,
        manifests: usize,
        diagnostics: impl Into<DiagnosticList>,
    ) -> Self {
        self.manifests = manifests;
        self.diagnostics = Box::new(diagnostics.into());
        self
    }

    /// Counts the products beside the one it is about that cannot be applied either.
    #[must_use]
    pub(crate) fn beside(mut self, others: usize) -> Self {
        match others {
            0 => {}
            1 => self
                .view
                .message
                .push_str("; 1 more product cannot be applied"),
            others => {
                let more = format!("; {others} more products cannot be applied");
                self.view.message.push_str(&more);
            }
        }
        self
    }

    /// Adds the place in a manifest it is about.
    #[must_use]
    pub(crate) fn at(mut self, location: Option<SourceRef>) -> Self {
        self.view.location = location;
        self
    }

    /// Adds how the plan stands to the one that was approved.
    #[must_use]
    pub(crate) fn stale(mut self, entries: Vec<StaleEntry>) -> Self {
        self.view.stale = entries;
        self
    }

    /// Adds what the Store said.
    #[must_use]
    pub(crate) fn said(mut self, messages: &[StoreMessage]) -> Self {
        self.view.store_messages = messages.to_vec();
        self
    }

    /// Says that no file of `--out` may be written, not even with this failure.
    #[must_use]
    pub(crate) fn without_files(mut self) -> Self {
        self.reach = Reach::Streams;
        self
    }

    /// Says that the result was written, and says so itself.
    #[must_use]
    pub(crate) fn beside_result(mut self) -> Self {
        self.reach = Reach::BesideResult;
        self
    }

    /// Returns where it is reported.
    pub(crate) fn reach(&self) -> Reach {
        self.reach
    }

    /// Returns the products it is about, as far as they are known.
    pub(crate) fn products(&self) -> &[ProductId] {
        &self.products
    }

    /// Returns how many manifests were read, where it is about their faults.
    pub(crate) fn manifests(&self) -> usize {
        self.manifests
    }

    /// Returns the faults of manifests it is about.
    pub(crate) fn diagnostics(&self) -> &DiagnosticList {
        &self.diagnostics
    }

    /// Returns how the run ends.
    pub(crate) fn exit(&self) -> Exit {
        self.exit
    }

    /// Takes what to do next, to be put into words.
    pub(crate) fn take_next(&mut self) -> Vec<NextStep> {
        std::mem::take(&mut self.next)
    }

    /// Returns what renderers show.
    pub(crate) fn view(&self) -> &ErrorView {
        &self.view
    }
}

fn is_too_many_open(cause: &(dyn std::error::Error + 'static)) -> bool {
    let io = cause.downcast_ref::<std::io::Error>();
    cause.is::<TooManyOpen>() || io.and_then(TooManyOpen::of).is_some()
}

impl From<StoreError> for CliError {
    fn from(error: StoreError) -> Self {
        of_failure(&classify(&error), Written::Nothing)
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

/// The table: how a run ends that failed so (design.md §2).
pub(crate) fn exit_of(kind: FailureKind, written: Written) -> Exit {
    match (kind, written) {
        (FailureKind::Usage, _) => Exit::Usage,
        (FailureKind::Auth, _) => Exit::Auth,
        (FailureKind::Rejected, _) => Exit::Rejected,
        (FailureKind::Busy, _) => Exit::Busy,
        (FailureKind::Stale, _) => Exit::Stale,
        (FailureKind::Waiting, _) => Exit::Waiting,
        (FailureKind::Unconverged, _) => Exit::Unconverged,
        (FailureKind::Interrupted, _) => Exit::Interrupted,
        (FailureKind::Terminated, _) => Exit::Terminated,
        (FailureKind::Transient | FailureKind::Other, Written::Something) => Exit::Partial,
        (FailureKind::Transient, Written::Nothing) | (FailureKind::InstallerUnknown, _) => {
            Exit::Transient
        }
        (FailureKind::Other, Written::Nothing) => Exit::Error,
    }
}

/// Makes the error of what failed.
pub(crate) fn of_failure(failure: &Failure, written: Written) -> CliError {
    let mut ours = CliError::new(exit_of(failure.kind, written), failure.message.clone());
    ours.next.clone_from(&failure.next);
    let view = &mut *ours.view;
    view.request.clone_from(&failure.request);
    view.http_status = failure.http_status;
    view.store_messages.clone_from(&failure.store_messages);
    view.correlation_id.clone_from(&failure.correlation_id);
    view.hints = hints::of_failure(failure);
    ours
}

#[cfg(test)]
mod tests {
    use super::*;

    fn failure(kind: FailureKind) -> Failure {
        Failure {
            request: Some("PATCH /x".to_owned()),
            http_status: Some(503),
            correlation_id: Some("c".to_owned()),
            hints: vec!["go on".to_owned()],
            ..Failure::new(kind, "it failed")
        }
    }

    #[test]
    fn every_kind_of_failure_has_its_exit_before_and_after_the_first_write() {
        let exits = FailureKind::ALL.map(|kind| {
            let [before, after] =
                [Written::Nothing, Written::Something].map(|it| exit_of(kind, it).code());
            (kind, before, after)
        });
        assert_eq!(
            exits,
            [
                (FailureKind::Usage, 64, 64),
                (FailureKind::Auth, 20, 20),
                (FailureKind::Transient, 21, 30),
                (FailureKind::InstallerUnknown, 21, 21),
                (FailureKind::Rejected, 22, 22),
                (FailureKind::Busy, 13, 13),
                (FailureKind::Stale, 12, 12),
                (FailureKind::Waiting, 31, 31),
                (FailureKind::Unconverged, 32, 32),
                (FailureKind::Interrupted, 130, 130),
                (FailureKind::Terminated, 143, 143),
                (FailureKind::Other, 1, 30),
            ]
        );
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
                stale: Vec::new(),
            }
        );
    }

    #[cfg(unix)]
    #[test]
    fn a_local_fault_of_too_many_open_files_says_how_to_raise_the_limit() {
        const EMFILE: i32 = 24;
        let source = std::io::Error::from_raw_os_error(EMFILE);
        let path = "x".into();
        let error = CliError::own_file(OwnFileError::Read { path, source });
        assert_eq!(error.view().hints, [RAISE_OPEN_LIMIT]);
        let other = CliError::local("cannot write x", std::io::Error::other("disk full"));
        assert!(other.view().hints.is_empty());
    }

    #[test]
    fn a_local_fault_reports_each_cause_once() {
        let cause = std::io::Error::other("disk full");
        let error = CliError::local("cannot write x", cause);
        assert_eq!(error.view().message, "cannot write x: disk full");
    }
}
