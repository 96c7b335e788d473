//! Tells a success from everything else the service, its gateway, Entra and the blob store answer (trap 4).

use bytes::Bytes;
use http::{HeaderMap, Response, StatusCode};
use serde_json::Value;
use storectl_model::StoreMessage;

use crate::{
    clock::Clock,
    decode::{Fault, Fields, ongoing},
    error::{Error, ErrorKind, RequestLine},
    redact::Redactor,
    retry::retry_after,
    transport::{TransportError, TransportErrorKind},
};

/// Longest part of a body without a message that an error shows, in characters.
const PREFIX: usize = 300;

/// Bytes of a body without a message that are looked at for it.
const LOOKED_AT: usize = 4096;

/// A success: 2xx and `isSuccess: true` (trap 1).
#[derive(Debug)]
pub(crate) struct Answer {
    /// `responseData`; null where there is none.
    pub(crate) data: Value,
    /// `errors`: warnings, and what else the Store says beside its success (trap 2).
    pub(crate) messages: Vec<StoreMessage>,
    /// At most a hint for the next poll (trap 8).
    pub(crate) retry_after: Option<std::time::Duration>,
}

/// What an answer is judged with.
#[derive(Clone, Copy)]
pub(crate) struct Judge<'a> {
    pub(crate) line: &'a RequestLine,
    pub(crate) redactor: &'a Redactor,
    pub(crate) clock: &'a dyn Clock,
}

impl Judge<'_> {
    /// Judges an answer of the submission API.
    pub(crate) fn api(self, response: &Response<Bytes>) -> Result<Answer, Error> {
        let status = response.status();
        if !status.is_success() {
            return Err(self.refusal(response));
        }
        let body = serde_json::from_slice::<Value>(response.body()).map_err(|error| {
            let what = if response.body().is_empty() {
                "it is empty".to_owned()
            } else {
                error.to_string()
            };
            self.error(ErrorKind::Garbled { what }, response)
                .saying(Vec::new(), self.prefix(response.body()))
        })?;
        let faulty = |fault: Fault| self.unreadable(fault, response);
        let mut body = Fields::of(body, "").map_err(|_| {
            let what = "it is not an object".to_owned();
            self.error(ErrorKind::Protocol { what }, response)
        })?;
        let messages = messages(&mut body, self.redactor);
        let success = body.flag("isSuccess").map_err(faulty)?;
        let data = body.take("responseData").unwrap_or_default();
        match success {
            Some(true) => Ok(Answer {
                data,
                messages,
                retry_after: retry_after(response.headers(), self.clock),
            }),
            Some(false) => Err(self.rejection(data, messages, response)),
            None => {
                let what = "isSuccess is missing".to_owned();
                Err(self
                    .error(ErrorKind::Protocol { what }, response)
                    .saying(messages, self.prefix(response.body())))
            }
        }
    }

    /// Makes the error of an answer whose status is no success, whoever answered.
    pub(crate) fn refusal(self, response: &Response<Bytes>) -> Error {
        let Said { messages, data } = said(response.body(), self.redactor);
        let kind = match response.status() {
            StatusCode::UNAUTHORIZED => ErrorKind::Auth { code: None },
            StatusCode::FORBIDDEN => ErrorKind::Forbidden,
            StatusCode::NOT_FOUND => ErrorKind::NotFound,
            StatusCode::TOO_MANY_REQUESTS => ErrorKind::Throttled,
            status if status.is_server_error() => ErrorKind::Unavailable,
            status if status.is_redirection() => ErrorKind::Protocol {
                what: "it is a redirect, which is never followed".to_owned(),
            },
            _ => return self.rejection(data, messages, response),
        };
        let prefix = self.prefix_unless(&messages, response);
        self.error(kind, response).saying(messages, prefix)
    }

    /// Makes the error of a field that cannot be read; its name and value are the service's, so they are redacted too.
    pub(crate) fn unreadable(self, fault: Fault, response: &Response<Bytes>) -> Error {
        let Fault { field, what } = fault;
        let (field, what) = (self.redactor.text(&field), self.redactor.text(&what));
        self.error(ErrorKind::Decode { field, what }, response)
    }

    /// Makes the error of a request without an answer.
    pub(crate) fn lost(self, error: &TransportError) -> Error {
        let what = self.redactor.text(&error.message);
        let kind = match error.kind {
            TransportErrorKind::NotSent => ErrorKind::NotReachable { what },
            TransportErrorKind::AnswerLost => ErrorKind::AnswerLost { what },
            TransportErrorKind::TooLarge => ErrorKind::TooLarge { what },
            TransportErrorKind::NoRoots => ErrorKind::NoRoots { what },
            TransportErrorKind::Setup => ErrorKind::Config { what },
        };
        Error::new(kind).of_request(self.line)
    }

    fn rejection(
        self,
        data: Value,
        messages: Vec<StoreMessage>,
        response: &Response<Bytes>,
    ) -> Error {
        let unknown_product =
            |it: &StoreMessage| it.message.to_ascii_lowercase().contains("no product found");
        let kind = if messages.iter().any(unknown_product) {
            ErrorKind::NotFound
        } else {
            let ongoing = Fields::of(data, "responseData")
                .and_then(|mut data| ongoing(&mut data, &messages))
                .unwrap_or_default();
            ErrorKind::Rejected { ongoing }
        };
        let prefix = self.prefix_unless(&messages, response);
        self.error(kind, response).saying(messages, prefix)
    }

    /// Makes an error of `response` without what it says.
    pub(crate) fn error(self, kind: ErrorKind, response: &Response<Bytes>) -> Error {
        Error::new(kind)
            .of_request(self.line)
            .answered(
                response.status().as_u16(),
                correlation_id(response.headers(), self.redactor),
            )
            .retry_after_of(retry_after(response.headers(), self.clock))
    }

    fn prefix_unless(
        self,
        messages: &[StoreMessage],
        response: &Response<Bytes>,
    ) -> Option<String> {
        if messages.is_empty() {
            self.prefix(response.body())
        } else {
            None
        }
    }

    fn prefix(self, body: &[u8]) -> Option<String> {
        let start = body.get(..LOOKED_AT).unwrap_or(body);
        let text = self.redactor.text(&String::from_utf8_lossy(start));
        let words: Vec<&str> = text.split_whitespace().collect();
        let text: String = words.join(" ").chars().take(PREFIX).collect();
        (!text.is_empty()).then_some(text)
    }
}

/// What a body says, whatever its shape.
struct Said {
    messages: Vec<StoreMessage>,
    data: Value,
}

/// Reads the wrapper, the gateway's `{statusCode, message}` (field note 8), Entra's `{error, error_description}` and
/// Azure's `<Error><Code>`; anything else says nothing.
fn said(body: &[u8], redactor: &Redactor) -> Said {
    let object = serde_json::from_slice::<Value>(body)
        .ok()
        .and_then(|value| Fields::of(value, "").ok());
    let Some(mut object) = object else {
        return Said {
            messages: azure(body, redactor).into_iter().collect(),
            data: Value::Null,
        };
    };
    let mut messages = messages(&mut object, redactor);
    let data = object.take("responseData").unwrap_or_default();
    let mut short = |code: &str, message: &str| -> Option<StoreMessage> {
        let message = object.text(message).ok()??;
        let code = object.text(code).ok().flatten().unwrap_or_default();
        Some(StoreMessage {
            code: redactor.text(&code),
            message: redactor.text(&message),
            target: String::new(),
        })
    };
    messages.extend(short("error", "error_description"));
    messages.extend(short("statusCode", "message"));
    Said { messages, data }
}

/// Reads the wrapper's `errors`; members that are null or say nothing are none (trap 6).
fn messages(wrapper: &mut Fields, redactor: &Redactor) -> Vec<StoreMessage> {
    wrapper
        .items("errors")
        .into_iter()
        .filter_map(|(at, item)| {
            let message = match item {
                Value::String(message) => StoreMessage {
                    message: redactor.text(&message),
                    ..StoreMessage::default()
                },
                item => {
                    let mut item = Fields::of(item, at).ok()?;
                    let mut part = |key| {
                        let text = item.text(key).ok().flatten().unwrap_or_default();
                        redactor.text(&text)
                    };
                    StoreMessage {
                        code: part("code"),
                        message: part("message"),
                        target: part("target"),
                    }
                }
            };
            (message != StoreMessage::default()).then_some(message)
        })
        .collect()
}

fn azure(body: &[u8], redactor: &Redactor) -> Option<StoreMessage> {
    let text = String::from_utf8_lossy(body.get(..LOOKED_AT).unwrap_or(body));
    let between = |tag: &str| {
        let (_, rest) = text.split_once(&format!("<{tag}>"))?;
        let (inner, _) = rest.split_once(&format!("</{tag}>"))?;
        Some(redactor.text(inner.trim()))
    };
    let (_, _) = text.split_once("<Error>")?;
    Some(StoreMessage {
        code: between("Code")?,
        message: between("Message").unwrap_or_default(),
        target: String::new(),
    })
}

/// Finds the id by which support finds the request: the API's header, else Azure's.
fn correlation_id(headers: &HeaderMap, redactor: &Redactor) -> Option<String> {
    ["x-correlation-id", "x-ms-request-id"]
        .iter()
        .find_map(|name| headers.get(*name))
        .and_then(|value| value.to_str().ok())
        .map(|text| redactor.text(&text.chars().take(128).collect::<String>()))
        .filter(|text| !text.is_empty())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::clock::FakeClock;

    proptest! {
        #[test]
        fn no_answer_makes_the_judge_panic(status in 100_u16..1000, body in proptest::collection::vec(any::<u8>(), 0..600)) {
            let line = RequestLine { method: "GET".to_owned(), path: "/".to_owned() };
            let judge = Judge { line: &line, redactor: &Redactor::default(), clock: &FakeClock::new() };
            let mut response = Response::new(Bytes::from(body));
            *response.status_mut() = StatusCode::from_u16(status).unwrap();
            let outcome = judge.api(&response);
            prop_assert!(outcome.is_err());
            let shown = outcome.unwrap_err().to_string();
            prop_assert!(shown.chars().count() < 1000);
        }

        #[test]
        fn no_xml_or_text_makes_the_judge_panic(body in "(<Error>|<Code>|</Code>|<Message>|sig=|eyJ|bearer |é|%3d|a|\"|:){0,40}") {
            let line = RequestLine { method: "PUT".to_owned(), path: "/".to_owned() };
            let judge = Judge { line: &line, redactor: &Redactor::default(), clock: &FakeClock::new() };
            let mut response = Response::new(Bytes::from(body));
            *response.status_mut() = StatusCode::FORBIDDEN;
            let _ = judge.refusal(&response).to_string();
        }
    }
}
