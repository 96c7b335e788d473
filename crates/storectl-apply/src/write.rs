//! Writing packages and metadata.

use std::collections::BTreeSet;

use serde_json::Value;
use storectl_api::{Error, WriteAnswer};
use storectl_model::{Endpoint, PackageId};
use storectl_plan::{Failure, FailureKind, Step};

use crate::{
    fault::{Stop, busy, of_error},
    journal::Write,
    readiness::{Later, Reading, Trust, judge},
    run::Run,
};

impl Run<'_> {
    pub(crate) async fn patch_package(
        &mut self,
        step: &Step,
        package: &PackageId,
        body: &Value,
    ) -> Result<(), Stop> {
        let endpoint = Endpoint::PatchPackage(package.clone());
        let end = self.write(&endpoint, Some(body), Write::Packages).await;
        self.read_if_lost(step, end).await.map_err(|stop| match stop {
            // The product was found when the plan was made; it is the package that is gone (trap 51).
            Stop::Failed(failure) if failure.http_status == Some(404) => Stop::failed(Failure {
                kind: FailureKind::Stale,
                message: format!("package {package} is no longer there: the draft has changed since it was read"),
                hints: vec!["plan again".to_owned()],
                ..*failure
            }),
            stop @ (Stop::Failed(_) | Stop::Unknown(_)) => stop,
        })
    }

    /// Replaces the package set, then reads it anew: ids are made new by the replacement (trap 51).
    pub(crate) async fn replace_packages(&mut self, step: &Step, body: &Value) -> Result<(), Stop> {
        let end = self
            .write(&Endpoint::ReplacePackages, Some(body), Write::Packages)
            .await;
        self.read_if_lost(step, end).await?;
        let sent: BTreeSet<&str> = body
            .get("packages")
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
            .filter_map(|it| it.get("packageUrl").and_then(Value::as_str))
            .collect();
        let stored = self
            .client
            .reader()
            .packages(&self.plan.product_id)
            .await
            .map_err(|error| Stop::failed(of_error(&error)))?;
        let stored: BTreeSet<&str> = stored
            .iter()
            .filter_map(|it| it.package_url.as_deref())
            .collect();
        if stored != sent {
            // Whether a read shows packages before their commit is open (trap 34), so this proves nothing yet.
            self.note(
                "packages",
                "the packages read back before their commit are not yet those that were sent"
                    .to_owned(),
            );
        }
        Ok(())
    }

    pub(crate) async fn commit_packages(&mut self) -> Result<(), Stop> {
        self.write(&Endpoint::CommitPackages, None, Write::Other)
            .await?;
        self.trust = Trust::Twice;
        let entry = self.journal.packages_committed();
        self.noted(entry);
        Ok(())
    }

    /// Changes metadata. The Store takes that only while every module is ready (store-api.md, Update Metadata), so a write
    /// refused while it is still at work, e.g. on packages of a run that was cut off, is sent again once it has finished.
    pub(crate) async fn patch_metadata(&mut self, step: &Step, body: &Value) -> Result<(), Stop> {
        let end = match self.send_metadata(step, body).await {
            Err(Stop::Failed(refusal)) => self.add_apart(body, refusal).await,
            end => end,
        };
        self.read_if_lost(step, end).await
    }

    pub(crate) async fn send_metadata(&mut self, step: &Step, body: &Value) -> Result<(), Stop> {
        let endpoint = Endpoint::PatchMetadata;
        let sent = self.write(&endpoint, Some(body), Write::Other).await;
        let end = self.read_if_lost(step, sent).await;
        if let Err(Stop::Failed(failure)) = &end
            && failure.kind == FailureKind::Rejected
            && self.is_working().await
        {
            self.await_ready(step, Later::MayMend).await?;
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

    /// Sends one write, the journal first. The client has already repeated what may be repeated.
    pub(crate) async fn write(
        &mut self,
        endpoint: &Endpoint,
        body: Option<&Value>,
        write: Write,
    ) -> Result<(), Stop> {
        self.journal
            .before_write(write, self.intent, self.unix_now())
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
                    return Err(Stop::failed(busy(Some(&submission), &messages)));
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
    pub(crate) fn unwritten(&mut self, error: &Error) -> Stop {
        let failure = of_error(error);
        // Refused when it was repeated, it may have been acted on before: a language that was added cannot be added again.
        let is_repeated = failure.kind == FailureKind::Rejected && error.attempts() > 1;
        if error.outcome_unknown() || is_repeated {
            return Stop::unknown(failure);
        }
        let entry = self.journal.refused();
        self.noted(entry);
        Stop::failed(failure)
    }

    /// Finds out by reading whether a write whose answer was lost took effect.
    async fn read_if_lost(&mut self, step: &Step, end: Result<(), Stop>) -> Result<(), Stop> {
        let Err(Stop::Unknown(failure)) = end else {
            return end;
        };
        let Ok(differing) = self.read_differences().await else {
            return Err(Stop::Unknown(failure));
        };
        let written = step.changes.iter().all(|index| {
            self.plan
                .changes
                .get(*index)
                .is_some_and(|change| differing.iter().all(|it| it.path != change.path))
        });
        if step.changes.is_empty() || !written {
            if failure.kind == FailureKind::Rejected {
                // Refused, and not acted on before that either.
                let entry = self.journal.refused();
                self.noted(entry);
                return Err(Stop::Failed(failure));
            }
            return Err(Stop::Unknown(failure));
        }
        let message = format!(
            "the answer to `{}` was lost; reading back shows that it took effect",
            step.summary
        );
        self.note("", message);
        Ok(())
    }
}
