//! What a client says: read into what the server knows, before anything is done with it.

use lsp_server::{ErrorCode, Notification, Request, RequestId};
use lsp_types::{
    DidChangeTextDocumentParams, DidCloseTextDocumentParams, DidOpenTextDocumentParams, Position,
    Range, TextDocumentIdentifier, TextDocumentPositionParams, Uri,
};
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::Value;

use super::{surrogates::without_halves, uri};
use crate::manifests::file_tree::TEXT_CAP;

/// A message of a client.
#[derive(Debug)]
pub(super) enum Incoming {
    /// A request, which gets one answer.
    Request(RequestId, Ask),
    /// A notification, which gets none.
    Notice(Notice),
    /// What cannot be understood; the answer names the request where its ID can be read.
    Refused(Option<RequestId>, Refusal),
}

/// Why a message is refused.
#[derive(Debug)]
pub(super) struct Refusal {
    pub(super) code: ErrorCode,
    pub(super) message: String,
}

/// What a request asks for.
#[derive(Debug)]
pub(super) enum Ask {
    Initialize(Client),
    Shutdown,
    Hover(Uri, Position),
    Definition(Uri, Position),
    Actions(Uri, Range),
    /// What no client asks that knows what the server can do.
    Refused(Refusal),
}

/// What a client can do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Client {
    pub(super) watching: Watching,
}

/// Whether a client says when files change on disk, if it is asked to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Watching {
    Offered,
    NotOffered,
}

/// What a notification says.
#[derive(Debug)]
pub(super) enum Notice {
    Initialized,
    /// The client needs no answer to a request any more.
    Canceled(RequestId),
    Opened {
        uri: Uri,
        version: i32,
        content: Content,
    },
    Changed {
        uri: Uri,
        version: i32,
        content: Content,
    },
    Closed(Uri),
    /// Files changed on disk.
    FilesChanged,
    Exit,
    /// What the server does not need to know.
    Other,
}

/// What an editor shows of a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Content {
    Text(String),
    /// A text that is longer than any manifest or text that is read; it is not kept.
    TooLong {
        bytes: u64,
    },
}

impl Content {
    fn of(text: String) -> Self {
        let bytes = u64::try_from(text.len()).unwrap_or(u64::MAX);
        if bytes > TEXT_CAP {
            Self::TooLong { bytes }
        } else {
            Self::Text(text)
        }
    }
}

impl Refusal {
    pub(super) fn new(code: ErrorCode, message: impl Into<String>) -> Self {
        Self {
            code,
            message: message.into(),
        }
    }

    /// Refuses a message for its length.
    pub(super) fn too_long(bytes: u64) -> Self {
        let message = format!("the message is {bytes} bytes, which is too long");
        Self::new(ErrorCode::InvalidRequest, message)
    }
}

/// Reads the body of a message.
pub(super) fn read(body: &[u8]) -> Incoming {
    let message: Value = match serde_json::from_slice(&without_halves(body)) {
        Ok(message) => message,
        Err(error) => {
            let message = format!("the message is not JSON: {error}");
            return Incoming::Refused(None, Refusal::new(ErrorCode::ParseError, message));
        }
    };
    let is_request = message.get("id").is_some();
    let has_method = message.get("method").is_some_and(Value::is_string);
    let is_answer = message.get("result").is_some() || message.get("error").is_some();
    if has_method && is_request {
        request(message)
    } else if has_method {
        let notification = serde_json::from_value(message);
        Incoming::Notice(notification.map_or(Notice::Other, notice))
    } else if is_answer {
        Incoming::Notice(Notice::Other)
    } else {
        invalid("the message is neither a request nor a notification")
    }
}

fn invalid(message: &str) -> Incoming {
    Incoming::Refused(None, Refusal::new(ErrorCode::InvalidRequest, message))
}

fn request(message: Value) -> Incoming {
    let Ok(Request { id, method, params }) = serde_json::from_value(message) else {
        return invalid("the ID of a request is a string or a number of 32 bits");
    };
    let ask = match method.as_str() {
        "initialize" => Ask::Initialize(client(&params)),
        "shutdown" => Ask::Shutdown,
        "textDocument/hover" => typed(params, |it: TextDocumentPositionParams| {
            Ask::Hover(it.text_document.uri, it.position)
        }),
        "textDocument/definition" => typed(params, |it: TextDocumentPositionParams| {
            Ask::Definition(it.text_document.uri, it.position)
        }),
        "textDocument/codeAction" => typed(params, |it: TextDocumentRangeParams| {
            Ask::Actions(it.text_document.uri, it.range)
        }),
        _ => {
            let message = format!("unknown method {method}");
            Ask::Refused(Refusal::new(ErrorCode::MethodNotFound, message))
        }
    };
    Incoming::Request(id, ask)
}

/// What a request says of a part of a document, as far as the server asks.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct TextDocumentRangeParams {
    text_document: TextDocumentIdentifier,
    range: Range,
}

/// Reads what a client can do. All else that it says is of no concern here, whatever it is.
fn client(params: &Value) -> Client {
    const WATCHES: &str = "/capabilities/workspace/didChangeWatchedFiles/dynamicRegistration";
    Client {
        watching: match params.pointer(WATCHES).and_then(Value::as_bool) {
            Some(true) => Watching::Offered,
            Some(false) | None => Watching::NotOffered,
        },
    }
}

/// Reads the parameters of a request.
fn typed<T: DeserializeOwned>(params: Value, ask: impl FnOnce(T) -> Ask) -> Ask {
    match serde_json::from_value(with_legal_uri(params)) {
        Ok(params) => ask(params),
        Err(error) => {
            let message = format!("invalid parameters: {error}");
            Ask::Refused(Refusal::new(ErrorCode::InvalidParams, message))
        }
    }
}

fn notice(notification: Notification) -> Notice {
    let Notification { method, params } = notification;
    match method.as_str() {
        "initialized" => Some(Notice::Initialized),
        "exit" => Some(Notice::Exit),
        "workspace/didChangeWatchedFiles" | "textDocument/didSave" => Some(Notice::FilesChanged),
        "$/cancelRequest" => canceled(&params),
        "textDocument/didOpen" => notice_of(params, |it: DidOpenTextDocumentParams| {
            let document = it.text_document;
            Some(Notice::Opened {
                uri: document.uri,
                version: document.version,
                content: Content::of(document.text),
            })
        }),
        "textDocument/didChange" => notice_of(params, |mut it: DidChangeTextDocumentParams| {
            // Each holds the whole text: the server asked for that.
            let last = it.content_changes.pop().filter(|it| it.range.is_none())?;
            Some(Notice::Changed {
                uri: it.text_document.uri,
                version: it.text_document.version,
                content: Content::of(last.text),
            })
        }),
        "textDocument/didClose" => notice_of(params, |it: DidCloseTextDocumentParams| {
            Some(Notice::Closed(it.text_document.uri))
        }),
        _ => None,
    }
    .unwrap_or(Notice::Other)
}

fn canceled(params: &Value) -> Option<Notice> {
    let id = serde_json::from_value(params.get("id")?.clone()).ok()?;
    Some(Notice::Canceled(id))
}

/// Reads what a notification says; what cannot be read is not answered.
fn notice_of<T: DeserializeOwned>(
    params: Value,
    notice: impl FnOnce(T) -> Option<Notice>,
) -> Option<Notice> {
    notice(serde_json::from_value(with_legal_uri(params)).ok()?)
}

/// Encodes in the address of the document what an editor should have.
fn with_legal_uri(mut params: Value) -> Value {
    if let Some(Value::String(text)) = params.pointer_mut("/textDocument/uri")
        && let Some(legal) = uri::parse(text)
    {
        legal.as_str().clone_into(text);
    }
    params
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(body: &str) -> (Option<String>, i32) {
        match read(body.as_bytes()) {
            Incoming::Refused(id, refusal) => (id.map(|it| it.to_string()), refusal.code as i32),
            Incoming::Request(id, Ask::Refused(refusal)) => {
                (Some(id.to_string()), refusal.code as i32)
            }
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn what_is_not_a_message_is_refused_by_its_kind() {
        let deep = "[".repeat(100_000);
        for (body, id, code) in [
            ("", None, -32700),
            ("{", None, -32700),
            ("\u{0}", None, -32700),
            (deep.as_str(), None, -32700),
            ("[]", None, -32600),
            ("1", None, -32600),
            ("{}", None, -32600),
            (r#"{"id":1}"#, None, -32600),
            (r#"{"id":null,"method":"shutdown"}"#, None, -32600),
            (r#"{"id":1.5,"method":"shutdown"}"#, None, -32600),
            (r#"{"id":1,"method":7}"#, None, -32600),
            (r#"{"id":1,"method":"x/y"}"#, Some("1"), -32601),
            (
                r#"{"id":"a","method":"textDocument/codeAction","params":7}"#,
                Some("\"a\""),
                -32602,
            ),
            (
                r#"{"id":2,"method":"textDocument/hover"}"#,
                Some("2"),
                -32602,
            ),
        ] {
            assert_eq!(refused(body), (id.map(str::to_owned), code), "{body:.40}");
        }
    }

    #[test]
    fn of_several_changes_the_last_counts() {
        let body = r#"{"method":"textDocument/didChange","params":{
            "textDocument":{"uri":"file:///a b/storectl.yaml","version":3},
            "contentChanges":[{"text":"one"},{"text":"two"}]}}"#;
        let Incoming::Notice(Notice::Changed {
            uri,
            version,
            content,
        }) = read(body.as_bytes())
        else {
            panic!("a change");
        };
        assert_eq!(uri.as_str(), "file:///a%20b/storectl.yaml");
        assert_eq!((version, content), (3, Content::Text("two".to_owned())));
    }

    #[test]
    fn a_text_with_half_a_character_is_read_with_as_many_units() {
        let body = r#"{"method":"textDocument/didOpen","params":{"textDocument":{
            "uri":"file:///a","languageId":"yaml","version":1,"text":"\ud83d x \ud83c\udf89"}}}"#;
        let Incoming::Notice(Notice::Opened { content, .. }) = read(body.as_bytes()) else {
            panic!("a document");
        };
        assert_eq!(content, Content::Text("\u{fffd} x 🎉".to_owned()));
    }

    #[test]
    fn a_notification_that_cannot_be_read_says_nothing() {
        for body in [
            r#"{"method":"textDocument/didOpen"}"#,
            r#"{"method":"textDocument/didOpen","params":{"textDocument":{"uri":7}}}"#,
            r#"{"method":"textDocument/didChange","params":{"textDocument":{"uri":"file:///a","version":1},"contentChanges":[]}}"#,
            r#"{"method":"$/cancelRequest","params":{"id":{}}}"#,
            r#"{"method":"$/unheardOf","params":[1]}"#,
            r#"{"id":7,"result":null}"#,
        ] {
            let read = read(body.as_bytes());
            assert!(
                matches!(read, Incoming::Notice(Notice::Other)),
                "{body}: {read:?}"
            );
        }
    }

    #[test]
    fn a_text_that_is_longer_than_any_that_is_read_is_not_kept() {
        let bytes = usize::try_from(TEXT_CAP).unwrap() + 1;
        let text = "x".repeat(bytes);
        assert_eq!(
            Content::of(text),
            Content::TooLong {
                bytes: TEXT_CAP + 1
            }
        );
    }
}
