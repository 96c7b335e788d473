//! What a read costs and how tolerant it is.

use std::sync::{Arc, Mutex};

use serde_json::{Value, json};
use storectl_api::{ErrorKind, FakeClock, PublishingStatus, ReadClient, ReadScope};

use crate::support::{
    Answering, Bench, answer, config, granted, nothing, product, signed_in, success,
};

/// A Store with `count` languages that answers 200 at most, as the document says.
fn store(count: usize) -> (ReadClient, Arc<Mutex<Vec<String>>>) {
    let sent = Arc::new(Mutex::new(Vec::new()));
    let log = Arc::clone(&sent);
    let store = move |request: &http::Request<bytes::Bytes>| {
        let uri = request.uri().to_string();
        if uri.contains("/oauth2/") {
            return answer(200, granted());
        }
        let tail = uri.rsplit_once("487878d02ebf/").unwrap().1.to_owned();
        log.lock().unwrap().push(tail.clone());
        let all = (0..count).map(|it| format!("l{it}"));
        let named: Option<Vec<String>> = tail
            .split_once("languages=")
            .map(|(_, it)| it.split("%2C").map(str::to_owned).collect());
        let page: Vec<String> = match named {
            Some(named) => {
                assert!(named.len() <= 200, "a filter names 200 languages at most");
                named
            }
            None => all.clone().take(200).collect(),
        };
        let languages: Vec<Value> = all
            .map(|it| json!({ "language": it, "isComplete": true }))
            .collect();
        let listed: Vec<Value> = page.iter().map(|it| json!({ "language": it })).collect();
        let data = if tail.starts_with("metadata?include") {
            json!({ "listings": listed, "listingLanguages": languages })
        } else if tail.starts_with("metadata") {
            json!({ "listings": listed })
        } else if tail.starts_with("listings/assets") {
            json!({ "listingAssets": listed })
        } else {
            json!({ "isReady": true, "packages": [], "listings": [], "listingAssets": [] })
        };
        answer(200, success(&data))
    };
    let client = ReadClient::new(
        config(),
        Arc::new(Answering(store)),
        Arc::new(FakeClock::new()),
    );
    (client, sent)
}

#[tokio::test]
async fn a_product_of_200_languages_costs_one_sign_in_and_four_reads() {
    let (client, sent) = store(200);
    let scope = ReadScope::Everything;
    let remote = client.read_product(&product(), scope).await.unwrap();
    assert_eq!((remote.listings.len(), remote.assets.len()), (200, 200));
    let mut sent = sent.lock().unwrap().clone();
    sent.sort();
    assert_eq!(
        sent,
        [
            "listings/assets",
            "metadata?includelanguagelist=true",
            "packages",
            "status"
        ]
    );
    let counts = client.requests();
    assert_eq!((counts.token, counts.get, counts.write), (1, 4, 0));
}

#[tokio::test]
async fn images_nobody_asks_for_are_not_read() {
    let (client, sent) = store(3);
    client
        .read_product(&product(), ReadScope::WithoutImages)
        .await
        .unwrap();
    assert_eq!(sent.lock().unwrap().len(), 3);
}

#[test]
fn reads_and_writes_can_be_spawned() {
    fn spawnable<T: Send>(_: T) {}
    let bench = Bench::new(signed_in());
    let product = product();
    spawnable(
        bench
            .reader()
            .read_product(&product, ReadScope::WithoutImages),
    );
    spawnable(bench.client.submit(&product));
}

#[tokio::test]
async fn a_product_of_more_languages_is_paged_until_all_are_there() {
    let (client, _) = store(450);
    let scope = ReadScope::Everything;
    let remote = client.read_product(&product(), scope).await.unwrap();
    assert_eq!(
        (
            remote.listings.len(),
            remote.assets.len(),
            remote.languages.len()
        ),
        (450, 450, 450)
    );
    assert_eq!(client.requests().get, 4 + 2 + 2);
}

#[tokio::test]
async fn a_listed_language_the_service_never_answers_ends_the_paging() {
    let list = json!({ "listings": [], "listingLanguages": ["en-us"] });
    let client = move |request: &http::Request<bytes::Bytes>| match request.uri().path() {
        path if path.contains("/oauth2/") => answer(200, granted()),
        path if path.ends_with("/metadata") => answer(200, success(&list)),
        _ => answer(200, success(&nothing())),
    };
    let client = ReadClient::new(
        config(),
        Arc::new(Answering(client)),
        Arc::new(FakeClock::new()),
    );
    let remote = client
        .read_product(&product(), ReadScope::WithoutImages)
        .await
        .unwrap();
    assert_eq!(remote.languages.len(), 1);
    assert!(remote.listings.is_empty());
    assert_eq!(client.requests().get, 4);
}

#[tokio::test]
async fn unknown_words_and_absent_fields_of_a_submission_are_not_errors() {
    for (data, status, failed) in [
        (
            json!({ "publishingStatus": "PAUSED" }),
            PublishingStatus::Unrecognized("PAUSED".to_owned()),
            false,
        ),
        (
            json!({ "PublishingStatus": "inProgress", "HasFailed": null }),
            PublishingStatus::InProgress,
            false,
        ),
        (
            json!({ "publishingStatus": "FAILED", "hasFailed": "true" }),
            PublishingStatus::Failed,
            true,
        ),
        (
            json!({ "publishingStatus": "X".repeat(10_000) }),
            PublishingStatus::Unrecognized("X".repeat(64)),
            false,
        ),
        (json!({}), PublishingStatus::Unknown, false),
        (Value::Null, PublishingStatus::Unknown, false),
    ] {
        let bench = Bench::new(signed_in().answer(200, success(&data)));
        let id = "1152921505700520060".parse().unwrap();
        let read = bench
            .reader()
            .submission_status(&product(), &id)
            .await
            .unwrap();
        assert_eq!(
            (read.publishing_status, read.has_failed),
            (status, failed),
            "{data}"
        );
    }
}

#[tokio::test]
async fn an_active_submission_is_a_state_of_the_draft_and_no_failure() {
    for (id, message) in [
        (json!("115"), ""),
        (json!(115), ""),
        (
            json!(null),
            "Product already has One Active Submission In-Progress. SubmissionId: 115",
        ),
        (
            json!(""),
            "product already has one active submission in-progress. submissionid:115.",
        ),
    ] {
        let answer = json!({
            "isSuccess": true,
            "errors": [null, { "code": "error", "message": message, "target": "submission" }],
            "responseData": { "isReady": false, "ongoingSubmissionId": id },
        });
        let bench = Bench::new(signed_in().answer(200, answer.to_string()));
        let status = bench.reader().status(&product()).await.unwrap();
        assert_eq!(
            status.ongoing_submission,
            Some("115".parse().unwrap()),
            "{id} {message}"
        );
    }
}

#[tokio::test]
async fn no_submission_is_absent_null_or_empty() {
    for data in [
        json!({}),
        json!({ "ongoingSubmissionId": null }),
        json!({ "ongoingSubmissionId": "" }),
    ] {
        let bench = Bench::new(signed_in().answer(200, success(&data)));
        assert_eq!(
            bench
                .reader()
                .status(&product())
                .await
                .unwrap()
                .ongoing_submission,
            None
        );
    }
}

#[tokio::test]
async fn an_id_that_would_leave_its_path_is_refused_by_name() {
    let data = json!({ "packages": [{ "packageId": "1/../../x" }] });
    let bench = Bench::new(signed_in().answer(200, success(&data)));
    let error = bench.reader().packages(&product()).await.unwrap_err();
    let ErrorKind::Decode { field, .. } = error.kind() else {
        unreachable!("{error}")
    };
    assert_eq!(field, "responseData.packages[0].packageId");
}

#[tokio::test]
async fn a_second_seller_shares_the_token_and_the_counts() {
    let bench = Bench::new(
        signed_in()
            .answer(200, success(&nothing()))
            .answer(200, success(&nothing())),
    );
    let second = bench.reader().with_seller("42".parse().unwrap());
    bench.reader().status(&product()).await.unwrap();
    second.status(&product()).await.unwrap();
    let sent = bench.script.sent();
    assert_eq!(sent.last().unwrap().headers()["x-seller-account-id"], "42");
    assert_eq!((second.requests().token, second.requests().get), (1, 2));
}

#[tokio::test]
async fn a_router_answers_in_process_and_sees_the_host() {
    let router = axum::Router::new().fallback(|request: axum::extract::Request| async move {
        let host = request.headers()["host"].to_str().unwrap().to_owned();
        match request.uri().path() {
            path if path.contains("/oauth2/") => granted(),
            _ => success(&json!({ "isReady": host == "api.store.microsoft.com" })),
        }
    });
    let transport = Arc::new(storectl_api::testing::RouterTransport::new(router));
    let client = ReadClient::new(config(), transport, Arc::new(FakeClock::new()));
    assert!(client.status(&product()).await.unwrap().is_ready);
}
