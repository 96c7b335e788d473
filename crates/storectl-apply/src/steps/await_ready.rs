//! Waiting for the draft.

use storectl_model::{DraftStatus, Endpoint};
use storectl_plan::{Failure, FailureKind, Step};

use crate::{
    executor::Executor,
    failure::{GO_ON, StepError, busy, failure},
    wait::{
        Pause, Wait,
        readiness::{Freshness, LaterWrites, ReadinessPoller, Recommit, Verdict, errors},
    },
};

impl Executor<'_> {
    /// Waits until every module is ready, or as ready as it can be before the steps that mend it.
    pub(crate) async fn await_ready(
        &mut self,
        step: &Step,
        later: LaterWrites,
    ) -> Result<(), StepError> {
        let unmet = "the draft was not ready".to_owned();
        let mut wait = Wait::new(self.clock, self.cancel, self.poll, Some(step), unmet, GO_ON);
        let mut gate = ReadinessPoller::new(self.freshness, later, self.recommit);
        let reader = self.client.reader();
        let product = &self.plan.product_id;
        let mut status = DraftStatus::default();
        loop {
            let mut pause = Pause::Regular;
            if let Some(read) = wait.read(reader.status(product)).await? {
                status = read;
                self.warn(&status.messages);
                match gate.read(&status) {
                    Verdict::Proceed => {
                        if status.is_ready {
                            self.freshness = Freshness::Once;
                        }
                        return Ok(());
                    }
                    Verdict::Wait => {}
                    Verdict::Confirm => pause = Pause::Confirm,
                    Verdict::CommitAgain => {
                        self.recommit = Recommit::Tried;
                        self.note(
                            "packages",
                            "the Store could not take the packages; they are committed once more"
                                .to_owned(),
                        );
                        self.commit_packages().await?;
                    }
                    Verdict::Busy(submission) => {
                        let failure = busy(submission.as_ref(), &status.messages);
                        return Err(StepError::failed(self.of_status(failure)));
                    }
                    Verdict::PackagesRefused => {
                        let failure = rejected(
                            &status,
                            "the Store cannot take the packages, also after one more commit",
                            "check that each packageUrl answers 200 without a redirect and serves the installer",
                        );
                        return Err(StepError::failed(self.of_status(failure)));
                    }
                    Verdict::Broken => {
                        return Err(StepError::failed(self.of_status(self.broken(&status))));
                    }
                }
            }
            wait.pause(pause, &status.messages, &mut *self.observer)
                .await?;
        }
    }

    /// Judges a fault that waiting cannot heal: what this plan wrote into the module was refused, and what it did not
    /// touch it cannot mend (exit 13).
    fn broken(&self, status: &DraftStatus) -> Failure {
        let written = errors(&status.messages).any(|error| {
            let target = error.target.to_ascii_lowercase();
            !target.is_empty()
                && self
                    .plan
                    .changes
                    .iter()
                    .filter_map(|it| it.path.module())
                    .any(|it| it.as_str() == target)
        });
        if written {
            return rejected(
                status,
                "the draft is not ready, and waiting cannot heal what the Store says of it",
                "mend it in the manifest, or in Partner Center where the manifest does not manage it",
            );
        }
        Failure {
            kind: FailureKind::Busy,
            ..rejected(
                status,
                "the draft is not ready for a reason this apply does not touch",
                "mend it in Partner Center, or let the manifest manage it",
            )
        }
    }

    /// Says which request told it.
    fn of_status(&self, failure: Failure) -> Failure {
        let path = Endpoint::Status.path(&self.plan.product_id);
        Failure {
            request: Some(format!("{} {path}", Endpoint::Status.method().as_str())),
            ..failure
        }
    }
}

fn rejected(status: &DraftStatus, message: &str, hint: &str) -> Failure {
    Failure {
        store_messages: errors(&status.messages).cloned().collect(),
        hints: vec![hint.to_owned()],
        ..failure(FailureKind::Rejected, message)
    }
}
