//! Time that is moved by hand.

use std::time::Duration;

use serde_json::json;
use storectl_sandbox::{Options, VirtualTime};

use crate::support::Client;

const START: Duration = Duration::from_secs(1_800_000_000);

/// A client of a sandbox that goes by a time of its own.
async fn client(interpretations: &str, latency: Duration) -> (Client, VirtualTime) {
    let time = VirtualTime::starting(START);
    let options = Options {
        interpretations: interpretations.parse().unwrap(),
        latency,
        clock: time.clone().into(),
        ..Options::default()
    };
    (Client::with(options).await, time)
}

#[tokio::test]
async fn an_upload_lasts_until_its_time_is_over() {
    let (client, time) = client("upload-time=60000,upload-reads=0", Duration::ZERO).await;
    client.post("packages/commit", json!({})).await.data();
    time.advance(Duration::from_millis(59_999));
    assert_eq!(client.get("status").await["isReady"], false);
    time.advance(Duration::from_millis(1));
    assert_eq!(client.get("status").await["isReady"], true);
}

#[tokio::test]
async fn an_upload_lasts_for_its_reads_however_much_time_goes_by() {
    let (client, time) = client(
        "upload-time=1000,upload-reads=2,token-lifetime=9999",
        Duration::ZERO,
    )
    .await;
    client.post("packages/commit", json!({})).await.data();
    time.advance(Duration::from_secs(3600));
    assert_eq!(client.get("status").await["isReady"], false);
    assert_eq!(client.get("status").await["isReady"], false);
    assert_eq!(client.get("status").await["isReady"], true);
}

#[tokio::test]
async fn an_upload_that_fails_does_so_when_its_time_is_over() {
    let settings = "upload-time=1000,upload-reads=0,upload-failures=1";
    let (client, time) = client(settings, Duration::ZERO).await;
    client.post("packages/commit", json!({})).await.data();
    assert_eq!(
        client.call("GET", "status", "").await.json.get("errors"),
        None
    );
    time.advance(Duration::from_secs(1));
    let status = client.call("GET", "status", "").await;
    assert_eq!(status.json["errors"][0]["code"], "packageuploaderror");
}

#[tokio::test]
async fn certification_lasts_until_its_time_is_over() {
    let settings = "submission-time=7200000,submission-reads=0,token-lifetime=9999";
    let (client, time) = client(settings, Duration::ZERO).await;
    let data = client.post("submit", json!({})).await.data();
    let path = format!(
        "submission/{}/status",
        data["submissionId"].as_str().unwrap()
    );
    assert_eq!(client.get(&path).await["publishingStatus"], "INPROGRESS");
    // The draft stays locked, whoever looks.
    client.patch("metadata", json!({})).await.refused("Active");
    time.advance(Duration::from_secs(7200));
    assert_eq!(client.get("status").await["isReady"], true);
    assert_eq!(client.get(&path).await["publishingStatus"], "PUBLISHED");
}

#[tokio::test]
async fn latency_moves_the_time_and_is_not_slept() {
    let (client, time) = client("token-lifetime=300", Duration::from_secs(60)).await;
    // The sign-in and three calls take four minutes; the token expires after five from the sign-in.
    for _ in 0..4 {
        assert_eq!(client.call("GET", "status", "").await.status, 200);
    }
    assert_eq!(time.now(), START + Duration::from_secs(300));
    assert_eq!(client.call("GET", "status", "").await.status, 401);
}
