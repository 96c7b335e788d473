//! A host of installers on loopback, with the faults that hosts have.

use std::{
    future,
    sync::{Arc, Condvar, Mutex},
    time::Duration,
};

use axum::{
    Router,
    body::Body,
    extract::Request,
    http::{Method, Response, StatusCode, header},
};

use crate::support::{repository, serve};

/// A host that serves the fixtures below these folders: `/served/NAME` as it should be; `/no-ranges/NAME` without ranges;
/// `/no-head/NAME` without HEAD; `/redirected/NAME` by a redirect; `/status/NUMBER` with that status; `/silent` never;
/// `/page` as an HTML page.
pub(super) struct Host {
    address: String,
    seen: Arc<Seen>,
}

/// The requests so far.
#[derive(Default)]
struct Seen {
    lines: Mutex<Vec<String>>,
    added: Condvar,
}

impl Host {
    pub(super) fn start() -> Self {
        let seen = Arc::new(Seen::default());
        let noting = Arc::clone(&seen);
        let router = Router::new().fallback(move |request: Request| {
            noting.note(&request);
            answer(request)
        });
        Self {
            address: serve(router),
            seen,
        }
    }

    pub(super) fn at(&self, path: &str) -> String {
        format!("{}/{path}", self.address)
    }

    /// The requests so far: method, path and query, range, and every header that could tell who asks.
    pub(super) fn requests(&self) -> Vec<String> {
        self.seen.lines.lock().unwrap().clone()
    }

    /// Waits for one request more than these.
    pub(super) fn await_request(&self, before: usize) {
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

async fn answer(request: Request) -> Response<Body> {
    let path = request.uri().path().to_owned();
    let (folder, name) = path[1..].split_once('/').unwrap_or((&path[1..], ""));
    let is_head = request.method() == Method::HEAD;
    let range = request.headers().get(header::RANGE);
    let range = range.map(|it| it.to_str().unwrap().to_owned());
    match folder {
        "no-ranges" => file(name, None),
        "no-head" if is_head => empty(405),
        "served" | "no-head" => file(name, range),
        "redirected" => Response::builder()
            .status(StatusCode::FOUND)
            .header(header::LOCATION, format!("/served/{name}?sig=CANARY"))
            .body(Body::empty())
            .unwrap(),
        "status" => empty(name.parse().unwrap()),
        "page" => part(b"<!doctype html><title>Sign in</title>".to_vec(), range),
        "silent" => future::pending().await,
        _ => empty(404),
    }
}

fn empty(status: u16) -> Response<Body> {
    let builder = Response::builder().status(status);
    builder.body(Body::empty()).unwrap()
}

fn file(name: &str, range: Option<String>) -> Response<Body> {
    part(fixture(name), range)
}

/// The bytes of a fixture.
pub(super) fn fixture(name: &str) -> Vec<u8> {
    let path = repository().join("tests/fixtures/installers").join(name);
    std::fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn part(bytes: Vec<u8>, range: Option<String>) -> Response<Body> {
    let length = bytes.len();
    let builder = Response::builder().header(header::ETAG, "\"1\"");
    let Some(range) = range else {
        return builder.body(Body::from(bytes)).unwrap();
    };
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
