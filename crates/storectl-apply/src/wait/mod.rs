//! Polling the Store until something is the case.

pub(crate) mod follow;
pub(crate) mod pace;
mod publication;
pub(crate) mod readiness;

use std::{future::Future, time::Duration};

use storectl_api::{Clock, Error};
use storectl_model::StoreMessage;
use storectl_plan::{Failure, FailureKind, Step};

use crate::{
    cancel::Cancellation,
    failure::{StepError, classify, failure, stopped},
    observer::{Event, Observer},
};
use pace::{Pace, PollPolicy};

/// How long to pause.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Pause {
    /// Longer each time.
    Regular,
    /// Short, for a read that confirms the last one.
    Confirm,
}

/// One wait: paced, bounded, and ended at once by a signal.
pub(crate) struct Wait<'a> {
    clock: &'a dyn Clock,
    cancel: &'a Cancellation,
    step: Option<&'a Step>,
    pace: Pace,
    /// What is the case when the deadline passes, e.g. "the draft was not ready".
    pub(crate) unmet: String,
    /// What continues this wait once it has ended too early.
    go_on: &'static str,
    /// Why the last read told nothing.
    unread: Option<Failure>,
}

impl<'a> Wait<'a> {
    pub(crate) fn new(
        clock: &'a dyn Clock,
        cancel: &'a Cancellation,
        policy: PollPolicy,
        step: Option<&'a Step>,
        unmet: String,
        go_on: &'static str,
    ) -> Self {
        Self {
            clock,
            cancel,
            step,
            pace: Pace::new(policy, clock.now()),
            unmet,
            go_on,
            unread: None,
        }
    }

    /// Reads once; `None` where the Store could not be read for a reason that passes: within a wait that is no news.
    pub(crate) async fn read<T>(
        &mut self,
        read: impl Future<Output = Result<T, Error>>,
    ) -> Result<Option<T>, StepError> {
        match self.cancel.race(read).await {
            Err(signal) => Err(StepError::interrupted(stopped(
                signal,
                "while waiting",
                self.go_on,
            ))),
            Ok(Ok(answer)) => {
                self.unread = None;
                Ok(Some(answer))
            }
            Ok(Err(error)) => {
                let failure = classify(&error);
                if failure.kind == FailureKind::Transient {
                    self.unread = Some(failure);
                    Ok(None)
                } else {
                    Err(StepError::failed(failure))
                }
            }
        }
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
            return Err(StepError::failed(self.overdue(elapsed, messages)));
        };
        observer.event(Event::Waiting {
            step: self.step,
            elapsed,
            next,
            messages,
        });
        self.cancel
            .race(self.clock.sleep(next))
            .await
            .map_err(|signal| StepError::interrupted(stopped(signal, "while waiting", self.go_on)))
    }

    fn overdue(&mut self, elapsed: Duration, messages: &[StoreMessage]) -> Failure {
        if let Some(failure) = self.unread.take() {
            return failure;
        }
        let mut message = format!("{} after {}", self.unmet, spell(elapsed));
        if let Some(last) = messages.last() {
            message = format!("{message}; the Store last said: {}", last.message);
        }
        Failure {
            store_messages: messages.to_vec(),
            hints: vec![
                self.go_on.to_owned(),
                "give it longer with --timeout".to_owned(),
            ],
            ..failure(FailureKind::Waiting, message)
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
