//! Readiness, and what the Store says about it.

use crate::SubmissionId;

/// Whether the draft can be submitted. Source: store-api.md, Module Status.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DraftStatus {
    /// All modules are ready, package upload included.
    pub is_ready: bool,
    /// A submission in progress; while there is one, every write is refused (trap 80).
    pub ongoing_submission: Option<SubmissionId>,
    /// What the Store says about the modules.
    pub messages: Vec<StoreMessage>,
}

/// How grave a message of the Store is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MessageSeverity {
    /// Shown, never fatal (trap 2).
    Warning,
    /// Everything whose code is not `warning` (trap 5).
    Error,
}

/// One entry of a response's `errors`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct StoreMessage {
    /// E.g. `badrequest`, `warning`, `packageuploaderror`; case is not promised (field note 7).
    pub code: String,
    /// For people.
    pub message: String,
    /// E.g. `listings`, `packages`, `submission`.
    pub target: String,
}

impl StoreMessage {
    /// Judges the message by its code, without regard to case.
    pub fn severity(&self) -> MessageSeverity {
        if self.code.eq_ignore_ascii_case("warning") {
            MessageSeverity::Warning
        } else {
            MessageSeverity::Error
        }
    }

    /// Returns whether this only says that `submission` is in progress, as "Product already has One Active Submission
    /// In-Progress. SubmissionId: …" does (field note 6).
    pub fn names(&self, submission: &SubmissionId) -> bool {
        let message = self.message.to_ascii_lowercase();
        self.target.eq_ignore_ascii_case("submission")
            && (message.contains("in-progress") || message.contains("in progress"))
            && self.message.contains(submission.as_str())
    }
}

impl DraftStatus {
    /// Returns what this says, but for a submission that is known to have ended.
    #[must_use]
    pub fn without(mut self, ended: Option<&SubmissionId>) -> Self {
        if let Some(ended) = ended {
            self.forget(ended);
        }
        self
    }

    fn forget(&mut self, submission: &SubmissionId) {
        if self.ongoing_submission.as_ref() == Some(submission) {
            self.ongoing_submission = None;
        }
        self.messages.retain(|it| !it.names(submission));
    }
}
