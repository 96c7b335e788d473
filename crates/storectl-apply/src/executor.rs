//! One apply: the steps in order, each with an outcome.

use std::{collections::BTreeMap, num::NonZeroUsize, path::PathBuf, time::Duration};

use serde_json::Value;
use storectl_api::{Clock, WriteClient};
use storectl_model::{AssetId, DesiredProduct, Digest, LanguageTag};
use storectl_plan::{
    ApplyReport, FailureKind, ProductPlan, Step, StepAction, StepId, StepOutcome, StepReport,
};

use crate::{
    Cancellation, Event, Intent, Journal, Observer, Phase, PollPolicy, adoptable,
    assets::Uploaded,
    fault::{FOLLOW, GO_ON, Stop, failure, stopped},
    follow::{Followed, follow, unpublished},
    readiness::{Later, Recommit, Trust},
    wait::Wait,
};

/// What an apply depends on beside its plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApplyOptions {
    /// How waits are paced. Each wait of the plan has the whole deadline.
    pub poll: PollPolicy,
    /// The folder that paths of images are relative to: the manifest's.
    pub images: PathBuf,
    /// How many images of one language are uploaded at once.
    pub uploads: NonZeroUsize,
}

/// Executes the steps of `plan` in order and tells what became of each. No second plan is computed.
///
/// A plan with blockers is refused before the first request, unless what blocks it is [`adoptable`] (trap 79): then what
/// the steps would do is already true, and only the publication is followed.
///
/// The first step that does not end well ends the run; the later ones are skipped because of it. Dropping the future is
/// safe at any point: what the next run must know is in the journal before each request is sent.
#[expect(
    clippy::too_many_arguments,
    reason = "what an apply is given: two values that say what, four that say with what, two that say how"
)]
pub async fn apply(
    plan: &ProductPlan,
    desired: &DesiredProduct,
    client: &WriteClient,
    clock: &dyn Clock,
    journal: &mut Journal,
    options: &ApplyOptions,
    observer: &mut dyn Observer,
    cancel: &Cancellation,
) -> ApplyReport {
    let submits = plan.steps.iter().any(|it| it.action == StepAction::Submit);
    let run = Run {
        plan,
        desired,
        client,
        clock,
        journal,
        options,
        observer,
        cancel,
        intent: if submits {
            Intent::Submit
        } else {
            Intent::LeaveDraft
        },
        trust: Trust::Once,
        recommit: Recommit::Untried,
        uploaded: BTreeMap::new(),
        contents: BTreeMap::new(),
        late_texts: BTreeMap::new(),
        work: Work::ToDo,
        report: ApplyReport {
            product_id: plan.product_id.clone(),
            name: plan.name.clone(),
            plan_hash: storectl_plan::plan_hash([plan]),
            steps: Vec::new(),
            submission: None,
            publishing_status: None,
            messages: Vec::new(),
            uploads: 0,
        },
    };
    run.execute().await
}

/// An apply under way.
pub(crate) struct Run<'a> {
    pub(crate) plan: &'a ProductPlan,
    pub(crate) desired: &'a DesiredProduct,
    pub(crate) client: &'a WriteClient,
    pub(crate) clock: &'a dyn Clock,
    pub(crate) journal: &'a mut Journal,
    pub(crate) options: &'a ApplyOptions,
    pub(crate) observer: &'a mut dyn Observer,
    pub(crate) cancel: &'a Cancellation,
    /// What is to become of the draft.
    pub(crate) intent: Intent,
    /// How much a status answer is worth now.
    pub(crate) trust: Trust,
    /// Whether the one further commit of packages was used.
    pub(crate) recommit: Recommit,
    /// The images uploaded and not committed yet.
    pub(crate) uploaded: BTreeMap<LanguageTag, Uploaded>,
    /// What is in the images this run uploaded.
    pub(crate) contents: BTreeMap<AssetId, Digest>,
    /// The texts of languages added without them, to be sent after their images.
    pub(crate) late_texts: BTreeMap<LanguageTag, Value>,
    pub(crate) work: Work,
    pub(crate) report: ApplyReport,
}

/// Whether the steps before the publication have anything left to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Work {
    /// They have.
    ToDo,
    /// What they would do is submitted already.
    Submitted,
}

impl Run<'_> {
    async fn execute(mut self) -> ApplyReport {
        if let Some(submission) = adoptable(self.plan, self.journal).cloned() {
            self.adopt(&submission);
        } else if let Some(failure) = self.refusal() {
            return self.refuse(failure);
        }
        let plan = self.plan;
        let mut because: Option<StepId> = None;
        for (index, step) in plan.steps.iter().enumerate() {
            let started = self.clock.now();
            let outcome = match &because {
                Some(because) => StepOutcome::Skipped {
                    because: because.clone(),
                },
                None => self.attempt(step, index).await,
            };
            match &outcome {
                StepOutcome::Failed(_) | StepOutcome::Unknown(_) => because = Some(step.id.clone()),
                StepOutcome::Done | StepOutcome::AlreadyTrue | StepOutcome::Skipped { .. } => {}
            }
            let took = self.clock.now().saturating_sub(started);
            self.ended(step, outcome, took);
        }
        if because.is_none() && !plan.steps.is_empty() && self.intent == Intent::LeaveDraft {
            let settled = self.journal.left_as_draft();
            self.noted(settled);
        }
        self.report
    }

    async fn attempt(&mut self, step: &Step, index: usize) -> StepOutcome {
        if self.work == Work::Submitted && step.action != StepAction::AwaitPublication {
            return StepOutcome::AlreadyTrue;
        }
        self.observer.event(Event::StepStarted {
            step,
            index,
            total: self.plan.steps.len(),
        });
        let stop = match self.step(step, index).await {
            Ok(()) => return StepOutcome::Done,
            Err(stop) => stop,
        };
        match self.met_our_own(&stop).await {
            Some(submission) => {
                self.adopt(&submission);
                StepOutcome::AlreadyTrue
            }
            None => self.hinted(stop).outcome(),
        }
    }

    async fn step(&mut self, step: &Step, index: usize) -> Result<(), Stop> {
        if let Some(signal) = self.cancel.signal() {
            let go_on = match &self.report.submission {
                Some(_) => FOLLOW,
                None => GO_ON,
            };
            return Err(Stop::failed(stopped(signal, "before this step", go_on)));
        }
        match &step.action {
            StepAction::PatchPackage { package, body } => {
                self.patch_package(step, package, body).await
            }
            StepAction::ReplacePackages { body } => self.replace_packages(step, body).await,
            StepAction::CommitPackages => self.commit_packages().await,
            StepAction::PatchMetadata { language: _, body } => {
                self.patch_metadata(step, body).await
            }
            StepAction::UploadAssets(uploads) => self.upload_assets(step, uploads).await,
            StepAction::CommitAssets {
                language,
                screenshots,
                store_logos,
            } => {
                self.commit_assets(language, screenshots, store_logos)
                    .await?;
                self.late_texts(step, language).await
            }
            StepAction::AwaitPackages | StepAction::AwaitReady => {
                self.await_ready(step, self.later(index)).await
            }
            StepAction::Verify => self.verify().await,
            StepAction::Submit => self.submit().await,
            StepAction::AwaitPublication => self.await_publication(step).await,
        }
    }

    /// Tells whether steps after `index` write what may be broken before them (trap 46).
    fn later(&self, index: usize) -> Later {
        let mends = self
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
        if mends {
            Later::MayMend
        } else {
            Later::MendsNothing
        }
    }

    async fn await_publication(&mut self, step: &Step) -> Result<(), Stop> {
        let Some(submission) = self.report.submission.clone() else {
            return Err(Stop::failed(failure(
                FailureKind::Other,
                "the plan follows a submission that none of its steps made",
            )));
        };
        let unmet = unpublished(&submission);
        let mut wait = Wait::new(
            self.clock,
            self.cancel,
            self.options.poll,
            Some(step),
            unmet,
            FOLLOW,
        );
        let mut followed = Followed::default();
        let reader = self.client.reader();
        let product = &self.plan.product_id;
        let end = follow(
            reader,
            product,
            &submission,
            &mut wait,
            &mut *self.observer,
            &mut followed,
        )
        .await;
        self.report.publishing_status = followed.publishing_status;
        self.warn(&followed.messages);
        end
    }

    /// Says how to go on, where the draft is changed and the work not finished.
    fn hinted(&self, mut stop: Stop) -> Stop {
        let (Stop::Failed(failure) | Stop::Unknown(failure)) = &mut stop;
        let said = failure.hints.iter().any(|it| it == GO_ON || it == FOLLOW);
        if self.journal.phase() != &Phase::Settled && !said {
            failure.hints.push(GO_ON.to_owned());
        }
        stop
    }

    pub(crate) fn ended(&mut self, step: &Step, outcome: StepOutcome, took: Duration) {
        self.observer.event(Event::StepEnded {
            step,
            outcome: &outcome,
            took,
        });
        self.report.steps.push(StepReport {
            id: step.id.clone(),
            kind: step.action.kind(),
            summary: step.summary.clone(),
            outcome,
            took,
        });
    }
}
