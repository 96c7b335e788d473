//! One exchange: counted, traced, redacted, bounded by the deadline.

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
use storectl_model::NetworkCause;

use crate::{
    clock::{Clock, Deadline},
    observe::{
        redact::Redactor,
        trace::{self, Exchange, TraceSink},
        wait::{Announced, LongWait, WaitSink},
    },
    response::retry_after,
    retry_policy::RetryPolicy,
    transport::{Transport, TransportError, TransportErrorKind},
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
    /// Looks at installers.
    pub installer: u64,
}

/// What a request is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum RequestKind {
    Read,
    Write,
    /// Bodies are secrets through and through and never traced.
    SignIn,
    /// An image; goes without the token.
    Image,
    /// An installer; goes without the token, and the queries of its addresses are never traced.
    Installer,
}

/// Stands for the bodies of a sign-in.
const NOT_TRACED: &str = "(not traced)";

/// An exchange under way.
pub(super) struct Record {
    started: Duration,
    pub(super) exchange: Exchange,
}

#[derive(Debug, Default)]
struct Counters {
    get: AtomicU64,
    write: AtomicU64,
    token: AtomicU64,
    blob: AtomicU64,
    installer: AtomicU64,
}

/// Who hears what a client does.
#[derive(Clone, Default)]
pub(crate) struct Observers {
    pub(crate) trace: Option<Arc<dyn TraceSink>>,
    pub(crate) waits: Option<Arc<dyn WaitSink>>,
}

/// Everything a request needs that is not the request.
pub(crate) struct Exchanger {
    pub(super) transport: Arc<dyn Transport>,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) retry: RetryPolicy,
    pub(crate) deadline: Deadline,
    pub(crate) redactor: Redactor,
    observers: Observers,
    announced: Announced,
    counters: Counters,
}

impl Exchanger {
    pub(crate) fn new(
        transport: Arc<dyn Transport>,
        clock: Arc<dyn Clock>,
        retry: RetryPolicy,
        deadline: Deadline,
        redactor: Redactor,
        observers: Observers,
    ) -> Self {
        Self {
            transport,
            clock,
            retry,
            deadline,
            redactor,
            observers,
            announced: Announced::default(),
            counters: Counters::default(),
        }
    }

    /// Announces a wait as it begins, where it is long and not announced yet.
    pub(crate) fn announce(&self, wait: &LongWait) {
        if let Some(sink) = &self.observers.waits
            && self.announced.is_news(wait, self.clock.now())
        {
            sink.waiting(wait);
        }
    }

    pub(crate) fn counts(&self) -> RequestCounts {
        let Counters {
            get,
            write,
            token,
            blob,
            installer,
        } = &self.counters;
        RequestCounts {
            get: get.load(Ordering::Relaxed),
            write: write.load(Ordering::Relaxed),
            token: token.load(Ordering::Relaxed),
            blob: blob.load(Ordering::Relaxed),
            installer: installer.load(Ordering::Relaxed),
        }
    }

    pub(crate) async fn send(
        &self,
        request: Request<Bytes>,
        kind: RequestKind,
    ) -> Result<Response<Bytes>, TransportError> {
        self.check_deadline(self.deadline)?;
        let record = self.open(&request, kind, |body| match kind {
            RequestKind::Read
            | RequestKind::Write
            | RequestKind::Image
            | RequestKind::Installer => trace::body(body, &self.redactor),
            RequestKind::SignIn => Some(NOT_TRACED.to_owned()),
        });
        let outcome = self
            .bounded(self.deadline, self.transport.send(request))
            .await;
        self.close(record, kind, &outcome);
        outcome
    }

    pub(crate) async fn upload(
        &self,
        request: Request<()>,
        file: PathBuf,
    ) -> Result<Response<Bytes>, TransportError> {
        self.check_deadline(self.deadline)?;
        let record = self.open(&request, RequestKind::Image, |()| {
            Some("(a file)".to_owned())
        });
        let outcome = self
            .bounded(self.deadline, self.transport.upload(request, file))
            .await;
        self.close(record, RequestKind::Image, &outcome);
        outcome
    }

    /// Ends an exchange at a deadline, however busily its response trickles.
    pub(super) async fn bounded<T>(
        &self,
        deadline: Deadline,
        exchange: impl Future<Output = Result<T, TransportError>>,
    ) -> Result<T, TransportError> {
        tokio::select! {
            biased;
            outcome = exchange => outcome,
            () = deadline.reached(&*self.clock) => Err(late(TransportErrorKind::AnswerLost)),
        }
    }

    /// Refuses to begin an exchange after a deadline.
    pub(super) fn check_deadline(&self, deadline: Deadline) -> Result<(), TransportError> {
        if deadline.left(&*self.clock).is_zero() {
            Err(late(TransportErrorKind::NotSent))
        } else {
            Ok(())
        }
    }

    /// Counts a request and, where somebody wants it, begins its record.
    pub(super) fn open<B>(
        &self,
        request: &Request<B>,
        kind: RequestKind,
        body: impl FnOnce(&B) -> Option<String>,
    ) -> Option<Record> {
        let counter = match kind {
            RequestKind::Read => &self.counters.get,
            RequestKind::Write => &self.counters.write,
            RequestKind::SignIn => &self.counters.token,
            RequestKind::Image => &self.counters.blob,
            RequestKind::Installer => &self.counters.installer,
        };
        counter.fetch_add(1, Ordering::Relaxed);
        self.observers.trace.as_ref()?;
        Some(Record {
            started: self.clock.now(),
            exchange: Exchange {
                at: self.clock.unix_now(),
                took: Duration::ZERO,
                method: request.method().to_string(),
                url: self.address(&request.uri().to_string(), kind),
                request_headers: trace::headers(request.headers(), &self.redactor),
                request_body: body(request.body()),
                status: None,
                response_headers: Vec::new(),
                response_body: None,
                note: None,
                error: None,
            },
        })
    }

    /// Returns an address as a trace shows it.
    fn address(&self, address: &str, kind: RequestKind) -> String {
        match kind {
            RequestKind::Installer => trace::without_query(address, &self.redactor),
            RequestKind::Read | RequestKind::Write | RequestKind::SignIn | RequestKind::Image => {
                self.redactor.text(address)
            }
        }
    }

    pub(super) fn close(
        &self,
        record: Option<Record>,
        kind: RequestKind,
        outcome: &Result<Response<Bytes>, TransportError>,
    ) {
        let (Some(sink), Some(record)) = (&self.observers.trace, record) else {
            return;
        };
        let mut exchange = record.exchange;
        exchange.took = self.clock.now().saturating_sub(record.started);
        match outcome {
            Ok(response) => {
                exchange.status = Some(response.status().as_u16());
                exchange.note =
                    retry_after::unreadable(response.headers(), &*self.clock).map(str::to_owned);
                exchange.response_headers = trace::headers(response.headers(), &self.redactor);
                match kind {
                    RequestKind::SignIn => exchange.response_body = Some(NOT_TRACED.to_owned()),
                    RequestKind::Read | RequestKind::Write | RequestKind::Image => {
                        exchange.response_body = trace::body(response.body(), &self.redactor);
                    }
                    // Noted while it was read.
                    RequestKind::Installer => {}
                }
            }
            Err(error) => exchange.error = Some(self.redactor.text(&error.to_string())),
        }
        sink.record(&exchange);
    }
}

fn late(kind: TransportErrorKind) -> TransportError {
    TransportError::new(kind, NetworkCause::Deadline, "")
}
