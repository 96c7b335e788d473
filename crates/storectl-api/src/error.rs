//! What can go wrong between this tool and the Store.

use std::{fmt, time::Duration};

use storectl_model::{NetworkCause, Reason, Route, Service, StoreMessage, SubmissionId};

use crate::error_kind::ErrorKind;

/// A request that did not do what it was sent for.
///
/// Shows the host, what went wrong and what the Store said; holds no secret. [`reason`](Self::reason) is what advice
/// depends on.
#[derive(Clone, PartialEq, thiserror::Error)]
pub struct Error(Box<Inner>);

#[derive(Clone, Debug, PartialEq)]
struct Inner {
    kind: ErrorKind,
    request: Option<RequestLine>,
    route: Route,
    status: Option<u16>,
    correlation_id: Option<String>,
    messages: Vec<StoreMessage>,
    body: Option<String>,
    retry_after: Option<Duration>,
    effort: Effort,
}

/// How much was tried before a request was given up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Effort {
    /// Times the request was sent or tried, at least 1.
    pub(crate) attempts: u32,
    /// How long the attempts took together.
    pub(crate) waited: Duration,
    pub(crate) earlier: EarlierAttempts,
}

/// What the attempts before the last one may have done.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum EarlierAttempts {
    /// There were none, or the service certainly did not act on them.
    #[default]
    WithoutEffect,
    /// The service may have acted on one: its response was lost.
    PerhapsActedOn,
}

/// Method, host and path of a request, for people.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequestLine {
    /// `GET`, `PATCH`, …
    pub method: String,
    /// E.g. `api.store.microsoft.com`, with the port where it is not the scheme's own.
    pub host: String,
    /// Without its query.
    pub path: String,
    /// What the host is for.
    pub service: Service,
}

impl Error {
    pub(crate) fn new(kind: ErrorKind) -> Self {
        Self(Box::new(Inner {
            kind,
            request: None,
            route: Route::Direct,
            status: None,
            correlation_id: None,
            messages: Vec::new(),
            body: None,
            retry_after: None,
            effort: Effort {
                attempts: 1,
                waited: Duration::ZERO,
                earlier: EarlierAttempts::WithoutEffect,
            },
        }))
    }

    pub(crate) fn of_request(mut self, request: &RequestLine) -> Self {
        self.0.request = Some(request.clone());
        self
    }

    pub(crate) fn over(mut self, route: Route) -> Self {
        self.0.route = route;
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

    pub(crate) fn after(mut self, effort: Effort) -> Self {
        self.0.effort = effort;
        self
    }

    pub(crate) fn with_kind(mut self, kind: ErrorKind) -> Self {
        self.0.kind = kind;
        self
    }

    /// Returns what went wrong.
    pub fn kind(&self) -> &ErrorKind {
        &self.0.kind
    }

    /// Returns whether the deadline of the command ended the request, so that nothing is known of the service.
    pub fn is_past_deadline(&self) -> bool {
        matches!(
            self.kind(),
            ErrorKind::NotReachable {
                cause: NetworkCause::Deadline,
                ..
            } | ErrorKind::AnswerLost {
                cause: NetworkCause::Deadline,
                ..
            }
        )
    }

    /// Returns the reason, which advice depends on.
    pub fn reason(&self) -> Reason {
        let service = self.service();
        match &self.0.kind {
            ErrorKind::Config { .. } | ErrorKind::FileChanged => Reason::Configuration,
            ErrorKind::Credential { origin, .. } => Reason::Credential(*origin),
            ErrorKind::Auth { failure } => Reason::SignIn(failure.clone()),
            ErrorKind::Forbidden { denied, .. } => Reason::Denied(*denied),
            ErrorKind::NotFound { missing } => Reason::Missing(missing.clone()),
            ErrorKind::Rejected { ongoing: Some(_) } => Reason::SubmissionInProgress,
            ErrorKind::Rejected { ongoing: None } => Reason::Rejected,
            ErrorKind::UploadRefused => Reason::UploadAddressExpired,
            ErrorKind::Throttled => Reason::Throttled {
                retry_after: self.0.asked_wait(),
            },
            ErrorKind::Unavailable => Reason::Unavailable {
                retry_after: self.0.asked_wait(),
            },
            ErrorKind::SubmissionUnanswered { .. } => Reason::SubmissionUnanswered,
            ErrorKind::AnswerLost { cause, .. } => Reason::AnswerLost(*cause),
            ErrorKind::NotReachable { cause, .. } => Reason::NotReached {
                service,
                cause: *cause,
                route: self.0.route.clone(),
            },
            ErrorKind::NoRoots { .. } => Reason::NoCertificates,
            ErrorKind::TooManyOpen { .. } => Reason::TooManyOpen,
            ErrorKind::Garbled { .. } | ErrorKind::Protocol { .. } => {
                Reason::NotTheService(service)
            }
            ErrorKind::Decode { .. } | ErrorKind::TooLarge { .. } => Reason::Unreadable,
        }
    }

    /// Returns the request as `PATCH /submission/v1/…`, without its query; `None` if none was made.
    pub fn request(&self) -> Option<String> {
        self.0.request.as_ref().map(ToString::to_string)
    }

    /// Returns the host that was asked, e.g. `api.store.microsoft.com`; `None` if no request was made.
    pub fn host(&self) -> Option<&str> {
        self.0.request.as_ref().map(|it| it.host.as_str())
    }

    /// Returns what the host that was asked is for; the Store where no request was made.
    pub fn service(&self) -> Service {
        let request = self.0.request.as_ref();
        request.map_or(Service::Store, |it| it.service)
    }

    /// Returns how the request traveled.
    pub fn route(&self) -> &Route {
        &self.0.route
    }

    /// Returns the HTTP status of the response, where there was one.
    pub fn http_status(&self) -> Option<u16> {
        self.0.status
    }

    /// Returns what the Store said: its `errors`, or the one message of a gateway's or Azure's response. What another
    /// service said stands in the [`summary`](Self::summary), under that service's name.
    pub fn store_messages(&self) -> &[StoreMessage] {
        match self.0.speaker() {
            Speaker::Store => &self.0.messages,
            Speaker::Other(_) => &[],
        }
    }

    /// Returns what the response said, whichever service sent it.
    pub(crate) fn messages(&self) -> &[StoreMessage] {
        &self.0.messages
    }

    /// Returns the id by which Microsoft's support finds the request (`X-Correlation-ID`).
    pub fn correlation_id(&self) -> Option<&str> {
        self.0.correlation_id.as_deref()
    }

    /// Returns how long the service asked to wait, where it did.
    pub fn retry_after(&self) -> Option<Duration> {
        self.0.retry_after
    }

    /// Returns how often the request was sent or tried, at least 1.
    pub fn attempts(&self) -> u32 {
        self.0.effort.attempts
    }

    /// Returns how long the attempts took together.
    pub fn waited(&self) -> Duration {
        self.0.effort.waited
    }

    /// Returns what the attempts before the last one may have done.
    pub fn earlier_attempts(&self) -> EarlierAttempts {
        self.0.effort.earlier
    }

    /// Returns the submission in progress that is in the way, where the response names one.
    pub fn ongoing(&self) -> Option<&SubmissionId> {
        match &self.0.kind {
            ErrorKind::Rejected { ongoing } => ongoing.as_ref(),
            _ => None,
        }
    }

    /// Returns whether the last attempt may have been acted on although it failed.
    pub fn outcome_unknown(&self) -> bool {
        self.0.kind.may_have_been_acted_on()
    }

    /// Returns one line for people: the host, what went wrong, the proxy and the effort. The request, the Store's
    /// messages and the correlation id are apart.
    pub fn summary(&self) -> String {
        Summary(&self.0).to_string()
    }
}

/// What people call GitHub's issuer of workflow tokens.
const WORKFLOW_TOKENS: &str = "GitHub's token service";

/// Whose word the messages of a response are.
enum Speaker {
    Store,
    /// Another service, as people call it.
    Other(&'static str),
}

impl Inner {
    fn speaker(&self) -> Speaker {
        match self.request.as_ref().map(|it| it.service) {
            Some(Service::SignIn) => Speaker::Other("Entra"),
            Some(Service::WorkflowTokens) => Speaker::Other(WORKFLOW_TOKENS),
            Some(Service::Installers) => Speaker::Other("the host of the installer"),
            Some(Service::Store | Service::Images) | None => Speaker::Store,
        }
    }

    /// How long the service asks to wait; a wait of nothing is none.
    fn asked_wait(&self) -> Option<Duration> {
        self.retry_after.filter(|it| !it.is_zero())
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
        write!(f, "{}", Summary(inner))?;
        for message in self.store_messages() {
            write!(f, "; {}", MessageLine(message))?;
        }
        if let Some(request) = &inner.request {
            write!(f, "; request {request}")?;
        }
        if let Some(id) = &inner.correlation_id {
            write!(f, "; correlation ID {id}")?;
        }
        Ok(())
    }
}

struct Summary<'a>(&'a Inner);

impl fmt::Display for Summary<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let inner = self.0;
        if let Some(request) = &inner.request {
            match request.service {
                // Its host is one that nobody chose and few know.
                Service::WorkflowTokens => write!(f, "{} ({WORKFLOW_TOKENS}): ", request.host)?,
                Service::Store | Service::SignIn | Service::Images | Service::Installers => {
                    write!(f, "{}: ", request.host)?;
                }
            }
        }
        write!(f, "{}", inner.kind)?;
        if let Some(status) = inner.status {
            write!(f, " (HTTP {status})")?;
        }
        if let (
            ErrorKind::Throttled | ErrorKind::Unavailable | ErrorKind::SubmissionUnanswered { .. },
            Some(wait),
        ) = (&inner.kind, inner.asked_wait())
        {
            match wait {
                Duration::MAX => {
                    f.write_str(", asking clients to wait for longer than any deadline")?;
                }
                wait => write!(f, ", asking clients to wait {} s", wait.as_secs())?,
            }
        }
        if let Route::Proxy(proxy) = &inner.route {
            write!(f, ", through the proxy {proxy}")?;
        }
        if inner.effort.attempts > 1 {
            let seconds = inner.effort.waited.as_secs_f32();
            write!(
                f,
                ", after {} attempts in {seconds:.1} s",
                inner.effort.attempts
            )?;
        }
        if let Some(body) = &inner.body {
            write!(f, "; the response begins with `{body}`")?;
        }
        if let Speaker::Other(service) = inner.speaker() {
            for message in &inner.messages {
                write!(f, "; {service} reports: {}", MessageLine(message))?;
            }
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
struct MessageLine<'a>(&'a StoreMessage);

impl fmt::Display for MessageLine<'_> {
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
