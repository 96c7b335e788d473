//! Tells a success from everything else the service, its gateway, Entra and the blob store answer (trap 4).

use bytes::Bytes;
use http::{HeaderMap, Response, StatusCode, header::LOCATION};
use serde_json::Value;
use storectl_model::{Denied, Missing, SignInFailure, StoreMessage};
use url::Url;

use crate::{
    clock::Clock,
    error::{Error, RequestLine},
    error_kind::ErrorKind,
    observe::{exchange::Exchanger, redact::Redactor},
    response::{
        body,
        decode::{
            reader::{DecodeError, ObjectReader},
            status::ongoing,
        },
        messages::{Refusal, messages, read_refusal},
        retry_after::retry_after,
    },
    transport::{TransportError, TransportErrorKind, address},
};

/// Longest part of a body without a message that an error shows, in characters.
const PREFIX: usize = 300;

/// A success: 2xx and `isSuccess: true` (trap 1).
#[derive(Debug)]
pub(crate) struct Answer {
    /// `responseData`; null if there is none.
    pub(crate) data: Value,
    /// `errors`: warnings, and what else the Store says besides its success (trap 2).
    pub(crate) messages: Vec<StoreMessage>,
    /// At most a hint for the next poll (trap 8).
    pub(crate) retry_after: Option<std::time::Duration>,
}

/// Tells answers apart.
#[derive(Clone, Copy)]
pub(crate) struct Classifier<'a> {
    pub(crate) line: &'a RequestLine,
    pub(crate) redactor: &'a Redactor,
    pub(crate) clock: &'a dyn Clock,
}

impl<'a> Classifier<'a> {
    pub(crate) fn new(exchanger: &'a Exchanger, line: &'a RequestLine) -> Self {
        Self {
            line,
            redactor: &exchanger.redactor,
            clock: &*exchanger.clock,
        }
    }

    /// Classifies a response of the submission API.
    pub(crate) fn api(self, response: &Response<Bytes>) -> Result<Answer, Error> {
        let status = response.status();
        if !status.is_success() {
            return Err(self.refusal(response));
        }
        let body = body::parse(response.body()).map_err(|body| {
            self.error(ErrorKind::Garbled { body }, response)
                .saying(Vec::new(), self.prefix(response.body()))
        })?;
        let faulty = |fault: DecodeError| self.unreadable(fault, response);
        let mut body = ObjectReader::of(body, "").map_err(|_| {
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

    /// Makes the error of a response whose status is not a success, whoever answered.
    pub(crate) fn refusal(self, response: &Response<Bytes>) -> Error {
        let Refusal { messages, data } = read_refusal(response.body(), self.redactor);
        let kind = match response.status() {
            StatusCode::UNAUTHORIZED => ErrorKind::Auth {
                failure: SignInFailure::TokenRefused,
            },
            StatusCode::FORBIDDEN => ErrorKind::Forbidden {
                denied: denied(&messages),
                seller: None,
            },
            StatusCode::NOT_FOUND => ErrorKind::NotFound {
                missing: Missing::Path,
            },
            StatusCode::TOO_MANY_REQUESTS => ErrorKind::Throttled,
            // A gateway that waited too long for the request is as much out of order as one that waited for the response.
            StatusCode::REQUEST_TIMEOUT => ErrorKind::Unavailable,
            status if status.is_server_error() => ErrorKind::Unavailable,
            status if status.is_redirection() => ErrorKind::Protocol {
                what: self.redirect(response.headers()),
            },
            _ => return self.rejection(data, messages, response),
        };
        let prefix = self.prefix_unless(&messages, response);
        self.error(kind, response).saying(messages, prefix)
    }

    /// Makes the error of a field that cannot be read; its name and value are the service's, so they are redacted too.
    pub(crate) fn unreadable(self, fault: DecodeError, response: &Response<Bytes>) -> Error {
        let DecodeError { field, what } = fault;
        let (field, what) = (self.redactor.text(&field), self.redactor.text(&what));
        self.error(ErrorKind::Decode { field, what }, response)
    }

    /// Makes the error of a request without a response.
    pub(crate) fn lost(self, error: &TransportError) -> Error {
        let what = self.redactor.text(&error.message);
        let cause = error.cause;
        let kind = match error.kind {
            TransportErrorKind::NotSent => ErrorKind::NotReachable { cause, what },
            TransportErrorKind::AnswerLost => ErrorKind::AnswerLost { cause, what },
            TransportErrorKind::TooLarge => ErrorKind::TooLarge { what },
            TransportErrorKind::NoRoots => ErrorKind::NoRoots { what },
            TransportErrorKind::TooManyOpen => ErrorKind::TooManyOpen { what },
            TransportErrorKind::FileChanged => ErrorKind::FileChanged,
            TransportErrorKind::Setup => ErrorKind::Config { what },
        };
        Error::new(kind)
            .of_request(self.line)
            .over(error.route.clone())
    }

    /// Says where a redirect leads, by its host alone: what signs people in elsewhere has its secrets in the rest.
    fn redirect(self, headers: &HeaderMap) -> String {
        let location = headers.get(LOCATION).and_then(|it| it.to_str().ok());
        let url = location.and_then(|it| it.parse::<Url>().ok());
        let target = match &url {
            Some(url) => format!(" to {}", self.redactor.text(&address::host_and_port(url))),
            None => String::new(),
        };
        format!("it is a redirect{target}, which storectl does not follow")
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
            ErrorKind::NotFound {
                missing: Missing::Path,
            }
        } else {
            let ongoing = ObjectReader::of(data, "responseData")
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
        let text = self.redactor.excerpt(body, PREFIX);
        (!text.is_empty()).then_some(text)
    }
}

/// Reads out of the text of a 403 what it is about. Its wording is promised nowhere, so what it does not name stays
/// open.
fn denied(messages: &[StoreMessage]) -> Denied {
    let names = |words: &[&str]| {
        messages.iter().any(|it| {
            let text = it.message.to_ascii_lowercase();
            words.iter().any(|word| text.contains(word))
        })
    };
    if names(&["seller"]) {
        Denied::Seller
    } else if names(&["associat"]) {
        Denied::Association
    } else if names(&["role", "permission", "privilege", "manager"]) {
        Denied::Role
    } else {
        Denied::Unnamed
    }
}

/// Finds the id by which support finds the request: the API's header, else Azure's.
fn correlation_id(headers: &HeaderMap, redactor: &Redactor) -> Option<String> {
    ["x-correlation-id", "x-ms-request-id"]
        .iter()
        .find_map(|name| headers.get(*name))
        .and_then(|value| value.to_str().ok())
        .map(|text| redactor.excerpt(text.as_bytes(), 128))
        .filter(|text| !text.is_empty())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::clock::FakeClock;

    fn line(method: &str) -> RequestLine {
        RequestLine {
            method: method.to_owned(),
            host: "api.store.microsoft.com".to_owned(),
            path: "/".to_owned(),
            service: storectl_model::Service::Store,
        }
    }

    proptest! {
        #[test]
        fn no_answer_makes_the_classifier_panic(status in 100_u16..1000, body in proptest::collection::vec(any::<u8>(), 0..600)) {
            let line = line("GET");
            let classifier = Classifier { line: &line, redactor: &Redactor::default(), clock: &FakeClock::new() };
            let mut response = Response::new(Bytes::from(body));
            *response.status_mut() = StatusCode::from_u16(status).unwrap();
            let outcome = classifier.api(&response);
            prop_assert!(outcome.is_err());
            let shown = outcome.unwrap_err().to_string();
            prop_assert!(shown.chars().count() < 1000);
        }

        #[test]
        fn no_xml_or_text_makes_the_classifier_panic(body in "(<Error>|<Code>|</Code>|<Message>|sig=|eyJ|bearer |é|%3d|a|\"|:){0,40}") {
            let line = line("PUT");
            let classifier = Classifier { line: &line, redactor: &Redactor::default(), clock: &FakeClock::new() };
            let mut response = Response::new(Bytes::from(body));
            *response.status_mut() = StatusCode::FORBIDDEN;
            let _ = classifier.refusal(&response).to_string();
        }
    }
}
