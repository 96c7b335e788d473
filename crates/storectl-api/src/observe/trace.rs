//! What was exchanged, fit to be attached to a bug report.

use std::time::{Duration, SystemTime};

use http::{HeaderMap, header::LOCATION};

use storectl_model::mask::REDACTED;

use crate::observe::redact::Redactor;

/// Longest body a trace keeps, in bytes.
const BODY_LIMIT: usize = 256 * 1024;

/// Takes every exchange as it ends.
pub trait TraceSink: Send + Sync {
    /// Takes one exchange; must not block for long.
    fn record(&self, exchange: &Exchange);
}

/// One request and its outcome, without secrets: no token, no client secret, no assertion, no upload signature.
#[derive(Clone, Debug, PartialEq)]
pub struct Exchange {
    /// When the request was sent.
    pub at: SystemTime,
    /// How long it took.
    pub took: Duration,
    /// `GET`, `POST`, …
    pub method: String,
    /// The complete address, with its query.
    pub url: String,
    /// Headers of the request; those that carry secrets by name only.
    pub request_headers: Vec<(String, String)>,
    /// Body of the request; a note in its place where it was a sign-in or a file.
    pub request_body: Option<String>,
    /// HTTP status of the response; `None` if there was none.
    pub status: Option<u16>,
    /// Headers of the response.
    pub response_headers: Vec<(String, String)>,
    /// Body of the response; a note in its place where it was a sign-in.
    pub response_body: Option<String>,
    /// What was made of the response, where that does not show in it.
    pub note: Option<String>,
    /// Why there is no response.
    pub error: Option<String>,
}

/// Shows an address without its query, which may be a signature under any name.
pub(crate) fn without_query(address: &str, redactor: &Redactor) -> String {
    match address.split_once(['?', '#']) {
        Some((path, _)) => format!("{}?{REDACTED}", redactor.text(path)),
        None => redactor.text(address),
    }
}

pub(crate) fn headers(headers: &HeaderMap, redactor: &Redactor) -> Vec<(String, String)> {
    headers
        .iter()
        .map(|(name, value)| {
            let secret = value.is_sensitive()
                || matches!(name.as_str(), "authorization" | "cookie" | "set-cookie");
            let value = if secret {
                REDACTED.to_owned()
            } else if name == LOCATION {
                without_query(&String::from_utf8_lossy(value.as_bytes()), redactor)
            } else {
                redactor.text(&String::from_utf8_lossy(value.as_bytes()))
            };
            (name.as_str().to_owned(), value)
        })
        .collect()
}

pub(crate) fn body(bytes: &[u8], redactor: &Redactor) -> Option<String> {
    if bytes.is_empty() {
        return None;
    }
    if bytes.len() > BODY_LIMIT {
        return Some(format!("({} bytes)", bytes.len()));
    }
    Some(match std::str::from_utf8(bytes) {
        Ok(_) => redactor.body(bytes),
        Err(_) => format!("({} bytes, not text)", bytes.len()),
    })
}
