//! One apply: the steps in order, each with an outcome.

use std::{
    collections::BTreeMap,
    path::PathBuf,
    time::{Duration, UNIX_EPOCH},
};

use storectl_api::{Clock, WriteClient};
use storectl_model::{
    AssetId, DesiredProduct, Digest, LanguageTag, MessageSeverity, StoreMessage, SubmissionId,
};
use storectl_plan::{
    ApplyReport, Blocker, Failure, FailureKind, ProductPlan, Step, StepAction, StepId, StepOutcome,
    StepReport,
};

use crate::{
    Cancellation, Event, Intent, Journal, JournalError, Observer, Phase, PollPolicy,
    assets::Uploaded,
    fault::{GO_ON, Stop, busy, failure, stopped},
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
}

/// Executes the steps of `plan` in order and tells what became of each. No second plan is computed.
///
/// A plan with blockers is refused before the first request, but for one case: where the journal says that a submission
/// was sent and its answer lost, and the draft is what the manifest wants, the ongoing submission is adopted (trap 79).
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
        report: ApplyReport {
            product_id: plan.product_id.clone(),
            name: plan.name.clone(),
            plan_hash: storectl_plan::plan_hash([plan]),
            steps: Vec::new(),
            submission: None,
            publishing_status: None,
            messages: Vec::new(),
        },
    };
    run.execute().await
}

/// Tells which ongoing submission [`apply`] would adopt instead of refusing the plan as busy: the journal says that this
/// product's submission was being sent when a run was cut off, and the draft is what the manifest wants.
pub fn adoptable<'a>(plan: &'a ProductPlan, journal: &Journal) -> Option<&'a SubmissionId> {
    match (plan.blockers.as_slice(), journal.phase()) {
        ([Blocker::Busy { submission, .. }], Phase::Submitting(_)) if plan.changes.is_empty() => {
            Some(submission)
        }
        _ => None,
    }
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
    pub(crate) report: ApplyReport,
}

impl Run<'_> {
    async fn execute(mut self) -> ApplyReport {
        let adopted = adoptable(self.plan, self.journal).cloned();
        if let Some(submission) = &adopted {
            self.adopt(submission);
        } else if let Some(failure) = self.refusal() {
            return self.refuse(failure);
        }
        let plan = self.plan;
        let total = plan.steps.len();
        let mut because: Option<StepId> = None;
        for (index, step) in plan.steps.iter().enumerate() {
            let started = self.clock.now();
            let outcome = match (&because, &adopted) {
                (Some(because), _) => StepOutcome::Skipped {
                    because: because.clone(),
                },
                (None, Some(_)) if step.action != StepAction::AwaitPublication => {
                    StepOutcome::AlreadyTrue
                }
                (None, _) => {
                    self.observer
                        .event(Event::StepStarted { step, index, total });
                    self.step(step, index)
                        .await
                        .map_or_else(Stop::outcome, |()| StepOutcome::Done)
                }
            };
            match &outcome {
                StepOutcome::Failed(_) | StepOutcome::Unknown(_) => because = Some(step.id.clone()),
                StepOutcome::Done | StepOutcome::AlreadyTrue | StepOutcome::Skipped { .. } => {}
            }
            let took = self.clock.now().saturating_sub(started);
            self.ended(step, outcome, took);
        }
        if because.is_none() && total > 0 && self.intent == Intent::LeaveDraft {
            let settled = self.journal.left_as_draft();
            self.noted(settled);
        }
        self.report
    }

    async fn step(&mut self, step: &Step, index: usize) -> Result<(), Stop> {
        if let Some(signal) = self.cancel.signal() {
            return Err(Stop::failed(stopped(signal, "before this step")));
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
            StepAction::UploadAssets(uploads) => self.upload_assets(uploads).await,
            StepAction::CommitAssets {
                language,
                screenshots,
                store_logos,
            } => self.commit_assets(language, screenshots, store_logos).await,
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

    /// Gives why nothing may be sent.
    fn refusal(&self) -> Option<Failure> {
        self.plan.blockers.first().map(|blocker| match blocker {
            Blocker::Busy {
                submission,
                messages,
            } => busy(Some(submission), messages),
            Blocker::Unacknowledged { changes } => failure(
                FailureKind::Other,
                format!("{} destructive changes are not acknowledged", changes.len()),
            ),
            Blocker::Impossible {
                pointer: _,
                address,
                message,
                hint,
            } => Failure {
                hints: vec![hint.clone()],
                addresses: vec![address.clone()],
                ..failure(FailureKind::Other, message.clone())
            },
        })
    }

    /// Ends the run before its first request.
    fn refuse(mut self, failure: Failure) -> ApplyReport {
        let plan = self.plan;
        let outcome = StepOutcome::Failed(Box::new(failure));
        let Some((first, rest)) = plan.steps.split_first() else {
            // A plan without steps can be in the way of nothing but itself; the report still says why.
            self.report.steps.push(StepReport {
                id: StepId("s0".to_owned()),
                kind: "check",
                summary: "check that the draft can be written".to_owned(),
                outcome,
                took: Duration::ZERO,
            });
            return self.report;
        };
        self.ended(first, outcome, Duration::ZERO);
        for step in rest {
            let because = first.id.clone();
            self.ended(step, StepOutcome::Skipped { because }, Duration::ZERO);
        }
        self.report
    }

    fn ended(&mut self, step: &Step, outcome: StepOutcome, took: Duration) {
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

    /// Gives the time for the journal, in seconds since 1970.
    pub(crate) fn unix_now(&self) -> u64 {
        self.clock
            .unix_now()
            .duration_since(UNIX_EPOCH)
            .map_or(0, |it| it.as_secs())
    }

    /// Keeps the warnings among `messages` for the report, each once.
    pub(crate) fn warn(&mut self, messages: &[StoreMessage]) {
        for message in messages {
            match message.severity() {
                MessageSeverity::Warning => self.keep(message),
                MessageSeverity::Error => {}
            }
        }
    }

    /// Keeps what a success said beside itself, which is shown and not fatal (trap 2).
    pub(crate) fn keep(&mut self, message: &StoreMessage) {
        if !self.report.messages.contains(message) {
            self.report.messages.push(message.clone());
        }
    }

    /// Tells a person something, now and in the report.
    pub(crate) fn note(&mut self, target: &str, message: String) {
        self.observer.event(Event::Note { message: &message });
        self.keep(&StoreMessage {
            code: "warning".to_owned(),
            message,
            target: target.to_owned(),
        });
    }

    /// Goes on after a journal entry that only makes the journal less careful.
    pub(crate) fn noted(&mut self, entry: Result<(), JournalError>) {
        if let Err(error) = entry {
            let message = format!(
                "{error}: {}; the next apply may do again what is done",
                error.source
            );
            self.note("", message);
        }
    }

    /// Makes the failure of a journal that cannot be written before a request: the request is not sent.
    pub(crate) fn unjournaled(error: &JournalError) -> Stop {
        Stop::failed(Failure {
            hints: vec![
                "name another place with --journal".to_owned(),
                GO_ON.to_owned(),
            ],
            ..failure(
                FailureKind::Other,
                format!("{error}: {}; nothing was sent without it", error.source),
            )
        })
    }
}
