//! What earlier runs left to do, as facts, and whose a submission is.

use storectl_model::{AckToken, DraftStatus, MessageSeverity, RemoteProduct, SubmissionId};

use crate::{Acknowledgment, DraftDigest};

/// One thing an earlier run left to do.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum PendingFact {
    /// Packages were written, or may have been, and no commit followed: submitted now, the draft would publish the old
    /// ones (trap 50).
    PackagesUncommitted,
    /// The draft was changed and not submitted (trap 82).
    Unsubmitted,
    /// A submission was made, and its outcome is not known yet.
    Following(SubmissionId),
}

impl PendingFact {
    /// Returns the word that documents and the journal use.
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::PackagesUncommitted => "packages-uncommitted",
            Self::Unsubmitted => "unsubmitted",
            Self::Following(_) => "following",
        }
    }

    /// Returns the submission the fact is about, where it is about one.
    pub fn submission(&self) -> Option<&SubmissionId> {
        match self {
            Self::PackagesUncommitted | Self::Unsubmitted => None,
            Self::Following(submission) => Some(submission),
        }
    }
}

/// The outcome of a submission. Source: store-api.md, Submission Status Polling.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SubmissionOutcome {
    /// In certification, or failed and retried by the Store (trap 83).
    InProgress,
    /// In the Store.
    Published,
    /// Failed for good.
    Failed,
    /// The Store did not say.
    Unknown,
}

impl SubmissionOutcome {
    /// Returns the word that documents use.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::InProgress => "INPROGRESS",
            Self::Published => "PUBLISHED",
            Self::Failed => "FAILED",
            Self::Unknown => "UNKNOWN",
        }
    }

    /// Returns the outcome that a word of a document names.
    pub fn from_word(word: &str) -> Option<Self> {
        [
            Self::InProgress,
            Self::Published,
            Self::Failed,
            Self::Unknown,
        ]
        .into_iter()
        .find(|it| it.as_str() == word)
    }

    /// Returns how the submission ended, where nothing can change it any more.
    pub fn end(self) -> Option<SubmissionEnd> {
        match self {
            Self::Published => Some(SubmissionEnd::Published),
            Self::Failed => Some(SubmissionEnd::Failed),
            Self::InProgress | Self::Unknown => None,
        }
    }

    /// Whether nothing can change it any more.
    pub fn is_final(self) -> bool {
        self.end().is_some()
    }
}

/// The last submission that is known, and its outcome.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LastSubmission {
    /// Its id.
    pub id: SubmissionId,
    /// The outcome of it.
    pub outcome: SubmissionOutcome,
    /// When it was made, in seconds since 1970, where that is known: whatever records a submission says so.
    pub submitted_at: Option<u64>,
    /// When it was first seen to have ended, in seconds since 1970.
    pub ended_at: Option<u64>,
}

impl LastSubmission {
    /// Whether the journal or a receipt records it. Otherwise it was recognized by what the draft held.
    pub fn is_recorded(&self) -> bool {
        self.submitted_at.is_some()
    }
}

/// Whether what was last submitted is known. The service does not name ended submissions.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SubmissionKnowledge {
    /// Nothing here knows, or the Store does not confirm it.
    #[default]
    Unknown,
    /// The journal or a receipt knows, and the Store does not contradict it.
    Known,
}

/// What is known of earlier runs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PriorWork {
    /// What they left to do.
    pub facts: Vec<PendingFact>,
    /// Whether what was last submitted is known.
    pub knowledge: SubmissionKnowledge,
    /// The last submission that is known.
    pub last_submission: Option<LastSubmission>,
    /// When this work last wrote to the draft, in seconds since 1970; `None` where that is not recorded.
    pub last_write: Option<u64>,
    /// What of the last submission is known by a receipt only, which proves what the Store confirms.
    pub on_receipt: OnReceipt,
    /// A submission that a receipt announces, and no submission is known of.
    pub announced: Option<AnnouncedSubmission>,
    /// What was proven of the draft right before a submission was sent whose response never came.
    pub in_doubt: Option<DraftDigest>,
    /// What the draft held when the last submission was made, where the journal tells and nothing was written from here since.
    /// Another runner or somebody in Partner Center may have changed the draft, which only the draft itself shows.
    pub submitted: Option<DraftDigest>,
    /// What was acknowledged of the changes that they began to write.
    pub acknowledged: Vec<Acknowledgment>,
    /// Submissions that were met, compared and found to be somebody else's: never this work's own.
    pub refused: Vec<SubmissionId>,
    /// The submission that the draft's status named in this run, and whose own status says that it has ended.
    pub ended: Option<EndedSubmission>,
}

/// What the Store said when it was asked about a submission.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SubmissionNews {
    /// What became of it.
    Outcome(SubmissionOutcome),
    /// That it does not know it (404).
    NotFound,
    /// Nothing, such as the 5xx that this request is known for (field note 93).
    Silence,
}

/// What of the last submission rests on a receipt.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum OnReceipt {
    /// Nothing: the journal knows it all, or nothing is known.
    #[default]
    Nothing,
    /// What it held; the journal knows that it was made.
    Values,
    /// What it held, and its outcome.
    Outcome,
    /// That it was made.
    Submission,
}

/// A submission that was announced and of which no id is known: whether it was sent, nobody here knows (forms.md,
/// "Receipts" 4).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AnnouncedSubmission {
    /// When it was announced, in seconds since 1970.
    pub at: u64,
    /// How long ago that is.
    pub age: AnnouncementAge,
}

/// How long ago a submission was announced.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AnnouncementAge {
    /// Less than [`ANNOUNCED_FRESH`](crate::ANNOUNCED_FRESH): it can be sent now.
    Fresh,
    /// Longer: it may have been accepted, and have ended since.
    Stale,
}

/// A submission that has ended by its own status, which is later than the draft's status that still named it (trap 85).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EndedSubmission {
    /// Its id.
    pub id: SubmissionId,
    /// How it ended.
    pub end: SubmissionEnd,
}

/// How a submission ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SubmissionEnd {
    /// In the Store.
    Published,
    /// Failed for good.
    Failed,
}

impl From<SubmissionEnd> for SubmissionOutcome {
    fn from(end: SubmissionEnd) -> Self {
        match end {
            SubmissionEnd::Published => Self::Published,
            SubmissionEnd::Failed => Self::Failed,
        }
    }
}

/// Whether a draft is exactly what the manifest comes to. While a submission is in progress the draft is locked (trap 80),
/// so this is true of the submission, too.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DraftMatch {
    /// Nothing would be changed.
    Exact,
    /// Something would.
    Differs,
}

impl PriorWork {
    /// Returns a named token that covered a change when an earlier run began to write it; the change is known by the token that
    /// it would have alone.
    pub(crate) fn acknowledgment(
        &self,
        change: &AckToken,
        is_named: impl Fn(&AckToken) -> bool,
    ) -> Option<&AckToken> {
        let covering = self.acknowledged.iter();
        let covering = covering.filter(|it| it.changes.contains(change));
        covering.map(|it| &it.token).find(|it| is_named(it))
    }

    /// Adds that the draft holds values nobody submitted, where a receipt says so.
    pub(crate) fn with_unsubmitted(&self, is_unsubmitted: bool) -> Self {
        let mut prior = self.clone();
        if is_unsubmitted && !prior.facts.contains(&PendingFact::Unsubmitted) {
            prior.facts.push(PendingFact::Unsubmitted);
        }
        prior
    }

    /// Whether the draft is not what was last submitted, where the journal alone tells.
    pub(crate) fn has_moved(&self, draft: &RemoteProduct) -> bool {
        match self.on_receipt {
            OnReceipt::Nothing => self.submitted.is_some() && !self.is_submitted(draft),
            OnReceipt::Values | OnReceipt::Outcome | OnReceipt::Submission => false,
        }
    }

    /// Whether what a receipt withholds is not known from the journal, either. That knows what was written from here since the
    /// submission, and whether the draft still is what was submitted; not what another runner wrote.
    pub(crate) fn is_silent_on_withheld(&self, draft: &RemoteProduct) -> bool {
        match self.on_receipt {
            OnReceipt::Nothing => false,
            OnReceipt::Values | OnReceipt::Outcome => {
                let wrote = self.facts.iter().any(|it| it.submission().is_none());
                !wrote && !self.is_submitted(draft)
            }
            OnReceipt::Submission => true,
        }
    }

    /// Whether the draft is what the journal knows to have been submitted.
    fn is_submitted(&self, draft: &RemoteProduct) -> bool {
        self.submitted.as_ref() == Some(&DraftDigest::of(draft))
    }

    /// Whether this is the last submission that is known.
    pub fn knows(&self, submission: &SubmissionId) -> bool {
        self.last_submission
            .as_ref()
            .is_some_and(|it| it.id == *submission)
    }

    /// Whether a submission in progress is this work's own (forms.md, "Receipts" 7 and "Approval" 9).
    ///
    /// One that was refused before never is, and one whose response came always is. After a response was lost only a draft
    /// that is in everything what was proven right before the request is this work's own (trap 79). Otherwise nobody here
    /// knows the submission, and it is this work's own where the draft is exactly what the manifest comes to. Packages
    /// that were not committed show in the draft and not in its submission (trap 50), so then nothing is known of it.
    pub fn owns(
        &self,
        submission: &SubmissionId,
        draft: &RemoteProduct,
        matches: DraftMatch,
    ) -> bool {
        if self.refused.contains(submission) {
            return false;
        }
        if self.knows(submission) {
            return true;
        }
        match &self.in_doubt {
            Some(proven) => *proven == DraftDigest::of(draft),
            None => {
                matches == DraftMatch::Exact
                    && !self.facts.contains(&PendingFact::PackagesUncommitted)
                    && !has_uncommitted_packages(&draft.status)
            }
        }
    }
}

/// Whether the Store reports packages that were written and not committed, whoever wrote them.
///
/// The contract gives no code for it, so the words decide: an error of the packages, other than a failed upload, that
/// speaks of a commit which is not there.
pub fn has_uncommitted_packages(status: &DraftStatus) -> bool {
    !status.is_ready
        && status.messages.iter().any(|it| {
            let message = it.message.to_ascii_lowercase();
            it.severity() == MessageSeverity::Error
                && it.target.to_ascii_lowercase().starts_with("packages")
                && !it.code.eq_ignore_ascii_case("packageuploaderror")
                && ["not committed", "uncommitted", "not been committed"]
                    .iter()
                    .any(|it| message.contains(it))
        })
}
