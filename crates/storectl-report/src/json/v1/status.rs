//! The document of `status`.

use schemars::JsonSchema;
use serde::Serialize;
use storectl_plan::{SubmissionKnowledge, TimelineEntry};

use super::{
    error::ErrorBody,
    shared::{FORMAT_VERSION, LastSubmissionDoc, MessageDoc, PendingDoc, ToolDoc, all, utc},
};
use crate::{ProductStatus, StatusFacts, StatusView};

/// What `storectl status --format json` writes.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(title = "storectl status")]
pub(in crate::json) struct StatusDoc {
    /// Always `storectl.status`.
    #[schemars(extend("const" = "storectl.status"))]
    format: &'static str,
    /// Within a major version, fields may be added but are never renamed.
    #[schemars(regex(pattern = r"^1\.[0-9]+$"))]
    format_version: &'static str,
    /// The tool that wrote this.
    tool: ToolDoc,
    /// One entry per manifest.
    products: Vec<ProductDoc>,
    /// Totals for all products.
    summary: SummaryDoc,
    /// The failure that determined the exit code, if any.
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<ErrorBody>,
}

/// The state of one product; null for what could not be read.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct ProductDoc {
    /// The manifest's path.
    manifest: String,
    /// The product ID in Partner Center.
    product_id: String,
    /// The product's name in the manifest.
    name: Option<String>,
    /// Whether every module is ready, including the package upload.
    is_ready: Option<bool>,
    /// The submission in progress.
    ongoing_submission_id: Option<String>,
    /// The status of that submission, or of the last known one, as returned by the Store.
    publishing_status: Option<String>,
    /// Work left by earlier runs, as in the plan.
    pending: Vec<PendingDoc>,
    /// Whether the last submission is known; false if nothing is known about earlier runs.
    submission_known: bool,
    /// The last known submission and its outcome.
    last_submission: Option<LastSubmissionDoc>,
    /// When storectl first saw each state of the last submission, in order; empty if nothing is known.
    timeline: Vec<TimelineDoc>,
    /// What the Store reports about the modules and the submission.
    messages: Vec<MessageDoc>,
    /// Languages whose listing is incomplete.
    incomplete_languages: Vec<String>,
    /// What the journal records.
    journal: Vec<String>,
    /// Why the product could not be read, or why the exit code is not 0: a submission that failed or is not published yet, or a
    /// draft that does not become ready.
    error: Option<ErrorBody>,
}

/// A state of a submission.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct TimelineDoc {
    /// The state.
    #[schemars(extend("enum" = ["draft", "uploaded", "submitted", "certification", "published", "failed"]))]
    state: &'static str,
    /// When storectl first saw it, in UTC.
    at: String,
    /// The submission; null before there was one.
    submission_id: Option<String>,
}

impl From<&TimelineEntry> for TimelineDoc {
    fn from(entry: &TimelineEntry) -> Self {
        let TimelineEntry {
            state,
            at,
            submission,
        } = entry;
        Self {
            state: state.as_str(),
            at: utc(*at),
            submission_id: submission.as_ref().map(ToString::to_string),
        }
    }
}

/// Totals for all products.
#[derive(Serialize, JsonSchema)]
struct SummaryDoc {
    /// Number of manifests read.
    manifests: usize,
}

impl From<&StatusView<'_>> for StatusDoc {
    fn from(view: &StatusView<'_>) -> Self {
        let StatusView {
            tool_version,
            products,
            error,
        } = view;
        Self {
            format: "storectl.status",
            format_version: FORMAT_VERSION,
            tool: ToolDoc::new(tool_version),
            products: all(products),
            summary: SummaryDoc {
                manifests: products.len(),
            },
            error: error.map(ErrorBody::from),
        }
    }
}

impl From<&ProductStatus<'_>> for ProductDoc {
    fn from(view: &ProductStatus<'_>) -> Self {
        let ProductStatus {
            manifest,
            product_id,
            name,
            facts,
            unsettled,
            journal,
            timeline,
            last_commit,
        } = view;
        let empty = Self {
            manifest: manifest.as_raw().to_owned(),
            product_id: product_id.as_raw().to_owned(),
            name: name.map(|it| it.as_raw().to_owned()),
            is_ready: None,
            ongoing_submission_id: None,
            publishing_status: None,
            pending: Vec::new(),
            submission_known: false,
            last_submission: None,
            timeline: all(*timeline),
            messages: Vec::new(),
            incomplete_languages: Vec::new(),
            journal: journal.clone(),
            error: unsettled.map(ErrorBody::from),
        };
        match facts {
            Ok(StatusFacts {
                is_ready,
                ongoing_submission,
                publishing_status,
                messages,
                pending,
                submission_known,
                last_submission,
                incomplete_languages,
            }) => Self {
                is_ready: Some(*is_ready),
                ongoing_submission_id: ongoing_submission.map(ToString::to_string),
                publishing_status: publishing_status.map(str::to_owned),
                pending: all(*pending),
                submission_known: *submission_known == SubmissionKnowledge::Known,
                last_submission: last_submission.map(|it| LastSubmissionDoc::new(it, *last_commit)),
                messages: all(*messages),
                incomplete_languages: incomplete_languages
                    .iter()
                    .map(ToString::to_string)
                    .collect(),
                ..empty
            },
            Err(error) => Self {
                error: Some((*error).into()),
                ..empty
            },
        }
    }
}
