//! Makes checks.

use storectl_model::{NetworkCause, Reason};
use storectl_report::{Check, CheckId, CheckStatus};

use crate::hints::reasons;

/// Makes one that is as it should be.
pub(super) fn ok(id: CheckId, message: impl Into<String>) -> Check {
    made(id, CheckStatus::Ok, message)
}

/// Makes one that works, and should be looked at.
pub(super) fn warning(id: CheckId, message: impl Into<String>) -> Check {
    made(id, CheckStatus::Warning, message)
}

/// Makes one that does not work.
pub(super) fn failed(id: CheckId, message: impl Into<String>) -> Check {
    made(id, CheckStatus::Failed, message)
}

/// Makes one that was not asked.
pub(super) fn skipped(id: CheckId, message: impl Into<String>) -> Check {
    made(id, CheckStatus::Skipped, message)
}

fn made(id: CheckId, status: CheckStatus, message: impl Into<String>) -> Check {
    Check {
        id,
        status,
        subject: None,
        message: message.into(),
        fix: None,
    }
}

/// Adds which one it is about.
pub(super) fn about(check: Check, subject: impl Into<String>) -> Check {
    Check {
        subject: Some(subject.into()),
        ..check
    }
}

/// Says what puts a failed request of a check right. A check does no work that another run could find done.
pub(super) fn fix(reason: &Reason) -> Option<String> {
    let hints = match reason {
        Reason::AnswerLost(NetworkCause::Deadline) => {
            vec!["run again with a longer --timeout".to_owned()]
        }
        Reason::AnswerLost(_) => vec!["run again later".to_owned()],
        Reason::Unreadable => vec![
            "check that the endpoint (--endpoint, STORECTL_ENDPOINT) is the submission API, and that no proxy responds in its place; else send the page of --bundle to its support".to_owned(),
        ],
        reason => reasons::of(reason),
    };
    (!hints.is_empty()).then(|| hints.join("; "))
}

/// Adds what puts it right, where that is known.
pub(super) fn fixed_by(check: Check, fix: Option<String>) -> Check {
    Check { fix, ..check }
}
