//! The document of a failed command.

use schemars::JsonSchema;
use serde::Serialize;

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
        }
    }
}
