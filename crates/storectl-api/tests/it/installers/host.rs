//! A host of installers in this process, with faults, and what it was asked.

use std::sync::{Arc, Mutex};

use bytes::Bytes;
use futures_util::stream;
use http::{Method, Request, Response, StatusCode};
use storectl_api::{
    BodyStream, BoxFuture, Clock as _, FakeClock, InstallerClient, InstallerConfig, Look,
    LookDepth, Patience, Seen, Transport, TransportError, TransportErrorKind,
};
use storectl_installer::{Content, Depth, Host, Inspection, NoInstaller, Outcome, ReadError};
use storectl_model::NetworkCause;

use crate::support::Trace;

pub(crate) const ADDRESS: &str = "http://127.0.0.1:8080/a.exe?sig=CANARY";
pub(crate) const KIB: u64 = 1024;

/// How many bytes a body has in one piece.
const CHUNK: usize = 4096;

/// The body of an answer.
#[derive(Clone, Debug)]
pub(crate) enum Body {
    Of(Vec<u8>),
    /// Zeros for as long as somebody reads.
    Endless,
    /// One byte a second, for as long as somebody reads.
    Slow,
    /// These bytes, and then the connection breaks.
    Broken(Vec<u8>),
}

pub(crate) type Answer = Result<Response<Body>, TransportError>;

type Behavior = dyn Fn(&Request<Bytes>, usize) -> Answer + Send + Sync;

/// Answers by a function of the request and of how many came before; keeps what it was asked.
pub(crate) struct FakeHost {
    behavior: Box<Behavior>,
    clock: Arc<FakeClock>,
    asked: Mutex<Vec<Request<Bytes>>>,
    sent: Arc<Mutex<u64>>,
}

impl Transport for FakeHost {
    fn send(&self, _: Request<Bytes>) -> BoxFuture<'_, Result<Response<Bytes>, TransportError>> {
        unreachable!("a look streams")
    }

    fn open(
        &self,
        request: Request<Bytes>,
    ) -> BoxFuture<'_, Result<Response<BodyStream>, TransportError>> {
        Box::pin(async move {
            let count = self.asked.lock().unwrap().len();
            let answer = (self.behavior)(&request, count);
            self.asked.lock().unwrap().push(request);
            let sent = Arc::clone(&self.sent);
            let clock = Arc::clone(&self.clock);
            answer.map(|response| response.map(|body| streamed(body, clock, sent)))
        })
    }
}

fn streamed(body: Body, clock: Arc<FakeClock>, sent: Arc<Mutex<u64>>) -> BodyStream {
    Box::pin(stream::unfold((body, 0), move |(body, at)| {
        let (clock, sent) = (Arc::clone(&clock), Arc::clone(&sent));
        async move {
            let next: Result<Vec<u8>, TransportError> = match &body {
                Body::Of(bytes) | Body::Broken(bytes) if at < bytes.len() => {
                    Ok(bytes[at..bytes.len().min(at + CHUNK)].to_vec())
                }
                Body::Of(_) => return None,
                Body::Broken(_) => Err(lost()),
                Body::Endless => Ok(vec![0; CHUNK]),
                Body::Slow => {
                    clock.sleep(std::time::Duration::from_secs(1)).await;
                    Ok(vec![0])
                }
            };
            let count = next.as_ref().map_or(0, Vec::len);
            *sent.lock().unwrap() += count as u64;
            Some((next.map(Bytes::from), (body, at + count)))
        }
    }))
}

pub(crate) fn lost() -> TransportError {
    TransportError::new(TransportErrorKind::AnswerLost, NetworkCause::Reset, "")
}

/// A file of so many bytes, each of which tells where it stands.
pub(crate) fn file(length: usize) -> Vec<u8> {
    (0..=250_u8)
        .cycle()
        .flat_map(|it| [it; 97])
        .take(length)
        .collect()
}

pub(crate) fn answer(status: u16, body: Body) -> Response<Body> {
    let mut response = Response::new(body);
    *response.status_mut() = StatusCode::from_u16(status).unwrap();
    response
}

pub(crate) fn with(
    mut response: Response<Body>,
    name: &'static str,
    value: &str,
) -> Response<Body> {
    response.headers_mut().insert(name, value.parse().unwrap());
    response
}

fn index(at: u64) -> usize {
    usize::try_from(at).unwrap()
}

/// Answers as a good host does.
pub(crate) fn serve(bytes: &[u8], request: &Request<Bytes>) -> Response<Body> {
    let length = bytes.len() as u64;
    let range = request
        .headers()
        .get("range")
        .map(|it| it.to_str().unwrap());
    let range = range.map(|it| {
        let (from, to) = it.strip_prefix("bytes=").unwrap().split_once('-').unwrap();
        match (from, to) {
            ("", last) => length.saturating_sub(last.parse().unwrap())..length,
            (from, to) => from.parse().unwrap()..length.min(to.parse::<u64>().unwrap() + 1),
        }
    });
    let response = match range {
        Some(range) if range.start >= range.end => with(
            answer(416, Body::Of(Vec::new())),
            "content-range",
            &format!("bytes */{length}"),
        ),
        Some(range) => {
            let part = bytes[index(range.start)..index(range.end)].to_vec();
            let count = part.len().to_string();
            let place = format!("bytes {}-{}/{length}", range.start, range.end - 1);
            let response = with(answer(206, Body::Of(part)), "content-range", &place);
            with(response, "content-length", &count)
        }
        None => whole(bytes, request),
    };
    with(
        with(response, "etag", "\"one\""),
        "last-modified",
        "Mon, 02 Nov 2026 10:00:00 GMT",
    )
}

/// Answers as a host that ignores ranges does.
pub(crate) fn whole(bytes: &[u8], request: &Request<Bytes>) -> Response<Body> {
    let body = match *request.method() {
        Method::HEAD => Vec::new(),
        _ => bytes.to_vec(),
    };
    with(
        answer(200, Body::Of(body)),
        "content-length",
        &bytes.len().to_string(),
    )
}

pub(crate) fn is_head(request: &Request<Bytes>) -> bool {
    request.method() == Method::HEAD
}

/// A client of a host.
pub(crate) struct Bench {
    pub(crate) client: InstallerClient,
    pub(crate) host: Arc<FakeHost>,
    pub(crate) clock: Arc<FakeClock>,
    pub(crate) trace: Arc<Trace>,
}

impl Bench {
    /// Makes one whose installers are read as "some other file", once these parts of them are there.
    pub(crate) fn new(
        behavior: impl Fn(&Request<Bytes>, usize) -> Answer + Send + Sync + 'static,
        needed: impl Fn(u64, Depth) -> Vec<std::ops::Range<u64>> + Send + Sync + 'static,
    ) -> Self {
        let endpoint = "http://127.0.0.1:8080";
        let bench = Self::at(endpoint, behavior);
        let client = bench.client.reading_with(move |source, length, depth| {
            for range in needed(length, depth) {
                let count = range.end - range.start;
                let mut part = vec![0; index(count)];
                let there = source
                    .seek(std::io::SeekFrom::Start(range.start))
                    .and_then(|_| source.read_exact(&mut part));
                if there.is_err() {
                    return Err(ReadError::Missing(needed(length, depth)));
                }
            }
            Ok(Content::NoInstaller(NoInstaller::Other))
        });
        Self { client, ..bench }
    }

    /// Makes one whose installers are read as they are.
    pub(crate) fn at(
        endpoint: &str,
        behavior: impl Fn(&Request<Bytes>, usize) -> Answer + Send + Sync + 'static,
    ) -> Self {
        let clock = Arc::new(FakeClock::new());
        let trace = Arc::new(Trace::default());
        let host = Arc::new(FakeHost {
            behavior: Box::new(behavior),
            clock: Arc::clone(&clock),
            asked: Mutex::default(),
            sent: Arc::default(),
        });
        let mut config = InstallerConfig::new(endpoint.parse().unwrap());
        config.trace = Some(trace.clone());
        let client = InstallerClient::new(config, host.clone(), clock.clone());
        Self {
            client,
            host,
            clock,
            trace,
        }
    }

    pub(crate) async fn parts(&self) -> (Outcome, Host) {
        self.inspect(look()).await
    }

    pub(crate) async fn whole(&self) -> (Outcome, Host) {
        let depth = LookDepth::Whole;
        self.inspect(Look { depth, ..look() }).await
    }

    pub(crate) async fn inspect(&self, look: Look) -> (Outcome, Host) {
        let Inspection { outcome, host, .. } = self.inspection(look).await;
        (outcome, host.unwrap())
    }

    pub(crate) async fn inspection(&self, look: Look) -> Inspection {
        match self.client.look(&look).await.unwrap() {
            Seen::Inspected { inspection, .. } => inspection,
            Seen::Unchanged(host) => panic!("unchanged: {host:?}"),
        }
    }

    /// Returns what was asked: the method, or the range.
    pub(crate) fn asked(&self) -> Vec<String> {
        let asked = self.host.asked.lock().unwrap();
        asked
            .iter()
            .map(|it| match it.headers().get("range") {
                Some(range) => range.to_str().unwrap().replace("bytes=", ""),
                None => it.method().to_string(),
            })
            .collect()
    }

    pub(crate) fn requests(&self) -> Vec<Request<Bytes>> {
        self.host.asked.lock().unwrap().clone()
    }

    /// Returns how many bytes of bodies left the host.
    pub(crate) fn sent(&self) -> u64 {
        *self.host.sent.lock().unwrap()
    }
}

pub(crate) fn look() -> Look {
    Look {
        address: ADDRESS.to_owned(),
        depth: LookDepth::Parts,
        known: None,
        patience: Patience::Once,
    }
}

pub(crate) fn nothing_needed(_: u64, _: Depth) -> Vec<std::ops::Range<u64>> {
    Vec::new()
}

pub(crate) fn every_byte(length: u64, _: Depth) -> Vec<std::ops::Range<u64>> {
    std::iter::once(0..length).collect()
}

pub(crate) fn read() -> Outcome {
    Outcome::Read(Content::NoInstaller(NoInstaller::Other))
}

pub(crate) fn reason(outcome: Outcome) -> String {
    match outcome {
        Outcome::CannotTell(reason) => reason,
        other => panic!("{other:?}"),
    }
}
