//! What is tried again, and what an error says.

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use bytes::Bytes;
use http::Response;
use serde_json::json;
use storectl_api::{Clock as _, ErrorKind, FakeClock, ReadClient};
use storectl_model::Endpoint;

use crate::support::{
    Answering, Bench, config, granted, lost, product, signed_in, success, unsent,
};

fn throttled(retry_after: &str) -> Response<Bytes> {
    Response::builder()
        .status(429)
        .header("retry-after", retry_after)
        .header("x-correlation-id", "corr-1")
        .body(Bytes::from_static(
            br#"{"statusCode":429,"message":"Rate limit is exceeded."}"#,
        ))
        .unwrap()
}

#[tokio::test]
async fn lost_garbled_and_unavailable_answers_to_repeatable_requests_are_tried_again() {
    let script = signed_in()
        .outcome(lost())
        .outcome(unsent())
        .answer(200, "{\"isSuc")
        .answer(503, "")
        .answer(200, success(&json!({})));
    let bench = Bench::new(script);
    bench
        .client
        .send(&product(), &Endpoint::CommitPackages, None)
        .await
        .unwrap();
    assert_eq!(bench.sent().len(), 5);
}

#[tokio::test]
async fn submit_is_not_repeated_once_it_may_have_been_acted_on() {
    for outcome in [
        lost(),
        Ok(Response::builder().status(503).body(Bytes::new()).unwrap()),
        Ok(Response::new(Bytes::from_static(b"<html>"))),
    ] {
        let bench = Bench::new(
            signed_in()
                .outcome(outcome)
                .answer(200, success(&json!({}))),
        );
        let error = bench.client.submit(&product()).await.unwrap_err();
        assert!(error.outcome_unknown(), "{error}");
        assert_eq!(bench.sent().len(), 1, "{error}");
    }
}

#[tokio::test]
async fn submit_is_repeated_where_it_surely_was_not_acted_on() {
    let script = signed_in()
        .outcome(unsent())
        .outcome(Ok(throttled("3")))
        .answer(200, success(&json!({ "submissionId": "7" })));
    let bench = Bench::new(script);
    let submitted = bench.client.submit(&product()).await.unwrap();
    assert_eq!(submitted.submission, Some("7".parse().unwrap()));
    assert!(bench.clock.now() >= Duration::from_secs(3));
}

#[tokio::test]
async fn one_throttled_request_holds_all_back() {
    let times = Arc::new(Mutex::new(Vec::new()));
    let clock = Arc::new(FakeClock::new());
    let (log, watch) = (Arc::clone(&times), Arc::clone(&clock));
    let answer = move |request: &http::Request<Bytes>| {
        if request.uri().path().contains("/oauth2/") {
            return (200, granted());
        }
        log.lock().unwrap().push(watch.now());
        (200, success(&json!({})))
    };
    struct First<T>(T, Mutex<bool>);
    impl<T: storectl_api::Transport> storectl_api::Transport for First<T> {
        fn send(
            &self,
            request: http::Request<Bytes>,
        ) -> storectl_api::BoxFuture<'_, Result<Response<Bytes>, storectl_api::TransportError>>
        {
            let first = !request.uri().path().contains("/oauth2/")
                && std::mem::take(&mut *self.1.lock().unwrap());
            if first {
                return Box::pin(async { Ok(throttled("30")) });
            }
            self.0.send(request)
        }
    }
    let transport = Arc::new(First(Answering(answer), Mutex::new(true)));
    let client = ReadClient::new(config(), transport, clock);
    let product = product();
    let (first, later) = tokio::join!(client.status(&product), async {
        while client.requests().get == 0 {
            tokio::task::yield_now().await;
        }
        tokio::task::yield_now().await;
        client.status(&product).await
    });
    first.unwrap();
    later.unwrap();
    assert!(
        times
            .lock()
            .unwrap()
            .iter()
            .all(|it| *it >= Duration::from_secs(30)),
        "{times:?}"
    );
}

#[tokio::test]
async fn an_error_tells_request_status_message_id_and_effort() {
    let bench = Bench::new(signed_in().outcome(Ok(throttled("3600"))));
    let error = bench
        .client
        .send(&product(), &Endpoint::PatchMetadata, Some(&json!({})))
        .await
        .unwrap_err();
    assert_eq!(error.kind(), &ErrorKind::Throttled);
    assert_eq!(
        error.request().unwrap(),
        format!("PATCH /submission/v1/product/{}/metadata", product())
    );
    assert_eq!(error.correlation_id(), Some("corr-1"));
    assert_eq!(error.retry_after(), Some(Duration::from_secs(3600)));
    assert_eq!(
        error.to_string(),
        format!(
            "PATCH /submission/v1/product/{}/metadata: the Store is throttling (HTTP 429); 429: Rate limit is exceeded.; correlation id corr-1",
            product()
        )
    );
}

#[tokio::test]
async fn the_kind_of_an_error_follows_from_its_status() {
    for (status, body, expected) in [
        (
            200,
            r#"{"responseData":{}}"#,
            ErrorKind::Protocol {
                what: "isSuccess is missing".to_owned(),
            },
        ),
        (
            200,
            "[]",
            ErrorKind::Protocol {
                what: "it is not an object".to_owned(),
            },
        ),
        (
            302,
            "",
            ErrorKind::Protocol {
                what: "it is a redirect, which is never followed".to_owned(),
            },
        ),
        (
            400,
            r#"{"isSuccess":false,"errors":[{"code":"badrequest","message":"m","target":"listings"}]}"#,
            ErrorKind::Rejected { ongoing: None },
        ),
        (
            409,
            r#"{"isSuccess":false,"responseData":{"ongoingSubmissionId":"9"}}"#,
            ErrorKind::Rejected {
                ongoing: Some("9".parse().unwrap()),
            },
        ),
        (
            200,
            r#"{"isSuccess":false,"errors":null,"responseData":null}"#,
            ErrorKind::Rejected { ongoing: None },
        ),
        (
            200,
            r#"{"IsSuccess":"false"}"#,
            ErrorKind::Rejected { ongoing: None },
        ),
        (403, "", ErrorKind::Forbidden),
        (404, "", ErrorKind::NotFound),
        (500, "", ErrorKind::Unavailable),
    ] {
        let bench = Bench::new(signed_in().answer(status, body));
        let error = bench
            .client
            .send(&product(), &Endpoint::PatchMetadata, None)
            .await
            .unwrap_err();
        assert_eq!(error.kind(), &expected, "{status} {body}");
        assert_eq!(error.http_status(), Some(status));
        assert_eq!(bench.sent().len(), 1, "{status} {body}");
    }
}

#[tokio::test]
async fn a_success_may_carry_errors_and_they_are_shown() {
    let answer = json!({ "isSuccess": true, "errors": [{ "code": "Warning", "message": "m", "target": "listings" }] });
    let bench = Bench::new(signed_in().answer(200, answer.to_string()));
    let answer = bench
        .client
        .send(&product(), &Endpoint::PatchMetadata, None)
        .await
        .unwrap();
    assert_eq!(answer.messages[0].message, "m");
    assert_eq!(answer.ongoing, None);
}
