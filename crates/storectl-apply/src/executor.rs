//! One apply: the steps in order, each with an outcome.

use std::{collections::BTreeMap, path::PathBuf, time::Duration};

use serde_json::Value;
use storectl_api::{Clock, CreatedAssets, WriteClient};
use storectl_model::{
    AssetId, DesiredProduct, Digest, DraftStatus, FieldPath, LanguageTag, SubmissionId,
};
use storectl_plan::{
    ApplyReport, DraftDigest, DraftEffect, Failure, FailureKind, ImageIds, NextStep, ProductPlan,
    Proof, ReceiptValues, Step, StepAction, StepId, StepOutcome, StepReport, SubmissionOutcome,
};

use crate::{
    cancel::Cancellation,
    failure::StepError,
    installers::InstallerCheck,
    journal::Journal,
    observer::{Event, Observer},
    recorder::SubmissionRecorder,
    slots::{Slot, Slots},
    uploads::Uploaded,
    wait::{
        pace::PollPolicy,
        readiness::{Freshness, Recommit},
    },
};

/// Everything an apply is given.
pub struct ApplyRequest<'a> {
    /// What is executed.
    pub plan: &'a ProductPlan,
    /// What the plan was made of: what the draft must read back as.
    pub desired: &'a DesiredProduct,
    /// Writes to the Store.
    pub client: &'a WriteClient,
    /// Paces the waits.
    pub clock: &'a dyn Clock,
    /// Remembers what must not be forgotten.
    pub journal: &'a mut Journal,
    /// Keeps the receipt of the submission.
    pub recorder: &'a mut dyn SubmissionRecorder,
    /// Looks at the installers again before the Store takes them.
    pub installers: &'a mut dyn InstallerCheck,
    /// Is kept informed.
    pub observer: &'a mut dyn Observer,
    /// Ends the run early.
    pub cancel: &'a Cancellation,
    /// What the product holds while it is at work.
    pub slot: &'a Slot,
    /// How waits are paced, and when the run must end.
    pub poll: PollPolicy,
    /// The folder that paths of images are relative to: the manifest's.
    pub images: PathBuf,
    /// How many images are uploaded in parallel, of all products of the run together.
    pub uploads: &'a Slots,
}

/// Executes the steps of a plan in order and reports the outcome of each. No second plan is computed.
///
/// A plan whose verdict is a refusal is refused before the first request. The first step that does not end well ends the
/// run; the later ones are skipped because of it. Dropping the future is safe at any point: what the next run must know
/// is in the journal before each request is sent.
pub async fn apply(request: ApplyRequest<'_>) -> ApplyReport {
    let ApplyRequest {
        plan,
        desired,
        client,
        clock,
        journal,
        recorder,
        installers,
        observer,
        cancel,
        slot,
        poll,
        images,
        uploads,
    } = request;
    let executor = Executor {
        plan,
        desired,
        client,
        clock,
        journal,
        recorder,
        installers,
        observer,
        cancel,
        slot,
        poll,
        images,
        uploads,
        freshness: Freshness::Once,
        ready: None,
        recommit: Recommit::Untried,
        slots: BTreeMap::new(),
        uploaded: BTreeMap::new(),
        contents: BTreeMap::new(),
        late_texts: BTreeMap::new(),
        committed: BTreeMap::new(),
        proven: None,
        locked: None,
        announcement: Announcement::None,
        work: Work::ToDo,
        report: ApplyReport {
            product_id: plan.product_id.clone(),
            name: plan.name.clone(),
            plan_hash: storectl_plan::plan_hash([plan]),
            refusal: None,
            steps: Vec::new(),
            submission: None,
            publishing_status: None,
            messages: Vec::new(),
            notes: Vec::new(),
            uploads: 0,
        },
    };
    // It holds every step, so it is large.
    Box::pin(executor.execute()).await
}

/// An apply under way.
pub(crate) struct Executor<'a> {
    pub(crate) plan: &'a ProductPlan,
    pub(crate) desired: &'a DesiredProduct,
    pub(crate) client: &'a WriteClient,
    pub(crate) clock: &'a dyn Clock,
    pub(crate) journal: &'a mut Journal,
    pub(crate) recorder: &'a mut dyn SubmissionRecorder,
    pub(crate) installers: &'a mut dyn InstallerCheck,
    pub(crate) observer: &'a mut dyn Observer,
    pub(crate) cancel: &'a Cancellation,
    pub(crate) slot: &'a Slot,
    pub(crate) poll: PollPolicy,
    pub(crate) images: PathBuf,
    pub(crate) uploads: &'a Slots,
    /// How much a status response is worth now.
    pub(crate) freshness: Freshness,
    /// The status that found the draft ready, since the last write; the proof need not read it again.
    pub(crate) ready: Option<DraftStatus>,
    /// Whether the one further commit of packages was used.
    pub(crate) recommit: Recommit,
    /// Where images can be uploaded, as asked for while those of another language were uploaded.
    pub(crate) slots: BTreeMap<LanguageTag, CreatedAssets>,
    /// The images uploaded and not committed yet.
    pub(crate) uploaded: BTreeMap<LanguageTag, Uploaded>,
    /// What is in the images this run uploaded.
    pub(crate) contents: BTreeMap<AssetId, Digest>,
    /// The texts of languages added without them, to be sent after their images.
    pub(crate) late_texts: BTreeMap<LanguageTag, Value>,
    /// The images this run committed, by language, in order.
    pub(crate) committed: BTreeMap<LanguageTag, ImageIds>,
    /// What the draft was proven to hold, since the last write.
    pub(crate) proven: Option<Proven>,
    /// Why the next write would be refused, as the last read of the draft shows it that looked for something else.
    pub(crate) locked: Option<Box<Failure>>,
    /// What the recorder knows of the submission.
    pub(crate) announcement: Announcement,
    pub(crate) work: Work,
    pub(crate) report: ApplyReport,
}

/// A draft that was proven: what a submission rests on.
pub(crate) struct Proven {
    /// That it is what was planned.
    pub(crate) proof: Proof,
    /// Everything it would publish, to recognize it by.
    pub(crate) digest: DraftDigest,
    /// The same, for the receipt; digests where values are long.
    pub(crate) values: ReceiptValues,
}

/// What the recorder knows of a request to submit while no submission is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Announcement {
    /// Nothing, or it has been settled.
    None,
    /// That it is about to be sent. It was not sent yet, or was refused.
    Made,
    /// That it is about to be sent. Then it was, and what the Store made of it is not known.
    InDoubt,
}

/// A submission that a step met and that is this work's own.
pub(crate) struct OwnSubmission {
    /// Its id.
    pub(crate) id: SubmissionId,
    /// What it publishes.
    pub(crate) values: ReceiptValues,
}

/// Whether the steps before the publication have anything left to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Work {
    /// They have.
    ToDo,
    /// What they would do is submitted already.
    Submitted,
}

impl Executor<'_> {
    async fn execute(mut self) -> ApplyReport {
        self.remember_end();
        if let Some(failure) = self.refusal() {
            self.report.refusal = Some(Box::new(failure));
            return self.report;
        }
        if let Some(submission) = self.plan.own_submission()
            && let Err(error) = self.adopt(submission).await
        {
            self.report.refusal = Some(error.into_failure());
            return self.report;
        }
        self.remember_outcome().await;
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
            if outcome.failure().is_some() {
                because = Some(step.id.clone());
            }
            let took = self.clock.now().saturating_sub(started);
            self.ended(step, outcome, took);
        }
        self.withdraw().await;
        self.report
    }

    /// Keeps how this work's last submission ended, where the journal does not know it yet.
    fn remember_end(&mut self) {
        let Some(last) = &self.plan.last_submission else {
            return;
        };
        let is_named = self.plan.ended_submission.as_ref() == Some(&last.id);
        let now = self.unix_now();
        if is_named && self.journal.submission() != Some(&last.id) {
            let entry = self.journal.submitted(&last.id, self.watch(), now);
            self.noted(entry);
        }
        if self.journal.submission() == Some(&last.id) {
            let entry = self.journal.ended(last.outcome, now);
            self.noted(entry);
        }
    }

    /// Tells the recorder what the Store said of the last submission when the plan was made. Where the draft's status still
    /// named that one and the draft is what it submitted, its receipt is written now, if there is none.
    async fn remember_outcome(&mut self) {
        let plan = self.plan;
        let Some(last) = &plan.last_submission else {
            return;
        };
        if plan.ended_submission.as_ref() == Some(&last.id) && plan.changes.is_empty() {
            self.complete_receipt(&last.id).await;
        }
        match last.outcome {
            SubmissionOutcome::InProgress
            | SubmissionOutcome::Published
            | SubmissionOutcome::Failed => self.keep_outcome(&last.id, last.outcome).await,
            // It may only not have been answered for.
            SubmissionOutcome::Unknown => {}
        }
    }

    /// Marks the steps of which the draft reads back differently.
    pub(crate) fn mark_lost(&mut self, differing: &[FieldPath]) {
        for (step, report) in self.plan.steps.iter().zip(&mut self.report.steps) {
            let changes = step.changes.iter().map(|it| self.plan.changes.get(*it));
            let is_lost = changes.flatten().map(|it| &it.path).any(|path| {
                differing
                    .iter()
                    .any(|it| it.is_within(path) || path.is_within(it))
            });
            if is_lost && report.effect == DraftEffect::Changes {
                report.effect = DraftEffect::Lost;
            }
        }
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
        let error = match self.step(step, index).await {
            Ok(()) => return StepOutcome::Done,
            Err(error) => error,
        };
        match self.own_submission(&error).await {
            Some(OwnSubmission { id, values }) => {
                self.recognize(&id);
                self.keep_receipt(&id, values).await;
                StepOutcome::AlreadyTrue
            }
            None => self.hinted(error).outcome(),
        }
    }

    /// Says that the same command continues, where the journal knows of work left and running again can help: a rejection
    /// repeats until its cause is gone.
    fn hinted(&self, error: StepError) -> StepError {
        let may_help = |failure: &Failure| match failure.kind {
            FailureKind::Transient
            | FailureKind::InstallerUnknown
            | FailureKind::Waiting
            | FailureKind::Interrupted
            | FailureKind::Terminated
            | FailureKind::Other => true,
            FailureKind::Usage
            | FailureKind::Auth
            | FailureKind::Rejected
            | FailureKind::Busy
            | FailureKind::Stale
            | FailureKind::Unconverged => false,
        };
        let has_work = !self.journal.prior_work().facts.is_empty();
        error.map(|mut failure| {
            let is_said = failure.next.iter().any(|it| match it {
                NextStep::Continue | NextStep::FollowSubmission => true,
                NextStep::LookAtSubmission
                | NextStep::AwaitOngoing
                | NextStep::Apply
                | NextStep::Submit
                | NextStep::ApplyAndSubmit
                | NextStep::PlanAgain
                | NextStep::ReadCertificationReport => false,
            });
            if has_work && may_help(&failure) && !is_said {
                failure.next.push(NextStep::Continue);
            }
            failure
        })
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
            effect: step.action.draft_effect(),
            took,
        });
    }
}
