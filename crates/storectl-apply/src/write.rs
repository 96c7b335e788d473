//! Sending one write: the journal first, and afterwards what became of it.

use serde_json::Value;
use storectl_api::{Error, WriteAnswer};
use storectl_model::Endpoint;
use storectl_plan::{FailureKind, Step};

use crate::{
    executor::Executor,
    failure::{StepError, busy, classify},
    journal::Write,
};

impl Executor<'_> {
    /// Sends one write, the journal first. The client has already repeated what may be repeated.
    pub(crate) async fn write(
        &mut self,
        endpoint: &Endpoint,
        body: Option<&Value>,
        write: Write,
    ) -> Result<(), StepError> {
        self.journal
            .before_write(write, self.unix_now())
            .map_err(|error| Self::unjournaled(&error))?;
        match self
            .client
            .send(&self.plan.product_id, endpoint, body)
            .await
        {
            Ok(WriteAnswer {
                messages,
                ongoing,
                retry_after: _,
            }) => {
                // Every write is refused while a submission is in progress, also by an answer that calls itself a
                // success (field note 6).
                if let Some(submission) = ongoing {
                    let entry = self.journal.refused();
                    self.noted(entry);
                    return Err(StepError::failed(busy(Some(&submission), &messages)));
                }
                for message in &messages {
                    self.keep(message);
                }
                Ok(())
            }
            Err(error) => Err(self.unwritten(&error)),
        }
    }

    /// Takes the failure of a write, and back the journal's entry where it surely had no effect.
    pub(crate) fn unwritten(&mut self, error: &Error) -> StepError {
        let failure = classify(error);
        // Refused when it was repeated, it may have been acted on before: a language that was added cannot be added again.
        let is_repeated = failure.kind == FailureKind::Rejected && error.attempts() > 1;
        if error.outcome_unknown() || is_repeated {
            return StepError::unknown(failure);
        }
        let entry = self.journal.refused();
        self.noted(entry);
        StepError::failed(failure)
    }

    /// Finds out by reading whether a write whose answer was lost took effect.
    pub(crate) async fn read_if_lost(
        &mut self,
        step: &Step,
        end: Result<(), StepError>,
    ) -> Result<(), StepError> {
        let Err(StepError::Unknown(failure)) = end else {
            return end;
        };
        let Ok(remote) = self.read_back().await else {
            return Err(StepError::Unknown(failure));
        };
        let unproven = self.unproven(&remote);
        let written = step.changes.iter().all(|index| {
            self.plan
                .changes
                .get(*index)
                .is_some_and(|change| unproven.iter().all(|it| it.path != change.path))
        });
        if step.changes.is_empty() || !written {
            if failure.kind == FailureKind::Rejected {
                // Refused, and not acted on before that either.
                let entry = self.journal.refused();
                self.noted(entry);
                return Err(StepError::Failed(failure));
            }
            return Err(StepError::Unknown(failure));
        }
        let message = format!(
            "the answer to `{}` was lost; reading back shows that it took effect",
            step.summary
        );
        self.note("", message);
        Ok(())
    }
}
