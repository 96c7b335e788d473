//! When a request is sent again, and after how long: policy as a value.

use std::{
    hash::{BuildHasher as _, Hasher as _, RandomState},
    time::Duration,
};

use backon::{BackoffBuilder as _, ExponentialBackoff, ExponentialBuilder};

use crate::{
    error::{EarlierAttempts, Effort, Error, RequestLine},
    error_kind::ErrorKind,
    observe::{
        exchange::Exchanger,
        wait::{LongWait, WaitCause},
    },
    writes::Repeat,
};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Decision {
    GiveUp,
    /// As often as `attempts` allows.
    Again,
    /// As long as time allows.
    Patiently,
}

/// Decides by what the failure is and what was asked.
pub(crate) fn decide(error: &Error, repeat: Repeat) -> Decision {
    match error.kind() {
        ErrorKind::Throttled => Decision::Patiently,
        ErrorKind::NotReachable { .. } => Decision::Again,
        ErrorKind::AnswerLost { .. } | ErrorKind::Garbled { .. } => match repeat {
            Repeat::OnAnyPassingFailure | Repeat::WhereTwiceIsOnce => Decision::Again,
            Repeat::WhereNotActedOn => Decision::GiveUp,
        },
        ErrorKind::Unavailable | ErrorKind::SubmissionUnanswered { .. } => {
            match (repeat, error.http_status()) {
                (Repeat::OnAnyPassingFailure, _)
                | (Repeat::WhereTwiceIsOnce, Some(408 | 502..=504)) => Decision::Again,
                (Repeat::WhereTwiceIsOnce | Repeat::WhereNotActedOn, _) => Decision::GiveUp,
            }
        }
        ErrorKind::Config { .. }
        | ErrorKind::Credential { .. }
        | ErrorKind::Auth { .. }
        | ErrorKind::Forbidden { .. }
        | ErrorKind::NotFound { .. }
        | ErrorKind::Rejected { .. }
        | ErrorKind::FileChanged
        | ErrorKind::UploadRefused
        | ErrorKind::NoRoots { .. }
        | ErrorKind::TooManyOpen { .. }
        | ErrorKind::Protocol { .. }
        | ErrorKind::Decode { .. }
        | ErrorKind::TooLarge { .. } => Decision::GiveUp,
    }
}

/// The tries of one request.
pub(crate) struct Attempts<'a> {
    exchanger: &'a Exchanger,
    line: &'a RequestLine,
    repeat: Repeat,
    started: Duration,
    made: u32,
    counted: u32,
    earlier: EarlierAttempts,
    /// What the attempt before was told.
    last: Option<Error>,
    delays: ExponentialBackoff,
}

impl<'a> Attempts<'a> {
    pub(crate) fn new(exchanger: &'a Exchanger, line: &'a RequestLine, repeat: Repeat) -> Self {
        let policy = &exchanger.retry;
        Self {
            exchanger,
            line,
            repeat,
            started: exchanger.clock.now(),
            made: 0,
            counted: 0,
            earlier: EarlierAttempts::WithoutEffect,
            last: None,
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
        let clock = &*self.exchanger.clock;
        let policy = &self.exchanger.retry;
        let decision = decide(&error, self.repeat);
        if decision != Decision::Patiently {
            self.counted = self.counted.saturating_add(1);
        }
        let elapsed = clock.now().saturating_sub(self.started);
        let delay = self.delays.next().unwrap_or(policy.cap);
        let asked = error.retry_after().filter(|it| !it.is_zero());
        // Asked to wait, a crowd of requests must not come back in one moment: each adds its own jitter.
        let delay = asked.map_or(delay, |asked| {
            asked.saturating_add(delay.min(policy.base.saturating_mul(2)))
        });
        let may = match decision {
            Decision::GiveUp => false,
            Decision::Again => self.counted < policy.attempts,
            Decision::Patiently => true,
        };
        let in_time = delay < self.exchanger.deadline.left(clock);
        let within_budget = asked.is_some() || elapsed.saturating_add(delay) <= policy.budget;
        if !may || !in_time || !within_budget {
            return Err(self.telling(error).after(Effort {
                attempts: self.made,
                waited: elapsed,
                earlier: self.earlier,
            }));
        }
        if error.outcome_unknown() {
            self.earlier = EarlierAttempts::PerhapsActedOn;
        }
        self.exchanger.announce(&LongWait {
            host: self.line.host.clone(),
            service: self.line.service,
            cause: match error.kind() {
                ErrorKind::Throttled => WaitCause::Throttled,
                ErrorKind::Garbled { .. } => WaitCause::Unusable,
                _ => WaitCause::Unavailable,
            },
            duration: delay,
        });
        clock.sleep(delay).await;
        self.last = Some(error);
        Ok(())
    }

    /// Returns the failure to report. A deadline of our own that cuts a read off says nothing of the service; what the
    /// service answered before does. Of a write it says that the response is missing, which is what counts.
    fn telling(&mut self, error: Error) -> Error {
        let earlier = self.last.take();
        match (earlier, self.repeat) {
            (Some(earlier), Repeat::OnAnyPassingFailure) if error.is_past_deadline() => earlier,
            (Some(_) | None, _) => error,
        }
    }
}

/// Seeds the jitter, from the randomness the standard library keeps for its hash maps.
fn random() -> u64 {
    RandomState::new().build_hasher().finish()
}

#[cfg(test)]
mod tests;
