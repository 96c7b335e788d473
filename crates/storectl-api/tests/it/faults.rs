//! What is tried again, and what an error says.

use std::{
    sync::{Arc, Mutex},
    time::{Duration, SystemTime},
};

use bytes::Bytes;
use futures_util::{StreamExt as _, TryStreamExt as _};
use http::Response;
use serde_json::json;
use storectl_api::{
    Clock as _, Deadline, ErrorKind, FakeClock, ReadClient, ReadScope, Transport, UnusableBody,
    WriteRequest,
};
use storectl_model::{Denied, Missing, ProductId, Reason, SubmissionId};

use crate::support::{
    Answering, Bench, answer, config, granted, lost, nothing, product, signed_in, success, unsent,
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
        .answer(200, success(&nothing()));
    let bench = Bench::new(script);
    bench
        .client
        .send(&product(), &WriteRequest::commit_packages())
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
                .answer(200, success(&nothing())),
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
    let ready = || {
        success(&json!({ "isReady": true, "packages": [], "listings": [], "listingAssets": [] }))
    };
    let script = signed_in()
        .outcome(Ok(throttled("30")))
        .answer(200, ready())
        .answer(200, ready());
    let bench = Bench::new(script);
    let (client, product) = (bench.reader(), product());
    let (first, second) = tokio::join!(client.status(&product), async {
        while bench.sent().is_empty() {
            tokio::task::yield_now().await;
        }
        client.status(&product).await
    });
    assert!(first.unwrap().is_ready && second.unwrap().is_ready);
    for exchange in &bench.trace.exchanges()[2..] {
        let at = exchange.at.duration_since(SystemTime::UNIX_EPOCH).unwrap();
        assert!(at >= Duration::from_secs(30), "{at:?}");
    }
}

#[tokio::test]
async fn an_error_names_request_status_message_id_and_effort() {
    let mut config = config();
    config.deadline = Deadline::after(&FakeClock::new(), Duration::from_secs(1800));
    let bench = Bench::with(config, signed_in().outcome(Ok(throttled("3600"))));
    let error = bench
        .client
        .send(&product(), &WriteRequest::patch_metadata(json!({})))
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
            "api.store.microsoft.com: throttled: too many requests (HTTP 429), asking clients to wait 3600 s; 429: Rate limit is exceeded.; request PATCH /submission/v1/product/{}/metadata; correlation ID corr-1",
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
                what: "it is a redirect, which storectl does not follow".to_owned(),
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
        (
            403,
            "",
            ErrorKind::Forbidden {
                denied: Denied::Unnamed,
                seller: Some("0123456892".parse().unwrap()),
            },
        ),
        (
            404,
            "",
            ErrorKind::NotFound {
                missing: Missing::Product(product()),
            },
        ),
        (500, "", ErrorKind::Unavailable),
        (
            200,
            "<html>",
            ErrorKind::Garbled {
                body: UnusableBody::HtmlPage,
            },
        ),
        (
            202,
            "",
            ErrorKind::Garbled {
                body: UnusableBody::Empty,
            },
        ),
        (
            204,
            "",
            ErrorKind::Garbled {
                body: UnusableBody::Empty,
            },
        ),
        (408, "", ErrorKind::Unavailable),
    ] {
        let mut config = config();
        config.retry.attempts = 1;
        let bench = Bench::with(config, signed_in().answer(status, body));
        let error = bench
            .client
            .send(&product(), &WriteRequest::patch_metadata(json!({})))
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
        .send(&product(), &WriteRequest::patch_metadata(json!({})))
        .await
        .unwrap();
    assert_eq!(answer.messages[0].message, "m");
    assert_eq!(answer.ongoing, None);
}

/// A Store that answers `limit` requests in each window of ten seconds and throttles the rest.
fn rate_limited(clock: &Arc<FakeClock>, limit: u32) -> impl Transport + use<> {
    let window = Mutex::new((Duration::ZERO, 0));
    let clock = Arc::clone(clock);
    Answering(move |request: &http::Request<Bytes>| {
        if request.uri().path().contains("/oauth2/") {
            return answer(200, granted());
        }
        let mut window = window.lock().unwrap();
        if clock.now() >= window.0 {
            *window = (clock.now() + Duration::from_secs(10), 0);
        }
        window.1 += 1;
        if window.1 > limit {
            let left = window.0.saturating_sub(clock.now()).as_secs() + 1;
            throttled(&left.to_string())
        } else {
            answer(
                200,
                success(
                    &json!({ "isReady": true, "packages": [], "listings": [], "listingAssets": [] }),
                ),
            )
        }
    })
}

#[tokio::test]
async fn a_fleet_of_500_products_slows_down_and_loses_no_request() {
    let clock = Arc::new(FakeClock::new());
    let transport = Arc::new(rate_limited(&clock, 50));
    let client = ReadClient::new(config(), transport, clock.clone());
    let products: Vec<_> = (0..500)
        .map(|it| format!("product-{it}").parse().unwrap())
        .collect();
    let read = futures_util::stream::iter(&products)
        .map(|product| client.read_product(product, ReadScope::WithoutImages))
        .buffer_unordered(16)
        .try_fold(0, |count, remote| async move {
            Ok(count + u32::from(remote.status.is_ready))
        })
        .await
        .unwrap();
    assert_eq!(read, 500);
    let counts = client.requests();
    assert_eq!(counts.token, 1);
    let wasted = counts.get - 1500;
    assert!(
        wasted < 1500,
        "{wasted} throttled requests for 1500 answered ones"
    );
}

#[tokio::test]
async fn a_403_says_what_it_is_about_and_names_the_seller() {
    for (message, denied) in [
        (
            "X-Seller-Account-Id is not a seller account of this application",
            Denied::Seller,
        ),
        ("The user lacks the Manager role", Denied::Role),
        (
            "The application is associated with another account",
            Denied::Association,
        ),
        ("Forbidden", Denied::Unnamed),
    ] {
        let body = json!({ "statusCode": 403, "message": message }).to_string();
        let bench = Bench::new(signed_in().answer(403, body));
        let error = bench.reader().status(&product()).await.unwrap_err();
        assert_eq!(error.reason(), Reason::Denied(denied), "{message}");
        let shown = error.summary();
        assert_eq!(
            shown,
            "api.store.microsoft.com: permission denied for seller 0123456892 (HTTP 403)"
        );
    }
}

#[tokio::test]
async fn a_404_names_what_is_missing_and_tells_a_store_id_from_a_product_id() {
    let store_id: ProductId = "9PFXXSHC64H3".parse().unwrap();
    let submission: SubmissionId = "1152921505700520060".parse().unwrap();
    let bench = || Bench::new(signed_in().answer(404, ""));
    let error = bench().reader().status(&store_id).await.unwrap_err();
    assert_eq!(
        error.reason(),
        Reason::Missing(Missing::StoreId(store_id.clone()))
    );
    let bench = bench();
    let (reader, product) = (bench.reader(), product());
    let status = reader.submission_status(&product, &submission).await;
    let error = status.unwrap_err();
    assert_eq!(
        error.reason(),
        Reason::Missing(Missing::Submission(submission))
    );
}

#[tokio::test]
async fn a_store_that_refuses_the_status_of_a_submission_does_not_know_it() {
    let refused = json!({ "isSuccess": false, "errors": [{
        "code": "error", "message": "Submission was not found", "target": "submission",
    }] })
    .to_string();
    let submission: SubmissionId = "1152921505700520060".parse().unwrap();
    for status in [200, 400] {
        let bench = Bench::new(signed_in().answer(status, refused.clone()));
        let (reader, product) = (bench.reader(), product());
        let read = reader.submission_status(&product, &submission).await;
        let error = read.unwrap_err();
        let missing = Missing::Submission(submission.clone());
        assert_eq!(error.reason(), Reason::Missing(missing), "{status}");
        assert_eq!(
            error.store_messages()[0].message,
            "Submission was not found"
        );
    }
}

#[tokio::test]
async fn a_submission_whose_status_is_not_answered_is_neither_failed_nor_unknown() {
    let unable = json!({ "isSuccess": false, "errors": [{
        "code": "SubmissionError", "message": "Unable to Get Submission Status", "target": "submission",
    }] })
    .to_string();
    let submission: SubmissionId = "1152921505700520060".parse().unwrap();
    for (status, body, attempts) in [
        (500, unable.clone(), 5),
        (503, String::new(), 5),
        (200, "<html>at work</html>".to_owned(), 5),
        (200, unable, 1),
    ] {
        let script = (0..5).fold(signed_in(), |it, _| it.answer(status, body.clone()));
        let bench = Bench::new(script);
        let (reader, product) = (bench.reader(), product());
        let read = reader.submission_status(&product, &submission).await;
        let error = read.unwrap_err();
        let unanswered = ErrorKind::SubmissionUnanswered {
            submission: submission.clone(),
        };
        assert_eq!(error.kind(), &unanswered, "{status} {body}");
        assert_eq!(error.attempts(), attempts, "{status} {body}");
        assert!(bench.clock.now() < Duration::from_secs(60));
    }
}

#[tokio::test]
async fn a_flood_of_messages_is_bounded() {
    let message = json!({ "code": "c", "message": "m".repeat(100_000), "target": "t" });
    let body = json!({ "isSuccess": false, "errors": vec![message; 20] });
    let bench = Bench::new(signed_in().answer(400, body.to_string()));
    let error = bench.reader().status(&product()).await.unwrap_err();
    assert!(error.to_string().len() < 100_000);
    let short = json!({ "isSuccess": false, "errors": vec!["m"; 50_000] });
    let bench = Bench::new(signed_in().answer(400, short.to_string()));
    let error = bench.reader().status(&product()).await.unwrap_err();
    assert_eq!(error.store_messages().len(), 1000);
}

#[tokio::test]
async fn a_draft_with_more_languages_than_the_world_has_is_refused() {
    let languages: Vec<String> = (0..30_000).map(|it| format!("x-{it}")).collect();
    let store = move |request: &http::Request<Bytes>| {
        let path = request.uri().path();
        let data = if path.ends_with("/metadata") {
            json!({ "listings": [], "listingLanguages": languages })
        } else {
            nothing()
        };
        let body = if path.contains("/oauth2/") {
            granted()
        } else {
            success(&data)
        };
        answer(200, body)
    };
    let clock = Arc::new(FakeClock::new());
    let client = ReadClient::new(config(), Arc::new(Answering(store)), clock);
    let read = client
        .read_product(&product(), ReadScope::WithoutImages)
        .await;
    let error = read.unwrap_err();
    assert!(error.to_string().contains("30000 languages"), "{error}");
    assert!(client.requests().get < 10);
}
