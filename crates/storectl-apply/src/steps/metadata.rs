//! Changing metadata.

use serde_json::Value;
use storectl_api::WriteRequest;
use storectl_plan::Step;

use crate::{executor::Executor, failure::StepError, journal::Write, write::Effect};

impl Executor<'_> {
    /// Changes metadata. A language that the Store does not take together with its texts is added alone.
    pub(crate) async fn patch_metadata(
        &mut self,
        step: &Step,
        body: &Value,
    ) -> Result<(), StepError> {
        match self.send_metadata(step, body).await {
            Err(StepError::Failed(refusal)) => self.add_apart(step, body, refusal).await,
            end => end,
        }
    }

    pub(crate) async fn send_metadata(
        &mut self,
        step: &Step,
        body: &Value,
    ) -> Result<(), StepError> {
        let request = WriteRequest::patch_metadata(body.clone());
        self.write(step, &request, Write::Other, Effect::OfStep)
            .await
    }
}
