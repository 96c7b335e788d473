//! Sending a refused write again once the draft is ready (forms.md, "Answers and waits" 1).

use serde_json::Value;
use storectl_api::{Error, ReadClient, WriteOperation};
use storectl_model::DraftStatus;
use storectl_plan::{Failure, FailureKind, NextStep, ProductPlan, Step};

use crate::{
    executor::Executor,
    failure::{StepError, stopped, with_busy},
    refusal::{Subject, subject},
    wait::{
        Pause, Wait,
        pace::Pace,
        readiness::{LaterWrites, Reading, judge},
    },
};

/// One write, and how long its refusals were waited for.
pub(crate) struct Attempts<'a> {
    step: &'a Step,
    operation: WriteOperation,
    body: Option<&'a Value>,
    wait: Option<Wait<'a>>,
}

impl<'a> Attempts<'a> {
    /// Begins with the first attempt.
    pub(crate) fn of(step: &'a Step, operation: WriteOperation, body: Option<&'a Value>) -> Self {
        Self {
            step,
            operation,
            body,
            wait: None,
        }
    }
}

/// Whether there was anything to wait for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Waited {
    /// The Store was at work, and the draft is ready now.
    ForWork,
    /// The Store was not at work.
    ForNothing,
}

/// What one status response says about a refused write.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum StoreWork {
    /// The Store is at work: waiting helps.
    Running,
    /// Waiting does not help.
    None,
    /// The draft is ready, against what the refusal says: one of them is stale (trap 77).
    Ready,
    /// What was refused is the commit that the draft waits for.
    ForThisCommit,
}

impl<'e> Executor<'e> {
    /// Takes a write out of the journal that was refused, then does as [`wait_or_refuse`](Self::wait_or_refuse).
    pub(crate) async fn retry_or_refuse<'a>(
        &mut self,
        attempts: &mut Attempts<'a>,
        failure: Box<Failure>,
    ) -> Result<(), StepError>
    where
        'e: 'a,
    {
        let entry = self.journal.refused();
        self.noted(entry);
        self.wait_or_refuse(attempts, failure).await
    }

    /// Waits where the draft is not ready, so that what was refused can be sent again; otherwise the refusal stands.
    ///
    /// What the refusal itself says decides: one about the draft's readiness is waited for until the deadline, however many
    /// status responses are stale, and one about what was sent is final. Only where it says neither does the status decide.
    pub(crate) async fn wait_or_refuse<'a>(
        &mut self,
        attempts: &mut Attempts<'a>,
        failure: Box<Failure>,
    ) -> Result<(), StepError>
    where
        'e: 'a,
    {
        match (failure.kind, &failure.in_the_way) {
            (FailureKind::Rejected, _) => {}
            // Nobody says whose it is; the draft's status does, or shows that none is in progress.
            (FailureKind::Busy, None) => {
                return self.wait_for_readiness(attempts, failure).await;
            }
            // A lock that outlives its submission goes without this run's doing.
            (FailureKind::Busy, Some(lock))
                if Some(lock) == self.plan.ended_submission.as_ref() =>
            {
                return self.wait_for_readiness(attempts, failure).await;
            }
            (
                FailureKind::Busy
                | FailureKind::Usage
                | FailureKind::Auth
                | FailureKind::Transient
                | FailureKind::InstallerUnknown
                | FailureKind::Stale
                | FailureKind::Waiting
                | FailureKind::Unconverged
                | FailureKind::Interrupted
                | FailureKind::Terminated
                | FailureKind::Other,
                _,
            ) => return Err(StepError::Failed(failure)),
        }
        let Attempts {
            operation, body, ..
        } = *attempts;
        match subject(operation, body, &failure.store_messages) {
            Subject::Content => Err(StepError::Failed(failure)),
            Subject::Readiness => self.wait_for_readiness(attempts, failure).await,
            Subject::Unclear => match self.wait_for_work(attempts).await? {
                Waited::ForWork => Ok(()),
                Waited::ForNothing => Err(StepError::Failed(failure)),
            },
        }
    }

    /// Waits for what a refusal speaks of, longer each time that the draft's status does not show it.
    async fn wait_for_readiness<'a>(
        &mut self,
        attempts: &mut Attempts<'a>,
        failure: Box<Failure>,
    ) -> Result<(), StepError>
    where
        'e: 'a,
    {
        let (clock, cancel, slot, poll) = (self.clock, self.cancel, self.slot, self.poll);
        let step = attempts.step;
        let wait = attempts.wait.get_or_insert_with(|| {
            let pace = Pace::of_readiness(poll, clock.now());
            let unmet = match failure.kind {
                FailureKind::Busy => "the Store rejected the request because of a submission in progress, which the draft's status did not show",
                _ => "the draft was not ready",
            };
            let unmet = unmet.to_owned();
            let next = NextStep::Continue;
            Wait::new(clock, cancel, slot, pace, Some(step), unmet, next)
        });
        let reader = self.client.reader();
        let status = draft_status(reader, self.plan);
        let reading = wait.read(status).await?.map(|it| judge(&it));
        if let Some(Reading::Busy(Some(submission))) = &reading {
            return Err(StepError::failed(with_busy(*failure, Some(submission))));
        }
        match reading.map(|it| work(&it, attempts.operation)) {
            Some(StoreWork::Running) => self.await_ready(step, LaterWrites::MayFix).await,
            Some(StoreWork::None) => Err(StepError::Failed(failure)),
            Some(StoreWork::Ready | StoreWork::ForThisCommit) | None => {
                wait.pause(Pause::Regular, &failure.store_messages, &mut *self.observer)
                    .await?;
                wait.check_deadline(&failure.store_messages)
            }
        }
    }

    /// Reads the draft's status, without what it still says of a submission that has ended.
    pub(crate) async fn draft_status(&self) -> Result<DraftStatus, Error> {
        draft_status(self.client.reader(), self.plan).await
    }

    /// Waits until the draft is ready, where it is not because the Store is at work on it.
    pub(crate) async fn wait_for_work(
        &mut self,
        attempts: &Attempts<'_>,
    ) -> Result<Waited, StepError> {
        let is_working = self.cancel.race(self.is_at_work(attempts.operation)).await;
        let is_working = is_working.map_err(|signal| {
            StepError::interrupted(stopped(signal, "while waiting", NextStep::Continue))
        })?;
        if is_working {
            self.await_ready(attempts.step, LaterWrites::MayFix).await?;
            Ok(Waited::ForWork)
        } else {
            Ok(Waited::ForNothing)
        }
    }

    /// Whether the draft is not ready because the Store is at work on it. The refusal speaks against a ready response, which
    /// may be stale (trap 77), also where only an earlier run can have started work; so a second one confirms it.
    async fn is_at_work(&self, operation: WriteOperation) -> bool {
        for pause in [Some(self.poll.spacing()), None] {
            let status = self.draft_status().await;
            match status.map(|it| work(&judge(&it), operation)) {
                Ok(StoreWork::Running) => return true,
                Ok(StoreWork::None | StoreWork::ForThisCommit) | Err(_) => return false,
                Ok(StoreWork::Ready) => {}
            }
            if let Some(pause) = pause {
                self.clock.sleep(pause).await;
            }
        }
        false
    }
}

/// Reads the draft's status, without what it still says of a submission that has ended (trap 85).
async fn draft_status(reader: &ReadClient, plan: &ProductPlan) -> Result<DraftStatus, Error> {
    let status = reader.status(&plan.product_id).await?;
    Ok(status.without(plan.ended_submission.as_ref()))
}

/// Says whether waiting helps a refused write. What only a commit of packages ends is no reason to wait before that commit.
fn work(reading: &Reading, operation: WriteOperation) -> StoreWork {
    match (reading, operation) {
        (Reading::Ready, _) => StoreWork::Ready,
        (Reading::Busy(_) | Reading::Broken, _) => StoreWork::None,
        (Reading::Uncommitted | Reading::UploadFailed, WriteOperation::CommitPackages) => {
            StoreWork::ForThisCommit
        }
        (Reading::Working | Reading::Uncommitted | Reading::UploadFailed, _) => StoreWork::Running,
    }
}
