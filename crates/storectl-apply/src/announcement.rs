//! When the recorder hears of a submission, and what.

use storectl_model::{RemoteProduct, SubmissionId};
use storectl_plan::{NextStep, ReceiptValues, SubmissionOutcome, verify};

use crate::{
    executor::{Announcement, Executor},
    failure::{StepError, stopped},
    stop::InFlight,
};
impl Executor<'_> {
    /// Announces the submission, where the plan has one: before each proof that a request follows.
    pub(crate) async fn announce(&mut self) -> Result<(), StepError> {
        if !self.plan.submits() {
            return Ok(());
        }
        match self.announcement {
            Announcement::None => self.announcement = Announcement::Made,
            Announcement::Made | Announcement::InDoubt => {}
        }
        let announced = self.recorder.announce(self.unix_now());
        self.cancel.race(announced).await.map_err(|signal| {
            StepError::interrupted(stopped(
                signal,
                "before the draft was read back",
                NextStep::Continue,
            ))
        })
    }

    /// Takes the announcement back, where nothing can have come of it.
    pub(crate) async fn withdraw(&mut self) {
        match self.announcement {
            Announcement::None | Announcement::InDoubt => return,
            Announcement::Made => self.announcement = Announcement::None,
        }
        let now = self.unix_now();
        let withdrawn = self.recorder.withdraw(now);
        // What a signal cuts short is in the recorder's file, and not yet everywhere else.
        let _ = self
            .cancel
            .finish(
                self.clock,
                &mut *self.observer,
                InFlight::Receipt,
                withdrawn,
            )
            .await;
    }

    /// Keeps what a submission of this work publishes, where no receipt of it is kept yet.
    pub(crate) async fn keep_receipt(&mut self, submission: &SubmissionId, values: ReceiptValues) {
        self.announcement = Announcement::None;
        if !self.recorder.lacks(submission) {
            return;
        }
        let now = self.unix_now();
        let kept = self.recorder.accepted(submission, values, now);
        let _ = self
            .cancel
            .finish(self.clock, &mut *self.observer, InFlight::Receipt, kept)
            .await;
    }

    /// Reads what a submission of this work publishes, and keeps it, where no receipt of it is kept yet. When the plan was made
    /// the draft was what the manifest comes to, and held what was submitted: it still does where it reads the same and no
    /// other submission has come. One that has come is in the way of the next write.
    pub(crate) async fn complete_receipt(&mut self, submission: &SubmissionId) {
        if !self.recorder.lacks(submission) {
            return;
        }
        let remote = match self.read_back().await {
            Ok(remote) => remote,
            Err(error) => {
                let why = error.into_failure().message;
                return self
                    .note_no_receipt(submission, &format!("the draft could not be read: {why}"));
            }
        };
        let ongoing = remote.status.ongoing_submission.as_ref();
        if let Some(other) = ongoing.filter(|it| *it != submission) {
            self.note_no_receipt(submission, &format!("submission {other} is in progress"));
            self.locked = self.locked(remote.status);
        } else if verify(self.desired, self.plan, &remote, &self.committed).is_ok() {
            let values = self.values_of(&remote);
            self.keep_receipt(submission, values).await;
        } else {
            self.note_no_receipt(submission, "the draft has changed since the plan read it");
        }
    }

    fn note_no_receipt(&mut self, submission: &SubmissionId, why: &str) {
        self.note(format!(
            "no receipt of submission {submission} was written, because {why}"
        ));
    }

    /// Returns what a receipt keeps of a draft that was proven, or recognized.
    pub(crate) fn values_of(&self, draft: &RemoteProduct) -> ReceiptValues {
        let desired = self.desired.remembering(&self.plan.remembered_secrets);
        ReceiptValues::of(draft, &desired)
    }

    /// Keeps what the Store says of a submission.
    pub(crate) async fn keep_outcome(
        &mut self,
        submission: &SubmissionId,
        outcome: SubmissionOutcome,
    ) {
        let now = self.unix_now();
        let kept = self.recorder.observe(submission, outcome, now);
        let _ = self
            .cancel
            .finish(self.clock, &mut *self.observer, InFlight::Receipt, kept)
            .await;
    }
}
