//! The document of a failed command.

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;
use storectl_plan::StaleEntry;

use super::shared::{FORMAT_VERSION, MessageDoc, SourceDoc, all};
use crate::{ErrorView, FailureView};

/// What a command writes that has no result.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(title = "storectl error")]
pub(in crate::json) struct ErrorDoc {
    /// Always `storectl.error`.
    #[schemars(extend("const" = "storectl.error"))]
    format: &'static str,
    /// Fields are added within a major version, never renamed.
    #[schemars(regex(pattern = r"^1\.[0-9]+$"))]
    format_version: &'static str,
    /// Why there is no result.
    error: ErrorBody,
}

impl From<&FailureView<'_>> for ErrorDoc {
    fn from(view: &FailureView<'_>) -> Self {
        let FailureView {
            command: _,  // whoever reads it ran it
            products: _, // the error names what it is about
            error,
        } = view;
        Self {
            format: "storectl.error",
            format_version: FORMAT_VERSION,
            error: (*error).into(),
        }
    }
}

/// Why there is no result.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct ErrorBody {
    /// Name of the exit, e.g. `auth`.
    code: &'static str,
    /// The exit code.
    exit: u8,
    /// One sentence.
    message: String,
    /// What to do next.
    hints: Vec<String>,
    /// Method and path of the request.
    request: Option<String>,
    /// HTTP status, where there was an answer.
    http_status: Option<u16>,
    /// What the Store said.
    store_messages: Vec<MessageDoc>,
    /// `X-Correlation-ID` of the answer.
    correlation_id: Option<String>,
    /// The place in the manifest it is about.
    location: Option<SourceDoc>,
    /// For exit 12: how the plan stands to the one that was approved, address by address.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    stale: Vec<StaleDoc>,
}

/// How one address stands to what was approved.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct StaleDoc {
    /// The product.
    product_id: String,
    /// The field or object; `submit` for the submission, the kind of a step where no change explains it.
    address: String,
    /// `done`: approved and so already; `same`: approved and to be done; `new`: to be done and not approved; `moved`: the
    /// Store's value is another than was seen.
    #[schemars(extend("enum" = ["done", "same", "new", "moved"]))]
    state: &'static str,
    /// The Store's value at approval; null where unset or where only its digest is known.
    before: Value,
    /// The approved value; null as before.
    approved: Value,
    /// What this run would make it (`new`), or the Store's value (`moved`).
    now: Value,
}

impl From<&StaleEntry> for StaleDoc {
    fn from(entry: &StaleEntry) -> Self {
        let StaleEntry {
            product,
            address,
            state,
            before,
            approved,
            now,
        } = entry;
        Self {
            product_id: product.clone(),
            address: address.clone(),
            state: state.as_str(),
            before: before.clone(),
            approved: approved.clone(),
            now: now.clone(),
        }
    }
}

impl From<&ErrorView> for ErrorBody {
    fn from(view: &ErrorView) -> Self {
        let ErrorView {
            code,
            exit,
            message,
            hints,
            request,
            http_status,
            store_messages,
            correlation_id,
            location,
            stale,
        } = view;
        Self {
            code,
            exit: *exit,
            message: message.clone(),
            hints: hints.clone(),
            request: request.clone(),
            http_status: *http_status,
            store_messages: all(store_messages),
            correlation_id: correlation_id.clone(),
            location: location.as_ref().map(SourceDoc::from),
            stale: all(stale),
        }
    }
}
