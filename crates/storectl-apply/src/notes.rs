//! What an apply tells a person beside its outcomes, and what it tells the journal.

use std::{error::Error, iter, time::UNIX_EPOCH};

use storectl_api::Clock;
use storectl_model::{MessageSeverity, StoreMessage};
use storectl_plan::{Failure, FailureKind, NextStep};

use crate::{
    executor::Executor,
    failure::{StepError, failure},
    journal::JournalError,
    observer::Event,
};

impl Executor<'_> {
    /// Returns the time for the journal, in seconds since 1970.
    pub(crate) fn unix_now(&self) -> u64 {
        unix_now(self.clock)
    }

    /// Keeps the warnings among `messages` for the report, each once.
    pub(crate) fn warn(&mut self, messages: &[StoreMessage]) {
        for message in messages {
            match message.severity() {
                MessageSeverity::Warning => self.keep(message),
                MessageSeverity::Error => {}
            }
        }
    }

    /// Keeps what a success said beside itself, which is shown and not fatal (trap 2).
    pub(crate) fn keep(&mut self, message: &StoreMessage) {
        if !self.report.messages.contains(message) {
            self.report.messages.push(message.clone());
        }
    }

    /// Tells a person something, now and in the report. It is storectl's own word, never the Store's.
    pub(crate) fn note(&mut self, message: String) {
        self.observer.event(Event::Note { message: &message });
        if !self.report.notes.contains(&message) {
            self.report.notes.push(message);
        }
    }

    /// Goes on after a journal entry that only makes the journal less careful.
    pub(crate) fn noted(&mut self, entry: Result<(), JournalError>) {
        if let Err(error) = entry {
            let error = with_causes(&error);
            self.note(format!("{error}; the next apply may repeat completed work"));
        }
    }

    /// Makes the failure of a journal that cannot be written before a request: the request is not sent.
    pub(crate) fn unjournaled(error: &JournalError) -> StepError {
        let error = with_causes(error);
        StepError::failed(Failure {
            hints: vec!["make sure that the journal is writable before you continue".to_owned()],
            next: vec![NextStep::Continue],
            ..failure(
                FailureKind::Other,
                format!("{error}; the write that it would have recorded was not sent"),
            )
        })
    }
}

/// Returns the time of a clock, in seconds since 1970.
pub(crate) fn unix_now(clock: &dyn Clock) -> u64 {
    clock
        .unix_now()
        .duration_since(UNIX_EPOCH)
        .map_or(0, |it| it.as_secs())
}

/// Returns an error with the causes that it does not say itself.
fn with_causes(error: &dyn Error) -> String {
    let causes = iter::successors(error.source(), |it| (*it).source());
    causes.fold(error.to_string(), |said, cause| {
        let cause = cause.to_string();
        if said.ends_with(&cause) {
            said
        } else {
            format!("{said}: {cause}")
        }
    })
}

#[cfg(test)]
mod tests {
    use std::io;

    use storectl_platform::OwnFileError;

    use super::*;

    #[test]
    fn a_full_disk_is_named_once_and_comes_before_the_command_that_continues() {
        let error = JournalError::File(OwnFileError::Write {
            path: "journal.json".into(),
            source: io::ErrorKind::StorageFull.into(),
        });
        let failure = Executor::unjournaled(&error).into_failure();
        assert_eq!(
            failure.message,
            "cannot use the journal: cannot write `journal.json`: no storage space; the write that it would have recorded was not sent"
        );
        assert_eq!(
            failure.hints,
            ["make sure that the journal is writable before you continue"]
        );
        assert_eq!(failure.next, [NextStep::Continue]);
    }
}
