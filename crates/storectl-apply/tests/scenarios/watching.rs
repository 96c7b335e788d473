//! Watching a draft, response by response, as who commits nothing: what does not become ready by itself.

use std::time::Duration;

use bytes::Bytes;
use http::Response;
use serde_json::{Value, json};
use storectl_plan::{Failure, FailureKind, NextStep, PendingFact};

use crate::support::{ScriptedStore, answer};

const MINUTE: Duration = Duration::from_secs(60);

/// A response of module status that says these messages.
fn status(is_ready: &Value, messages: &[(&str, &str, &str)]) -> Response<Bytes> {
    let errors: Vec<Value> = messages
        .iter()
        .map(
            |(code, target, message)| json!({ "code": code, "message": message, "target": target }),
        )
        .collect();
    let data = json!({ "isReady": is_ready });
    answer(
        200,
        &json!({ "isSuccess": true, "responseData": data, "errors": errors }),
    )
}

fn not_ready(messages: &[(&str, &str, &str)]) -> Response<Bytes> {
    status(&json!(false), messages)
}

/// Why a draft does not become ready whose status is always this.
async fn failure(messages: &[(&str, &str, &str)], pending: &[PendingFact]) -> Option<Failure> {
    let answers = (0..100).map(|_| not_ready(messages));
    let watched = ScriptedStore::new(answers, MINUTE).watch(pending).await;
    watched.failure.map(|it| *it)
}

#[tokio::test]
async fn a_draft_that_is_ready_or_in_review_is_no_failure() {
    let ready = || status(&json!(true), &[]);
    let watched = ScriptedStore::new([ready(), ready()], MINUTE)
        .watch(&[])
        .await;
    assert_eq!(watched.failure, None);
    assert!(watched.status.is_ready);
    let data = json!({ "isReady": false, "ongoingSubmissionId": "1152921505700517065" });
    let in_review = json!({ "isSuccess": true, "responseData": data, "errors": [] });
    let watched = ScriptedStore::new([answer(200, &in_review)], MINUTE)
        .watch(&[])
        .await;
    assert_eq!(watched.failure, None);
    assert!(watched.status.ongoing_submission.is_some());
}

#[tokio::test]
async fn packages_that_nobody_committed_are_a_matter_for_apply() {
    let reported = ("error", "packages", "Packages are not committed.");
    for (messages, pending) in [
        (vec![reported], vec![]),
        (vec![], vec![PendingFact::PackagesUncommitted]),
    ] {
        let failure = failure(&messages, &pending).await.unwrap();
        assert_eq!(failure.kind, FailureKind::Busy);
        let expected = "the packages are not committed, and waiting will not help";
        assert_eq!(failure.message, expected);
        assert_eq!(failure.next, [NextStep::Apply]);
        assert_eq!(failure.store_messages.len(), messages.len());
        let request = failure.request.unwrap();
        assert!(request.starts_with("GET "), "{request}");
        assert!(request.ends_with("/status"), "{request}");
    }
}

#[tokio::test]
async fn packages_that_could_not_be_downloaded_are_rejected_with_advice() {
    let reported = ("packageuploaderror", "packages", "The URL returned 404.");
    let failure = failure(&[reported], &[]).await.unwrap();
    assert_eq!(failure.kind, FailureKind::Rejected);
    assert_eq!(failure.message, "the Store cannot download the packages");
    assert_eq!(failure.store_messages[0].message, "The URL returned 404.");
    assert!(failure.hints[0].contains("packageUrl"));
}

#[tokio::test]
async fn a_module_with_a_fault_is_named_with_what_the_store_says_but_for_its_warnings() {
    let failure = failure(
        &[
            ("badrequest", "listings", "A description is missing."),
            ("warning", "properties", "A website would help."),
        ],
        &[],
    )
    .await
    .unwrap();
    assert_eq!(failure.kind, FailureKind::Busy);
    let expected = "the draft is not ready, and waiting will not help";
    assert_eq!(failure.message, expected);
    let said: Vec<&str> = failure
        .store_messages
        .iter()
        .map(|it| it.message.as_str())
        .collect();
    assert_eq!(said, ["A description is missing."]);
}

#[tokio::test]
async fn at_the_deadline_the_last_thing_that_the_store_said_in_words_is_named() {
    let failure = failure(
        &[
            ("badrequest", "packages", "Validating."),
            ("badrequest", "packages", ""),
        ],
        &[],
    )
    .await
    .unwrap();
    assert_eq!(failure.kind, FailureKind::Waiting);
    let expected = "the draft was not ready after 60 s; the Store last reported: Validating.";
    assert_eq!(failure.message, expected);
    assert_eq!(failure.next, [NextStep::Continue]);
    assert_eq!(failure.store_messages.len(), 2);
}
