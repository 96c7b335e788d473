//! What must not be forgotten when an apply is cut off.
//!
//! The Store forgets two things a run needs: that package writes were not committed yet, so that the old binaries would
//! be submitted (trap 50), and that a changed draft was to be submitted (trap 82). The journal is written before the
//! request it is about, so wherever a run ends the file says at least as much as happened. It holds no secrets, no
//! addresses and no texts of the manifest.

mod file;
mod lock;
mod record;
#[cfg(test)]
mod tests;

use std::path::{Path, PathBuf};

use storectl_model::{ProductId, SubmissionId};
use storectl_plan::Resume;

pub use file::{JournalError, JournalWarning};
pub use lock::{LockError, RunLock};
use record::Record;
pub use record::{Draft, Intent, Packages, Phase, Submission};

/// The journal of one product at one endpoint.
#[derive(Debug)]
pub struct Journal {
    path: PathBuf,
    record: Record,
    /// What the phase was before the last request, to go back to when that is refused.
    before: Option<Phase>,
}

impl Journal {
    /// Opens the journal at `path`, e.g. `.storectl/journal/PRODUCT.json`; nothing is written until something happens.
    ///
    /// A file that is absent is an empty journal. One that cannot be read, or is of another product or endpoint or of a
    /// newer storectl, is told about and taken as absent.
    pub fn open(path: &Path, endpoint: &str, product: &ProductId) -> (Self, Vec<JournalWarning>) {
        Self::of(file::read(path, endpoint, product), path, endpoint, product)
    }

    /// Opens the journal at `path` as if its file held `bytes`.
    #[cfg(feature = "testing")]
    pub fn of_bytes(
        bytes: &[u8],
        path: &Path,
        endpoint: &str,
        product: &ProductId,
    ) -> (Self, Vec<JournalWarning>) {
        let read = file::parse(bytes, path, endpoint, product).map(Some);
        Self::of(read, path, endpoint, product)
    }

    /// Gives what its file would hold.
    ///
    /// # Errors
    /// Where it cannot be written as JSON, which is not known to happen.
    #[cfg(feature = "testing")]
    pub fn to_bytes(&self) -> std::io::Result<Vec<u8>> {
        file::render(&self.record)
    }

    fn of(
        read: Result<Option<Record>, JournalWarning>,
        path: &Path,
        endpoint: &str,
        product: &ProductId,
    ) -> (Self, Vec<JournalWarning>) {
        let (record, warnings) = match read {
            Ok(record) => (record, Vec::new()),
            Err(warning) => (None, vec![warning]),
        };
        let journal = Self {
            path: path.to_owned(),
            record: record.unwrap_or_else(|| Record::new(endpoint, product)),
            before: None,
        };
        (journal, warnings)
    }

    /// Gives the file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Gives what an earlier run left behind, for the planner.
    pub fn resume(&self) -> Resume {
        match &self.record.phase {
            Phase::Settled => Resume::Nothing,
            Phase::Writing(draft) => match draft.intent {
                Intent::Submit => Resume::Unsubmitted,
                Intent::LeaveDraft => Resume::Nothing,
            },
            // Sent, answer unknown: whether it arrived is read from the Store; until then it counts as not submitted.
            Phase::Submitting(_) => Resume::Unsubmitted,
        }
    }

    /// Gives how far the last run came.
    pub fn phase(&self) -> &Phase {
        &self.record.phase
    }

    /// Gives the last submission made from here.
    pub fn submission(&self) -> Option<&SubmissionId> {
        self.record.submission.as_ref().map(|it| &it.id)
    }

    /// Tells in sentences what the journal knows, for `status`; empty where there is nothing to tell.
    pub fn note_lines(&self) -> Vec<String> {
        let mut lines = Vec::new();
        match &self.record.phase {
            Phase::Settled => {}
            Phase::Writing(draft) => {
                let since = record::at(draft.since);
                lines.push(match draft.intent {
                    Intent::Submit => format!(
                        "an apply that began at {since} changed the draft and was cut off before submitting it; `storectl apply` goes on"
                    ),
                    Intent::LeaveDraft => format!(
                        "an apply that began at {since} was cut off while it changed the draft; `storectl apply` goes on"
                    ),
                });
                match draft.packages {
                    Packages::Owed => lines.push(
                        "it wrote packages and did not commit them; every submission by storectl commits them first"
                            .to_owned(),
                    ),
                    Packages::Settled => {}
                }
            }
            Phase::Submitting(draft) => lines.push(format!(
                "an apply that began at {} was cut off while it submitted; whether the Store took it shows in the ongoing submission",
                record::at(draft.since)
            )),
        }
        if let Some(submission) = &self.record.submission {
            lines.push(format!(
                "the last submission from here is {}, made at {}",
                submission.id,
                record::at(submission.at)
            ));
        }
        lines
    }

    /// Notes that a write is about to be sent at `now`, in seconds since 1970.
    pub(crate) fn before_write(
        &mut self,
        write: Write,
        intent: Intent,
        now: u64,
    ) -> Result<(), JournalError> {
        let mut draft = self.draft(intent, now);
        match write {
            Write::Packages => draft.packages = Packages::Owed,
            Write::Other => {}
        }
        self.before_request(Phase::Writing(draft))
    }

    /// Notes that the submission is about to be sent at `now`, in seconds since 1970.
    pub(crate) fn before_submit(&mut self, now: u64) -> Result<(), JournalError> {
        self.before_request(Phase::Submitting(self.draft(Intent::Submit, now)))
    }

    /// Notes that the request was refused, so nothing has changed by it.
    pub(crate) fn refused(&mut self) -> Result<(), JournalError> {
        match self.before.take() {
            Some(earlier) => self.store(earlier),
            None => Ok(()),
        }
    }

    /// Notes that the packages are committed.
    pub(crate) fn packages_committed(&mut self) -> Result<(), JournalError> {
        match &self.record.phase {
            Phase::Writing(draft) if draft.packages == Packages::Owed => {
                let draft = Draft {
                    packages: Packages::Settled,
                    ..*draft
                };
                self.store(Phase::Writing(draft))
            }
            Phase::Settled | Phase::Writing(_) | Phase::Submitting(_) => Ok(()),
        }
    }

    /// Notes the submission the Store made.
    pub(crate) fn submitted(&mut self, id: &SubmissionId, now: u64) -> Result<(), JournalError> {
        let earlier = self.record.submission.replace(Submission {
            id: id.clone(),
            at: now,
        });
        self.store(Phase::Settled)
            .inspect_err(|_| self.record.submission = earlier)
    }

    /// Notes that an apply did all it was to do and leaves the draft as it is on purpose.
    pub(crate) fn left_as_draft(&mut self) -> Result<(), JournalError> {
        match &self.record.phase {
            Phase::Settled => Ok(()),
            Phase::Writing(_) | Phase::Submitting(_) => self.store(Phase::Settled),
        }
    }

    /// Gives the draft under way, or a new one.
    fn draft(&self, intent: Intent, now: u64) -> Draft {
        match &self.record.phase {
            Phase::Settled => Draft {
                since: now,
                intent,
                packages: Packages::Settled,
            },
            Phase::Writing(draft) | Phase::Submitting(draft) => Draft {
                intent: draft.intent.max(intent),
                ..*draft
            },
        }
    }

    fn before_request(&mut self, phase: Phase) -> Result<(), JournalError> {
        let earlier = self.record.phase.clone();
        self.store(phase)?;
        self.before = Some(earlier);
        Ok(())
    }

    fn store(&mut self, phase: Phase) -> Result<(), JournalError> {
        let earlier = std::mem::replace(&mut self.record.phase, phase);
        file::write(&self.path, &self.record).inspect_err(|_| self.record.phase = earlier)
    }
}

/// What a write is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Write {
    /// It changes packages, which then must be committed.
    Packages,
    /// It changes something else, or commits.
    Other,
}
