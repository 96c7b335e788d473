//! The steps of a plan, one file per kind.

mod await_publication;
mod await_ready;
mod commit_images;
mod metadata;
mod new_language;
mod packages;
mod recognize;
mod submit;
mod upload_images;
mod verify;

use storectl_plan::{NextStep, Step, StepAction};

use crate::{
    executor::Executor,
    failure::{StepError, stopped},
    wait::readiness::LaterWrites,
};

impl Executor<'_> {
    /// Does one step.
    pub(crate) async fn step(&mut self, step: &Step, index: usize) -> Result<(), StepError> {
        if let Some(signal) = self.cancel.signal() {
            let next = match &self.report.submission {
                Some(_) => NextStep::FollowSubmission,
                None => NextStep::Continue,
            };
            return Err(StepError::interrupted(stopped(
                signal,
                "before this step",
                next,
            )));
        }
        if step.action != StepAction::Verify {
            self.ready = None;
        }
        match &step.action {
            StepAction::PatchPackage { package, body } => {
                self.patch_package(step, package, body).await
            }
            StepAction::ReplacePackages { body } => self.replace_packages(step, body).await,
            StepAction::CommitPackages => self.commit_packages(step).await,
            StepAction::PatchMetadata { language: _, body } => {
                self.patch_metadata(step, body).await
            }
            StepAction::UploadAssets(uploads) => self.upload_assets(step, index, uploads).await,
            StepAction::CommitAssets {
                language,
                screenshots,
                store_logos,
            } => {
                self.commit_assets(step, language, screenshots, store_logos)
                    .await?;
                self.late_texts(step, language).await
            }
            StepAction::AwaitPackages | StepAction::AwaitReady => {
                self.await_ready(step, self.later(index)).await
            }
            StepAction::Verify => self.verify().await,
            StepAction::Submit => self.submit(step).await,
            StepAction::AwaitPublication => self.await_publication(step).await,
        }
    }

    /// Whether steps after `index` write what may be broken before them (trap 46).
    fn later(&self, index: usize) -> LaterWrites {
        let may_fix = self
            .plan
            .steps
            .iter()
            .skip(index + 1)
            .any(|it| match &it.action {
                StepAction::PatchMetadata { .. }
                | StepAction::UploadAssets(_)
                | StepAction::CommitAssets { .. } => true,
                StepAction::PatchPackage { .. }
                | StepAction::ReplacePackages { .. }
                | StepAction::CommitPackages
                | StepAction::AwaitPackages
                | StepAction::AwaitReady
                | StepAction::Verify
                | StepAction::Submit
                | StepAction::AwaitPublication => false,
            });
        if may_fix {
            LaterWrites::MayFix
        } else {
            LaterWrites::FixNothing
        }
    }
}
