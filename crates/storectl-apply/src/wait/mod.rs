//! Polling the Store until something is the case.

pub(crate) mod draft;
pub(crate) mod follow;
pub(crate) mod pace;
mod publication;
pub(crate) mod readiness;

use std::{future::Future, time::Duration};

use storectl_api::{Clock, Error};
use storectl_model::StoreMessage;
use storectl_plan::{Failure, FailureKind, NextStep, Step};

use crate::{
    cancel::Cancellation,
    failure::{StepError, classify, failure, stopped},
    notes::unix_now,
    observer::{Event, Observer},
    slots::Slot,
    stop::StopSignal,
};
use pace::Pace;

/// How long to pause.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Pause {
    /// Longer each time.
    Regular,
    /// Short, for a read that confirms the last one.
    Confirm,
}

/// One wait: paced, bounded, and ended immediately by a signal.
pub(crate) struct Wait<'a> {
    clock: &'a dyn Clock,
    cancel: &'a Cancellation,
    slot: &'a Slot,
    step: Option<&'a Step>,
    pace: Pace,
    /// What is the case when the deadline passes, e.g. "the draft was not ready".
    pub(crate) unmet: String,
    /// What continues this wait once it has ended too early.
    next: NextStep,
    /// Why the last read said nothing.
    unread: Option<Failure>,
    /// Whether any read was answered.
    has_heard: bool,
}

impl<'a> Wait<'a> {
    /// Starts a wait of this pace; `unmet` is what is the case when the deadline passes.
    pub(crate) fn new(
        clock: &'a dyn Clock,
        cancel: &'a Cancellation,
        slot: &'a Slot,
        pace: Pace,
        step: Option<&'a Step>,
        unmet: String,
        next: NextStep,
    ) -> Self {
        Self {
            clock,
            cancel,
            slot,
            step,
            pace,
            unmet,
            next,
            unread: None,
            has_heard: false,
        }
    }

    /// Reads once; `None` if the Store could not be read for a temporary reason: within a wait that changes nothing.
    pub(crate) async fn read<T>(
        &mut self,
        read: impl Future<Output = Result<T, Error>>,
    ) -> Result<Option<T>, StepError> {
        match self.cancel.race(read).await {
            Err(signal) => Err(self.interrupted(signal)),
            Ok(Ok(answer)) => {
                self.unread = None;
                self.has_heard = true;
                Ok(Some(answer))
            }
            Ok(Err(error)) => {
                let failure = classify(&error);
                if failure.kind == FailureKind::Transient {
                    if self.asks_beyond_deadline(&error) {
                        self.unread = Some(failure);
                        let elapsed = self.pace.waited(self.clock.now());
                        return Err(StepError::interrupted(self.overdue(elapsed, &[])));
                    }
                    // The deadline of the command says nothing of the Store; whatever was heard before does.
                    let has_heard = self.has_heard || self.unread.is_some();
                    if !(error.is_past_deadline() && has_heard) {
                        self.unread = Some(failure);
                    }
                    Ok(None)
                } else {
                    Err(StepError::failed(failure))
                }
            }
        }
    }

    /// Runs `work` until it ends or a signal comes.
    pub(crate) async fn race(&self, work: impl Future<Output = ()>) {
        let _ = self.cancel.race(work).await;
    }

    /// Returns the time, in seconds since 1970.
    pub(crate) fn unix_now(&self) -> u64 {
        unix_now(self.clock)
    }

    /// Whether the service asks for a wait that this one cannot outlast: then the deadline is as good as passed.
    fn asks_beyond_deadline(&self, error: &Error) -> bool {
        let asked = error.retry_after().unwrap_or_default();
        !asked.is_zero() && asked >= self.pace.left(self.clock.now())
    }

    /// Sleeps until the next read. `messages` is what the Store said last.
    pub(crate) async fn pause(
        &mut self,
        pause: Pause,
        messages: &[StoreMessage],
        observer: &mut dyn Observer,
    ) -> Result<(), StepError> {
        let now = self.clock.now();
        let next = match pause {
            Pause::Regular => self.pace.pause(now),
            Pause::Confirm => self.pace.confirm(now),
        };
        let elapsed = self.pace.waited(now);
        let Some(next) = next else {
            return Err(StepError::interrupted(self.overdue(elapsed, messages)));
        };
        observer.event(Event::Waiting {
            step: self.step,
            elapsed,
            next,
            messages,
        });
        self.cancel
            .race(self.slot.free_during(self.clock.sleep(next)))
            .await
            .map_err(|signal| self.interrupted(signal))
    }

    /// Returns how long the wait has taken.
    pub(crate) fn waited(&self) -> Duration {
        self.pace.waited(self.clock.now())
    }

    /// Ends the wait where its deadline has passed: another request could not be answered.
    pub(crate) fn check_deadline(&mut self, messages: &[StoreMessage]) -> Result<(), StepError> {
        let now = self.clock.now();
        if self.pace.is_over(now) {
            let elapsed = self.pace.waited(now);
            return Err(StepError::failed(self.overdue(elapsed, messages)));
        }
        Ok(())
    }

    /// The failure of a wait that a signal ended: what was waited for, and for how long.
    fn interrupted(&self, signal: StopSignal) -> StepError {
        let waited = spell(self.pace.waited(self.clock.now()));
        let at = format!("while waiting: {} after {waited}", self.unmet);
        StepError::interrupted(stopped(signal, &at, self.next))
    }

    /// The failure of a wait whose deadline has passed. A Store that could not be read says nothing about what is waited
    /// for, so that is part of the message and not the reason (field note 93).
    fn overdue(&mut self, elapsed: Duration, messages: &[StoreMessage]) -> Failure {
        let mut message = format!("{} after {}", self.unmet, spell(elapsed));
        if let Some(last) = messages.iter().rfind(|it| !it.message.is_empty()) {
            message = format!("{message}; the Store last reported: {}", last.message);
        }
        let waiting = Failure {
            store_messages: messages.to_vec(),
            next: vec![self.next],
            ..failure(FailureKind::Waiting, message)
        };
        match self.unread.take() {
            Some(unread) => Failure {
                message: format!(
                    "{}; the last read failed: {}",
                    waiting.message, unread.message
                ),
                store_messages: [waiting.store_messages, unread.store_messages].concat(),
                request: unread.request,
                http_status: unread.http_status,
                correlation_id: unread.correlation_id,
                ..waiting
            },
            None => waiting,
        }
    }
}

/// Spells a time in the unit a person would use.
fn spell(time: Duration) -> String {
    let seconds = time.as_secs();
    if seconds < 120 {
        format!("{seconds} s")
    } else if seconds < 2 * 3600 {
        format!("{} min", seconds / 60)
    } else {
        format!("{} h", seconds / 3600)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_spelled_in_the_unit_a_person_would_use() {
        for (seconds, spelled) in [
            (0, "0 s"),
            (119, "119 s"),
            (120, "2 min"),
            (179, "2 min"),
            (7199, "119 min"),
            (7200, "2 h"),
            (3 * 24 * 3600, "72 h"),
        ] {
            assert_eq!(spell(Duration::from_secs(seconds)), spelled);
        }
    }
}
