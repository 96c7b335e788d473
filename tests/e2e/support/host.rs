//! A host of installers on loopback, with the faults that hosts have.

use std::{
    collections::BTreeMap,
    future,
    sync::{Arc, Condvar, Mutex},
    time::Duration,
};

use axum::{
    Router,
    body::Body,
    extract::Request,
    http::{HeaderValue, Method, Response, StatusCode, header},
};
use sha2::{Digest as _, Sha256};

use crate::support::{repository, serve};

/// A host that serves the fixtures below these folders: `/served/NAME` as it should be; `/no-ranges/NAME` without ranges;
/// `/no-head/NAME` without HEAD; `/redirected/NAME` by a redirect; `/status/NUMBER` with that status; `/silent` never;
/// `/page` as an HTML page. `/put/NAME` is what a test [`put`](Self::put) there, which may change at any time.
pub(crate) struct Host {
    address: String,
    seen: Arc<Seen>,
    files: Arc<Mutex<BTreeMap<String, File>>>,
}

/// What a host does with a file that a test put there.
#[derive(Clone, Debug)]
pub(crate) enum Serves {
    /// Serves these bytes as it should.
    Bytes(Vec<u8>),
    /// Serves them under this ETag, or none.
    Tagged(Vec<u8>, Option<&'static str>),
    /// Serves them without ranges.
    Whole(Vec<u8>),
    /// Responds with this status.
    Status(u16),
    /// Redirects to another address.
    Redirect,
    /// Responds with an HTML page and 200.
    Page,
}

impl Serves {
    /// Serves a fixture.
    pub(crate) fn fixture(name: &str) -> Self {
        Self::Bytes(fixture(name))
    }
}

/// A file that a test put there.
struct File {
    now: Serves,
    /// What it becomes after this many more requests.
    then: Option<(usize, Serves)>,
}

/// The requests of a look at a small installer: HEAD, the first bytes, and the last.
const REQUESTS_OF_A_LOOK: usize = 3;

/// The requests so far.
#[derive(Default)]
struct Seen {
    lines: Mutex<Vec<String>>,
    added: Condvar,
}

impl Host {
    pub(crate) fn start() -> Self {
        let seen = Arc::new(Seen::default());
        let files = Arc::<Mutex<BTreeMap<String, File>>>::default();
        let (noting, serving) = (Arc::clone(&seen), Arc::clone(&files));
        let router = Router::new().fallback(move |request: Request| {
            noting.note(&request);
            let put = put_file(&serving, &request);
            answer(request, put)
        });
        Self {
            address: serve(router),
            seen,
            files,
        }
    }

    pub(crate) fn at(&self, path: &str) -> String {
        format!("{}/{path}", self.address)
    }

    /// Serves a file as `/put/NAME` from now on.
    pub(crate) fn put(&self, name: &str, now: Serves) {
        let file = File { now, then: None };
        self.files.lock().unwrap().insert(name.to_owned(), file);
    }

    /// Serves another file as `/put/NAME` after this many more looks. They are known by their number of requests: those of
    /// one are sent together, and in no order.
    pub(crate) fn put_after(&self, name: &str, looks: usize, then: Serves) {
        let mut files = self.files.lock().unwrap();
        files.get_mut(name).unwrap().then = Some((looks * REQUESTS_OF_A_LOOK, then));
    }

    /// The requests so far: method, path and query, range, and every header that could tell who asks.
    pub(crate) fn requests(&self) -> Vec<String> {
        self.seen.lines.lock().unwrap().clone()
    }

    /// The requests since the last call, sorted: those of a look are sent together.
    pub(crate) fn requests_since(&self) -> Vec<String> {
        let mut requests = std::mem::take(&mut *self.seen.lines.lock().unwrap());
        requests.sort();
        requests
    }

    /// Waits for one request more than these.
    pub(crate) fn await_request(&self, before: usize) {
        let lines = self.seen.lines.lock().unwrap();
        let patience = Duration::from_secs(60);
        let waited = self
            .seen
            .added
            .wait_timeout_while(lines, patience, |it| it.len() <= before);
        assert!(!waited.unwrap().1.timed_out(), "no request");
    }
}

impl Seen {
    fn note(&self, request: &Request) {
        let mut line = format!("{} {}", request.method(), request.uri());
        for name in [header::RANGE, header::AUTHORIZATION, header::COOKIE] {
            if let Some(value) = request.headers().get(&name) {
                line = format!("{line} {}", value.to_str().unwrap());
            }
        }
        self.lines.lock().unwrap().push(line);
        self.added.notify_all();
    }
}

/// Returns what is served of a file that a test put there.
fn put_file(files: &Mutex<BTreeMap<String, File>>, request: &Request) -> Option<Serves> {
    let name = request.uri().path().strip_prefix("/put/")?;
    let mut files = files.lock().unwrap();
    let file = files.get_mut(name)?;
    match file.then.take() {
        Some((0, then)) => file.now = then,
        Some((requests, then)) => file.then = Some((requests - 1, then)),
        None => {}
    }
    Some(file.now.clone())
}

async fn answer(request: Request, put: Option<Serves>) -> Response<Body> {
    let path = request.uri().path().to_owned();
    let (folder, name) = path[1..].split_once('/').unwrap_or((&path[1..], ""));
    let is_head = request.method() == Method::HEAD;
    let range = request.headers().get(header::RANGE);
    let range = range.map(|it| it.to_str().unwrap().to_owned());
    match (folder, put) {
        (_, Some(Serves::Bytes(bytes))) => part(bytes, range),
        (_, Some(Serves::Tagged(bytes, etag))) => {
            let mut response = part(bytes, range);
            response.headers_mut().remove(header::ETAG);
            if let Some(etag) = etag {
                let etag = HeaderValue::from_static(etag);
                response.headers_mut().insert(header::ETAG, etag);
            }
            response
        }
        (_, Some(Serves::Whole(bytes))) => part(bytes, None),
        (_, Some(Serves::Status(status))) => empty(status),
        ("page", _) | (_, Some(Serves::Page)) => {
            part(b"<!doctype html><title>Sign in</title>".to_vec(), range)
        }
        ("no-ranges", None) => part(fixture(name), None),
        ("no-head", None) if is_head => empty(405),
        ("served" | "no-head", None) => part(fixture(name), range),
        ("redirected", None) | (_, Some(Serves::Redirect)) => Response::builder()
            .status(StatusCode::FOUND)
            .header(header::LOCATION, format!("/served/{name}?sig=CANARY"))
            .body(Body::empty())
            .unwrap(),
        ("status", None) => empty(name.parse().unwrap()),
        ("silent", None) => future::pending().await,
        (_, None) => empty(404),
    }
}

fn empty(status: u16) -> Response<Body> {
    let builder = Response::builder().status(status);
    builder.body(Body::empty()).unwrap()
}

/// The bytes of a fixture.
pub(crate) fn fixture(name: &str) -> Vec<u8> {
    let path = repository().join("tests/fixtures/installers").join(name);
    std::fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// Answers with the bytes, or a range of them, under an ETag that other bytes do not have.
fn part(bytes: Vec<u8>, range: Option<String>) -> Response<Body> {
    let length = bytes.len();
    let digest = Sha256::digest(&bytes);
    let etag = format!("\"{:02x}{:02x}\"", digest[0], digest[1]);
    let builder = Response::builder().header(header::ETAG, etag);
    let Some(range) = range else {
        return builder.body(Body::from(bytes)).unwrap();
    };
    if bytes.is_empty() {
        let builder = builder.status(StatusCode::RANGE_NOT_SATISFIABLE);
        let builder = builder.header(header::CONTENT_RANGE, "bytes */0");
        return builder.body(Body::empty()).unwrap();
    }
    let (start, end) = range
        .strip_prefix("bytes=")
        .and_then(|it| it.split_once('-'))
        .unwrap();
    let (start, end) = match (start.parse::<usize>(), end.parse::<usize>()) {
        (Ok(start), Ok(end)) => (start, (end + 1).min(length)),
        (Err(_), Ok(last)) => (length.saturating_sub(last), length),
        (_, Err(_)) => panic!("{range}"),
    };
    builder
        .status(StatusCode::PARTIAL_CONTENT)
        .header(
            header::CONTENT_RANGE,
            format!("bytes {start}-{}/{length}", end - 1),
        )
        .body(Body::from(bytes[start..end].to_vec()))
        .unwrap()
}
