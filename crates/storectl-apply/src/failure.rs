//! From what went wrong to what a report says of it.

use storectl_api::{Error, ErrorKind};
use storectl_model::{Missing, StoreMessage, SubmissionId};
use storectl_plan::{Failure, FailureKind, NextStep, StepOutcome};

use crate::{stop::StopSignal, wait::readiness};

/// Why a step did not end well.
#[derive(Debug)]
pub(crate) enum StepError {
    /// It failed.
    Failed(Box<Failure>),
    /// A signal, or the deadline of a wait, ended it before it changed anything.
    Interrupted(Box<Failure>),
    /// It was sent, and whether it took effect is not known.
    Unknown(Box<Failure>),
}

impl StepError {
    pub(crate) fn failed(failure: Failure) -> Self {
        Self::Failed(Box::new(failure))
    }

    pub(crate) fn interrupted(failure: Failure) -> Self {
        Self::Interrupted(Box::new(failure))
    }

    pub(crate) fn unknown(failure: Failure) -> Self {
        Self::Unknown(Box::new(failure))
    }

    /// Changes the failure, not what became of the step.
    pub(crate) fn map(self, change: impl FnOnce(Box<Failure>) -> Box<Failure>) -> Self {
        match self {
            Self::Failed(failure) => Self::Failed(change(failure)),
            Self::Interrupted(failure) => Self::Interrupted(change(failure)),
            Self::Unknown(failure) => Self::Unknown(change(failure)),
        }
    }

    /// Returns the kind of the failure.
    pub(crate) fn kind(&self) -> FailureKind {
        match self {
            Self::Failed(failure) | Self::Interrupted(failure) | Self::Unknown(failure) => {
                failure.kind
            }
        }
    }

    pub(crate) fn outcome(self) -> StepOutcome {
        match self {
            Self::Failed(failure) => StepOutcome::Failed(failure),
            Self::Interrupted(failure) => StepOutcome::Interrupted(failure),
            Self::Unknown(failure) => StepOutcome::Unknown(failure),
        }
    }

    pub(crate) fn into_failure(self) -> Box<Failure> {
        match self {
            Self::Failed(failure) | Self::Interrupted(failure) | Self::Unknown(failure) => failure,
        }
    }
}

/// Makes a failure that is not a response's.
pub(crate) fn failure(kind: FailureKind, message: impl Into<String>) -> Failure {
    Failure::new(kind, message)
}

/// Makes the failure of a request: the one place where a response becomes a kind of failure, for reads and writes alike.
pub fn classify(error: &Error) -> Failure {
    let failure = Failure {
        request: error.request(),
        http_status: error.http_status(),
        store_messages: error.store_messages().to_vec(),
        correlation_id: error.correlation_id().map(str::to_owned),
        reason: Some(error.reason()),
        ..failure(kind(error), error.summary())
    };
    match failure.kind {
        FailureKind::Busy => with_busy(failure, error.ongoing()),
        FailureKind::Usage
        | FailureKind::Auth
        | FailureKind::Transient
        | FailureKind::InstallerUnknown
        | FailureKind::Rejected
        | FailureKind::Stale
        | FailureKind::Waiting
        | FailureKind::Unconverged
        | FailureKind::Interrupted
        | FailureKind::Terminated
        | FailureKind::Other => failure,
    }
}

fn kind(error: &Error) -> FailureKind {
    match error.kind() {
        ErrorKind::Config { .. } => FailureKind::Usage,
        ErrorKind::Credential { .. } | ErrorKind::Auth { .. } | ErrorKind::Forbidden { .. } => {
            FailureKind::Auth
        }
        ErrorKind::NotFound { missing } => match missing {
            // Only its own answer gave the id (design.md §2; forms, Answers 4).
            Missing::Submission(_) => FailureKind::Unconverged,
            // An id of the draft as it was read (trap 51).
            Missing::Package(_) => FailureKind::Stale,
            Missing::Product(_) | Missing::StoreId(_) | Missing::Path => FailureKind::Auth,
        },
        ErrorKind::Rejected { ongoing: Some(_) } => FailureKind::Busy,
        ErrorKind::Rejected { ongoing: None } => {
            if readiness::errors(error.store_messages())
                .any(|it| it.target.eq_ignore_ascii_case("submission"))
            {
                FailureKind::Busy
            } else {
                FailureKind::Rejected
            }
        }
        ErrorKind::Throttled
        | ErrorKind::Unavailable
        | ErrorKind::SubmissionUnanswered { .. }
        | ErrorKind::AnswerLost { .. }
        | ErrorKind::Garbled { .. }
        | ErrorKind::NotReachable { .. }
        | ErrorKind::UploadRefused => FailureKind::Transient,
        ErrorKind::FileChanged => FailureKind::Stale,
        // A local fault, or a response outside the contract.
        ErrorKind::NoRoots { .. }
        | ErrorKind::TooManyOpen { .. }
        | ErrorKind::Protocol { .. }
        | ErrorKind::Decode { .. }
        | ErrorKind::TooLarge { .. } => FailureKind::Other,
    }
}

/// Makes the failure of a product whose draft is locked (trap 80).
pub(crate) fn busy(submission: Option<&SubmissionId>, messages: &[StoreMessage]) -> Failure {
    let failure = Failure {
        store_messages: messages.to_vec(),
        ..failure(FailureKind::Busy, "")
    };
    with_busy(failure, submission)
}

/// Makes the failure of a request whose refusal speaks of a submission in progress.
pub(crate) fn with_busy(failure: Failure, submission: Option<&SubmissionId>) -> Failure {
    let message = match submission {
        Some(id) => format!(
            "submission {id} is in progress, but was not created by this apply; the Store rejects every write until it ends"
        ),
        None => "the Store reports a submission in progress without naming it, and rejects every write until it ends".to_owned(),
    };
    Failure {
        message,
        in_the_way: submission.cloned(),
        next: vec![NextStep::AwaitOngoing],
        ..failure
    }
}

/// Makes the failure of a run that was asked to stop; `next` is what continues it.
pub(crate) fn stopped(signal: StopSignal, at: &str, next: NextStep) -> Failure {
    Failure {
        next: vec![next],
        ..failure(
            signal.failure_kind(),
            format!("stopped by {} {at}", signal.as_str()),
        )
    }
}
