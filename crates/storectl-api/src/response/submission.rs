//! What becomes of a submission.

use storectl_model::StoreMessage;

/// Characters of an unknown word that are kept; the longest known one has 10.
const LONGEST_WORD: usize = 64;

/// How far a submission is. Source: store-api.md, Submission Status Polling; open (trap 7).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PublishingStatus {
    /// `INPROGRESS`.
    InProgress,
    /// `PUBLISHED`.
    Published,
    /// `FAILED`: final only where `hasFailed` says so (trap 83).
    Failed,
    /// `UNKNOWN`, or nothing: not final (trap 84).
    Unknown,
    /// A word this tool does not know; treated as not final.
    Unrecognized(String),
}

impl PublishingStatus {
    pub(crate) fn of(mut word: String) -> Self {
        match word.to_ascii_uppercase().as_str() {
            "INPROGRESS" => Self::InProgress,
            "PUBLISHED" => Self::Published,
            "FAILED" => Self::Failed,
            "UNKNOWN" => Self::Unknown,
            _ => {
                if let Some((end, _)) = word.char_indices().nth(LONGEST_WORD) {
                    word.truncate(end);
                }
                Self::Unrecognized(word)
            }
        }
    }
}

/// What the Store says of a submission.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SubmissionStatus {
    /// How far it is.
    pub publishing_status: PublishingStatus,
    /// It failed and will not be tried again.
    pub has_failed: bool,
    /// What the Store says beside it.
    pub messages: Vec<StoreMessage>,
}
