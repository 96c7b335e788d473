//! When a request is sent again, and after how long: policy as a value.

use std::time::Duration;

use backon::{BackoffBuilder as _, ExponentialBackoff, ExponentialBuilder};
use storectl_model::{Endpoint, Method};

use crate::{
    clock::Clock,
    error::{Error, ErrorKind},
};

/// How patient a client is with one request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RetryPolicy {
    /// Tries of one request, the first included; answers of 429 do not count, they are bounded by `budget` alone.
    pub attempts: u32,
    /// The first delay; each further one is twice as long, plus up to as much again at random.
    pub base: Duration,
    /// The longest delay before jitter. A `Retry-After` may be longer.
    pub cap: Duration,
    /// The longest time spent on one request, waiting included. A `Retry-After` that leads beyond it ends the retries.
    pub budget: Duration,
}

impl Default for RetryPolicy {
    fn default() -> Self {
        Self {
            attempts: 5,
            base: Duration::from_millis(500),
            cap: Duration::from_secs(20),
            budget: Duration::from_secs(300),
        }
    }
}

/// How often a request may reach the Store.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Repeat {
    /// It only reads.
    Freely,
    /// It writes, and twice does what once does (trap 9).
    Safely,
    /// Never twice, unless it surely was not acted on (trap 78).
    Never,
}

impl Repeat {
    pub(crate) fn of(endpoint: &Endpoint) -> Self {
        match (endpoint.method(), endpoint.is_repeatable()) {
            (Method::Get, _) => Self::Freely,
            (Method::Post | Method::Put | Method::Patch, true) => Self::Safely,
            (Method::Post | Method::Put | Method::Patch, false) => Self::Never,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Decision {
    GiveUp,
    /// As often as `attempts` allows.
    Again,
    /// As long as `budget` allows.
    Patiently,
}

/// Judges a failure by what it is and what was asked.
pub(crate) fn decide(error: &Error, repeat: Repeat) -> Decision {
    match error.kind() {
        ErrorKind::Throttled => Decision::Patiently,
        ErrorKind::NotReachable { .. } => Decision::Again,
        ErrorKind::AnswerLost { .. } | ErrorKind::Garbled { .. } => match repeat {
            Repeat::Freely | Repeat::Safely => Decision::Again,
            Repeat::Never => Decision::GiveUp,
        },
        ErrorKind::Unavailable => match (repeat, error.http_status()) {
            (Repeat::Freely, _) | (Repeat::Safely, Some(502..=504)) => Decision::Again,
            (Repeat::Safely | Repeat::Never, _) => Decision::GiveUp,
        },
        ErrorKind::Config { .. }
        | ErrorKind::Credential { .. }
        | ErrorKind::Auth { .. }
        | ErrorKind::Forbidden
        | ErrorKind::NotFound
        | ErrorKind::Rejected { .. }
        | ErrorKind::UploadRefused
        | ErrorKind::NoRoots { .. }
        | ErrorKind::Protocol { .. }
        | ErrorKind::Decode { .. }
        | ErrorKind::TooLarge { .. } => Decision::GiveUp,
    }
}

/// The tries of one request.
pub(crate) struct Attempts<'a> {
    policy: &'a RetryPolicy,
    clock: &'a dyn Clock,
    repeat: Repeat,
    started: Duration,
    made: u32,
    counted: u32,
    delays: ExponentialBackoff,
}

impl<'a> Attempts<'a> {
    pub(crate) fn new(policy: &'a RetryPolicy, clock: &'a dyn Clock, repeat: Repeat) -> Self {
        Self {
            policy,
            clock,
            repeat,
            started: clock.now(),
            made: 0,
            counted: 0,
            delays: ExponentialBuilder::new()
                .with_min_delay(policy.base)
                .with_max_delay(policy.cap.max(policy.base))
                .without_max_times()
                .with_jitter()
                .with_jitter_seed(random())
                .build(),
        }
    }

    /// Waits until the next try, or gives the error back, with how much was tried, where there is none.
    pub(crate) async fn after(&mut self, error: Error) -> Result<(), Error> {
        self.made = self.made.saturating_add(1);
        let decision = decide(&error, self.repeat);
        if decision != Decision::Patiently {
            self.counted = self.counted.saturating_add(1);
        }
        let elapsed = self.clock.now().saturating_sub(self.started);
        let may = match decision {
            Decision::GiveUp => false,
            Decision::Again => self.counted < self.policy.attempts,
            Decision::Patiently => true,
        };
        let delay = self.delays.next().unwrap_or(self.policy.cap);
        // Asked to stay away, a crowd of requests must not come back in one moment: each adds its own jitter.
        let delay = error.retry_after().map_or(delay, |asked| {
            asked.saturating_add(delay.min(self.policy.base.saturating_mul(2)))
        });
        if !may || elapsed.saturating_add(delay) > self.policy.budget {
            return Err(error.after(self.made, elapsed));
        }
        self.clock.sleep(delay).await;
        Ok(())
    }
}

fn random() -> u64 {
    uuid::Uuid::new_v4().as_u64_pair().0
}

/// Reads a `Retry-After`: whole seconds, or an HTTP date judged by `clock` (trap 8).
pub(crate) fn retry_after(headers: &http::HeaderMap, clock: &dyn Clock) -> Option<Duration> {
    let text = headers
        .get(http::header::RETRY_AFTER)?
        .to_str()
        .ok()?
        .trim();
    if let Ok(seconds) = text.parse() {
        return Some(Duration::from_secs(seconds));
    }
    let date = httpdate::parse_http_date(text).ok()?;
    Some(date.duration_since(clock.unix_now()).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::FakeClock;

    fn error(kind: ErrorKind, status: Option<u16>) -> Error {
        let error = Error::new(kind);
        match status {
            Some(status) => error.answered(status, None),
            None => error,
        }
    }

    #[test]
    fn submit_is_repeated_only_where_it_surely_was_not_acted_on() {
        let lost = ErrorKind::AnswerLost {
            what: String::new(),
        };
        let unsent = ErrorKind::NotReachable {
            what: String::new(),
        };
        let submit = Repeat::of(&Endpoint::Submit);
        let commit = Repeat::of(&Endpoint::CommitPackages);
        let read = Repeat::of(&Endpoint::Status);
        for (kind, status, on_submit, on_commit, on_read) in [
            (
                lost,
                None,
                Decision::GiveUp,
                Decision::Again,
                Decision::Again,
            ),
            (
                unsent,
                None,
                Decision::Again,
                Decision::Again,
                Decision::Again,
            ),
            (
                ErrorKind::Throttled,
                Some(429),
                Decision::Patiently,
                Decision::Patiently,
                Decision::Patiently,
            ),
            (
                ErrorKind::Unavailable,
                Some(502),
                Decision::GiveUp,
                Decision::Again,
                Decision::Again,
            ),
            (
                ErrorKind::Unavailable,
                Some(503),
                Decision::GiveUp,
                Decision::Again,
                Decision::Again,
            ),
            (
                ErrorKind::Unavailable,
                Some(504),
                Decision::GiveUp,
                Decision::Again,
                Decision::Again,
            ),
            (
                ErrorKind::Unavailable,
                Some(500),
                Decision::GiveUp,
                Decision::GiveUp,
                Decision::Again,
            ),
            (
                ErrorKind::NotFound,
                Some(404),
                Decision::GiveUp,
                Decision::GiveUp,
                Decision::GiveUp,
            ),
            (
                ErrorKind::Rejected { ongoing: None },
                Some(200),
                Decision::GiveUp,
                Decision::GiveUp,
                Decision::GiveUp,
            ),
        ] {
            let error = error(kind, status);
            assert_eq!(decide(&error, submit), on_submit, "submit {error}");
            assert_eq!(decide(&error, commit), on_commit, "commit {error}");
            assert_eq!(decide(&error, read), on_read, "read {error}");
        }
    }

    #[tokio::test]
    async fn delays_double_with_jitter_and_end_after_the_attempts() {
        let clock = FakeClock::new();
        let policy = RetryPolicy::default();
        let mut attempts = Attempts::new(&policy, &clock, Repeat::Freely);
        let mut last = Duration::ZERO;
        for factor in [1, 2, 4, 8] {
            attempts
                .after(error(ErrorKind::Unavailable, Some(503)))
                .await
                .unwrap();
            let slept = clock.now().saturating_sub(last);
            last = clock.now();
            assert!(
                slept >= policy.base * factor && slept <= policy.base * factor * 2,
                "{slept:?}"
            );
        }
        let given_up = attempts
            .after(error(ErrorKind::Unavailable, Some(503)))
            .await
            .unwrap_err();
        assert_eq!(given_up.attempts(), 5);
        assert_eq!(given_up.waited(), last);
        assert_eq!(clock.now(), last, "no sleep after the last try");
    }

    #[tokio::test]
    async fn a_throttled_request_is_patient_to_the_end_of_its_budget() {
        let clock = FakeClock::new();
        let policy = RetryPolicy::default();
        let mut attempts = Attempts::new(&policy, &clock, Repeat::Never);
        let throttled =
            || error(ErrorKind::Throttled, Some(429)).retry_after_of(Some(Duration::from_secs(10)));
        let mut tries = 0;
        while attempts.after(throttled()).await.is_ok() {
            tries += 1;
        }
        assert!(tries > policy.attempts, "{tries}");
        assert!(clock.now() <= policy.budget);
        assert!(clock.now() + Duration::from_secs(12) > policy.budget);
    }

    #[tokio::test]
    async fn a_retry_after_beyond_the_budget_ends_the_retries_at_once() {
        let clock = FakeClock::new();
        let policy = RetryPolicy::default();
        let mut attempts = Attempts::new(&policy, &clock, Repeat::Freely);
        let throttled =
            error(ErrorKind::Throttled, Some(429)).retry_after_of(Some(Duration::from_secs(3600)));
        let given_up = attempts.after(throttled).await.unwrap_err();
        assert_eq!(given_up.retry_after(), Some(Duration::from_secs(3600)));
        assert_eq!(clock.now(), Duration::ZERO);
    }

    #[test]
    fn retry_after_is_seconds_or_a_date_and_never_nonsense() {
        let clock = FakeClock::new();
        clock.advance(Duration::from_secs(784_111_777));
        for (text, expected) in [
            ("7", Some(7)),
            (" 7 ", Some(7)),
            ("Sun, 06 Nov 1994 08:49:47 GMT", Some(10)),
            ("Sun, 06 Nov 1994 08:00:00 GMT", Some(0)),
            ("soon", None),
            ("-1", None),
            ("", None),
        ] {
            let mut headers = http::HeaderMap::new();
            headers.insert(http::header::RETRY_AFTER, text.parse().unwrap());
            assert_eq!(
                retry_after(&headers, &clock),
                expected.map(Duration::from_secs),
                "{text}"
            );
        }
    }
}
