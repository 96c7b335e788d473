//! The host of installers: what works, and what faults make of it.

use axum::body::{Body, to_bytes};
use http::{HeaderMap, Request};
use storectl_sandbox::{Clock, Options, Sandbox, VirtualTime};
use tower::ServiceExt as _;

use std::time::Duration;

/// What is served, and where.
const SETUP: &str = "/installers/1.5.0/setup.exe";
const BYTES: &[u8] = b"MZ\x90\0 an installer";

/// A sandbox that serves [`BYTES`], with faults.
fn serving(faults: &[&str]) -> Sandbox {
    let sandbox = Sandbox::in_memory(Options {
        faults: faults.iter().map(|it| it.parse().unwrap()).collect(),
        clock: Clock::new(|| 784_111_777),
        ..Options::default()
    });
    sandbox.put_installer("1.5.0/setup.exe", BYTES);
    sandbox
}

struct Answer {
    status: u16,
    headers: HeaderMap,
    body: Vec<u8>,
}

impl Answer {
    fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(|it| it.to_str().unwrap())
    }
}

async fn ask_with(sandbox: &Sandbox, method: &str, path: &str, header: (&str, &str)) -> Answer {
    let request = Request::builder()
        .method(method)
        .uri(path)
        .header(header.0, header.1);
    let request = request.body(Body::empty()).unwrap();
    let response = sandbox.router().oneshot(request).await.unwrap();
    let (parts, body) = response.into_parts();
    Answer {
        status: parts.status.as_u16(),
        headers: parts.headers,
        body: to_bytes(body, usize::MAX).await.unwrap().to_vec(),
    }
}

async fn ask(sandbox: &Sandbox, method: &str, path: &str) -> Answer {
    ask_with(sandbox, method, path, ("accept", "*/*")).await
}

async fn range(sandbox: &Sandbox, range: &str) -> Answer {
    ask_with(sandbox, "GET", SETUP, ("range", range)).await
}

#[tokio::test]
async fn a_file_is_served_with_its_length_and_validators() {
    let sandbox = serving(&[]);
    let got = ask(&sandbox, "GET", SETUP).await;
    assert_eq!((got.status, got.body.as_slice()), (200, BYTES));
    let head = ask(&sandbox, "HEAD", SETUP).await;
    assert_eq!((head.status, head.body.len()), (200, 0));
    for answer in [&got, &head] {
        assert_eq!(answer.header("content-length"), Some("17"));
        assert_eq!(answer.header("accept-ranges"), Some("bytes"));
        assert_eq!(
            answer.header("last-modified"),
            Some("Sun, 06 Nov 1994 08:49:37 GMT")
        );
        assert!(answer.header("etag").unwrap().starts_with('"'));
    }
    assert_eq!(got.header("etag"), head.header("etag"));
}

#[tokio::test]
async fn a_part_is_served_from_the_start_and_from_the_end() {
    let sandbox = serving(&[]);
    for (asked, body, extent) in [
        ("bytes=0-1", &BYTES[..2], "bytes 0-1/17"),
        ("bytes=2-2", &BYTES[2..3], "bytes 2-2/17"),
        ("bytes=5-99", &BYTES[5..], "bytes 5-16/17"),
        ("bytes=-9", &BYTES[8..], "bytes 8-16/17"),
    ] {
        let part = range(&sandbox, asked).await;
        assert_eq!((part.status, part.body.as_slice()), (206, body), "{asked}");
        assert_eq!(part.header("content-range"), Some(extent));
        let length = body.len().to_string();
        assert_eq!(part.header("content-length"), Some(length.as_str()));
    }
    let beyond = range(&sandbox, "bytes=17-").await;
    assert_eq!(beyond.status, 416);
    assert_eq!(beyond.header("content-range"), Some("bytes */17"));
}

#[tokio::test]
async fn what_is_not_there_is_not_found_and_is_not_written() {
    let sandbox = serving(&[]);
    assert_eq!(
        ask(&sandbox, "GET", "/installers/other.exe").await.status,
        404
    );
    let put = ask(&sandbox, "PUT", SETUP).await;
    assert_eq!((put.status, put.header("allow")), (405, Some("GET, HEAD")));
}

#[tokio::test]
async fn credentials_that_are_sent_to_the_host_are_refused() {
    let sandbox = serving(&[]);
    for header in [("authorization", "Bearer token"), ("cookie", "a=b")] {
        assert_eq!(ask_with(&sandbox, "GET", SETUP, header).await.status, 400);
    }
}

#[tokio::test]
async fn new_bytes_have_new_validators() {
    let sandbox = serving(&[]);
    let before = ask(&sandbox, "HEAD", SETUP).await;
    sandbox.put_installer("1.5.0/setup.exe", b"MZ\x90\0 an INSTALLER".as_slice());
    let after = ask(&sandbox, "HEAD", SETUP).await;
    assert_ne!(before.header("etag"), after.header("etag"));
    assert_eq!(
        before.header("content-length"),
        after.header("content-length")
    );
}

#[tokio::test]
async fn a_folder_is_looked_at_for_each_request() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().canonicalize().unwrap();
    let sandbox = Sandbox::in_memory(Options {
        installers: Some(path.clone()),
        ..Options::default()
    });
    assert_eq!(ask(&sandbox, "GET", SETUP).await.status, 404);
    std::fs::create_dir(path.join("1.5.0")).unwrap();
    std::fs::write(path.join("1.5.0/setup.exe"), BYTES).unwrap();
    let before = ask(&sandbox, "GET", SETUP).await;
    assert_eq!((before.status, before.body.as_slice()), (200, BYTES));
    assert_eq!(range(&sandbox, "bytes=-9").await.body, BYTES[8..]);
    std::fs::write(path.join("1.5.0/setup.exe"), "MZ").unwrap();
    let after = ask(&sandbox, "HEAD", SETUP).await;
    assert_eq!(after.header("content-length"), Some("2"));
    assert_ne!(before.header("etag"), after.header("etag"));
    // What was put in hides the file.
    sandbox.put_installer("1.5.0/setup.exe", BYTES);
    assert_eq!(ask(&sandbox, "GET", SETUP).await.body, BYTES);
}

#[tokio::test]
async fn nothing_outside_the_folder_is_served() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().canonicalize().unwrap();
    std::fs::create_dir_all(path.join("served/.git")).unwrap();
    std::fs::write(path.join("secret"), "secret").unwrap();
    std::fs::write(path.join("served/.git/config"), "secret").unwrap();
    #[cfg(unix)]
    std::os::unix::fs::symlink(path.join("secret"), path.join("served/link")).unwrap();
    let sandbox = Sandbox::in_memory(Options {
        installers: Some(path.join("served")),
        ..Options::default()
    });
    for asked in [
        "/installers/../secret",
        "/installers/%2e%2e/secret",
        "/installers/..%2fsecret",
        "/installers/.git/config",
        "/installers/link",
        "/installers/.",
    ] {
        assert_eq!(ask(&sandbox, "GET", asked).await.status, 404, "{asked}");
    }
}

#[tokio::test]
async fn a_host_may_know_no_ranges() {
    let sandbox = serving(&["no-ranges@/installers/*/*#1-"]);
    let whole = range(&sandbox, "bytes=0-1").await;
    assert_eq!((whole.status, whole.body.as_slice()), (200, BYTES));
    assert_eq!(whole.header("accept-ranges"), None);
    assert_eq!(whole.header("content-range"), None);
    assert_eq!(range(&sandbox, "bytes=-1").await.status, 200);
}

#[tokio::test]
async fn a_host_may_know_no_head() {
    let sandbox = serving(&["501@HEAD:/setup.exe#1-"]);
    for _ in 0..2 {
        assert_eq!(ask(&sandbox, "HEAD", SETUP).await.status, 501);
        assert_eq!(ask(&sandbox, "GET", SETUP).await.status, 200);
    }
}

#[tokio::test]
async fn an_installer_may_come_later() {
    let sandbox = serving(&["404@/setup.exe#1-2"]);
    let mut statuses = Vec::new();
    for _ in 0..4 {
        statuses.push(ask(&sandbox, "HEAD", SETUP).await.status);
    }
    assert_eq!(statuses, [404, 404, 200, 200]);
}

#[tokio::test]
async fn a_host_may_redirect_or_serve_a_page() {
    let sandbox = serving(&["redirect@/setup.exe#1-2", "html@/setup.exe#3-"]);
    for method in ["HEAD", "GET"] {
        let answer = ask(&sandbox, method, SETUP).await;
        assert_eq!(answer.status, 307);
        let target = format!("https://elsewhere.invalid{SETUP}");
        assert_eq!(answer.header("location"), Some(target.as_str()));
    }
    for method in ["HEAD", "GET"] {
        let answer = ask(&sandbox, method, SETUP).await;
        assert_eq!(answer.status, 200);
        assert_eq!(
            answer.header("content-type"),
            Some("text/html; charset=utf-8")
        );
    }
}

#[tokio::test]
async fn bytes_may_be_swapped_from_a_request_on() {
    let sandbox = serving(&["swapped@/setup.exe#3-"]);
    let before = ask(&sandbox, "HEAD", SETUP).await;
    assert_eq!(ask(&sandbox, "GET", SETUP).await.body, BYTES);
    let after = ask(&sandbox, "GET", SETUP).await;
    assert_eq!(after.body.len(), BYTES.len());
    assert_ne!(after.body, BYTES);
    for name in ["etag", "last-modified"] {
        assert_ne!(before.header(name), after.header(name), "{name}");
    }
    let part = range(&sandbox, "bytes=0-4").await;
    assert_eq!(part.body, after.body[..5]);
    assert_eq!(part.header("etag"), after.header("etag"));
}

#[tokio::test]
async fn a_slow_host_lets_time_pass_before_or_after_acting() {
    let time = VirtualTime::starting(Duration::from_secs(1));
    let faults = ["slow(2s)@/setup.exe", "slow(300ms)-after@/setup.exe"];
    let sandbox = Sandbox::in_memory(Options {
        faults: faults.iter().map(|it| it.parse().unwrap()).collect(),
        clock: time.clone().into(),
        ..Options::default()
    });
    sandbox.put_installer("setup.exe", BYTES);
    for passed in [2000, 2300, 2300] {
        let answer = ask(&sandbox, "GET", "/installers/setup.exe").await;
        assert_eq!((answer.status, answer.body.as_slice()), (200, BYTES));
        let now = time.now().saturating_sub(Duration::from_secs(1));
        assert_eq!(now, Duration::from_millis(passed));
    }
}

#[tokio::test]
async fn the_record_names_the_fault_of_each_request() {
    let sandbox = serving(&["no-ranges@GET:/setup.exe#2-"]);
    for _ in 0..3 {
        ask(&sandbox, "GET", SETUP).await;
    }
    let struck = sandbox.requests().into_iter().map(|it| it.fault.is_some());
    assert_eq!(struck.collect::<Vec<_>>(), [false, true, true]);
    assert_eq!(sandbox.unused_faults(), []);
}
