//! Following a submission, response by response: what is believed, what is said of it, and what is kept.

use std::{future, time::Duration};

use bytes::Bytes;
use futures_util::{FutureExt as _, future::LocalBoxFuture};
use http::Response;
use serde_json::{Value, json};
use storectl_api::Clock as _;
use storectl_apply::{
    Followed, NoReceipts, SubmissionAnswer, SubmissionRecorder, unpublished_reason,
};
use storectl_model::{StoreMessage, SubmissionId};
use storectl_plan::{Failure, FailureKind, NextStep, ReceiptValues, SubmissionOutcome};

use crate::support::{START, ScriptedStore, answer, product_id, said, with_header};

fn submission() -> SubmissionId {
    "1152921505700517065".parse().unwrap()
}

const MINUTE: Duration = Duration::from_secs(60);

/// A response that says `word` of a submission which the Store goes on with.
fn publishing(word: &str) -> Response<Bytes> {
    said(&json!({ "publishingStatus": word, "hasFailed": false }))
}

/// A response with this status, which fails and says why.
fn refusal(status: u16) -> Response<Bytes> {
    let errors = json!([message("Not now.")]);
    answer(status, &json!({ "isSuccess": false, "errors": errors }))
}

/// A response that says `word` of a submission, and a sentence.
fn publishing_with_message(word: &str, has_failed: &Value) -> Response<Bytes> {
    let data = json!({ "publishingStatus": word, "hasFailed": has_failed });
    let errors = json!([message("In review.")]);
    answer(
        200,
        &json!({ "isSuccess": true, "responseData": data, "errors": errors }),
    )
}

fn message(text: &str) -> Value {
    json!({ "code": "info", "message": text, "target": "review" })
}

fn texts(messages: &[StoreMessage]) -> Vec<&str> {
    messages.iter().map(|it| it.message.as_str()).collect()
}

async fn follow(
    answers: impl IntoIterator<Item = Response<Bytes>>,
    timeout: Duration,
) -> (Followed, Duration) {
    let store = ScriptedStore::new(answers, timeout);
    let followed = store.follow(&submission(), &mut NoReceipts).await;
    (followed, store.clock.now().saturating_sub(START))
}

async fn failure(
    answers: impl IntoIterator<Item = Response<Bytes>>,
    timeout: Duration,
) -> (Failure, Duration) {
    let (followed, elapsed) = follow(answers, timeout).await;
    (*followed.failure.unwrap(), elapsed)
}

/// Reads at 0 and 30 s, and at the deadline, which ends that read.
#[tokio::test]
async fn a_read_that_the_deadline_ends_does_not_hide_what_the_store_said_before_it() {
    let (failure, elapsed) = failure(["INPROGRESS", "INPROGRESS"].map(publishing), MINUTE).await;
    assert_eq!(elapsed, MINUTE);
    assert_eq!(failure.kind, FailureKind::Waiting);
    let expected = "submission 1152921505700517065 was still INPROGRESS after 60 s";
    assert_eq!(failure.message, expected);
    assert_eq!(failure.next, [NextStep::FollowSubmission]);
}

#[tokio::test]
async fn where_the_store_was_never_heard_the_deadline_is_all_there_is_to_say() {
    let (failure, _) = failure([], Duration::ZERO).await;
    assert_eq!(failure.kind, FailureKind::Waiting);
    let unmet = "submission 1152921505700517065 was not published after 0 s; the last read failed:";
    assert!(failure.message.starts_with(unmet), "{}", failure.message);
}

#[tokio::test]
async fn a_read_that_the_store_refused_is_named_with_its_request_beside_what_was_heard_before() {
    let refused = with_header(refusal(503), "x-correlation-id", "c0ffee");
    let heard = publishing_with_message("INPROGRESS", &json!(false));
    let (failure, elapsed) = failure([heard, refused], MINUTE).await;
    assert_eq!(elapsed, MINUTE);
    assert_eq!(failure.kind, FailureKind::Waiting);
    for part in [
        "submission 1152921505700517065 was still INPROGRESS after 60 s",
        "the Store last reported: In review.",
        "the last read failed: ",
        "HTTP 503",
    ] {
        let message = &failure.message;
        assert!(message.contains(part), "no {part} in {message}");
    }
    let request = failure.request.unwrap();
    assert!(request.starts_with("GET "), "{request}");
    assert_eq!(failure.http_status, Some(503));
    assert_eq!(failure.correlation_id.as_deref(), Some("c0ffee"));
    assert_eq!(texts(&failure.store_messages), ["In review.", "Not now."]);
}

#[tokio::test]
async fn a_store_that_asks_for_more_time_than_there_is_ends_the_wait_immediately() {
    let half = MINUTE / 2;
    for (asked, end, refused) in [("10", half, None), ("3600", Duration::ZERO, Some(503))] {
        let busy = with_header(refusal(503), "retry-after", asked);
        let (followed, elapsed) = follow([busy, publishing("PUBLISHED")], MINUTE).await;
        let failure = followed.failure;
        assert_eq!(elapsed, end, "Retry-After: {asked}");
        assert_eq!(failure.and_then(|it| it.http_status), refused);
    }
}

/// Keeps what is observed once its future is polled to the end.
#[derive(Default)]
struct LazyRecorder(Vec<(SubmissionOutcome, Duration)>);

impl SubmissionRecorder for LazyRecorder {
    fn lacks(&self, _: &SubmissionId) -> bool {
        false
    }

    fn announce(&mut self, _: u64) -> LocalBoxFuture<'_, ()> {
        future::ready(()).boxed_local()
    }

    fn accepted<'a>(
        &'a mut self,
        _: &'a SubmissionId,
        _: ReceiptValues,
        _: u64,
    ) -> LocalBoxFuture<'a, ()> {
        future::ready(()).boxed_local()
    }

    fn withdraw(&mut self, _: u64) -> LocalBoxFuture<'_, ()> {
        future::ready(()).boxed_local()
    }

    fn observe<'a>(
        &'a mut self,
        _: &'a SubmissionId,
        outcome: SubmissionOutcome,
        at: u64,
    ) -> LocalBoxFuture<'a, ()> {
        async move {
            tokio::task::yield_now().await;
            self.0
                .push((outcome, Duration::from_secs(at).saturating_sub(START)));
        }
        .boxed_local()
    }
}

/// Reads at 0, 30 and 75 s.
#[tokio::test]
async fn each_outcome_is_kept_once_with_the_time_it_was_first_seen() {
    let answers = ["INPROGRESS", "INPROGRESS", "PUBLISHED"].map(publishing);
    let store = ScriptedStore::new(answers, 10 * MINUTE);
    let mut recorder = LazyRecorder::default();
    let followed = store.follow(&submission(), &mut recorder).await;
    assert_eq!(followed.failure, None);
    assert_eq!(followed.publishing_status.as_deref(), Some("PUBLISHED"));
    assert_eq!(
        recorder.0,
        [
            (SubmissionOutcome::InProgress, Duration::ZERO),
            (SubmissionOutcome::Published, Duration::from_secs(75)),
        ]
    );
}

#[tokio::test]
async fn a_failure_is_final_with_any_word_and_a_word_other_than_failed_is_named() {
    for (word, named) in [
        ("FAILED", ""),
        ("INPROGRESS", " (the Store returns INPROGRESS)"),
    ] {
        let (failure, _) = failure([publishing_with_message(word, &json!(true))], MINUTE).await;
        assert_eq!(failure.kind, FailureKind::Rejected);
        let expected = format!(
            "submission 1152921505700517065 failed{named}, and the Store will not retry it"
        );
        assert_eq!(failure.message, expected);
        assert_eq!(texts(&failure.store_messages), ["In review."]);
        assert_eq!(failure.next, [NextStep::ReadCertificationReport]);
    }
}

#[tokio::test]
async fn a_status_that_says_nothing_ends_the_wait_in_time_with_the_word_of_the_store() {
    for word in ["UNKNOWN", "PONDERING"] {
        let answers = (0..10).map(|_| publishing_with_message(word, &json!(false)));
        let (failure, elapsed) = failure(answers, 60 * MINUTE).await;
        assert!(elapsed < 60 * MINUTE, "{elapsed:?}");
        assert_eq!(failure.kind, FailureKind::Waiting);
        let expected = format!(
            "the outcome of submission 1152921505700517065 is unknown: the Store returns {word}"
        );
        assert_eq!(failure.message, expected);
        assert_eq!(texts(&failure.store_messages), ["In review."]);
        assert_eq!(failure.next, [NextStep::LookAtSubmission]);
    }
}

/// What one response says of a submission that is not published.
async fn reason(response: Response<Bytes>) -> Option<Failure> {
    let store = ScriptedStore::new([response], MINUTE);
    let id = submission();
    let status = store.reader.submission_status(&product_id(), &id).await;
    unpublished_reason(&SubmissionAnswer { id, status })
}

#[tokio::test]
async fn one_response_says_why_a_submission_is_not_published_and_what_to_do() {
    for (response, kind, message, next) in [
        (
            publishing("INPROGRESS"),
            FailureKind::Waiting,
            "submission 1152921505700517065 is INPROGRESS",
            NextStep::FollowSubmission,
        ),
        (
            publishing("FAILED"),
            FailureKind::Waiting,
            "submission 1152921505700517065 is FAILED, and the Store is retrying",
            NextStep::FollowSubmission,
        ),
        (
            publishing("UNKNOWN"),
            FailureKind::Waiting,
            "the outcome of submission 1152921505700517065 is unknown: the Store returns UNKNOWN",
            NextStep::LookAtSubmission,
        ),
        (
            publishing_with_message("FAILED", &json!(true)),
            FailureKind::Rejected,
            "submission 1152921505700517065 failed, and the Store will not retry it",
            NextStep::ReadCertificationReport,
        ),
    ] {
        let failure = reason(response).await.unwrap();
        assert_eq!(failure.kind, kind, "{message}");
        assert_eq!(failure.message, message);
        assert_eq!(failure.next, [next], "{message}");
    }
    assert_eq!(reason(publishing("PUBLISHED")).await, None);
}

#[tokio::test]
async fn a_status_that_cannot_be_read_may_be_asked_for_again_unless_the_reason_lasts() {
    let silent = reason(refusal(503)).await.unwrap();
    assert_eq!(silent.kind, FailureKind::Waiting);
    assert_eq!(silent.next, [NextStep::LookAtSubmission]);
    let unknown = reason(refusal(404)).await.unwrap();
    assert_eq!(unknown.kind, FailureKind::Unconverged);
    let expected =
        "the Store accepted submission 1152921505700517065, but now reports that it does not exist";
    assert_eq!(unknown.message, expected);
    assert_eq!(unknown.next, [NextStep::ApplyAndSubmit]);
    assert_eq!(unknown.http_status, Some(404));
    let denied = reason(refusal(403)).await.unwrap();
    assert_eq!(denied.kind, FailureKind::Auth);
}
