//! The deadline ends sign-in, exchanges, pauses and retries, whatever the other side does.

use std::{
    path::PathBuf,
    sync::{Arc, Mutex},
    time::Duration,
};

use bytes::Bytes;
use http::{Request, Response};
use serde_json::json;
use storectl_api::{
    BoxFuture, Clock, Deadline, ErrorKind, FakeClock, LongWait, ReadClient, Transport,
    TransportError, UploadMeter, WaitCause, WaitSink, WriteClient,
};
use storectl_model::{NetworkCause, Reason, Service};

use crate::support::{Answering, answer, config, granted, product, success};

const TIMEOUT: Duration = Duration::from_secs(60);

/// Answers as `inner` does, but for paths that hold `slow`: those give one byte a second and never end.
struct Trickling<T> {
    inner: T,
    slow: &'static str,
    clock: Arc<FakeClock>,
}

impl<T> Trickling<T> {
    async fn trickle(&self) -> Response<Bytes> {
        loop {
            self.clock.sleep(Duration::from_secs(1)).await;
        }
    }
}

impl<T: Transport> Transport for Trickling<T> {
    fn send(
        &self,
        request: Request<Bytes>,
    ) -> BoxFuture<'_, Result<Response<Bytes>, TransportError>> {
        Box::pin(async move {
            if request.uri().path().contains(self.slow) {
                return Ok(self.trickle().await);
            }
            self.inner.send(request).await
        })
    }

    fn upload(
        &self,
        request: Request<()>,
        _: PathBuf,
    ) -> BoxFuture<'_, Result<Response<Bytes>, TransportError>> {
        self.send(request.map(|()| Bytes::new()))
    }
}

fn store(request: &Request<Bytes>) -> Response<Bytes> {
    let path = request.uri().path();
    let body = if path.contains("/oauth2/") {
        granted()
    } else if path.ends_with("/create") {
        let slot =
            json!({ "id": "1", "primaryAssetUploadUrl": "https://blob.example/blob/1?sig=x" });
        success(&json!({ "listingAssets": { "screenshots": [slot] } }))
    } else {
        success(&json!({ "isReady": true }))
    };
    answer(200, body)
}

fn client(slow: &'static str) -> (WriteClient, Arc<FakeClock>) {
    let clock = Arc::new(FakeClock::new());
    let mut config = config();
    config.deadline = Deadline::after(&*clock, TIMEOUT);
    let transport = Trickling {
        inner: Answering(store),
        slow,
        clock: Arc::clone(&clock),
    };
    let client = WriteClient::new(config, Arc::new(transport), Arc::clone(&clock) as _);
    (client, clock)
}

fn assert_ended_at_the_deadline(error: &storectl_api::Error, clock: &FakeClock) {
    let cause = NetworkCause::Deadline;
    assert_eq!(error.reason(), Reason::AnswerLost(cause), "{error}");
    assert_eq!(error.attempts(), 1, "nothing is tried after the deadline");
    assert_eq!(clock.now(), TIMEOUT);
}

#[tokio::test]
async fn a_token_endpoint_that_trickles_ends_at_the_deadline_and_is_named() {
    let (client, clock) = client("/oauth2/");
    let error = client.reader().status(&product()).await.unwrap_err();
    assert_ended_at_the_deadline(&error, &clock);
    assert_eq!(error.host(), Some("login.microsoftonline.com"));
}

#[tokio::test]
async fn a_read_and_a_write_that_trickle_end_at_the_deadline() {
    let (client, clock) = self::client("/status");
    let error = client.reader().status(&product()).await.unwrap_err();
    assert_ended_at_the_deadline(&error, &clock);

    let (client, clock) = self::client("/submit");
    let error = client.submit(&product()).await.unwrap_err();
    assert_ended_at_the_deadline(&error, &clock);
    assert!(error.outcome_unknown());
}

#[tokio::test]
async fn an_image_that_trickles_ends_at_the_deadline_read_or_uploaded() {
    let url = "https://blob.example/blob/1";
    let (client, clock) = self::client("/blob/");
    let error = client.reader().head_image(url).await.unwrap_err();
    assert_ended_at_the_deadline(&error, &clock);

    let (client, clock) = self::client("/blob/");
    let error = client.reader().fetch_image(url).await.unwrap_err();
    assert_ended_at_the_deadline(&error, &clock);

    let (client, clock) = self::client("/blob/");
    let created = client.create_assets(&product(), &json!({})).await.unwrap();
    let slot = &created.screenshots[0];
    let meter = UploadMeter::new();
    let uploaded = client
        .upload(
            slot,
            "1.png".as_ref(),
            &storectl_model::Digest::of(b""),
            &meter,
        )
        .await;
    assert_ended_at_the_deadline(&uploaded.unwrap_err(), &clock);
}

#[tokio::test]
async fn nothing_is_sent_after_the_deadline() {
    let (client, clock) = client("nothing is slow");
    client.reader().status(&product()).await.unwrap();
    clock.advance(TIMEOUT);
    let sent = client.reader().requests();
    let error = client.reader().packages(&product()).await.unwrap_err();
    let cause = NetworkCause::Deadline;
    assert!(
        matches!(error.kind(), ErrorKind::NotReachable { cause: it, .. } if *it == cause),
        "{error}"
    );
    assert_eq!(client.reader().requests(), sent);
}

#[derive(Default)]
struct Announcements(Mutex<Vec<LongWait>>);

impl WaitSink for Announcements {
    fn waiting(&self, wait: &LongWait) {
        self.0.lock().unwrap().push(wait.clone());
    }
}

/// Answers 429 to the first requests whose path holds `busy`.
fn throttling(busy: &'static str, refusals: usize) -> impl Transport {
    let left = Mutex::new(refusals);
    Answering(move |request: &Request<Bytes>| {
        let mut left = left.lock().unwrap();
        if *left > 0 && request.uri().path().contains(busy) {
            *left -= 1;
            let mut refusal = answer(429, String::new());
            refusal
                .headers_mut()
                .insert("retry-after", "240".parse().unwrap());
            return refusal;
        }
        store(request)
    })
}

async fn announced(busy: &'static str, timeout: Duration) -> (Vec<LongWait>, bool, Duration) {
    let clock = Arc::new(FakeClock::new());
    let sink = Arc::new(Announcements::default());
    let mut config = config();
    config.deadline = Deadline::after(&*clock, timeout);
    config.waits = Some(Arc::clone(&sink) as _);
    let transport = Arc::new(throttling(busy, 1));
    let client = ReadClient::new(config, transport, Arc::clone(&clock) as _);
    let outcome = client.status(&product()).await;
    let waits = sink.0.lock().unwrap().clone();
    (waits, outcome.is_ok(), clock.now())
}

#[tokio::test]
async fn a_long_wait_is_announced_as_it_begins_also_while_signing_in() {
    for (busy, host, service) in [
        ("/status", "api.store.microsoft.com", Service::Store),
        ("/oauth2/", "login.microsoftonline.com", Service::SignIn),
    ] {
        let (waits, is_ok, now) = announced(busy, Duration::from_secs(3600)).await;
        let [wait] = waits.as_slice() else {
            panic!("one announcement: {waits:?}");
        };
        assert_eq!((wait.host.as_str(), wait.service), (host, service));
        assert_eq!(wait.cause, WaitCause::Throttled);
        assert!(wait.duration >= Duration::from_secs(240), "{wait:?}");
        assert!(is_ok && now >= Duration::from_secs(240));
    }
}

#[tokio::test]
async fn a_wait_that_cannot_end_in_time_is_neither_begun_nor_announced() {
    for busy in ["/status", "/oauth2/"] {
        let (waits, is_ok, now) = announced(busy, Duration::from_secs(5)).await;
        assert_eq!((waits, is_ok, now), (Vec::new(), false, Duration::ZERO));
    }
}

#[tokio::test]
async fn many_requests_held_back_together_are_one_announcement() {
    let clock = Arc::new(FakeClock::new());
    let sink = Arc::new(Announcements::default());
    let mut config = config();
    config.waits = Some(Arc::clone(&sink) as _);
    let transport = Arc::new(throttling("/status", 20));
    let client = ReadClient::new(config, transport, Arc::clone(&clock) as _);
    let product = product();
    futures_util::future::try_join_all((0..20).map(|_| client.status(&product)))
        .await
        .unwrap();
    assert_eq!(sink.0.lock().unwrap().len(), 1);
}
