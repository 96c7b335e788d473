//! The document of a failed command.

use schemars::JsonSchema;
use serde::Serialize;

use super::shared::{MessageDoc, SourceDoc, all};
use crate::ErrorView;

/// What a failed command prints.
#[derive(Serialize)]
pub(in crate::json) struct ErrorDoc {
    error: ErrorBody,
}

impl From<&ErrorView> for ErrorDoc {
    fn from(view: &ErrorView) -> Self {
        Self { error: view.into() }
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
