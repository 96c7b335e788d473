//! The document of a failed command.

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;
use storectl_plan::StaleEntry;

use super::shared::{FORMAT_VERSION, MessageDoc, SourceDoc, all};
use crate::{ErrorView, FailureView};

/// What a command writes if it has no result.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(title = "storectl error")]
pub(in crate::json) struct ErrorDoc {
    /// Always `storectl.error`.
    #[schemars(extend("const" = "storectl.error"))]
    format: &'static str,
    /// Within a major version, fields may be added but are never renamed.
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
    /// The name of the exit code, e.g. `auth`.
    code: &'static str,
    /// The exit code.
    exit: u8,
    /// The message.
    message: String,
    /// What to do next.
    hints: Vec<String>,
    /// The method and path of the request.
    request: Option<String>,
    /// The HTTP status, if there was a response.
    http_status: Option<u16>,
    /// What the Store reported.
    store_messages: Vec<MessageDoc>,
    /// The `X-Correlation-ID` of the response.
    correlation_id: Option<String>,
    /// The place in the manifest that the failure refers to.
    location: Option<SourceDoc>,
    /// For exit code 12: how the plan differs from the approved one, by address.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    stale: Vec<StaleDoc>,
}

/// How the plan for one address compares with the approved one.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct StaleDoc {
    /// The product.
    product_id: String,
    /// The field or object; `submit` for the submission, or the kind of a step that no change explains. `packages[0]` with
    /// `length`, `etag`, `lastModified`, `partsDigest` and `sha256` in its values stands for the bytes of the installer.
    address: String,
    /// `done`: approved and already done; `same`: approved and still to be done; `new`: to be done but not approved; `moved`:
    /// the Store's value, or the installer's bytes, changed after the approval.
    #[schemars(extend("enum" = ["done", "same", "new", "moved"]))]
    state: &'static str,
    /// The Store's value at approval; null if unset or if only its digest is known.
    before: Value,
    /// The approved value; null in the same cases.
    approved: Value,
    /// The value that this run would set (`new`), or the Store's current value (`moved`).
    now: Value,
}

impl From<&StaleEntry> for StaleDoc {
    fn from(entry: &StaleEntry) -> Self {
        let StaleEntry {
            product,
            address,
            state,
            values,
        } = entry;
        let [before, approved, now] = values.to_json();
        Self {
            product_id: product.clone(),
            address: address.clone(),
            state: state.as_str(),
            before,
            approved,
            now,
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
