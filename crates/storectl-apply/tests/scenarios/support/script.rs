//! A Store that answers from a script: one response a read.

use std::{sync::Arc, time::Duration};

use bytes::Bytes;
use http::Response;
use serde_json::{Value, json};
use storectl_api::{
    ClientConfig, Clock, Deadline, FakeClock, ReadClient, RetryPolicy, testing::ScriptedTransport,
};
use storectl_apply::{
    Cancellation, FollowRequest, Followed, PollPolicy, Silent, SubmissionRecorder, WatchedDraft,
    follow_submission, watch_draft,
};
use storectl_model::SubmissionId;
use storectl_plan::PendingFact;

use super::{ENDPOINT, START, config, product_id};

/// A reader of a Store that answers from a script, and the deadline of the command that reads.
pub(crate) struct ScriptedStore {
    pub(crate) clock: Arc<FakeClock>,
    pub(crate) reader: ReadClient,
    until: Duration,
}

/// Returns a response that succeeds with these data.
pub(crate) fn said(data: &Value) -> Response<Bytes> {
    answer(
        200,
        &json!({ "isSuccess": true, "responseData": data, "errors": [] }),
    )
}

/// Returns a response of this status and body.
pub(crate) fn answer(status: u16, body: &Value) -> Response<Bytes> {
    let mut response = Response::new(Bytes::from(body.to_string()));
    *response.status_mut() = status.try_into().unwrap();
    response
}

/// The same response with a header.
pub(crate) fn with_header(
    mut response: Response<Bytes>,
    name: &'static str,
    value: &'static str,
) -> Response<Bytes> {
    response
        .headers_mut()
        .insert(name, http::HeaderValue::from_static(value));
    response
}

impl ScriptedStore {
    /// Answers so, in order, to a command that has this much time. A read that fails is not repeated by the client.
    pub(crate) fn new(
        answers: impl IntoIterator<Item = Response<Bytes>>,
        timeout: Duration,
    ) -> Self {
        let clock = Arc::new(FakeClock::new());
        clock.advance(START);
        let token = json!({ "access_token": "token", "token_type": "Bearer", "expires_in": 86400 });
        let script = ScriptedTransport::new().answer(200, token.to_string());
        let script = answers
            .into_iter()
            .fold(script, |script, it| script.outcome(Ok(it)));
        let config = ClientConfig {
            deadline: Deadline::after(&*clock, timeout),
            retry: RetryPolicy {
                attempts: 1,
                ..RetryPolicy::default()
            },
            ..config(ENDPOINT)
        };
        let reader = ReadClient::new(
            config,
            Arc::new(script),
            Arc::clone(&clock) as Arc<dyn Clock>,
        );
        Self {
            clock,
            reader,
            until: START + timeout,
        }
    }

    fn poll(&self) -> PollPolicy {
        PollPolicy {
            first_interval: None,
            until: self.until,
        }
    }

    /// Follows a submission.
    pub(crate) async fn follow(
        &self,
        submission: &SubmissionId,
        recorder: &mut dyn SubmissionRecorder,
    ) -> Followed {
        let request = FollowRequest {
            product: &product_id(),
            submission,
            recorder,
        };
        follow_submission(
            &self.reader,
            request,
            &*self.clock,
            self.poll(),
            &mut Silent,
            &Cancellation::new(),
        )
        .await
    }

    /// Watches the draft, where earlier runs left this to do.
    pub(crate) async fn watch(&self, pending: &[PendingFact]) -> WatchedDraft {
        watch_draft(
            &self.reader,
            &product_id(),
            pending,
            &*self.clock,
            self.poll(),
            &mut Silent,
            &Cancellation::new(),
        )
        .await
    }
}
