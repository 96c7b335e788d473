//! Changing metadata.

use serde_json::Value;
use storectl_model::Endpoint;
use storectl_plan::{FailureKind, Step};

use crate::{
    executor::Executor,
    failure::StepError,
    journal::Write,
    wait::readiness::{LaterWrites, Reading, judge},
};

impl Executor<'_> {
    /// Changes metadata. The Store takes that only while every module is ready (store-api.md, Update Metadata), so a write
    /// refused while it is still at work, e.g. on packages of a run that was cut off, is sent again once it has finished.
    pub(crate) async fn patch_metadata(
        &mut self,
        step: &Step,
        body: &Value,
    ) -> Result<(), StepError> {
        let end = match self.send_metadata(step, body).await {
            Err(StepError::Failed(refusal)) => self.add_apart(body, refusal).await,
            end => end,
        };
        self.read_if_lost(step, end).await
    }

    pub(crate) async fn send_metadata(
        &mut self,
        step: &Step,
        body: &Value,
    ) -> Result<(), StepError> {
        let endpoint = Endpoint::PatchMetadata;
        let sent = self.write(&endpoint, Some(body), Write::Other).await;
        let end = self.read_if_lost(step, sent).await;
        if let Err(StepError::Failed(failure)) = &end
            && failure.kind == FailureKind::Rejected
            && self.is_working().await
        {
            self.await_ready(step, LaterWrites::MayFix).await?;
            let sent = self.write(&endpoint, Some(body), Write::Other).await;
            return self.read_if_lost(step, sent).await;
        }
        end
    }

    /// Tells whether the draft is not ready because the Store is at work on it.
    async fn is_working(&self) -> bool {
        let status = self.client.reader().status(&self.plan.product_id).await;
        status.is_ok_and(|it| judge(&it) == Reading::Working)
    }
}
