//! Following the submission.

use storectl_model::SubmissionId;
use storectl_plan::{FailureKind, NextStep, PendingFact, Step, SubmissionOutcome};

use crate::{
    executor::Executor,
    failure::{StepError, failure},
    journal::Watch,
    wait::{
        Wait,
        follow::{FollowRequest, Followed, follow, unpublished},
        pace::Pace,
    },
};

impl Executor<'_> {
    /// Follows the submission this run made, or the one an earlier run left to follow, until it is published or fails.
    pub(crate) async fn await_publication(&mut self, step: &Step) -> Result<(), StepError> {
        let Some(submission) = self.followed_submission() else {
            return Err(StepError::failed(failure(
                FailureKind::Other,
                "the plan follows a submission that none of its steps creates",
            )));
        };
        self.report.submission = Some(submission.clone());
        let now = self.unix_now();
        let entry = self
            .journal
            .submitted(&submission, Watch::UntilPublished, now);
        self.noted(entry);
        let mut wait = Wait::new(
            self.clock,
            self.cancel,
            self.slot,
            Pace::of_publication(self.poll, self.clock.now()),
            Some(step),
            unpublished(&submission),
            NextStep::FollowSubmission,
        );
        let mut followed = Followed::default();
        let end = follow(
            self.client.reader(),
            FollowRequest {
                product: &self.plan.product_id,
                submission: &submission,
                recorder: &mut *self.recorder,
            },
            &mut wait,
            &mut *self.observer,
            &mut followed,
        )
        .await;
        let outcome = followed.outcome;
        self.report.publishing_status = followed.publishing_status;
        self.warn(&followed.messages);
        if let Some(outcome @ (SubmissionOutcome::Published | SubmissionOutcome::Failed)) = outcome
        {
            let now = self.unix_now();
            let entry = self.journal.ended(outcome, now);
            self.noted(entry);
        }
        end
    }

    fn followed_submission(&self) -> Option<SubmissionId> {
        let pending = || {
            self.plan
                .pending
                .iter()
                .find_map(PendingFact::submission)
                .cloned()
        };
        self.report.submission.clone().or_else(pending)
    }
}
