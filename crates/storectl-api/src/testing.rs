//! Transports without a network, for tests.

use std::{
    collections::VecDeque,
    sync::{Mutex, MutexGuard, PoisonError},
};

use axum::Router;
use bytes::Bytes;
use http::{HeaderValue, Request, Response, header::HOST};
use storectl_model::NetworkCause;
use tower::ServiceExt as _;

use crate::transport::{BoxFuture, Transport, TransportError, TransportErrorKind};

/// Largest response of a router, in bytes.
const LIMIT: usize = 64 * 1024 * 1024;

/// Sends requests to a router in this process, whatever their host.
#[derive(Clone, Debug)]
pub struct RouterTransport(Router);

impl RouterTransport {
    /// Takes the router that answers.
    pub fn new(router: Router) -> Self {
        Self(router)
    }
}

impl Transport for RouterTransport {
    fn send(
        &self,
        mut request: Request<Bytes>,
    ) -> BoxFuture<'_, Result<Response<Bytes>, TransportError>> {
        // As a connection would: a server may build addresses of its own from it.
        if let Some(authority) = request.uri().authority()
            && let Ok(host) = HeaderValue::from_str(authority.as_str())
        {
            request.headers_mut().entry(HOST).or_insert(host);
        }
        let router = self.0.clone();
        Box::pin(async move {
            let Ok(answer) = router.oneshot(request.map(axum::body::Body::from)).await;
            let (parts, body) = answer.into_parts();
            let body = axum::body::to_bytes(body, LIMIT).await;
            let body = body.map_err(|error| {
                TransportError::new(
                    TransportErrorKind::AnswerLost,
                    NetworkCause::Reset,
                    error.to_string(),
                )
            })?;
            Ok(Response::from_parts(parts, body))
        })
    }
}

/// Answers from a script, in order, and keeps what was sent.
#[derive(Debug, Default)]
pub struct ScriptedTransport {
    answers: Mutex<VecDeque<Result<Response<Bytes>, TransportError>>>,
    sent: Mutex<Vec<Request<Bytes>>>,
}

impl ScriptedTransport {
    /// Starts with an empty script: every request is [`TransportErrorKind::NotSent`].
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a response of a status and a body.
    #[must_use]
    pub fn answer(self, status: u16, body: impl Into<Bytes>) -> Self {
        let mut response = Response::new(body.into());
        *response.status_mut() = http::StatusCode::from_u16(status).unwrap_or_default();
        self.outcome(Ok(response))
    }

    /// Adds a response or a failure.
    #[must_use]
    pub fn outcome(self, outcome: Result<Response<Bytes>, TransportError>) -> Self {
        lock(&self.answers).push_back(outcome);
        self
    }

    /// Returns what was sent so far.
    pub fn sent(&self) -> Vec<Request<Bytes>> {
        lock(&self.sent).clone()
    }
}

impl Transport for ScriptedTransport {
    fn send(
        &self,
        request: Request<Bytes>,
    ) -> BoxFuture<'_, Result<Response<Bytes>, TransportError>> {
        lock(&self.sent).push(request);
        let answer = lock(&self.answers).pop_front().unwrap_or_else(|| {
            Err(TransportError::new(
                TransportErrorKind::NotSent,
                NetworkCause::Other,
                "the script has ended",
            ))
        });
        Box::pin(async move { answer })
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
