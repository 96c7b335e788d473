//! One visit to a host: what it is asked, within which time, and what its failures amount to.

use std::{
    sync::atomic::{AtomicU32, AtomicU64, Ordering},
    time::Duration,
};

use bytes::Bytes;
use http::Response;
use storectl_installer::{Host, Outcome};
use storectl_model::{NetworkCause, Route};
use url::Url;

use crate::{
    clock::Deadline,
    error::RequestLine,
    installers::{
        ask::Ask,
        reach::Reach,
        reply::{BodyEnd, Meaning, Reply, ReplyHead},
        stop::Stop,
    },
    observe::{exchange::Exchanger, incoming::Incoming},
    request::cannot_build,
    response::classify::Classifier,
    transport::{TransportError, TransportErrorKind},
};

/// Largest file that a host without ranges is asked for instead of parts of it, in bytes.
pub(crate) const WITHOUT_RANGES: u64 = 16 * 1024 * 1024;

/// One visit to a host.
pub(crate) struct Visit<'a> {
    pub(crate) exchanger: &'a Exchanger,
    pub(crate) address: &'a Url,
    pub(crate) reach: Reach,
    pub(crate) line: &'a RequestLine,
    /// When every request ends.
    pub(crate) deadline: Deadline,
    /// The time for all of them, where it is not the command's.
    pub(crate) limit: Option<Duration>,
    pub(crate) tally: Tally,
}

/// What a visit has taken.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    requests: AtomicU32,
    bytes: AtomicU64,
}

impl Tally {
    /// Counts bytes of a body that are of use.
    pub(crate) fn add(&self, bytes: u64) {
        self.bytes.fetch_add(bytes, Ordering::Relaxed);
    }

    /// Notes it.
    pub(crate) fn note(&self, host: &mut Host) {
        host.requests = self.requests.load(Ordering::Relaxed);
        host.bytes = self.bytes.load(Ordering::Relaxed);
    }
}

impl Visit<'_> {
    /// Returns whether its time is over.
    pub(crate) fn is_over(&self) -> bool {
        self.deadline.left(&*self.exchanger.clock).is_zero()
    }

    /// Sends a request and reads as much of the body of its answer as is of use.
    pub(crate) async fn ask(&self, ask: &Ask) -> Result<Reply, Stop> {
        let mut incoming = self.open(ask).await?;
        let head = ReplyHead::new(incoming.head.clone());
        let wanted = wanted(ask, &head);
        let mut body = Vec::new();
        let mut end = BodyEnd::Cut;
        while let Some(wanted) = wanted {
            let Some(chunk) = self.chunk(&mut incoming).await? else {
                end = BodyEnd::Complete;
                break;
            };
            let room = wanted.saturating_sub(body.len() as u64);
            let count = usize::try_from(room).unwrap_or(usize::MAX).min(chunk.len());
            body.extend_from_slice(chunk.get(..count).unwrap_or_default());
            self.tally.add(count as u64);
            if count < chunk.len() {
                break;
            }
        }
        Ok(Reply { head, body, end })
    }

    /// Sends a request and returns its answer once the head is there.
    pub(crate) async fn open(&self, ask: &Ask) -> Result<Incoming<'_>, Stop> {
        let request = ask
            .request(self.address, self.reach)
            .map_err(|error| Stop::Fault(cannot_build(&error).of_request(self.line)))?;
        self.tally.requests.fetch_add(1, Ordering::Relaxed);
        let answer = self.exchanger.receive(request, self.deadline).await;
        answer.map_err(|error| self.lost(&error))
    }

    /// Reads the next bytes of an answer; `None` at its end.
    pub(crate) async fn chunk(&self, incoming: &mut Incoming<'_>) -> Result<Option<Bytes>, Stop> {
        incoming.chunk().await.map_err(|error| self.lost(&error))
    }

    /// Lets an answer pass that has bytes.
    pub(crate) fn served(&self, head: &ReplyHead) -> Result<(), Stop> {
        let status = head.status().as_u16();
        match head.meaning(self.address) {
            Meaning::Served => Ok(()),
            Meaning::NotServed => Err(Stop::Settled(Outcome::NotServed)),
            Meaning::Redirect(_) => Err(Stop::Settled(Outcome::Redirected)),
            Meaning::Passing => {
                let mut response = Response::new(Bytes::new());
                *response.status_mut() = head.status();
                *response.headers_mut() = head.headers().clone();
                Err(Stop::Passing {
                    reason: format!("the host answers {status}"),
                    error: Classifier::new(self.exchanger, self.line).refusal(&response),
                })
            }
            Meaning::Other => Err(Stop::cannot_tell(format!("the host answers {status}"))),
        }
    }

    /// Says what becomes of a look whose answer did not come, or broke off.
    fn lost(&self, error: &TransportError) -> Stop {
        let reason = match (error.cause, self.limit) {
            (NetworkCause::Deadline, Some(limit)) => {
                format!(
                    "the host did not answer completely within {} s",
                    limit.as_secs()
                )
            }
            (NetworkCause::Deadline, None) => {
                "the host did not answer completely before the deadline".to_owned()
            }
            _ => error.to_string(),
        };
        let reason = match &error.route {
            Route::Direct => reason,
            Route::Proxy(proxy) => format!("{reason}, through the proxy {proxy}"),
        };
        let reason = self.exchanger.redactor.text(&reason);
        let told = Classifier::new(self.exchanger, self.line).lost(error);
        match error.kind {
            TransportErrorKind::NotSent
            | TransportErrorKind::AnswerLost
            | TransportErrorKind::TooLarge => Stop::Passing {
                reason,
                error: told,
            },
            TransportErrorKind::NoRoots
            | TransportErrorKind::TooManyOpen
            | TransportErrorKind::FileChanged
            | TransportErrorKind::Setup => Stop::Fault(told),
        }
    }
}

/// Returns how many bytes of an answer's body are of use; `None` where it is of none.
fn wanted(ask: &Ask, head: &ReplyHead) -> Option<u64> {
    match (ask, head.status().as_u16()) {
        (Ask::First(_) | Ask::Last(_) | Ask::Span(_), 206) => Some(ask.most()),
        // The range was ignored: these are the first bytes all the same, and the others come where they are few.
        (Ask::First(count), 200) => match head.length() {
            Some(length) if length <= WITHOUT_RANGES => Some(length),
            Some(_) | None => Some(*count),
        },
        _ => None,
    }
}
