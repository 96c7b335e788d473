//! Scripted faults, and the log.

use std::sync::{Arc, Mutex};

use serde_json::json;
use storectl_sandbox::{Fault, Log, Options};

use crate::support::{Client, png};

async fn client(fault: &str) -> Client {
    let faults: Vec<Fault> = vec![fault.parse().unwrap()];
    Client::with(Options {
        faults,
        ..Options::default()
    })
    .await
}

#[tokio::test]
async fn a_status_strikes_the_nth_request_once() {
    let client = client("429(7)@GET:/status#2").await;
    assert_eq!(client.call("GET", "status", "").await.status, 200);
    assert_eq!(client.sandbox.unused_faults().len(), 1);
    let struck = client.call("GET", "status", "").await;
    assert_eq!((struck.status, struck.header("retry-after")), (429, "7"));
    assert_eq!(client.call("GET", "status", "").await.status, 200);
    assert_eq!(client.sandbox.unused_faults(), []);
}

#[tokio::test]
async fn a_request_is_not_acted_upon_when_the_fault_comes_first() {
    let client = client("503@POST:/submit").await;
    assert_eq!(client.post("submit", json!({})).await.status, 503);
    assert_eq!(client.kept().submissions, []);
}

#[tokio::test]
async fn a_request_is_acted_upon_when_the_fault_comes_after() {
    let client = client("503-after@POST:/submit").await;
    assert_eq!(client.post("submit", json!({})).await.status, 503);
    assert_eq!(client.kept().submissions.len(), 1);
}

#[tokio::test]
async fn answers_can_be_spoilt() {
    let page = client("html@/status").await.call("GET", "status", "").await;
    assert_eq!(
        (page.status, page.header("content-type")),
        (200, "text/html; charset=utf-8")
    );
    let half = client("truncated@/status")
        .await
        .call("GET", "status", "")
        .await;
    assert_eq!(half.text, r#"{"responseData":{"isReady"#);
    let nothing = client("empty@/status")
        .await
        .call("GET", "status", "")
        .await;
    assert_eq!((nothing.status, nothing.text.as_str()), (200, ""));
}

#[tokio::test]
async fn the_log_has_a_line_for_each_request_and_no_signature() {
    let lines = Arc::new(Mutex::new(Vec::new()));
    let log = Log::Lines(Arc::new({
        let lines = Arc::clone(&lines);
        move |line: &str| lines.lock().unwrap().push(line.to_owned())
    }));
    let client = Client::with(Options {
        log,
        ..Options::default()
    })
    .await;
    let (_, url) = client.slot("en-us", "Logo").await;
    client.upload(&url, png(300, 300)).await;
    client.patch("metadata", json!({})).await;
    let lines = lines.lock().unwrap().clone();
    assert_eq!(lines.len(), client.sandbox.requests().len());
    assert!(
        lines[2].starts_with("PUT /blobs/listingassets/"),
        "{}",
        lines[2]
    );
    assert!(lines[2].ends_with("&sig=*** 201"), "{}", lines[2]);
    assert!(
        lines[3].ends_with(" 400 (the body names no module)"),
        "{}",
        lines[3]
    );
    assert!(!lines.concat().contains("sandbox~client~secret"));
}
