use std::sync::Arc;

use storectl_model::{NetworkCause, Service};

use super::{
    Decision::{Again, GiveUp, Patiently},
    *,
};
use crate::{
    clock::{Clock as _, Deadline, FakeClock},
    observe::{exchange::Observers, redact::Redactor},
    retry_policy::RetryPolicy,
    testing::ScriptedTransport,
    writes::WriteOperation,
};

fn error(kind: ErrorKind, status: Option<u16>) -> Error {
    let error = Error::new(kind);
    match status {
        Some(status) => error.answered(status, None),
        None => error,
    }
}

fn unavailable() -> Error {
    error(ErrorKind::Unavailable, Some(503))
}

fn throttled(seconds: u64) -> Error {
    error(ErrorKind::Throttled, Some(429)).retry_after_of(Some(Duration::from_secs(seconds)))
}

struct Bench {
    clock: Arc<FakeClock>,
    exchanger: Exchanger,
    line: RequestLine,
}

impl Bench {
    fn new(timeout: Option<Duration>) -> Self {
        let clock = Arc::new(FakeClock::new());
        let deadline = timeout.map_or(Deadline::NEVER, |it| Deadline::after(&*clock, it));
        let exchanger = Exchanger::new(
            Arc::new(ScriptedTransport::new()),
            Arc::clone(&clock) as _,
            RetryPolicy::default(),
            deadline,
            Redactor::default(),
            Observers::default(),
        );
        Self {
            clock,
            exchanger,
            line: RequestLine {
                method: "GET".to_owned(),
                host: "api.store.microsoft.com".to_owned(),
                path: "/".to_owned(),
                service: Service::Store,
            },
        }
    }

    fn attempts(&self, repeat: Repeat) -> Attempts<'_> {
        Attempts::new(&self.exchanger, &self.line, repeat)
    }
}

#[test]
fn each_failure_is_repeated_as_the_table_of_writes_says() {
    let submit = WriteOperation::Submit.rules().repeat;
    let commit = WriteOperation::CommitPackages.rules().repeat;
    let read = Repeat::OnAnyPassingFailure;
    let lost = ErrorKind::AnswerLost {
        cause: NetworkCause::Reset,
        what: String::new(),
    };
    let unsent = ErrorKind::NotReachable {
        cause: NetworkCause::Refused,
        what: String::new(),
    };
    let missing = ErrorKind::NotFound {
        missing: storectl_model::Missing::Path,
    };
    let rejected = ErrorKind::Rejected { ongoing: None };
    let too_many_open = ErrorKind::TooManyOpen {
        what: String::new(),
    };
    for (kind, status, on_submit, on_commit, on_read) in [
        (lost, None, GiveUp, Again, Again),
        (unsent, None, Again, Again, Again),
        (
            ErrorKind::Throttled,
            Some(429),
            Patiently,
            Patiently,
            Patiently,
        ),
        (ErrorKind::Unavailable, Some(502), GiveUp, Again, Again),
        (ErrorKind::Unavailable, Some(503), GiveUp, Again, Again),
        (ErrorKind::Unavailable, Some(504), GiveUp, Again, Again),
        (ErrorKind::Unavailable, Some(500), GiveUp, GiveUp, Again),
        (missing, Some(404), GiveUp, GiveUp, GiveUp),
        (too_many_open, None, GiveUp, GiveUp, GiveUp),
        (rejected, Some(200), GiveUp, GiveUp, GiveUp),
    ] {
        let error = error(kind, status);
        assert_eq!(decide(&error, submit), on_submit, "submit {error}");
        assert_eq!(decide(&error, commit), on_commit, "commit {error}");
        assert_eq!(decide(&error, read), on_read, "read {error}");
    }
}

#[tokio::test]
async fn delays_double_with_jitter_and_end_after_the_attempts() {
    let bench = Bench::new(None);
    let policy = RetryPolicy::default();
    let mut attempts = bench.attempts(Repeat::OnAnyPassingFailure);
    let mut last = Duration::ZERO;
    for factor in [1, 2, 4, 8] {
        attempts.after(unavailable()).await.unwrap();
        let slept = bench.clock.now().saturating_sub(last);
        last = bench.clock.now();
        assert!(
            slept >= policy.base * factor && slept <= policy.base * factor * 2,
            "{slept:?}"
        );
    }
    let given_up = attempts.after(unavailable()).await.unwrap_err();
    assert_eq!(given_up.attempts(), 5);
    assert_eq!(given_up.waited(), last);
    assert_eq!(bench.clock.now(), last, "no sleep after the last try");
}

#[tokio::test]
async fn a_request_throttled_without_a_time_is_patient_to_the_end_of_its_budget() {
    let bench = Bench::new(None);
    let policy = RetryPolicy::default();
    let mut attempts = bench.attempts(Repeat::WhereNotActedOn);
    let mut tries = 0;
    while attempts.after(throttled(0)).await.is_ok() {
        tries += 1;
    }
    assert!(tries > policy.attempts, "{tries}");
    assert!(bench.clock.now() <= policy.budget);
    assert!(bench.clock.now() + policy.cap * 2 > policy.budget);
}

#[tokio::test]
async fn a_time_to_wait_is_obeyed_however_long_as_far_as_the_deadline_allows() {
    let bench = Bench::new(Some(Duration::from_secs(1000)));
    let mut attempts = bench.attempts(Repeat::OnAnyPassingFailure);
    attempts.after(throttled(600)).await.unwrap();
    let waited = bench.clock.now();
    assert!(waited >= Duration::from_secs(600), "{waited:?}");
    let given_up = attempts.after(throttled(600)).await.unwrap_err();
    assert_eq!(given_up.retry_after(), Some(Duration::from_secs(600)));
    assert_eq!(bench.clock.now(), waited, "no wait that cannot end in time");
}

#[tokio::test]
async fn a_time_to_wait_that_cannot_be_counted_is_longer_than_any_deadline_and_not_retried() {
    for timeout in [None, Some(Duration::from_secs(1000))] {
        for error in [error(ErrorKind::Throttled, Some(429)), unavailable()] {
            let bench = Bench::new(timeout);
            let mut attempts = bench.attempts(Repeat::OnAnyPassingFailure);
            let asked = error.retry_after_of(Some(Duration::MAX));
            let given_up = attempts.after(asked).await.unwrap_err();
            assert_eq!(given_up.attempts(), 1);
            assert_eq!(bench.clock.now(), Duration::ZERO);
            let summary = given_up.summary();
            assert!(
                summary.contains("asking clients to wait for longer than any deadline"),
                "{summary}"
            );
        }
    }
}

#[tokio::test]
async fn an_error_says_whether_an_earlier_attempt_may_have_been_acted_on() {
    let lost = || {
        error(
            ErrorKind::AnswerLost {
                cause: NetworkCause::Reset,
                what: String::new(),
            },
            None,
        )
    };
    let rejected = || error(ErrorKind::Rejected { ongoing: None }, Some(200));
    for (first, earlier) in [
        (lost(), EarlierAttempts::PerhapsActedOn),
        (unavailable(), EarlierAttempts::PerhapsActedOn),
        (throttled(1), EarlierAttempts::WithoutEffect),
    ] {
        let bench = Bench::new(None);
        let mut attempts = bench.attempts(Repeat::WhereTwiceIsOnce);
        let shown = first.to_string();
        attempts.after(first).await.unwrap();
        let last = attempts.after(rejected()).await.unwrap_err();
        assert_eq!(last.earlier_attempts(), earlier, "{shown}");
    }
}

#[tokio::test]
async fn what_the_service_answered_is_reported_where_the_deadline_cuts_the_next_try_off() {
    let cut_off = || {
        let cause = NetworkCause::Deadline;
        let what = String::new();
        error(ErrorKind::AnswerLost { cause, what }, None)
    };
    let bench = Bench::new(None);
    let mut attempts = bench.attempts(Repeat::OnAnyPassingFailure);
    let unavailable = error(ErrorKind::Unavailable, Some(500));
    attempts.after(unavailable).await.unwrap();
    let bench_of_a_deadline = Bench::new(Some(Duration::ZERO));
    attempts.exchanger = &bench_of_a_deadline.exchanger;
    let reported = attempts.after(cut_off()).await.unwrap_err();
    assert_eq!(reported.http_status(), Some(500));
    let mut first = bench_of_a_deadline.attempts(Repeat::OnAnyPassingFailure);
    assert!(first.after(cut_off()).await.unwrap_err().is_past_deadline());
}
