//! Requests to stop.

use std::{future::Future, pin::pin, sync::Arc, time::Duration};

use storectl_api::Clock;
use tokio::sync::watch;

use crate::{
    observer::{Event, Observer},
    stop::{InFlight, StopSignal},
};

/// How long requests in flight may take after the first signal.
pub(crate) const GRACE: Duration = Duration::from_secs(5);

/// How urgently a run is asked to stop.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Request {
    /// Requests in flight may still end.
    Soon(StopSignal),
    /// Nothing may.
    Now(StopSignal),
}

impl Request {
    fn signal(self) -> StopSignal {
        match self {
            Self::Soon(signal) | Self::Now(signal) => signal,
        }
    }
}

/// A request to stop, shared by whoever listens for signals and the runs.
///
/// The first signal ends waits and reads immediately, gives a write in flight 5 seconds, and starts no other step. The
/// second ends everything immediately. Either way the run returns its report: the journal was written before each write,
/// so nothing is forgotten.
#[derive(Clone, Debug)]
pub struct Cancellation(Arc<watch::Sender<Option<Request>>>);

impl Default for Cancellation {
    fn default() -> Self {
        Self(Arc::new(watch::Sender::new(None)))
    }
}

impl Cancellation {
    /// Makes a handle that nobody has signaled.
    pub fn new() -> Self {
        Self::default()
    }

    /// Asks to stop; the second time, to stop immediately. The first signal decides how the run ends.
    pub fn stop(&self, signal: StopSignal) {
        self.0.send_modify(|request| {
            *request = Some(match *request {
                None => Request::Soon(signal),
                Some(earlier) => Request::Now(earlier.signal()),
            });
        });
    }

    /// Returns the first signal, where there was one.
    pub fn signal(&self) -> Option<StopSignal> {
        self.0.borrow().map(Request::signal)
    }

    /// Waits for the first signal.
    pub async fn stopped(&self) -> StopSignal {
        self.when(|request| Some(request.signal())).await
    }

    /// Waits for the second signal.
    pub async fn stopped_now(&self) -> StopSignal {
        self.when(|request| match request {
            Request::Soon(_) => None,
            Request::Now(signal) => Some(signal),
        })
        .await
    }

    async fn when(&self, is: impl Fn(Request) -> Option<StopSignal>) -> StopSignal {
        let mut receiver = self.0.subscribe();
        loop {
            if let Some(signal) = receiver.borrow_and_update().and_then(&is) {
                return signal;
            }
            if receiver.changed().await.is_err() {
                // The sender lives in `self`, so this cannot happen; were it to, nobody could signal any more.
                std::future::pending::<()>().await;
            }
        }
    }

    /// Runs `work`, which only reads or sleeps, until it ends or the first signal comes.
    pub(crate) async fn race<T>(&self, work: impl Future<Output = T>) -> Result<T, StopSignal> {
        tokio::select! {
            biased;
            signal = self.stopped() => Err(signal),
            output = work => Ok(output),
        }
    }

    /// Runs `work`, which has a request in flight, until it ends; after the first signal for 5 seconds more, which is
    /// reported, and after the second no longer.
    pub(crate) async fn finish<T>(
        &self,
        clock: &dyn Clock,
        observer: &mut dyn Observer,
        what: InFlight,
        work: impl Future<Output = T>,
    ) -> Result<T, StopSignal> {
        let mut work = pin!(work);
        let signal = tokio::select! {
            biased;
            output = &mut work => return Ok(output),
            signal = self.stopped() => signal,
        };
        observer.event(Event::Stopping {
            signal,
            what,
            grace: GRACE,
        });
        tokio::select! {
            biased;
            output = &mut work => Ok(output),
            signal = self.stopped_now() => Err(signal),
            () = clock.sleep(GRACE) => Err(signal),
        }
    }
}

#[cfg(test)]
mod tests {
    use storectl_api::{FakeClock, WriteOperation};

    use super::*;

    /// Keeps what it hears about stopping.
    #[derive(Default)]
    struct Stops(Vec<(InFlight, Duration)>);

    impl Observer for Stops {
        fn event(&mut self, event: Event<'_>) {
            if let Event::Stopping { what, grace, .. } = event {
                self.0.push((what, grace));
            }
        }
    }

    const COMMIT: InFlight = InFlight::Write(WriteOperation::CommitPackages);

    #[tokio::test]
    async fn the_first_signal_ends_a_wait_that_would_never_end() {
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

    #[tokio::test]
    async fn a_stalled_write_gets_five_seconds_and_the_observer_hears_of_it_immediately() {
        let cancel = Cancellation::new();
        let mut stops = Stops::default();
        cancel.stop(StopSignal::Terminate);
        let clock = FakeClock::new();
        let end = cancel
            .finish(&clock, &mut stops, COMMIT, std::future::pending::<()>())
            .await;
        assert_eq!(end, Err(StopSignal::Terminate));
        assert_eq!(clock.now(), GRACE);
        assert_eq!(stops.0, [(COMMIT, GRACE)]);
    }

    #[tokio::test]
    async fn a_write_that_ends_within_its_grace_counts() {
        let cancel = Cancellation::new();
        cancel.stop(StopSignal::Interrupt);
        let clock = FakeClock::new();
        let answer = async {
            clock.sleep(Duration::from_secs(3)).await;
            7
        };
        let end = cancel
            .finish(&clock, &mut Stops::default(), COMMIT, answer)
            .await;
        assert_eq!(end, Ok(7));
    }

    #[tokio::test]
    async fn the_second_signal_waits_for_nothing() {
        let cancel = Cancellation::new();
        cancel.stop(StopSignal::Interrupt);
        cancel.stop(StopSignal::Interrupt);
        let clock = FakeClock::new();
        let end = cancel
            .finish(
                &clock,
                &mut Stops::default(),
                COMMIT,
                std::future::pending::<()>(),
            )
            .await;
        assert_eq!(end, Err(StopSignal::Interrupt));
        assert_eq!(clock.now(), Duration::ZERO);
    }
}
