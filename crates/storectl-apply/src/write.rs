//! Sending one write: the journal first, and afterwards what became of it.

use storectl_api::{
    EffectCheck, Error, FailedWrite, RefusedRepeat, WriteAnswer, WriteOperation, WriteRequest,
};
use storectl_model::FieldPath;
use storectl_plan::{Change, Failure, FailureKind, ImageIds, Step, StepAction, differences};

use crate::{
    cancel::InFlight,
    executor::Executor,
    failure::{StepError, busy, classify, stopped},
    journal::Write,
    wait::readiness::{Freshness, LaterWrites, Reading, judge},
};

/// Why one write did not simply succeed.
enum WriteError {
    /// It had no effect.
    WithoutEffect(Box<Failure>),
    /// It may have taken effect.
    Unknown(Box<Failure>, EffectCheck),
    /// It was refused, but an earlier attempt may have taken effect.
    RefusedRepeat(Box<Failure>, RefusedRepeat, EffectCheck),
    /// A signal ended it before its answer came.
    Interrupted(Box<Failure>),
}

impl Executor<'_> {
    /// Sends one write until it has taken effect, by the one table of writes
    /// ([`WriteOperation::rules`]).
    ///
    /// A write refused because the draft is not ready, e.g. while an upload of an earlier run is running, waits and is
    /// sent again, whatever the module (forms.md, "Answers and waits" 1).
    pub(crate) async fn write(
        &mut self,
        step: &Step,
        request: &WriteRequest,
        write: Write,
    ) -> Result<(), StepError> {
        loop {
            match self.send(request, write).await {
                Ok(()) => return Ok(()),
                Err(WriteError::Interrupted(failure)) => return Err(StepError::Unknown(failure)),
                Err(WriteError::Unknown(failure, check)) => {
                    return if self.took_effect(step, check).await {
                        self.note_lost(step);
                        Ok(())
                    } else {
                        Err(StepError::Unknown(failure))
                    };
                }
                Err(WriteError::RefusedRepeat(failure, meaning, check)) => {
                    let may_have = match meaning {
                        RefusedRepeat::AskTheCheck | RefusedRepeat::TookEffectWhereNotReady => true,
                        RefusedRepeat::MayBeOurSubmission | RefusedRepeat::PlainRefusal => false,
                    };
                    if may_have && self.took_effect(step, check).await {
                        self.note_lost(step);
                        return Ok(());
                    }
                    self.retry_or_refuse(step, failure).await?;
                }
                Err(WriteError::WithoutEffect(failure)) => {
                    self.retry_or_refuse(step, failure).await?;
                }
            }
        }
    }

    /// Waits where the draft is not ready, so that the write can be sent again; otherwise the refusal stands.
    async fn retry_or_refuse(
        &mut self,
        step: &Step,
        failure: Box<Failure>,
    ) -> Result<(), StepError> {
        let entry = self.journal.refused();
        self.noted(entry);
        if failure.kind == FailureKind::Rejected && self.waits_for_work().await {
            return self.await_ready(step, LaterWrites::MayFix).await;
        }
        Err(StepError::Failed(failure))
    }

    /// Whether the draft is not ready because the Store is at work on it. Where work was started, or may have been by
    /// an earlier run, the first ready answer may be stale and is confirmed (trap 77).
    async fn waits_for_work(&self) -> bool {
        let reader = self.client.reader();
        let product = &self.plan.product_id;
        let reads = match self.freshness {
            Freshness::Once => 1,
            Freshness::Twice => 2,
        };
        for read in 1..=reads {
            match reader.status(product).await.as_ref().map(judge) {
                Ok(Reading::Working | Reading::Uncommitted | Reading::UploadFailed) => return true,
                Ok(Reading::Ready) if read < reads => self.clock.sleep(self.poll.spacing()).await,
                Ok(Reading::Ready | Reading::Busy(_) | Reading::Broken) | Err(_) => return false,
            }
        }
        false
    }

    /// Finds out whether a write whose answer was lost took effect.
    async fn took_effect(&mut self, step: &Step, check: EffectCheck) -> bool {
        match check {
            EffectCheck::ReadMetadata | EffectCheck::ReadPackages => {
                let Ok(remote) = self.read_back().await else {
                    return false;
                };
                let differing = differences(self.desired, &remote);
                let is_image =
                    |path: &FieldPath| matches!(path.field(), Some("screenshots" | "storeLogos"));
                let is_written = |change: &Change| {
                    differing
                        .iter()
                        .all(|it| is_image(&it.path) || !it.path.is_within(&change.path))
                };
                let changes = || step.changes.iter().map(|it| self.plan.changes.get(*it));
                !step.changes.is_empty() && changes().all(|it| it.is_some_and(is_written))
            }
            EffectCheck::ReadImages => {
                let StepAction::CommitAssets { language, .. } = &step.action else {
                    return false;
                };
                let Ok(remote) = self.read_back().await else {
                    return false;
                };
                let stored = remote.assets.get(language).map(ImageIds::of);
                stored.is_some() && stored.as_ref() == self.committed.get(language)
            }
            EffectCheck::ReadReadiness => {
                let status = self.client.reader().status(&self.plan.product_id).await;
                status.is_ok_and(|it| judge(&it) == Reading::Working)
            }
            EffectCheck::ReadOngoingSubmission | EffectCheck::Nothing => false,
        }
    }

    fn note_lost(&mut self, step: &Step) {
        let message = format!(
            "the response to `{}` was lost; the draft shows that it took effect",
            step.summary
        );
        self.note("", message);
    }

    /// Sends a write, the journal first. The client has already repeated what may be repeated.
    async fn send(&mut self, request: &WriteRequest, write: Write) -> Result<(), WriteError> {
        self.journal.before_write(write, self.unix_now()).map_err(
            |error| match Self::unjournaled(&error) {
                StepError::Failed(failure)
                | StepError::Interrupted(failure)
                | StepError::Unknown(failure) => WriteError::WithoutEffect(failure),
            },
        )?;
        let (client, product) = (self.client, &self.plan.product_id);
        let what = InFlight::Write(request.operation());
        let sent = self
            .cancel
            .finish(
                self.clock,
                &mut *self.observer,
                what,
                client.send(product, request),
            )
            .await;
        match sent {
            Err(signal) => Err(WriteError::Interrupted(Box::new(stopped(
                signal,
                "before the response to a write arrived",
                crate::failure::GO_ON,
            )))),
            Ok(Ok(WriteAnswer {
                messages,
                ongoing,
                retry_after: _,
            })) => {
                // Every write is refused while a submission is in progress, also by an answer that calls itself a
                // success (field note 6).
                if let Some(submission) = ongoing {
                    let failure = busy(Some(&submission), &messages);
                    return Err(WriteError::WithoutEffect(Box::new(failure)));
                }
                for message in &messages {
                    self.keep(message);
                }
                Ok(())
            }
            Ok(Err(error)) => Err(write_error(request.operation(), &error)),
        }
    }
}

fn write_error(operation: WriteOperation, error: &Error) -> WriteError {
    let failure = Box::new(classify(error));
    match operation.failed(error) {
        FailedWrite::WithoutEffect => WriteError::WithoutEffect(failure),
        FailedWrite::Unknown(check) => WriteError::Unknown(failure, check),
        FailedWrite::RefusedRepeat { meaning, check } => {
            WriteError::RefusedRepeat(failure, meaning, check)
        }
    }
}
