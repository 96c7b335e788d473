//! The document of an apply.

mod merge;
mod read;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use storectl_plan::{
    ApplyReport, Failure, FailureKind, StepOutcome, StepReport, SubmissionKnowledge,
};

use super::{
    error::ErrorBody,
    plan::PlanDoc,
    shared::{FORMAT_VERSION, MessageDoc, SourceDoc, ToolDoc, Word, all},
};
use crate::{ProductOutcome, ProductReport, ProductView, ReportView, view::Ended};

/// What `storectl apply --format json` writes.
#[derive(Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(title = "storectl report")]
pub(in crate::json) struct ReportDoc {
    /// Always `storectl.report`.
    #[schemars(extend("const" = "storectl.report"))]
    format: Word,
    /// Within a major version, fields may be added but are never renamed.
    #[schemars(regex(pattern = r"^1\.[0-9]+$"))]
    format_version: Word,
    /// The command.
    #[schemars(extend("enum" = ["apply", "submit"]))]
    command: Word,
    /// The tool that wrote this.
    tool: ToolDoc,
    /// The part of the fleet that the run was for (`--shard`), e.g. `2/4`; null if it was for all that was given.
    #[serde(default)]
    shard: Option<String>,
    /// The exit code.
    exit: u8,
    /// One entry per manifest.
    products: Vec<ProductDoc>,
    /// Number of steps by outcome, for all products.
    summary: SummaryDoc,
    /// The failure that determined the exit code, if any.
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<ErrorBody>,
    /// The plans that were to be applied.
    plan: PlanDoc,
}

/// What apply did to one product.
#[derive(Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct ProductDoc {
    /// The manifest's path.
    manifest: String,
    /// The product ID in Partner Center.
    product_id: String,
    /// The product's name in the manifest.
    name: Option<String>,
    /// The outcome; `error` if nothing was done for a reason of its own, such as no plan or a blocked one; `not-started` if the run was
    /// rejected, or was stopped before it was the product's turn.
    #[schemars(extend("enum" = ["done", "unchanged", "failed", "error", "not-started"]))]
    status: Word,
    /// Hash of the plan that was executed.
    plan_hash: Option<String>,
    /// Every step of the plan, in order.
    steps: Vec<StepDoc>,
    /// Whether the last submission is known after this run.
    submission_known: bool,
    /// The submission that this run created or adopted.
    submission_id: Option<String>,
    /// The last known status of that submission, as returned by the Store.
    publishing_status: Option<String>,
    /// Warnings from the Store.
    messages: Vec<MessageDoc>,
    /// Number of images that the run uploaded.
    uploads: usize,
    /// storectl's own notes about this run.
    notes: Vec<String>,
    /// The place in the manifest that the failure refers to.
    location: Option<SourceDoc>,
    /// What to do next.
    hints: Vec<String>,
    /// Why nothing was started, if that is the case.
    refusal: Option<FailureDoc>,
    /// Why nothing was done for the product.
    error: Option<ErrorBody>,
}

/// The outcome of one step.
#[derive(Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct StepDoc {
    /// The step ID, unique within the plan.
    id: String,
    /// The kind of step, as in the plan.
    kind: Word,
    /// A one-line summary.
    summary: String,
    /// The outcome.
    #[schemars(extend("enum" = ["done", "already-true", "failed", "interrupted", "skipped", "unknown"]))]
    outcome: Word,
    /// The step whose failure caused this one to be skipped.
    because: Option<String>,
    /// What it leaves in the draft once it is done: nothing, what it writes, or nothing though the Store accepted what it writes.
    #[schemars(extend("enum" = ["nothing", "changes", "lost"]))]
    effect: Word,
    /// The duration, in milliseconds.
    duration_ms: u64,
    /// Why it failed.
    failure: Option<FailureDoc>,
}

/// Why a step failed.
#[derive(Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct FailureDoc {
    /// The name of the exit code that the failure leads to if nothing was written.
    kind: Word,
    /// The message.
    message: String,
    /// The method and path of the request.
    request: Option<String>,
    /// The HTTP status, if there was a response.
    http_status: Option<u16>,
    /// What the Store reported.
    store_messages: Vec<MessageDoc>,
    /// The `X-Correlation-ID` of the response.
    correlation_id: Option<String>,
    /// What to do next.
    hints: Vec<String>,
    /// Fields that differ.
    addresses: Vec<String>,
}

/// Number of steps by outcome, for all products.
#[derive(Default, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct SummaryDoc {
    /// Number of manifests read.
    manifests: usize,
    /// Done.
    done: usize,
    /// Already true before they were tried.
    already_true: usize,
    /// Failed.
    failed: usize,
    /// Interrupted by a signal without changing anything.
    interrupted: usize,
    /// Skipped because an earlier step did not succeed.
    skipped: usize,
    /// Sent; whether it took effect is unknown.
    unknown: usize,
}

impl From<&ReportView<'_>> for ReportDoc {
    fn from(view: &ReportView<'_>) -> Self {
        let ReportView {
            command,
            plan,
            exit,
            error,
            products,
        } = view;
        Self {
            format: "storectl.report".into(),
            format_version: FORMAT_VERSION.into(),
            command: command.as_str().into(),
            tool: ToolDoc::new(plan.tool_version),
            shard: plan.part.shard.map(|it| it.to_string()),
            exit: *exit,
            products: products
                .iter()
                .enumerate()
                .map(|(index, it)| ProductDoc::new(it, plan.products.get(index)))
                .collect(),
            summary: SummaryDoc::over(products),
            error: error.map(ErrorBody::from),
            plan: plan.into(),
        }
    }
}

impl ProductDoc {
    fn new(view: &ProductReport<'_>, planned: Option<&ProductView<'_>>) -> Self {
        let knowledge = planned.and_then(|it| it.plan().ok().map(|it| it.submission_known));
        let ProductReport {
            manifest,
            product_id,
            name,
            outcome,
            location,
            hints,
        } = view;
        let empty = Self {
            manifest: manifest.as_raw().to_owned(),
            product_id: product_id.as_raw().to_owned(),
            name: name.map(|it| it.as_raw().to_owned()),
            status: "not-started".into(),
            plan_hash: None,
            steps: Vec::new(),
            submission_known: knowledge == Some(SubmissionKnowledge::Known),
            submission_id: None,
            publishing_status: None,
            messages: Vec::new(),
            uploads: 0,
            notes: Vec::new(),
            location: location.as_ref().map(SourceDoc::from),
            hints: hints.clone(),
            refusal: None,
            error: None,
        };
        match outcome {
            ProductOutcome::Ran(report) => empty.with(report),
            ProductOutcome::Failed(error) => Self {
                status: "error".into(),
                error: Some((*error).into()),
                ..empty
            },
            ProductOutcome::NotStarted => empty,
        }
    }
}

impl ProductDoc {
    fn with(self, report: &ApplyReport) -> Self {
        let ApplyReport {
            product_id: _, // the view has it, as the manifest spells it
            name: _,
            plan_hash,
            refusal,
            steps,
            submission,
            publishing_status,
            messages,
            notes,
            uploads,
        } = report;
        Self {
            status: match Ended::of(report) {
                Ended::Failed => "failed".into(),
                Ended::Nothing => "unchanged".into(),
                Ended::Done => "done".into(),
            },
            plan_hash: Some(plan_hash.to_string()),
            refusal: refusal.as_deref().map(FailureDoc::from),
            steps: all(steps),
            submission_known: self.submission_known || submission.is_some(),
            submission_id: submission.as_ref().map(ToString::to_string),
            publishing_status: publishing_status.clone(),
            messages: all(messages),
            uploads: *uploads,
            notes: notes.clone(),
            ..self
        }
    }
}

impl From<&StepReport> for StepDoc {
    fn from(step: &StepReport) -> Self {
        let StepReport {
            id,
            kind,
            summary,
            outcome,
            effect,
            took,
        } = step;
        let (word, because, failure) = match outcome {
            StepOutcome::Done => ("done", None, None),
            StepOutcome::AlreadyTrue => ("already-true", None, None),
            StepOutcome::Failed(failure) => ("failed", None, Some(failure)),
            StepOutcome::Skipped { because } => ("skipped", Some(because), None),
            StepOutcome::Interrupted(failure) => ("interrupted", None, Some(failure)),
            StepOutcome::Unknown(failure) => ("unknown", None, Some(failure)),
        };
        Self {
            id: id.to_string(),
            kind: (*kind).into(),
            summary: summary.clone(),
            effect: effect.as_str().into(),
            outcome: word.into(),
            because: because.map(ToString::to_string),
            duration_ms: u64::try_from(took.as_millis()).unwrap_or(u64::MAX),
            failure: failure.map(|it| FailureDoc::from(&**it)),
        }
    }
}

impl From<&Failure> for FailureDoc {
    fn from(failure: &Failure) -> Self {
        let Failure {
            kind,
            message,
            request,
            http_status,
            store_messages,
            correlation_id,
            in_the_way: _, // the message names it
            reason: _,     // its hints are among the others
            next: _,       // and so are those of what to do next
            hints,
            fields,
        } = failure;
        Self {
            kind: kind_word(*kind).into(),
            message: message.clone(),
            request: request.clone(),
            http_status: *http_status,
            store_messages: all(store_messages),
            correlation_id: correlation_id.clone(),
            hints: hints.clone(),
            addresses: fields.iter().map(ToString::to_string).collect(),
        }
    }
}

/// Returns the name of the exit a kind leads to where nothing was written (design.md §2).
pub(super) fn kind_word(kind: FailureKind) -> &'static str {
    match kind {
        FailureKind::Usage => "usage",
        FailureKind::Auth => "auth",
        FailureKind::Transient | FailureKind::InstallerUnknown => "transient",
        FailureKind::Rejected => "rejected",
        FailureKind::Busy => "busy",
        FailureKind::Stale => "stale",
        FailureKind::Waiting => "waiting",
        FailureKind::Unconverged => "unconverged",
        FailureKind::Interrupted | FailureKind::Terminated => "interrupted",
        FailureKind::Other => "error",
    }
}

impl SummaryDoc {
    fn over(products: &[ProductReport<'_>]) -> Self {
        let reports = products.iter().filter_map(|it| match it.outcome {
            ProductOutcome::Ran(report) => Some(report),
            ProductOutcome::Failed(_) | ProductOutcome::NotStarted => None,
        });
        let mut counts = Self {
            manifests: products.len(),
            ..Self::default()
        };
        for step in reports.flat_map(|it| &it.steps) {
            match step.outcome {
                StepOutcome::Done => counts.done += 1,
                StepOutcome::AlreadyTrue => counts.already_true += 1,
                StepOutcome::Failed(_) => counts.failed += 1,
                StepOutcome::Skipped { .. } => counts.skipped += 1,
                StepOutcome::Interrupted(_) => counts.interrupted += 1,
                StepOutcome::Unknown(_) => counts.unknown += 1,
            }
        }
        counts
    }
}
