//! The document of an apply.

use serde::Serialize;
use storectl_plan::{ApplyReport, Failure, FailureKind, StepOutcome, StepReport};

use super::{
    error::ErrorBody,
    shared::{FORMAT_VERSION, MessageDoc, SourceDoc, ToolDoc, all},
};
use crate::{ProductReport, ReportView};

/// What `storectl apply --format json` prints.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::json) struct ReportDoc {
    format: &'static str,
    format_version: &'static str,
    tool: ToolDoc,
    exit: u8,
    products: Vec<ProductDoc>,
    summary: SummaryDoc,
}

/// What apply did to one product.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ProductDoc {
    manifest: String,
    product_id: String,
    name: Option<String>,
    /// `done`, `unchanged`, `failed` or `error` (it never started).
    status: &'static str,
    plan_hash: Option<String>,
    steps: Vec<StepDoc>,
    submission_id: Option<String>,
    publishing_status: Option<String>,
    messages: Vec<MessageDoc>,
    location: Option<SourceDoc>,
    hints: Vec<String>,
    error: Option<ErrorBody>,
}

/// What became of one step.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct StepDoc {
    id: String,
    kind: &'static str,
    summary: String,
    /// `done`, `already-true`, `failed`, `interrupted`, `skipped` or `unknown`.
    outcome: &'static str,
    /// The step that kept this one from being tried.
    because: Option<String>,
    duration_ms: u64,
    failure: Option<FailureDoc>,
}

/// Why a step failed.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct FailureDoc {
    kind: &'static str,
    message: String,
    request: Option<String>,
    http_status: Option<u16>,
    store_messages: Vec<MessageDoc>,
    correlation_id: Option<String>,
    hints: Vec<String>,
    addresses: Vec<String>,
}

/// Steps by outcome, over all products.
#[derive(Default, Serialize)]
#[serde(rename_all = "camelCase")]
struct SummaryDoc {
    done: usize,
    already_true: usize,
    failed: usize,
    interrupted: usize,
    skipped: usize,
    unknown: usize,
}

impl From<&ReportView<'_>> for ReportDoc {
    fn from(view: &ReportView<'_>) -> Self {
        let ReportView {
            tool_version,
            exit,
            products,
        } = view;
        Self {
            format: "storectl.report",
            format_version: FORMAT_VERSION,
            tool: ToolDoc::new(tool_version),
            exit: *exit,
            products: all(products),
            summary: SummaryDoc::over(products),
        }
    }
}

impl From<&ProductReport<'_>> for ProductDoc {
    fn from(view: &ProductReport<'_>) -> Self {
        let ProductReport {
            manifest,
            product_id,
            name,
            report,
            location,
            hints,
        } = view;
        let empty = Self {
            manifest: (*manifest).to_owned(),
            product_id: (*product_id).to_owned(),
            name: name.map(str::to_owned),
            status: "error",
            plan_hash: None,
            steps: Vec::new(),
            submission_id: None,
            publishing_status: None,
            messages: Vec::new(),
            location: location.as_ref().map(SourceDoc::from),
            hints: hints.clone(),
            error: None,
        };
        match report {
            Ok(report) => empty.with(report),
            Err(error) => Self {
                error: Some((*error).into()),
                ..empty
            },
        }
    }
}

impl ProductDoc {
    fn with(self, report: &ApplyReport) -> Self {
        let ApplyReport {
            product_id: _, // the view has it, as the manifest spells it
            name: _,
            plan_hash,
            refusal: _, // why the product failed, which `failure` tells
            steps,
            submission,
            publishing_status,
            messages,
            uploads: _, // counted by the plan
        } = report;
        Self {
            status: match (report.failure(), steps.is_empty()) {
                (Some(_), _) => "failed",
                (None, true) => "unchanged",
                (None, false) => "done",
            },
            plan_hash: Some(plan_hash.0.clone()),
            steps: all(steps),
            submission_id: submission.as_ref().map(ToString::to_string),
            publishing_status: publishing_status.clone(),
            messages: all(messages),
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
            kind,
            summary: summary.clone(),
            outcome: word,
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
            hints,
            fields,
        } = failure;
        Self {
            kind: kind_word(*kind),
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

/// Gives the name of the exit a kind leads to where nothing was written (design.md §2).
fn kind_word(kind: FailureKind) -> &'static str {
    match kind {
        FailureKind::Auth => "auth",
        FailureKind::Transient => "transient",
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
        let reports = products.iter().filter_map(|it| it.report.ok());
        let mut counts = Self::default();
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
