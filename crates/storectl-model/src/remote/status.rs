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

/// One entry of an answer's `errors`.
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
}
