//! Answers as nobody promised them: pages, redirects, odd statuses, marks and numbers.

use std::{sync::Arc, time::Duration};

use bytes::Bytes;
use http::Response;
use serde_json::{Value, json};
use storectl_api::{
    Clock as _, Deadline, ErrorKind, FakeClock, PublishingStatus, ReadClient, ReadScope,
    WriteRequest, testing::ScriptedTransport,
};
use storectl_model::{Reason, Service, SignInFailure};

use crate::support::{
    Answering, Bench, answer, config, granted, nothing, product, signed_in, success,
};

#[tokio::test]
async fn a_page_in_place_of_a_sign_in_is_called_one_and_a_redirect_names_its_host() {
    let page = "\u{feff}<!DOCTYPE html><title>Guest network: accept the terms</title>";
    for status in [200, 400, 401, 403, 404] {
        let script = (0..5).fold(ScriptedTransport::new(), |it, _| it.answer(status, page));
        let bench = Bench::new(script);
        let error = bench.reader().status(&product()).await.unwrap_err();
        let failure = SignInFailure::UnusableAnswer {
            service: Service::SignIn,
            what: "the response is an HTML page, likely from a proxy or captive portal".to_owned(),
        };
        assert_eq!(error.reason(), Reason::SignIn(failure), "{status}");
        let shown = error.summary();
        let start = "login.microsoftonline.com: sign-in failed: the response is an HTML page, likely from a proxy or captive portal";
        assert!(shown.starts_with(start), "{shown}");
    }
    for (status, reason) in [
        (429, Reason::Throttled { retry_after: None }),
        (503, Reason::Unavailable { retry_after: None }),
        (511, Reason::Unavailable { retry_after: None }),
    ] {
        let mut config = config();
        config.retry.attempts = 1;
        config.retry.budget = Duration::ZERO;
        let bench = Bench::with(config, ScriptedTransport::new().answer(status, page));
        let error = bench.reader().status(&product()).await.unwrap_err();
        assert_eq!(error.reason(), reason, "{status}");
    }
    let redirect = Response::builder()
        .status(302)
        .header("location", "https://portal.example/login?session=canary")
        .body(Bytes::new())
        .unwrap();
    let bench = Bench::new(ScriptedTransport::new().outcome(Ok(redirect)));
    let error = bench.reader().status(&product()).await.unwrap_err();
    let shown = error.to_string();
    assert!(
        shown.contains("a redirect to portal.example, which"),
        "{shown}"
    );
    assert!(!shown.contains("canary"), "{shown}");
}

#[tokio::test]
async fn a_token_no_header_holds_is_refused_before_it_is_learned() {
    let token = "x".repeat(64 * 1024 + 1);
    let body = json!({ "access_token": token, "expires_in": 3599 }).to_string();
    let bench = Bench::new(ScriptedTransport::new().answer(200, body));
    let error = bench.reader().status(&product()).await.unwrap_err();
    assert!(
        error
            .to_string()
            .contains("`access_token` is larger than 65536 bytes"),
        "{error}"
    );
    assert!(matches!(error.kind(), ErrorKind::Auth { .. }), "{error}");
}

#[tokio::test]
async fn a_life_that_is_no_number_or_none_at_all_does_not_make_every_request_sign_in() {
    for life in [json!("soon"), json!(-1), json!(null), json!(u64::MAX)] {
        let body =
            json!({ "access_token": "a-token-of-some-length", "expires_in": life }).to_string();
        let script = ScriptedTransport::new()
            .answer(200, body)
            .answer(200, success(&nothing()))
            .answer(200, success(&nothing()));
        let bench = Bench::new(script);
        bench.reader().status(&product()).await.unwrap();
        bench.reader().status(&product()).await.unwrap();
        assert_eq!(bench.reader().requests().token, 1, "{life}");
    }
}

/// Unlike a 500, it says that nothing was done; unlike a 429, not to whom.
#[tokio::test]
async fn a_gateway_that_waited_too_long_is_tried_again_and_submit_is_not() {
    let script = || signed_in().answer(408, "").answer(200, success(&nothing()));
    let bench = Bench::new(script());
    let patch = WriteRequest::patch_metadata(json!({}));
    bench.client.send(&product(), &patch).await.unwrap();
    let bench = Bench::new(script());
    let error = bench.client.submit(&product()).await.unwrap_err();
    assert!(error.outcome_unknown(), "{error}");
    assert_eq!(bench.sent().len(), 1);
}

#[tokio::test]
async fn an_accepted_write_is_a_success_whatever_its_2xx_is() {
    for status in [200, 201, 202] {
        let body = r#"{"isSuccess":true,"responseData":{}}"#;
        for body in [body.to_owned(), format!("\u{feff}{body}")] {
            let bench = Bench::new(signed_in().answer(status, body));
            let commit = WriteRequest::commit_packages();
            bench.client.send(&product(), &commit).await.unwrap();
        }
    }
}

#[tokio::test]
async fn an_address_to_poll_is_information_and_never_asked() {
    for url in [
        "/submission/v1/product/x/status",
        "submission/v1/x",
        "https://elsewhere.example/steal",
    ] {
        let data = json!({ "pollingUrl": url, "submissionId": "7" });
        let script = signed_in()
            .answer(200, success(&data))
            .answer(200, success(&json!({ "isReady": true })));
        let bench = Bench::new(script);
        bench.client.submit(&product()).await.unwrap();
        bench.reader().status(&product()).await.unwrap();
        let hosts: Vec<String> = bench.script.sent()[1..]
            .iter()
            .map(|it| it.uri().host().unwrap().to_owned())
            .collect();
        assert_eq!(hosts, ["api.store.microsoft.com"; 2], "{url}");
    }
}

#[tokio::test]
async fn a_message_of_several_answers_is_kept_once() {
    let messages: Vec<Value> = (0..1000)
        .map(|it| json!({ "code": "warning", "message": it }))
        .collect();
    let body =
        json!({ "isSuccess": true, "errors": messages, "responseData": nothing() }).to_string();
    let store = move |request: &http::Request<bytes::Bytes>| {
        let is_sign_in = request.uri().path().contains("/oauth2/");
        answer(200, if is_sign_in { granted() } else { body.clone() })
    };
    let clock = Arc::new(FakeClock::new());
    let client = ReadClient::new(config(), Arc::new(Answering(store)), clock);
    let read = client
        .read_product(&product(), ReadScope::Everything)
        .await
        .unwrap();
    assert_eq!(read.messages.len(), 1000);
}

#[tokio::test]
async fn what_the_sign_in_service_says_is_its_own_word_and_not_the_stores() {
    let refusal = json!({
        "error": "invalid_client",
        "error_description": "AADSTS7000215: Invalid client secret provided.",
    });
    let script = ScriptedTransport::new().answer(401, refusal.to_string());
    let error = Bench::new(script).reader().status(&product()).await;
    let error = error.unwrap_err();
    assert_eq!(error.store_messages(), []);
    let expected = "Entra reports: invalid_client: AADSTS7000215";
    assert!(error.summary().contains(expected), "{error}");
    assert_eq!(error.to_string().matches("invalid_client").count(), 1);
}

#[tokio::test]
async fn a_submission_that_has_failed_is_read_as_failed_with_any_word() {
    let submission = "1152921505700520060".parse().unwrap();
    let data = json!({ "publishingStatus": "CANCELLED", "hasFailed": true });
    let bench = Bench::new(signed_in().answer(200, success(&data)));
    let (reader, product) = (bench.reader(), product());
    let status = reader.submission_status(&product, &submission).await;
    let status = status.unwrap();
    assert!(status.has_failed);
    let word = PublishingStatus::Unrecognized("CANCELLED".to_owned());
    assert_eq!(status.publishing_status, word);
}

#[tokio::test]
async fn a_time_to_wait_beside_a_success_is_a_hint_and_holds_nothing_back() {
    let mut success_with_hint = answer(200, success(&json!({})));
    let hint = "3600".parse().unwrap();
    success_with_hint.headers_mut().insert("retry-after", hint);
    let script = signed_in()
        .outcome(Ok(success_with_hint))
        .answer(200, success(&json!({ "isReady": true })));
    let bench = Bench::new(script);
    let commit = WriteRequest::commit_packages();
    let written = bench.client.send(&product(), &commit).await.unwrap();
    assert_eq!(written.retry_after, Some(Duration::from_secs(3600)));
    bench.reader().status(&product()).await.unwrap();
    assert_eq!(bench.clock.now(), Duration::ZERO);
}

#[tokio::test]
async fn every_way_to_have_no_errors_is_none() {
    for errors in [
        json!(null),
        json!([]),
        json!([null]),
        json!([{}]),
        json!([""]),
        json!(""),
    ] {
        let body =
            json!({ "isSuccess": true, "errors": errors, "responseData": { "isReady": true } });
        let bench = Bench::new(signed_in().answer(200, body.to_string()));
        let status = bench.reader().status(&product()).await.unwrap();
        assert_eq!(
            (status.is_ready, status.messages),
            (true, Vec::new()),
            "{errors}"
        );
    }
}

#[tokio::test]
async fn an_id_is_read_as_the_service_writes_it_however_large_the_number() {
    for id in [
        json!("1152921505700520060"),
        json!(1_152_921_505_700_520_060_u64),
        json!(" 1152921505700520060 "),
    ] {
        let data = json!({ "SubmissionId": id });
        let bench = Bench::new(signed_in().answer(200, success(&data)));
        let submitted = bench.client.submit(&product()).await.unwrap();
        let expected = "1152921505700520060".parse().unwrap();
        assert_eq!(submitted.submission, Some(expected), "{id}");
    }
}

#[tokio::test]
async fn a_time_to_wait_far_in_the_future_is_not_begun() {
    for time in [
        "99999999999999999",
        "18446744073709551615",
        "Fri, 31 Dec 9999 23:59:59 GMT",
    ] {
        let mut config = config();
        config.deadline = Deadline::after(&FakeClock::new(), Duration::from_secs(60));
        let mut refusal = answer(429, String::new());
        refusal
            .headers_mut()
            .insert("retry-after", time.parse().unwrap());
        let bench = Bench::with(config, signed_in().outcome(Ok(refusal)));
        let error = bench.reader().status(&product()).await.unwrap_err();
        let Reason::Throttled {
            retry_after: Some(wait),
        } = error.reason()
        else {
            panic!("{time}: {:?}", error.reason());
        };
        let shown = format!("asking clients to wait {} s", wait.as_secs());
        assert!(error.summary().contains(&shown), "{time}: {error}");
        assert_eq!(bench.clock.now(), Duration::ZERO, "{time}");
    }
}
