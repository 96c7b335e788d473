//! The document of a failed command.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use storectl_model::SeenBytes;
use storectl_plan::{StaleEntry, StaleState, StaleValues};

use super::shared::{FORMAT_VERSION, MessageDoc, SourceDoc, Word, all, read_all, shard};
use crate::{
    Command, ErrorView, FailureView,
    json::{
        shelf::Shelf,
        unreadable::{Unreadable, digest, word},
    },
};

/// What a command writes if it has no result.
#[derive(Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(title = "storectl error")]
pub(in crate::json) struct ErrorDoc {
    /// Always `storectl.error`.
    #[schemars(extend("const" = "storectl.error"))]
    format: Word,
    /// Within a major version, fields may be added but are never renamed.
    #[schemars(regex(pattern = r"^1\.[0-9]+$"))]
    format_version: Word,
    /// The command; null if the arguments could not be read.
    #[schemars(extend("enum" = commands()))]
    command: Option<Word>,
    /// The part of the fleet that the run was for (`--shard`), e.g. `2/4`; null if it was for all that was given.
    #[serde(default)]
    shard: Option<String>,
    /// The IDs of the products that it was about, as far as they are known.
    products: Vec<String>,
    /// Why there is no result.
    error: ErrorBody,
}

/// The names of commands.
fn commands() -> Vec<Option<&'static str>> {
    let names = Command::ALL.map(|it| Some(it.as_str()));
    names.into_iter().chain([None]).collect()
}

impl From<&FailureView<'_>> for ErrorDoc {
    fn from(view: &FailureView<'_>) -> Self {
        let FailureView {
            command,
            shard,
            products,
            error,
        } = view;
        Self {
            format: "storectl.error".into(),
            format_version: FORMAT_VERSION.into(),
            command: command.map(|it| it.as_str().into()),
            shard: shard.map(|it| it.to_string()),
            products: products.iter().map(|it| (*it).to_owned()).collect(),
            error: (*error).into(),
        }
    }
}

impl ErrorDoc {
    /// Reads the failure.
    pub(in crate::json) fn read<'a>(
        &'a self,
        shelf: &'a Shelf<'_>,
    ) -> Result<FailureView<'a>, Unreadable> {
        let Self {
            format: _,
            format_version: _,
            command,
            shard: shard_text,
            products,
            error,
        } = self;
        Ok(FailureView {
            command: command.as_deref().map(read_command).transpose()?,
            shard: shard(shard_text.as_deref())?,
            products: products.iter().map(String::as_str).collect(),
            error: error.read(shelf)?,
        })
    }
}

impl ErrorDoc {
    /// Makes the document of several runs that failed.
    pub(in crate::json) fn of_failures(
        command: Option<Word>,
        products: Vec<String>,
        error: ErrorBody,
    ) -> Self {
        Self {
            format: "storectl.error".into(),
            format_version: FORMAT_VERSION.into(),
            command,
            shard: None,
            products,
            error,
        }
    }

    /// Takes the command, the products and the error.
    pub(in crate::json) fn into_parts(self) -> (Option<Word>, Vec<String>, ErrorBody) {
        (self.command, self.products, self.error)
    }
}

/// Reads the name of a command.
pub(super) fn read_command(text: &str) -> Result<Command, Unreadable> {
    word("a command", &Command::ALL, Command::as_str, text)
}

/// Why there is no result.
#[derive(Clone, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(in crate::json) struct ErrorBody {
    /// The name of the exit code, e.g. `auth`.
    code: Word,
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
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    stale: Vec<StaleDoc>,
}

/// How the plan for one address compares with the approved one.
#[derive(Clone, Deserialize, Serialize, JsonSchema)]
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
    state: Word,
    /// What the values are: those of a field, an object or a step, or what identifies the bytes of an installer.
    #[schemars(extend("enum" = ["value", "bytes"]))]
    kind: Word,
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
            state: state.as_str().into(),
            kind: match values {
                StaleValues::Field { .. } => "value".into(),
                StaleValues::Bytes { .. } => "bytes".into(),
            },
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
            code: (*code).into(),
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

/// The names of exit codes, as `error.code` has them (design.md §2).
const CODES: [&str; 15] = [
    "ok",
    "changes",
    "busy",
    "transient",
    "waiting",
    "partial",
    "rejected",
    "unconverged",
    "error",
    "stale",
    "blocked",
    "invalid",
    "auth",
    "usage",
    "interrupted",
];

impl ErrorBody {
    /// Returns the exit code.
    pub(in crate::json) fn exit(&self) -> u8 {
        self.exit
    }

    /// Reads the failure.
    pub(in crate::json) fn read<'a>(
        &self,
        shelf: &'a Shelf<'_>,
    ) -> Result<&'a ErrorView, Unreadable> {
        let Self {
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
        } = self;
        Ok(shelf.errors.alloc(ErrorView {
            code: word("the name of an exit code", &CODES, |it| it, code)?,
            exit: *exit,
            message: message.clone(),
            hints: hints.clone(),
            request: request.clone(),
            http_status: *http_status,
            store_messages: store_messages.iter().map(MessageDoc::read).collect(),
            correlation_id: correlation_id.clone(),
            location: location.as_ref().map(|it| it.read(shelf.names)),
            stale: read_all(stale, StaleDoc::read)?,
        }))
    }
}

impl StaleDoc {
    fn read(&self) -> Result<StaleEntry, Unreadable> {
        let Self {
            product_id,
            address,
            state,
            kind,
            before,
            approved,
            now,
        } = self;
        Ok(StaleEntry {
            product: product_id.clone(),
            address: address.clone(),
            state: word(
                "how a plan compares with the approved one",
                &StaleState::ALL,
                StaleState::as_str,
                state,
            )?,
            values: match &**kind {
                "value" => StaleValues::Field {
                    before: before.clone(),
                    approved: approved.clone(),
                    now: now.clone(),
                },
                "bytes" => StaleValues::Bytes {
                    approved: seen_bytes(approved)?,
                    now: seen_bytes(now)?,
                },
                other => return Err(Unreadable::new("a kind of values", other)),
            },
        })
    }
}

/// Reads what identifies bytes, as [`StaleValues::to_json`] writes it.
fn seen_bytes(value: &Value) -> Result<SeenBytes, Unreadable> {
    let text = |key| value.get(key).and_then(Value::as_str);
    Ok(SeenBytes {
        length: value.get("length").and_then(Value::as_u64),
        etag: text("etag").map(str::to_owned),
        last_modified: text("lastModified").map(str::to_owned),
        parts: text("partsDigest").map(digest).transpose()?,
        sha256: text("sha256").map(digest).transpose()?,
    })
}
