//! What the simulated service says: replies, refusals, and the bytes both become.

use std::time::Duration;

use axum::body::Body;
use axum::response::Response;
use bytes::Bytes;
use http::{HeaderName, HeaderValue, StatusCode};
use jiff::Timestamp;
use serde_json::{Map, Value, json};

use crate::guids::Guids;

/// One member of `errors` (store-api.md, "Response Parameters").
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct StoreError {
    pub(crate) code: &'static str,
    pub(crate) message: String,
    pub(crate) target: &'static str,
}

impl StoreError {
    /// A value the service refuses: code `badrequest`.
    pub(crate) fn bad_request(target: &'static str, message: impl Into<String>) -> Self {
        Self {
            code: "badrequest",
            message: message.into(),
            target,
        }
    }

    /// A state the service refuses to work in: code `error`.
    pub(crate) fn state(target: &'static str, message: impl Into<String>) -> Self {
        Self {
            code: "error",
            message: message.into(),
            target,
        }
    }

    /// The same error, its field named within a larger place.
    pub(crate) fn within(self, place: &str) -> Self {
        Self {
            message: format!("{place}.{}", self.message),
            ..self
        }
    }

    fn to_json(&self) -> Value {
        let Self {
            code,
            message,
            target,
        } = self;
        json!({ "code": code, "message": message, "target": target })
    }
}

/// A successful response; `errors` may ride along (field note 6).
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Reply {
    pub(crate) data: Value,
    pub(crate) errors: Vec<StoreError>,
}

impl Reply {
    /// A reply carrying `responseData`.
    pub(crate) fn data(data: Value) -> Self {
        Self {
            data,
            errors: Vec::new(),
        }
    }

    /// What a successful write answers (field note 3): an empty `responseData`.
    pub(crate) fn written() -> Self {
        Self::data(json!({}))
    }
}

/// A refusal in the envelope's shape.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Refusal {
    pub(crate) kind: RefusalKind,
    pub(crate) data: Value,
    pub(crate) errors: Vec<StoreError>,
}

/// Which HTTP status a refusal goes with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum RefusalKind {
    /// The request is refused as it is; the status is an interpretation (400 or 200).
    Refused,
    /// The body is not JSON, or not an object: 400.
    Malformed,
    /// What the path names does not exist: 404.
    NotFound,
    /// The service is at fault: 500.
    Unavailable,
}

impl Refusal {
    /// A refusal with these errors.
    pub(crate) fn new(errors: Vec<StoreError>) -> Self {
        Self {
            kind: RefusalKind::Refused,
            data: json!({}),
            errors,
        }
    }

    /// A single value that is refused.
    pub(crate) fn bad_request(target: &'static str, message: impl Into<String>) -> Self {
        Self::new(vec![StoreError::bad_request(target, message)])
    }

    /// A state in which the request is refused.
    pub(crate) fn state(target: &'static str, message: impl Into<String>) -> Self {
        Self::new(vec![StoreError::state(target, message)])
    }

    /// A body that is not an object of JSON.
    pub(crate) fn malformed(target: &'static str, message: impl Into<String>) -> Self {
        Self {
            kind: RefusalKind::Malformed,
            ..Self::bad_request(target, message)
        }
    }

    /// The status of a submission cannot be determined; word for word as seen live (field note 93).
    pub(crate) fn unavailable() -> Self {
        Self {
            kind: RefusalKind::Unavailable,
            ..Self::new(vec![StoreError {
                code: "submissionerror",
                message: "Unable to Get Submission Status".to_owned(),
                target: "submission",
            }])
        }
    }

    /// The path names something that is not there.
    pub(crate) fn not_found(target: &'static str, message: impl Into<String>) -> Self {
        Self {
            kind: RefusalKind::NotFound,
            ..Self::state(target, message)
        }
    }
}

/// What an operation of the Store ends with.
pub(crate) type CallResult = Result<Reply, Refusal>;

/// Puts an outcome into the envelope: `responseData`, `isSuccess`, and `errors` only where there are
/// any (field note 1).
pub(crate) fn envelope(outcome: &CallResult) -> Value {
    let (data, success, errors) = match outcome {
        Ok(Reply { data, errors }) => (data, true, errors),
        Err(Refusal {
            kind: _,
            data,
            errors,
        }) => (data, false, errors),
    };
    let mut answer = Map::new();
    answer.insert("responseData".to_owned(), data.clone());
    answer.insert("isSuccess".to_owned(), Value::Bool(success));
    if !errors.is_empty() {
        answer.insert(
            "errors".to_owned(),
            errors.iter().map(StoreError::to_json).collect(),
        );
    }
    Value::Object(answer)
}

/// An HTTP answer before it meets the server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(&'static str, String)>,
    pub(crate) body: Bytes,
    /// What the log says beside it.
    pub(crate) reason: Option<String>,
}

impl Answer {
    /// A JSON document.
    pub(crate) fn json(status: u16, body: &Value) -> Self {
        Self {
            status,
            headers: vec![("content-type", "application/json; charset=utf-8".to_owned())],
            body: body.to_string().into(),
            reason: None,
        }
    }

    /// The gateway's own shape (field note 8).
    pub(crate) fn gateway(status: u16, message: &str) -> Self {
        Self::json(status, &json!({ "statusCode": status, "message": message }))
    }

    /// Why the request was refused, for the log: the reason that is known, or the first that the body names.
    pub(crate) fn remark(&self) -> String {
        let body: Value = serde_json::from_slice(&self.body).unwrap_or_default();
        let reasons = ["/errors/0/message", "/message", "/error_description"];
        let reason = self.reason.as_deref().or_else(|| {
            reasons
                .iter()
                .find_map(|place| body.pointer(place)?.as_str())
        });
        // One line per request, whatever the request made the reason quote.
        let line = |reason: &str| format!(" ({})", reason.replace(char::is_control, " "));
        reason.map(line).unwrap_or_default()
    }

    /// A response without a body.
    pub(crate) fn empty(status: u16) -> Self {
        Self {
            status,
            headers: Vec::new(),
            body: Bytes::new(),
            reason: None,
        }
    }
}

/// Returns a time as HTTP writes it; it is since 1970.
pub(crate) fn http_date(since_1970: Duration) -> String {
    let seconds = i64::try_from(since_1970.as_secs()).unwrap_or(i64::MAX);
    Timestamp::from_second(seconds)
        .unwrap_or(Timestamp::MAX)
        .strftime("%a, %d %b %Y %H:%M:%S GMT")
        .to_string()
}

/// Makes a response a response, with a correlation id of its own.
pub(crate) fn respond(answer: Answer, guids: &Guids) -> Response {
    let Answer {
        status,
        headers,
        body,
        reason: _,
    } = answer;
    let mut response = Response::new(Body::from(body));
    *response.status_mut() =
        StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let correlation = ("x-correlation-id", guids.draw().to_string());
    for (name, value) in headers.into_iter().chain([correlation]) {
        if let Ok(value) = HeaderValue::from_str(&value) {
            response
                .headers_mut()
                .insert(HeaderName::from_static(name), value);
        }
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_success_has_no_errors_member_and_data_comes_first() {
        let text = envelope(&Ok(Reply::data(json!({ "isReady": true })))).to_string();
        assert_eq!(
            text,
            r#"{"responseData":{"isReady":true},"isSuccess":true}"#
        );
    }

    #[test]
    fn a_refusal_names_code_message_and_target() {
        let text = envelope(&Err(Refusal::bad_request("listings", "no"))).to_string();
        assert_eq!(
            text,
            r#"{"responseData":{},"isSuccess":false,"errors":[{"code":"badrequest","message":"no","target":"listings"}]}"#
        );
    }
}
