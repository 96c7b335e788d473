//! What earlier runs left to do, as facts, and whose submission is in progress.

use storectl_model::{DraftStatus, MessageSeverity, RemoteProduct, SubmissionId, WaitFor};

use crate::DraftDigest;

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

    /// Whether nothing can change it any more.
    pub fn is_final(self) -> bool {
        match self {
            Self::Published | Self::Failed => true,
            Self::InProgress | Self::Unknown => false,
        }
    }
}

/// The last submission that is known, and its outcome.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LastSubmission {
    /// Its id.
    pub id: SubmissionId,
    /// The outcome of it.
    pub outcome: SubmissionOutcome,
    /// When it was made, in seconds since 1970, where that is known.
    pub submitted_at: Option<u64>,
    /// When it was first seen to have ended, in seconds since 1970.
    pub ended_at: Option<u64>,
}

/// Whether what was last submitted is known. The service does not name ended submissions.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SubmissionKnowledge {
    /// Nothing here knows, or the Store does not confirm it.
    #[default]
    Unknown,
    /// The journal knows, and the Store does not contradict it.
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
    /// What was proven of the draft right before a submission was sent whose response never came.
    pub in_doubt: Option<DraftDigest>,
    /// Submissions that were met, compared and found to be somebody else's: never this work's own.
    pub refused: Vec<SubmissionId>,
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
    /// Adds that the draft holds values nobody submitted, where a receipt says so.
    pub(crate) fn with_unsubmitted(&self, is_unsubmitted: bool) -> Self {
        let mut prior = self.clone();
        if is_unsubmitted && !prior.facts.contains(&PendingFact::Unsubmitted) {
            prior.facts.push(PendingFact::Unsubmitted);
        }
        prior
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
        let known = self.last_submission.as_ref().map(|it| &it.id);
        if known == Some(submission) {
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

/// Whose submission is in progress.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ongoing {
    /// None is.
    None,
    /// This work's own.
    Own(SubmissionId),
    /// Somebody else's.
    Foreign(SubmissionId),
}

/// What is due before and beside the differences: the same for a plan and a status.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Resumption {
    /// What earlier runs left to do, in the order in which it is done.
    pub facts: Vec<PendingFact>,
    /// Whose submission is in progress.
    pub ongoing: Ongoing,
    /// The last submission that is known, with what is known of it now.
    pub last_submission: Option<LastSubmission>,
}

impl Resumption {
    /// Puts together what earlier runs left and what the Store says now.
    pub fn of(
        prior: &PriorWork,
        remote: &RemoteProduct,
        matches: DraftMatch,
        wait: WaitFor,
    ) -> Self {
        let ongoing = match &remote.status.ongoing_submission {
            None => Ongoing::None,
            Some(id) if prior.owns(id, remote, matches) => Ongoing::Own(id.clone()),
            Some(id) => Ongoing::Foreign(id.clone()),
        };
        let mut last = prior.last_submission.clone();
        if let Ongoing::Own(id) = &ongoing {
            let submitted_at = last
                .filter(|it| &it.id == id)
                .and_then(|it| it.submitted_at);
            last = Some(LastSubmission {
                id: id.clone(),
                outcome: SubmissionOutcome::InProgress,
                submitted_at,
                ended_at: None,
            });
        }
        let mut facts = match &ongoing {
            // The draft is locked and is what was submitted: nothing of it is left to do.
            Ongoing::Own(_) => Vec::new(),
            Ongoing::None | Ongoing::Foreign(_) => prior
                .facts
                .iter()
                .filter(|it| it.submission().is_none())
                .cloned()
                .collect(),
        };
        if ongoing == Ongoing::None
            && has_uncommitted_packages(&remote.status)
            && !facts.contains(&PendingFact::PackagesUncommitted)
        {
            facts.insert(0, PendingFact::PackagesUncommitted);
        }
        if let Some(last) = &last
            && !last.outcome.is_final()
        {
            let following = PendingFact::Following(last.id.clone());
            let was_followed = prior.facts.contains(&following);
            let follows_now = wait == WaitFor::Published && facts.is_empty();
            if was_followed || follows_now {
                facts.push(following);
            }
        }
        Self {
            facts,
            ongoing,
            last_submission: last,
        }
    }

    /// Whether what was last submitted is known: an own submission in progress holds what the draft holds.
    pub(crate) fn knowledge(&self, prior: &PriorWork) -> SubmissionKnowledge {
        match &self.ongoing {
            Ongoing::Own(_) => SubmissionKnowledge::Known,
            Ongoing::None | Ongoing::Foreign(_) => prior.knowledge,
        }
    }

    /// Whether the draft holds work of an earlier run that was not submitted.
    pub(crate) fn is_unsubmitted(&self) -> bool {
        self.facts.iter().any(|it| match it {
            PendingFact::PackagesUncommitted | PendingFact::Unsubmitted => true,
            PendingFact::Following(_) => false,
        })
    }

    /// Whether packages wait for their commit.
    pub(crate) fn owes_commit(&self) -> bool {
        self.facts.contains(&PendingFact::PackagesUncommitted)
    }

    /// Returns the submission that is to be followed.
    pub(crate) fn following(&self) -> Option<&SubmissionId> {
        self.facts.iter().find_map(PendingFact::submission)
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
