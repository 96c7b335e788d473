//! Makes checks.

use storectl_report::{Check, CheckId, CheckStatus};

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

/// Adds what puts it right, where that is known.
pub(super) fn fixed_by(check: Check, fix: Option<String>) -> Check {
    Check { fix, ..check }
}
