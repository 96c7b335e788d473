//! What must not be forgotten when an apply is interrupted.
//!
//! The Store forgets what a run needs: that package writes were not committed yet, so that the old binaries would be
//! submitted (trap 50); that a changed draft was not submitted (trap 82); what was submitted, and its outcome.
//! The journal is written before the request it is about, so wherever a run ends the file says at least as much as
//! happened. It holds no secrets, no addresses and no texts of the manifest.

mod document;
mod error;
mod file;
mod location;
mod lock;
mod record;
#[cfg(test)]
mod tests;

use std::path::{Path, PathBuf};

use storectl_model::{ProductId, SubmissionId};
use storectl_plan::{
    Acknowledgment, DraftDigest, LastSubmission, PendingFact, PriorWork, ProductPlan,
    SubmissionKnowledge, SubmissionOutcome,
};

pub use error::JournalError;
pub use location::{Journals, StoreKey};
pub use lock::{LockError, RunLock};
pub(crate) use record::Watch;
use record::{DraftWork, Ended, JournaledSubmission, Packages, Record};

/// How many refused submissions are remembered; only the one in progress can matter.
const REFUSED: usize = 20;

/// How many acknowledged changes are remembered: more than every text of a listing in every language.
const ACKNOWLEDGED: usize = 5_000;

/// The journal of one product at one endpoint.
#[derive(Debug)]
pub struct Journal {
    /// Its file; `None` if it ends with the run.
    path: Option<PathBuf>,
    record: Record,
    /// The content before the last request, to go back to when that is refused.
    before: Option<Record>,
}

impl Journal {
    /// Opens the journal at `path`, e.g. `.storectl/journal/PRODUCT@ENDPOINT.json`; nothing is written until something
    /// happens. A file that is absent is an empty journal.
    ///
    /// # Errors
    /// Returns an error if there is a file that cannot be used. It knows what nobody else knows, so it must not be overwritten.
    pub fn open(path: &Path, endpoint: &str, product: &ProductId) -> Result<Self, JournalError> {
        let record = file::read(path, endpoint, product)?;
        Ok(Self {
            path: Some(path.to_owned()),
            record: record.unwrap_or_else(|| Record::new(endpoint, product)),
            before: None,
        })
    }

    /// Makes an empty journal that ends with the run and is written nowhere.
    pub fn forgetful(endpoint: &str, product: &ProductId) -> Self {
        Self {
            path: None,
            record: Record::new(endpoint, product),
            before: None,
        }
    }

    /// Opens the journal at `path` as if its file held `bytes`.
    ///
    /// # Errors
    /// As [`open`](Self::open).
    #[cfg(feature = "testing")]
    pub fn of_bytes(
        bytes: &[u8],
        path: &Path,
        endpoint: &str,
        product: &ProductId,
    ) -> Result<Self, JournalError> {
        Ok(Self {
            path: Some(path.to_owned()),
            record: document::parse(bytes, path, endpoint, product)?,
            before: None,
        })
    }

    /// Returns what its file would hold.
    ///
    /// # Errors
    /// Returns an error if it cannot be written as JSON, which is not known to happen.
    #[cfg(feature = "testing")]
    pub fn to_bytes(&self) -> std::io::Result<Vec<u8>> {
        document::render(&self.record)
    }

    /// Returns what is known of earlier runs, for the planner. The outcome of a submission that had not ended is in
    /// [`read_with_submissions`](crate::read_with_submissions).
    pub fn prior_work(&self) -> PriorWork {
        let Record {
            endpoint: _,
            product: _,
            draft,
            submission,
            refused,
        } = &self.record;
        let mut facts = Vec::new();
        if let Some(draft) = draft {
            if draft.packages == Packages::Uncommitted {
                facts.push(PendingFact::PackagesUncommitted);
            }
            facts.push(PendingFact::Unsubmitted);
        }
        if let Some(submission) = submission
            && submission.ended.is_none()
            && submission.watch == Watch::UntilPublished
        {
            facts.push(PendingFact::Following(submission.id.clone()));
        }
        // What is known of a draft that was not written from here since is that it was submitted as it was then.
        let submitted = submission
            .as_ref()
            .filter(|_| draft.is_none())
            .and_then(|it| it.draft.clone());
        PriorWork {
            knowledge: if draft.is_some() || submitted.is_some() {
                SubmissionKnowledge::Known
            } else {
                SubmissionKnowledge::Unknown
            },
            submitted,
            facts,
            last_submission: submission.as_ref().map(|it| LastSubmission {
                id: it.id.clone(),
                outcome: it.ended.map_or(SubmissionOutcome::Unknown, |it| it.outcome),
                submitted_at: Some(it.at),
                ended_at: it.ended.map(|it| it.at),
            }),
            last_write: draft.as_ref().and_then(|it| it.last_write),
            in_doubt: draft.as_ref().and_then(|it| it.sent.clone()),
            acknowledged: draft
                .as_ref()
                .map_or_else(Vec::new, |it| it.acknowledged.clone()),
            refused: refused.clone(),
            ..PriorWork::default()
        }
    }

    /// Returns the last submission made or recognized from here.
    pub fn submission(&self) -> Option<&SubmissionId> {
        self.record.submission.as_ref().map(|it| &it.id)
    }

    /// Says in sentences what the journal knows, for `status`; empty if it knows nothing.
    pub fn note_lines(&self) -> Vec<String> {
        let mut lines = Vec::new();
        if let Some(draft) = &self.record.draft {
            let since = record::at(draft.since);
            lines.push(match draft.sent {
                None => format!("the draft has unsubmitted changes since {since}"),
                Some(_) => format!(
                    "the draft with the changes since {since} was sent for submission; whether the Store accepted it is unknown"
                ),
            });
            match draft.packages {
                Packages::Uncommitted => {
                    lines.push("packages were written but not committed".to_owned());
                }
                Packages::Committed => {}
            }
        }
        if let Some(submission) = &self.record.submission {
            lines.push(format!(
                "the last submission recorded here is {}, created at {}",
                submission.id,
                record::at(submission.at)
            ));
        }
        lines
    }

    /// Notes that a write is about to be sent at `now`, in seconds since 1970, of a plan of which this is acknowledged.
    pub(crate) fn before_write(
        &mut self,
        write: Write,
        acknowledged: &[Acknowledgment],
        now: u64,
    ) -> Result<(), JournalError> {
        let mut draft = DraftWork {
            last_write: Some(now),
            ..self.draft(now)
        };
        draft.acknowledged = acknowledged_by_now(draft.acknowledged, acknowledged);
        match write {
            Write::Packages => draft.packages = Packages::Uncommitted,
            Write::Other => {}
        }
        self.before_request(draft)
    }

    /// Notes that the submission of a draft of which `proven` is known is about to be sent at `now`, in seconds since
    /// 1970.
    pub(crate) fn before_submit(
        &mut self,
        proven: DraftDigest,
        now: u64,
    ) -> Result<(), JournalError> {
        let draft = DraftWork {
            sent: Some(proven),
            ..self.draft(now)
        };
        self.before_request(draft)
    }

    /// Notes that the request was refused, so nothing has changed by it.
    pub(crate) fn refused(&mut self) -> Result<(), JournalError> {
        match self.before.take() {
            Some(earlier) => self.store(earlier),
            None => Ok(()),
        }
    }

    /// Notes that the Store accepted a write. It rejects every write while a submission is in progress (trap 80), so the
    /// submission whose answer never came is not: one that is met from now on is another.
    pub(crate) fn accepted(&mut self) -> Result<(), JournalError> {
        match &self.record.draft {
            Some(draft) if draft.sent.is_some() => {
                let draft = DraftWork {
                    sent: None,
                    ..draft.clone()
                };
                self.store(Record {
                    draft: Some(draft),
                    ..self.record.clone()
                })
            }
            Some(_) | None => Ok(()),
        }
    }

    /// Notes that the packages are committed.
    pub(crate) fn packages_committed(&mut self) -> Result<(), JournalError> {
        match &self.record.draft {
            Some(draft) if draft.packages == Packages::Uncommitted => {
                let draft = DraftWork {
                    packages: Packages::Committed,
                    ..draft.clone()
                };
                self.store(Record {
                    draft: Some(draft),
                    ..self.record.clone()
                })
            }
            Some(_) | None => Ok(()),
        }
    }

    /// Notes the submission the Store made of the draft.
    pub(crate) fn submitted(
        &mut self,
        id: &SubmissionId,
        watch: Watch,
        now: u64,
    ) -> Result<(), JournalError> {
        let known = self.record.submission.as_ref().filter(|it| it.id == *id);
        let sent = self.record.draft.as_ref().and_then(|it| it.sent.as_ref());
        self.store(Record {
            draft: None,
            submission: Some(JournaledSubmission {
                id: id.clone(),
                at: known.map_or(now, |it| it.at),
                draft: sent.or(known.and_then(|it| it.draft.as_ref())).cloned(),
                ended: None,
                watch,
            }),
            ..self.record.clone()
        })
    }

    /// Notes how the last submission ended.
    pub(crate) fn ended(
        &mut self,
        outcome: SubmissionOutcome,
        now: u64,
    ) -> Result<(), JournalError> {
        match &self.record.submission {
            Some(submission) if outcome.is_final() && submission.ended.is_none() => {
                let submission = JournaledSubmission {
                    ended: Some(Ended { outcome, at: now }),
                    ..submission.clone()
                };
                self.store(Record {
                    submission: Some(submission),
                    ..self.record.clone()
                })
            }
            Some(_) | None => Ok(()),
        }
    }

    /// Notes a submission that was met and is somebody else's.
    pub(crate) fn refuse(&mut self, submission: &SubmissionId) -> Result<(), JournalError> {
        let mut record = self.record.clone();
        if !record.refused.contains(submission) {
            record.refused.push(submission.clone());
            let surplus = record.refused.len().saturating_sub(REFUSED);
            record.refused.drain(..surplus);
        }
        if let Some(draft) = &mut record.draft {
            draft.sent = None;
        }
        self.store(record)
    }

    /// Remembers the submission that a plan met and found to be somebody else's, where it could have been this work's
    /// own.
    ///
    /// # Errors
    /// Returns an error if the journal cannot be written.
    pub fn met(&mut self, plan: &ProductPlan) -> Result<(), JournalError> {
        let is_in_doubt = self
            .record
            .draft
            .as_ref()
            .is_some_and(|it| it.sent.is_some());
        match &plan.ongoing_submission {
            Some(submission) if is_in_doubt && plan.own_submission().is_none() => {
                self.refuse(submission)
            }
            Some(_) | None => Ok(()),
        }
    }

    /// Returns the draft under way, or a new one.
    fn draft(&self, now: u64) -> DraftWork {
        self.record.draft.clone().unwrap_or(DraftWork {
            since: now,
            last_write: None,
            packages: Packages::Committed,
            acknowledged: Vec::new(),
            sent: None,
        })
    }

    fn before_request(&mut self, draft: DraftWork) -> Result<(), JournalError> {
        let earlier = self.record.clone();
        self.store(Record {
            draft: Some(draft),
            ..self.record.clone()
        })?;
        self.before = Some(earlier);
        Ok(())
    }

    fn store(&mut self, record: Record) -> Result<(), JournalError> {
        if record != self.record {
            if let Some(path) = &self.path {
                file::write(path, &record)?;
            }
            self.record = record;
        }
        Ok(())
    }
}

/// Adds what is acknowledged now to what was before. What there is no room for needs its token again after an interruption;
/// what is acknowledged now comes first.
fn acknowledged_by_now(before: Vec<Acknowledgment>, now: &[Acknowledgment]) -> Vec<Acknowledgment> {
    let mut all = now.to_vec();
    for earlier in before {
        match all.iter_mut().find(|it| it.token == earlier.token) {
            Some(it) => it.changes.extend(earlier.changes),
            None => all.push(earlier),
        }
    }
    let mut room = ACKNOWLEDGED;
    all.retain(|it| match room.checked_sub(it.changes.len()) {
        Some(left) => {
            room = left;
            true
        }
        None => false,
    });
    all.sort_by(|one, other| one.token.cmp(&other.token));
    all
}

/// What a write is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Write {
    /// It changes packages, which then must be committed.
    Packages,
    /// It changes something else, or commits.
    Other,
}
