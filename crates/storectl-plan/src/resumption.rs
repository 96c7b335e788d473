//! What is due before and beside the differences: what earlier runs left, and what the Store says of submissions now.

use storectl_model::{DraftStatus, RemoteProduct, SubmissionId, WaitFor};

use crate::{
    AnnouncementAge, DraftMatch, LastSubmission, PendingFact, PriorWork, SubmissionKnowledge,
    SubmissionOutcome, pending::has_uncommitted_packages,
};

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

impl Ongoing {
    /// Returns the submission in progress, whoever made it.
    pub fn submission(&self) -> Option<&SubmissionId> {
        match self {
            Self::None => None,
            Self::Own(submission) | Self::Foreign(submission) => Some(submission),
        }
    }
}

/// What is due before and beside the differences: the same for a plan and a status.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Resumption {
    /// What earlier runs left to do, in the order in which it is done.
    pub facts: Vec<PendingFact>,
    /// Whose submission is in progress.
    pub ongoing: Ongoing,
    /// The draft's status, without what it still says of a submission that has ended.
    pub status: DraftStatus,
    /// The last submission that is known, with what is known of it now.
    pub last_submission: Option<LastSubmission>,
    /// When a submission was announced of which nobody knows whether it was sent, in seconds since 1970; `None` also where it
    /// can be sent now.
    pub in_doubt_since: Option<u64>,
}

/// A submission of this work that the draft's status named in this run.
struct Own<'a> {
    id: &'a SubmissionId,
    outcome: SubmissionOutcome,
}

impl Resumption {
    /// Puts together what earlier runs left and what the Store says now.
    ///
    /// The draft's status and a submission's own status are two responses, and either may be behind. A submission that has
    /// ended by its own status does not start again, so the draft's status is believed on any other submission only
    /// (trap 85).
    pub fn of(
        prior: &PriorWork,
        remote: &RemoteProduct,
        matches: DraftMatch,
        wait: WaitFor,
    ) -> Self {
        let ended = prior.ended.as_ref();
        let status = remote.status.clone().without(ended.map(|it| &it.id));
        let ongoing = match &status.ongoing_submission {
            None => Ongoing::None,
            Some(id) if prior.owns(id, remote, matches) => Ongoing::Own(id.clone()),
            Some(id) => Ongoing::Foreign(id.clone()),
        };
        let own = match &ongoing {
            Ongoing::Own(id) => Some(Own {
                id,
                outcome: SubmissionOutcome::InProgress,
            }),
            // Whose it was shows as long as nobody has started another.
            Ongoing::None => ended
                .filter(|it| prior.owns(&it.id, remote, matches))
                .map(|it| Own {
                    id: &it.id,
                    outcome: it.end.into(),
                }),
            Ongoing::Foreign(_) => None,
        };
        let last = match &own {
            Some(own) => Some(own.as_last(prior)),
            None => prior.last_submission.clone(),
        };
        let holds_draft_work = match &ongoing {
            // The draft is locked and is what was submitted: nothing of it is left to do.
            Ongoing::Own(_) => false,
            Ongoing::None | Ongoing::Foreign(_) => match &own {
                // What is recorded after a known submission was written after it; what is recognized by its content holds all.
                Some(own) => prior.knows(own.id),
                None => true,
            },
        };
        let mut facts: Vec<PendingFact> = prior
            .facts
            .iter()
            .filter(|it| holds_draft_work && it.submission().is_none())
            .cloned()
            .collect();
        if ongoing == Ongoing::None
            && has_uncommitted_packages(&status)
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
        let announced = prior.announced.filter(|it| match it.age {
            AnnouncementAge::Fresh => false,
            AnnouncementAge::Stale => ongoing == Ongoing::None && holds_draft_work,
        });
        Self {
            in_doubt_since: announced.map(|it| it.at),
            facts,
            ongoing,
            status,
            last_submission: last,
        }
    }

    /// Whether what was last submitted is known: an own submission holds what the draft holds. Where a journal alone tells,
    /// nobody knows whether what the draft holds beside it was submitted.
    pub fn knowledge(&self, prior: &PriorWork, remote: &RemoteProduct) -> SubmissionKnowledge {
        let is_own_end = self.last_submission.as_ref().is_some_and(|last| {
            last.outcome.is_final() && prior.ended.as_ref().is_some_and(|it| it.id == last.id)
        });
        match &self.ongoing {
            Ongoing::Own(_) => SubmissionKnowledge::Known,
            Ongoing::None | Ongoing::Foreign(_) if prior.has_moved(remote) => {
                SubmissionKnowledge::Unknown
            }
            Ongoing::None | Ongoing::Foreign(_) if is_own_end => SubmissionKnowledge::Known,
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

impl Own<'_> {
    fn as_last(&self, prior: &PriorWork) -> LastSubmission {
        let known = prior
            .last_submission
            .as_ref()
            .filter(|it| it.id == *self.id);
        LastSubmission {
            id: self.id.clone(),
            outcome: self.outcome,
            submitted_at: known.and_then(|it| it.submitted_at),
            ended_at: known
                .filter(|_| self.outcome.is_final())
                .and_then(|it| it.ended_at),
        }
    }
}
