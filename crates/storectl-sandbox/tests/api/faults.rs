//! Scripted faults, and the log.

use std::sync::{Arc, Mutex};

use serde_json::json;
use storectl_sandbox::{Clock, Fault, Log, Options};

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
async fn responses_can_be_corrupted() {
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
async fn a_retry_after_may_be_a_date() {
    let options = Options {
        faults: vec!["503(date:90)@/status".parse().unwrap()],
        clock: Clock::new(|| 784_111_777),
        ..Options::default()
    };
    let answer = Client::with(options).await.call("GET", "status", "").await;
    assert_eq!(
        answer.header("retry-after"),
        "Sun, 06 Nov 1994 08:51:07 GMT"
    );
}

#[tokio::test]
async fn a_page_may_have_another_status_and_come_after_acting() {
    let client = client("html-500-after@POST:/submit").await;
    assert_eq!(client.post("submit", json!({})).await.status, 500);
    assert_eq!(client.kept().submissions.len(), 1);
}

#[tokio::test]
async fn a_redirect_leads_to_another_host() {
    let client = client("redirect@/status").await;
    let answer = client.call("GET", "status", "").await;
    assert_eq!(answer.status, 307);
    let location = answer.header("location");
    assert!(
        location.starts_with("https://elsewhere.invalid/submission/v1/"),
        "{location}"
    );
}

#[tokio::test]
async fn json_may_call_itself_text() {
    let client = client("type@/status").await;
    let answer = client.call("GET", "status", "").await;
    assert_eq!(answer.header("content-type"), "text/plain; charset=utf-8");
    assert!(answer.text.ends_with('}'), "{}", answer.text);
}

#[tokio::test]
async fn every_token_can_be_made_void() {
    let client = client("expired@/status#2").await;
    assert_eq!(client.call("GET", "status", "").await.status, 200);
    assert_eq!(client.call("GET", "status", "").await.status, 401);
    assert_eq!(client.call("GET", "packages", "").await.status, 401);
}

#[tokio::test]
async fn what_was_struck_is_on_the_record() {
    let client = client("503@*#2").await;
    client.call("GET", "status", "").await;
    let struck: Vec<_> = client
        .sandbox
        .requests()
        .into_iter()
        .map(|it| it.fault.map(|it| it.to_string()))
        .collect();
    assert_eq!(struck, [None, Some("503@*#2".to_owned())]);
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
        lines[3].ends_with(" 400 (the body has no modules)"),
        "{}",
        lines[3]
    );
    assert!(!lines.concat().contains("sandbox~client~secret"));
}
