//! Being told to stop.

use std::{future::Future, sync::Arc};

use storectl_plan::FailureKind;
use tokio::sync::watch;

/// What told the program to stop.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StopSignal {
    /// SIGINT, Ctrl-C.
    Interrupt,
    /// SIGTERM, a cancelled job.
    Terminate,
}

impl StopSignal {
    /// Gives the kind of failure an apply ends with.
    pub fn failure_kind(self) -> FailureKind {
        match self {
            Self::Interrupt => FailureKind::Interrupted,
            Self::Terminate => FailureKind::Terminated,
        }
    }

    /// Gives the signal's name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Interrupt => "SIGINT",
            Self::Terminate => "SIGTERM",
        }
    }
}

/// A wish to stop, shared by whoever listens for signals and the apply.
///
/// The first signal ends waits at once, lets a writing request in flight finish and starts no other step. A second one is
/// for the caller, who drops the apply: the journal was written before each write, so nothing is forgotten.
#[derive(Clone, Debug)]
pub struct Cancellation(Arc<watch::Sender<Option<StopSignal>>>);

impl Default for Cancellation {
    fn default() -> Self {
        Self(Arc::new(watch::Sender::new(None)))
    }
}

impl Cancellation {
    /// Makes a handle nobody has signalled.
    pub fn new() -> Self {
        Self::default()
    }

    /// Asks to stop. The first signal counts; later ones change nothing.
    pub fn stop(&self, signal: StopSignal) {
        self.0.send_if_modified(|current| {
            let first = current.is_none();
            current.get_or_insert(signal);
            first
        });
    }

    /// Gives the signal, where there was one.
    pub fn signal(&self) -> Option<StopSignal> {
        *self.0.borrow()
    }

    /// Waits for the signal.
    pub async fn stopped(&self) -> StopSignal {
        let mut receiver = self.0.subscribe();
        loop {
            if let Some(signal) = *receiver.borrow_and_update() {
                return signal;
            }
            if receiver.changed().await.is_err() {
                // The sender lives in `self`, so this cannot happen; were it to, nobody could signal any more.
                std::future::pending::<()>().await;
            }
        }
    }

    /// Runs `work`, which only reads or sleeps, until it ends or the signal comes.
    pub(crate) async fn race<T>(&self, work: impl Future<Output = T>) -> Result<T, StopSignal> {
        tokio::select! {
            biased;
            signal = self.stopped() => Err(signal),
            output = work => Ok(output),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn the_first_signal_ends_work_that_would_never_end() {
        let cancel = Cancellation::new();
        let other = cancel.clone();
        let work = cancel.race(std::future::pending::<()>());
        let signal = async {
            other.stop(StopSignal::Terminate);
            other.stop(StopSignal::Interrupt);
        };
        let (outcome, ()) = tokio::join!(work, signal);
        assert_eq!(outcome, Err(StopSignal::Terminate));
        assert_eq!(cancel.signal(), Some(StopSignal::Terminate));
    }

    #[tokio::test]
    async fn work_that_nobody_stops_ends_by_itself() {
        let outcome = Cancellation::new().race(std::future::ready(3)).await;
        assert_eq!(outcome, Ok(3));
    }
}
