//! What can go wrong between this tool and the Store.

use std::{fmt, time::Duration};

use storectl_model::{StoreMessage, SubmissionId};

/// A request that did not do what it was sent for.
///
/// Shows its kind, the request and what the Store said; holds no secret. [`hints`](Self::hints) say what to do next.
#[derive(Clone, PartialEq, thiserror::Error)]
pub struct Error(Box<Inner>);

#[derive(Clone, Debug, PartialEq)]
struct Inner {
    kind: ErrorKind,
    request: Option<RequestLine>,
    status: Option<u16>,
    correlation_id: Option<String>,
    messages: Vec<StoreMessage>,
    body: Option<String>,
    retry_after: Option<Duration>,
    attempts: u32,
    waited: Duration,
}

/// Method and path of a request, for people.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct RequestLine {
    pub(crate) method: String,
    pub(crate) path: String,
}

/// What went wrong: each kind wants another reaction.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The configuration cannot work; nothing was sent.
    #[error("{what}")]
    Config {
        /// What is wrong with it.
        what: String,
    },
    /// What the client proves itself with cannot be read; nothing was sent.
    #[error("the credential cannot be used: {what}")]
    Credential {
        /// Why.
        what: String,
    },
    /// Sign-in failed, or the Store refused a fresh token (401).
    #[error("sign-in failed{}", code.as_ref().map(|it| format!(" ({it})")).unwrap_or_default())]
    Auth {
        /// Entra's code, e.g. `AADSTS7000215`.
        code: Option<String>,
    },
    /// The application may not do this (403).
    #[error("the Store forbids this")]
    Forbidden,
    /// No such product, submission or path (404).
    #[error("the Store does not know this")]
    NotFound,
    /// The Store refused the request: `isSuccess: false`, or a status that means so.
    #[error("the Store refused this")]
    Rejected {
        /// The submission in progress that is in the way, where the answer names one.
        ongoing: Option<SubmissionId>,
    },
    /// An upload address was refused: expired, or its start is still ahead (field note 29). New addresses help.
    #[error("the upload address was refused")]
    UploadRefused,
    /// Too many requests (429), to the end of the retries.
    #[error("the service is throttling")]
    Throttled,
    /// The service failed (5xx), to the end of the retries where the request may be repeated.
    #[error("the service is unavailable")]
    Unavailable,
    /// The request was sent and no whole answer came back.
    #[error("the answer was lost: {what}")]
    AnswerLost {
        /// Why, without an address.
        what: String,
    },
    /// The service was not reached; nothing was sent.
    #[error("could not be reached: {what}")]
    NotReachable {
        /// Why, without an address.
        what: String,
    },
    /// This machine has no certificates to judge a server by; nothing was sent.
    #[error("{what}")]
    NoRoots {
        /// Why.
        what: String,
    },
    /// An answer that is not JSON at all, though its status says success.
    #[error("the answer is not JSON: {what}")]
    Garbled {
        /// Why.
        what: String,
    },
    /// An answer outside the contract.
    #[error("the answer breaks the contract: {what}")]
    Protocol {
        /// What is wrong.
        what: String,
    },
    /// A field of an answer that cannot be read.
    #[error("the answer cannot be read at `{field}`: {what}")]
    Decode {
        /// Path of the field, e.g. `responseData.packages[0].packageId`.
        field: String,
        /// What is wrong with it.
        what: String,
    },
    /// The answer is larger than this tool reads.
    #[error("{what}")]
    TooLarge {
        /// Which limit.
        what: String,
    },
}

impl Error {
    pub(crate) fn new(kind: ErrorKind) -> Self {
        Self(Box::new(Inner {
            kind,
            request: None,
            status: None,
            correlation_id: None,
            messages: Vec::new(),
            body: None,
            retry_after: None,
            attempts: 1,
            waited: Duration::ZERO,
        }))
    }

    pub(crate) fn of_request(mut self, request: &RequestLine) -> Self {
        self.0.request = Some(request.clone());
        self
    }

    pub(crate) fn answered(mut self, status: u16, correlation_id: Option<String>) -> Self {
        self.0.status = Some(status);
        self.0.correlation_id = correlation_id;
        self
    }

    pub(crate) fn saying(mut self, messages: Vec<StoreMessage>, body: Option<String>) -> Self {
        self.0.messages = messages;
        self.0.body = body;
        self
    }

    pub(crate) fn retry_after_of(mut self, retry_after: Option<Duration>) -> Self {
        self.0.retry_after = retry_after;
        self
    }

    pub(crate) fn after(mut self, attempts: u32, waited: Duration) -> Self {
        self.0.attempts = attempts;
        self.0.waited = waited;
        self
    }

    pub(crate) fn with_kind(mut self, kind: ErrorKind) -> Self {
        self.0.kind = kind;
        self
    }

    /// Gives what went wrong.
    pub fn kind(&self) -> &ErrorKind {
        &self.0.kind
    }

    /// Gives the request as `PATCH /submission/v1/…`, without its query; `None` where none was made.
    pub fn request(&self) -> Option<String> {
        self.0.request.as_ref().map(ToString::to_string)
    }

    /// Gives the HTTP status of the answer, where there was one.
    pub fn http_status(&self) -> Option<u16> {
        self.0.status
    }

    /// Gives what the Store said: its `errors`, or the one message of a gateway's, Entra's or Azure's answer.
    pub fn store_messages(&self) -> &[StoreMessage] {
        &self.0.messages
    }

    /// Gives the id by which Microsoft's support finds the request (`X-Correlation-ID`).
    pub fn correlation_id(&self) -> Option<&str> {
        self.0.correlation_id.as_deref()
    }

    /// Gives the start of an answer that had no message, at most 300 characters, without secrets.
    pub fn body_prefix(&self) -> Option<&str> {
        self.0.body.as_deref()
    }

    /// Gives how long the service asked to be left alone, where it did.
    pub fn retry_after(&self) -> Option<Duration> {
        self.0.retry_after
    }

    /// Gives how often the request was sent or tried, at least 1.
    pub fn attempts(&self) -> u32 {
        self.0.attempts
    }

    /// Gives how long the attempts took together.
    pub fn waited(&self) -> Duration {
        self.0.waited
    }

    /// Gives the submission in progress that is in the way, where the answer names one.
    pub fn ongoing(&self) -> Option<&SubmissionId> {
        match &self.0.kind {
            ErrorKind::Rejected { ongoing } => ongoing.as_ref(),
            _ => None,
        }
    }

    /// Tells whether a write may have been acted on although it failed: read the state before sending it again.
    pub fn outcome_unknown(&self) -> bool {
        match &self.0.kind {
            ErrorKind::AnswerLost { .. }
            | ErrorKind::Unavailable
            | ErrorKind::Garbled { .. }
            | ErrorKind::Protocol { .. }
            | ErrorKind::Decode { .. }
            | ErrorKind::TooLarge { .. } => true,
            ErrorKind::Config { .. }
            | ErrorKind::Credential { .. }
            | ErrorKind::Auth { .. }
            | ErrorKind::Forbidden
            | ErrorKind::NotFound
            | ErrorKind::Rejected { .. }
            | ErrorKind::UploadRefused
            | ErrorKind::Throttled
            | ErrorKind::NotReachable { .. }
            | ErrorKind::NoRoots { .. } => false,
        }
    }

    /// Gives what to do next, most likely first.
    pub fn hints(&self) -> Vec<&'static str> {
        crate::hint::of(self)
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let inner = &*self.0;
        if let Some(request) = &inner.request {
            write!(f, "{request}: ")?;
        }
        write!(f, "{}", inner.kind)?;
        if let Some(status) = inner.status {
            write!(f, " (HTTP {status})")?;
        }
        if inner.attempts > 1 {
            let seconds = inner.waited.as_secs_f32();
            write!(f, " after {} attempts in {seconds:.1} s", inner.attempts)?;
        }
        for message in &inner.messages {
            write!(f, "; {}", Said(message))?;
        }
        if let Some(body) = &inner.body {
            write!(f, "; the answer begins `{body}`")?;
        }
        if let Some(id) = &inner.correlation_id {
            write!(f, "; correlation id {id}")?;
        }
        Ok(())
    }
}

impl fmt::Display for RequestLine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.method, self.path)
    }
}

/// A message of the Store in one line: `code (target): message`, without the parts that are empty.
struct Said<'a>(&'a StoreMessage);

impl fmt::Display for Said<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let StoreMessage {
            code,
            message,
            target,
        } = self.0;
        f.write_str(code)?;
        if !target.is_empty() {
            write!(f, " ({target})")?;
        }
        if !code.is_empty() || !target.is_empty() {
            f.write_str(": ")?;
        }
        f.write_str(message)
    }
}
