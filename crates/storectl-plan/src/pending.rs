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
    /// A submission was made, and what became of it is not known yet.
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

/// What became of a submission. Source: store-api.md, Submission Status Polling.
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

/// The last submission that is known, and what became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LastSubmission {
    /// Its id.
    pub id: SubmissionId,
    /// What became of it.
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
    /// What was proven of the draft right before a submission was sent whose answer never came.
    pub in_doubt: Option<DraftDigest>,
    /// Submissions that were met, compared and found to be somebody else's: never this work's own.
    pub refused: Vec<SubmissionId>,
}

impl PriorWork {
    /// Whether a submission in progress is this work's own: it was made by a run that got its answer, or its answer was
    /// lost and the draft, locked meanwhile, is in everything what was proven right before it was sent (trap 79).
    pub fn owns(&self, submission: &SubmissionId, remote: &RemoteProduct) -> bool {
        let is_known = self
            .last_submission
            .as_ref()
            .is_some_and(|it| &it.id == submission);
        let is_proven = || {
            self.in_doubt
                .as_ref()
                .is_some_and(|proven| *proven == DraftDigest::of(remote))
        };
        !self.refused.contains(submission) && (is_known || is_proven())
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
    pub fn of(prior: &PriorWork, remote: &RemoteProduct, wait: WaitFor) -> Self {
        let ongoing = match &remote.status.ongoing_submission {
            None => Ongoing::None,
            Some(id) if prior.owns(id, remote) => Ongoing::Own(id.clone()),
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
