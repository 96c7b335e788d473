//! What an apply did. Lives here so that renderers need no client.

use std::time::Duration;

use storectl_model::{FieldPath, ProductId, Reason, StoreMessage, SubmissionId};

use crate::{DraftEffect, PlanHash, StepId};

/// What apply did to one product.
#[derive(Clone, Debug, PartialEq)]
pub struct ApplyReport {
    /// The product.
    pub product_id: ProductId,
    /// Its name, for people.
    pub name: Option<String>,
    /// The plan that was executed.
    pub plan_hash: PlanHash,
    /// Why nothing was begun, where that is so.
    pub refusal: Option<Box<Failure>>,
    /// Every step of the plan, in order.
    pub steps: Vec<StepReport>,
    /// The submission this run made or adopted.
    pub submission: Option<SubmissionId>,
    /// The last publishing status heard, in the Store's word.
    pub publishing_status: Option<String>,
    /// Warnings the Store's responses carried.
    pub messages: Vec<StoreMessage>,
    /// What storectl itself says about this run, in sentences.
    pub notes: Vec<String>,
    /// Images this run uploaded, whether they came to be committed or not.
    pub uploads: usize,
}

/// The outcome of one step.
#[derive(Clone, Debug, PartialEq)]
pub struct StepReport {
    /// The step.
    pub id: StepId,
    /// Its kind.
    pub kind: &'static str,
    /// Its line for people.
    pub summary: String,
    /// The outcome of it.
    pub outcome: StepOutcome,
    /// What it leaves in the draft where it ended well.
    pub effect: DraftEffect,
    /// How long it took.
    pub took: Duration,
}

/// The outcome of a step.
#[derive(Clone, Debug, PartialEq)]
pub enum StepOutcome {
    /// It was done.
    Done,
    /// It was true before it was tried.
    AlreadyTrue,
    /// It failed.
    Failed(Box<Failure>),
    /// It was not tried, because that step did not end well.
    Skipped {
        /// The step.
        because: StepId,
    },
    /// A wait, a read or an upload that a signal, or the deadline of a wait, ended; it changed nothing.
    Interrupted(Box<Failure>),
    /// It was sent and the response lost; whether it took effect is not known.
    Unknown(Box<Failure>),
}

/// Why a step failed, with all that is known.
#[derive(Clone, Debug, PartialEq)]
pub struct Failure {
    /// What kind of failure; it decides the exit code.
    pub kind: FailureKind,
    /// One sentence.
    pub message: String,
    /// Method and path of the request.
    pub request: Option<String>,
    /// HTTP status, where there was a response.
    pub http_status: Option<u16>,
    /// What the Store said.
    pub store_messages: Vec<StoreMessage>,
    /// `X-Correlation-ID` of the response.
    pub correlation_id: Option<String>,
    /// The submission in the way, where the failure names one.
    pub in_the_way: Option<SubmissionId>,
    /// Why, in the terms advice depends on; the command line adds its hints for it.
    pub reason: Option<Reason>,
    /// What to do next, as facts; the command line words them, with its flags and whole commands.
    pub next: Vec<NextStep>,
    /// What to do next, one line each, where no flag and no command is needed to say it.
    pub hints: Vec<String>,
    /// The fields it is about: those that differ, or the address of an installer.
    pub fields: Vec<FieldPath>,
}

impl Failure {
    /// Makes one of which nothing else is known.
    pub fn new(kind: FailureKind, message: impl Into<String>) -> Self {
        Self {
            kind,
            message: message.into(),
            request: None,
            http_status: None,
            store_messages: Vec::new(),
            correlation_id: None,
            in_the_way: None,
            reason: None,
            next: Vec::new(),
            hints: Vec::new(),
            fields: Vec::new(),
        }
    }
}

/// What to do after a failure. How that is done (flags, commands, pages) is up to the program that shows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NextStep {
    /// Run the same again: it reads what was done and continues from there.
    Continue,
    /// Follow the submission, which goes on without this program.
    FollowSubmission,
    /// Ask again later what became of the submission, or look at it in Partner Center.
    LookAtSubmission,
    /// Wait until the submission in progress ends, or cancel it in Partner Center.
    AwaitOngoing,
    /// Apply: work of an earlier run is left to do, which the command that found it does not do.
    Apply,
    /// Submit the draft, which matches the manifest.
    Submit,
    /// Apply and submit, whatever is known of the last submission.
    ApplyAndSubmit,
    /// Make and review a new plan.
    PlanAgain,
    /// Read in Partner Center why certification failed.
    ReadCertificationReport,
}

/// Kinds of failure, by what a person does next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FailureKind {
    /// A setting or an argument that cannot be used; nothing was sent (64).
    Usage,
    /// Sign-in, role, tenant, seller or product id (20).
    Auth,
    /// Throttled or unavailable after bounded retries (21; 30 where something was written).
    Transient,
    /// Nobody can tell whether an installer is the one that was planned, so nothing more is committed or submitted (21, whatever was
    /// written).
    InstallerUnknown,
    /// The Store refused values, packages or assets, or certification failed (22).
    Rejected,
    /// A submission is in progress, or the draft is not ready for a reason this apply cannot fix (13).
    Busy,
    /// The draft moved under the plan (12).
    Stale,
    /// The deadline passed while the Store was still working (31).
    Waiting,
    /// The read-back differs (32).
    Unconverged,
    /// SIGINT (130).
    Interrupted,
    /// SIGTERM (143).
    Terminated,
    /// A response that breaks the contract, or a local fault (1; 30 where something was written).
    Other,
}

impl FailureKind {
    /// Every kind.
    pub const ALL: [Self; 12] = [
        Self::Usage,
        Self::Auth,
        Self::Transient,
        Self::InstallerUnknown,
        Self::Rejected,
        Self::Busy,
        Self::Stale,
        Self::Waiting,
        Self::Unconverged,
        Self::Interrupted,
        Self::Terminated,
        Self::Other,
    ];
}

impl ApplyReport {
    /// Returns every failure, to complete what is said of it.
    pub fn failures_mut(&mut self) -> impl Iterator<Item = &mut Failure> {
        let of_steps = self
            .steps
            .iter_mut()
            .filter_map(|it| it.outcome.failure_mut());
        of_steps.chain(self.refusal.as_deref_mut())
    }

    /// Returns the failure that decides the exit code: why nothing was begun, else the first step that did not end well.
    pub fn failure(&self) -> Option<&Failure> {
        let of_steps = || self.steps.iter().find_map(|step| step.outcome.failure());
        self.refusal.as_deref().or_else(of_steps)
    }
}

impl StepOutcome {
    /// Returns why the step did not end well, where it did not.
    pub fn failure(&self) -> Option<&Failure> {
        match self {
            Self::Failed(failure) | Self::Interrupted(failure) | Self::Unknown(failure) => {
                Some(failure)
            }
            Self::Done | Self::AlreadyTrue | Self::Skipped { .. } => None,
        }
    }

    fn failure_mut(&mut self) -> Option<&mut Failure> {
        match self {
            Self::Failed(failure) | Self::Interrupted(failure) | Self::Unknown(failure) => {
                Some(failure)
            }
            Self::Done | Self::AlreadyTrue | Self::Skipped { .. } => None,
        }
    }
}
