//! Writing packages and committing them.

use std::collections::BTreeSet;

use serde_json::Value;
use storectl_api::WriteRequest;
use storectl_model::PackageId;
use storectl_plan::{Failure, FailureKind, NextStep, Step};

use crate::{
    executor::Executor,
    failure::{StepError, classify, stopped},
    journal::Write,
    wait::readiness::Freshness,
    write::Effect,
};

impl Executor<'_> {
    pub(crate) async fn patch_package(
        &mut self,
        step: &Step,
        package: &PackageId,
        body: &Value,
    ) -> Result<(), StepError> {
        let request = WriteRequest::patch_package(package, body.clone());
        let end = self
            .write(step, &request, Write::Packages, Effect::OfStep)
            .await;
        end.map_err(|stop| match stop {
            // The product was found when the plan was made; it is the package that is gone (trap 51).
            StepError::Failed(failure) if failure.http_status == Some(404) => StepError::failed(Failure {
                kind: FailureKind::Stale,
                message: format!("package {package} no longer exists: the draft has changed since it was read"),
                next: vec![NextStep::PlanAgain],
                ..*failure
            }),
            error @ (StepError::Failed(_) | StepError::Interrupted(_) | StepError::Unknown(_)) => error,
        })
    }

    /// Replaces the package set, then reads it again: ids are made new by the replacement (trap 51).
    pub(crate) async fn replace_packages(
        &mut self,
        step: &Step,
        body: &Value,
    ) -> Result<(), StepError> {
        let request = WriteRequest::replace_packages(body.clone());
        self.write(step, &request, Write::Packages, Effect::OfStep)
            .await?;
        let sent: BTreeSet<&str> = body
            .get("packages")
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
            .filter_map(|it| it.get("packageUrl").and_then(Value::as_str))
            .collect();
        let reader = self.client.reader();
        let read = self.cancel.race(reader.packages(&self.plan.product_id));
        let stored = match read.await {
            Ok(stored) => stored.map_err(|error| StepError::failed(classify(&error)))?,
            Err(signal) => {
                return Err(StepError::interrupted(stopped(
                    signal,
                    "while reading the new packages",
                    NextStep::Continue,
                )));
            }
        };
        let stored: BTreeSet<&str> = stored
            .iter()
            .filter_map(|it| it.package_url.as_deref())
            .collect();
        if stored != sent {
            // Whether a read shows packages before their commit is open (trap 34), so this proves nothing yet.
            self.note(
                "the draft does not show the new packages yet; the Store may show them only after the commit"
                    .to_owned(),
            );
        }
        Ok(())
    }

    /// Makes package writes effective, which starts their upload.
    pub(crate) async fn commit_packages(&mut self, step: &Step) -> Result<(), StepError> {
        let request = WriteRequest::commit_packages();
        self.write(step, &request, Write::Other, Effect::OfStep)
            .await?;
        self.freshness = Freshness::Twice;
        let entry = self.journal.packages_committed();
        self.noted(entry);
        Ok(())
    }
}
