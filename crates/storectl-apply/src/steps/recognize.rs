//! Whose a submission is that was met, and what is kept of it.

use storectl_model::{FieldPath, SubmissionId};
use storectl_plan::{DraftDigest, Failure, StepAction, verify};

use crate::{
    executor::{Announcement, Executor, Work},
    failure::{StepError, busy},
    journal::Watch,
};

impl Executor<'_> {
    /// Takes a submission that was met for this work's own only where the draft, which is locked meanwhile, is in
    /// everything what this run proved; otherwise it is remembered as somebody else's, for good (forms.md, "Approval" 9).
    pub(super) async fn recognize_if_ours(
        &mut self,
        submission: &SubmissionId,
        proven: &DraftDigest,
    ) -> Result<(), StepError> {
        let remote = match self.read_back().await {
            Ok(remote) => remote,
            Err(error) => return Err(StepError::Unknown(error.into_failure())),
        };
        let was_refused = self.journal.prior_work().refused.contains(submission);
        if !was_refused && DraftDigest::of(&remote) == *proven {
            self.recognize(submission);
            let values = self.values_of(&remote);
            self.keep_receipt(submission, values).await;
            return Ok(());
        }
        // It is in the way of the announced one, which therefore is none.
        self.announcement = Announcement::Made;
        let entry = self.journal.refuse(submission);
        self.noted(entry);
        if was_refused {
            return Err(StepError::failed(busy(Some(submission), &[])));
        }
        let unproven = verify(self.desired, self.plan, &remote, &self.committed)
            .err()
            .unwrap_or_default();
        let managed = unproven.managed.into_iter().map(|it| it.path);
        let moved = unproven.moved.into_iter().map(|it| it.path);
        let fields: Vec<FieldPath> = managed.chain(moved).collect();
        self.mark_lost(&fields);
        Err(StepError::failed(Failure {
            message: format!(
                "submission {submission} is in progress with values other than those verified here, so another run created it"
            ),
            fields,
            ..busy(Some(submission), &[])
        }))
    }

    /// Goes on from the submission in progress that the plan takes for this work's own.
    ///
    /// What no journal and no receipt records was recognized by what the draft held, which was read beside the status that
    /// names the submission and may be older. So it is read again: the draft is locked since.
    pub(crate) async fn adopt(&mut self, submission: &SubmissionId) -> Result<(), StepError> {
        if self.is_recorded(submission) {
            self.recognize(submission);
            self.complete_receipt(submission).await;
            return Ok(());
        }
        let remote = self.read_back().await?;
        if verify(self.desired, self.plan, &remote, &self.committed).is_err() {
            self.refuse_in_doubt(submission);
            return Err(StepError::failed(busy(
                Some(submission),
                &remote.status.messages,
            )));
        }
        self.recognize(submission);
        let values = self.values_of(&remote);
        self.keep_receipt(submission, values).await;
        Ok(())
    }

    /// Remembers a submission that is not the one whose answer was lost: no later run may take it for that (forms.md,
    /// "Approval" 9).
    pub(crate) fn refuse_in_doubt(&mut self, submission: &SubmissionId) {
        if self.journal.prior_work().in_doubt.is_some() {
            let entry = self.journal.refuse(submission);
            self.noted(entry);
        }
    }

    fn is_recorded(&self, submission: &SubmissionId) -> bool {
        let last = self.plan.last_submission.as_ref();
        last.is_some_and(|it| it.id == *submission && it.is_recorded())
    }

    /// Takes a submission found by reading for this work's own.
    pub(crate) fn recognize(&mut self, submission: &SubmissionId) {
        self.work = Work::Submitted;
        if self.journal.submission() == Some(submission) {
            self.report.submission = Some(submission.clone());
            return;
        }
        let why = match self.journal.prior_work().in_doubt {
            Some(_) => {
                "no response to the submit request named the submission, but the draft has the values that were verified before the request was sent"
            }
            None => {
                "no journal or receipt records it, but the locked draft is exactly what the manifest describes"
            }
        };
        self.submitted(submission);
        if !self.is_recorded(submission) {
            self.note(format!(
                "submission {submission} in the draft's status belongs to this apply: {why}"
            ));
        }
    }

    /// Keeps the submission that was made or recognized.
    pub(super) fn submitted(&mut self, submission: &SubmissionId) {
        let now = self.unix_now();
        let entry = self.journal.submitted(submission, self.watch(), now);
        self.noted(entry);
        self.report.submission = Some(submission.clone());
    }

    /// Whether this run set out to see the publication.
    pub(crate) fn watch(&self) -> Watch {
        let follows = self
            .plan
            .steps
            .iter()
            .any(|it| it.action == StepAction::AwaitPublication);
        if follows {
            Watch::UntilPublished
        } else {
            Watch::UntilSubmitted
        }
    }
}
