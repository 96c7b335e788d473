//! One exchange: counted, traced, redacted.

use std::{
    path::PathBuf,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use bytes::Bytes;
use http::{Request, Response};

use crate::{
    answer::Judge,
    clock::Clock,
    error::RequestLine,
    redact::Redactor,
    retry::RetryPolicy,
    trace::{self, Exchange, TraceSink},
    transport::{Transport, TransportError},
};

/// How many requests were sent, retries included.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RequestCounts {
    /// Reads of the submission API.
    pub get: u64,
    /// Writes to the submission API.
    pub write: u64,
    /// Sign-ins.
    pub token: u64,
    /// Uploads and reads of images.
    pub blob: u64,
}

/// What a request is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Purpose {
    Read,
    Write,
    /// Bodies are secrets through and through and never traced.
    SignIn,
    /// An image; goes without the token.
    Blob,
}

/// Stands for the bodies of a sign-in.
const NOT_TRACED: &str = "(not traced)";

/// An exchange under way.
struct Record {
    started: Duration,
    exchange: Exchange,
}

#[derive(Debug, Default)]
struct Counters {
    get: AtomicU64,
    write: AtomicU64,
    token: AtomicU64,
    blob: AtomicU64,
}

/// Everything a request needs that is not the request.
pub(crate) struct Wire {
    pub(crate) transport: Arc<dyn Transport>,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) retry: RetryPolicy,
    pub(crate) redactor: Redactor,
    trace: Option<Arc<dyn TraceSink>>,
    counters: Counters,
}

impl Wire {
    pub(crate) fn new(
        transport: Arc<dyn Transport>,
        clock: Arc<dyn Clock>,
        retry: RetryPolicy,
        trace: Option<Arc<dyn TraceSink>>,
    ) -> Self {
        Self {
            transport,
            clock,
            retry,
            redactor: Redactor::default(),
            trace,
            counters: Counters::default(),
        }
    }

    pub(crate) fn counts(&self) -> RequestCounts {
        let Counters {
            get,
            write,
            token,
            blob,
        } = &self.counters;
        RequestCounts {
            get: get.load(Ordering::Relaxed),
            write: write.load(Ordering::Relaxed),
            token: token.load(Ordering::Relaxed),
            blob: blob.load(Ordering::Relaxed),
        }
    }

    pub(crate) fn judge<'a>(&'a self, line: &'a RequestLine) -> Judge<'a> {
        Judge {
            line,
            redactor: &self.redactor,
            clock: &*self.clock,
        }
    }

    pub(crate) async fn send(
        &self,
        request: Request<Bytes>,
        purpose: Purpose,
    ) -> Result<Response<Bytes>, TransportError> {
        let record = self.open(&request, purpose, |body| match purpose {
            Purpose::Read | Purpose::Write | Purpose::Blob => trace::body(body, &self.redactor),
            Purpose::SignIn => Some(NOT_TRACED.to_owned()),
        });
        let outcome = self.transport.send(request).await;
        self.close(record, purpose, &outcome);
        outcome
    }

    pub(crate) async fn upload(
        &self,
        request: Request<()>,
        file: PathBuf,
    ) -> Result<Response<Bytes>, TransportError> {
        let record = self.open(&request, Purpose::Blob, |()| Some("(a file)".to_owned()));
        let outcome = self.transport.upload(request, file).await;
        self.close(record, Purpose::Blob, &outcome);
        outcome
    }

    /// Counts a request and, where somebody wants it, begins its record.
    fn open<B>(
        &self,
        request: &Request<B>,
        purpose: Purpose,
        body: impl FnOnce(&B) -> Option<String>,
    ) -> Option<Record> {
        let counter = match purpose {
            Purpose::Read => &self.counters.get,
            Purpose::Write => &self.counters.write,
            Purpose::SignIn => &self.counters.token,
            Purpose::Blob => &self.counters.blob,
        };
        counter.fetch_add(1, Ordering::Relaxed);
        self.trace.as_ref()?;
        Some(Record {
            started: self.clock.now(),
            exchange: Exchange {
                at: self.clock.unix_now(),
                took: Duration::ZERO,
                method: request.method().to_string(),
                url: self.redactor.text(&request.uri().to_string()),
                request_headers: trace::headers(request.headers(), &self.redactor),
                request_body: body(request.body()),
                status: None,
                response_headers: Vec::new(),
                response_body: None,
                error: None,
            },
        })
    }

    fn close(
        &self,
        record: Option<Record>,
        purpose: Purpose,
        outcome: &Result<Response<Bytes>, TransportError>,
    ) {
        let (Some(sink), Some(record)) = (&self.trace, record) else {
            return;
        };
        let mut exchange = record.exchange;
        exchange.took = self.clock.now().saturating_sub(record.started);
        match outcome {
            Ok(response) => {
                exchange.status = Some(response.status().as_u16());
                exchange.response_headers = trace::headers(response.headers(), &self.redactor);
                exchange.response_body = match purpose {
                    Purpose::SignIn => Some(NOT_TRACED.to_owned()),
                    Purpose::Read | Purpose::Write | Purpose::Blob => {
                        trace::body(response.body(), &self.redactor)
                    }
                };
            }
            Err(error) => exchange.error = Some(self.redactor.text(&error.message)),
        }
        sink.record(&exchange);
    }
}
