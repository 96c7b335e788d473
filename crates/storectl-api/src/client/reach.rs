//! Whether a host answers, asked without credentials.

use std::{fmt, sync::Arc, time::SystemTime};

use bytes::Bytes;
use http::{
    Request, StatusCode,
    header::{DATE, USER_AGENT},
};
use storectl_model::Service;
use url::Url;

use crate::{
    clock::{Clock, Deadline},
    error::{Error, RequestLine},
    observe::{
        exchange::{Exchanger, Observers, RequestKind},
        redact::Redactor,
        trace::TraceSink,
    },
    request::{AGENT, cannot_build},
    response::classify::Classifier,
    retry_policy::RetryPolicy,
    transport::{Transport, address},
};

/// What a [`HostClient`] is made of.
#[derive(Clone)]
pub struct HostConfig {
    /// When everything ends.
    pub deadline: Deadline,
    /// Knows the secrets that must not be shown.
    pub redactor: Redactor,
    /// Takes every exchange, redacted.
    pub trace: Option<Arc<dyn TraceSink>>,
}

impl fmt::Debug for HostConfig {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HostConfig")
            .field("deadline", &self.deadline)
            .finish_non_exhaustive()
    }
}

/// Asks hosts whether they answer: one request each, without credentials, following no redirect.
pub struct HostClient {
    exchanger: Exchanger,
}

impl fmt::Debug for HostClient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HostClient").finish_non_exhaustive()
    }
}

/// What a host answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reached {
    /// The HTTP status: any says that the host is there.
    pub status: StatusCode,
    /// Its time, where it says so.
    pub date: Option<SystemTime>,
    /// This machine's time when the answer came.
    pub received: SystemTime,
}

impl HostClient {
    /// Makes a client; sends nothing yet.
    pub fn new(config: HostConfig, transport: Arc<dyn Transport>, clock: Arc<dyn Clock>) -> Self {
        let HostConfig {
            deadline,
            redactor,
            trace,
        } = config;
        let observers = Observers { trace, waits: None };
        let retry = RetryPolicy::default();
        Self {
            exchanger: Exchanger::new(transport, clock, retry, deadline, redactor, observers),
        }
    }

    /// Sends HEAD to the root of the host at `base`, which is there for `service`.
    ///
    /// # Errors
    /// Returns an error if the address may not be used, or no answer came.
    pub async fn reach(&self, base: &Url, service: Service) -> Result<Reached, Error> {
        let line = RequestLine {
            method: "HEAD".to_owned(),
            host: address::host_and_port(base),
            path: "/".to_owned(),
            service,
        };
        address::check(base, "the address").map_err(|it| it.of_request(&line))?;
        let mut root = base.clone();
        root.set_path("/");
        root.set_query(None);
        let request = Request::head(root.as_str())
            .header(USER_AGENT, AGENT)
            .body(Bytes::new())
            .map_err(|error| cannot_build(&error).of_request(&line))?;
        let response = self
            .exchanger
            .send(request, RequestKind::Read)
            .await
            .map_err(|error| Classifier::new(&self.exchanger, &line).lost(&error))?;
        let date = response.headers().get(DATE);
        Ok(Reached {
            status: response.status(),
            date: date.and_then(|it| httpdate::parse_http_date(it.to_str().ok()?).ok()),
            received: self.exchanger.clock.unix_now(),
        })
    }
}
