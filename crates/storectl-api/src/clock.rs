//! Time, as a value that tests can replace.

use std::time::{Duration, Instant, SystemTime};

use crate::transport::BoxFuture;

/// Tells the time and waits.
pub trait Clock: Send + Sync {
    /// Returns the time since a fixed origin; never goes back.
    fn now(&self) -> Duration;
    /// Returns the time of day, for HTTP dates and traces.
    fn unix_now(&self) -> SystemTime;
    /// Waits for `duration`.
    fn sleep(&self, duration: Duration) -> BoxFuture<'_, ()>;
    /// Ends when the time is `at` or later. Unlike [`sleep`](Self::sleep) it makes no time pass by itself: it watches
    /// others.
    fn reached(&self, at: Duration) -> BoxFuture<'_, ()>;
}

/// When to give up: no exchange, pause or retry of a client ends later.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Deadline(Duration);

impl Deadline {
    /// The one that never comes.
    pub const NEVER: Self = Self(Duration::MAX);

    /// Returns the deadline `timeout` from now.
    pub fn after(clock: &dyn Clock, timeout: Duration) -> Self {
        Self(clock.now().saturating_add(timeout))
    }

    /// Returns the time left.
    pub fn left(self, clock: &dyn Clock) -> Duration {
        self.0.saturating_sub(clock.now())
    }

    /// Ends when the deadline has come.
    pub(crate) fn reached(self, clock: &dyn Clock) -> BoxFuture<'_, ()> {
        if self == Self::NEVER {
            return Box::pin(std::future::pending());
        }
        clock.reached(self.0)
    }
}

/// The machine's clock.
#[derive(Clone, Copy, Debug)]
pub struct SystemClock {
    origin: Instant,
}

impl SystemClock {
    /// Starts a clock whose origin is now.
    pub fn new() -> Self {
        Self {
            origin: Instant::now(),
        }
    }
}

impl Default for SystemClock {
    fn default() -> Self {
        Self::new()
    }
}

impl Clock for SystemClock {
    fn now(&self) -> Duration {
        self.origin.elapsed()
    }

    fn unix_now(&self) -> SystemTime {
        SystemTime::now()
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'_, ()> {
        Box::pin(tokio::time::sleep(duration))
    }

    fn reached(&self, at: Duration) -> BoxFuture<'_, ()> {
        Box::pin(tokio::time::sleep(at.saturating_sub(self.now())))
    }
}

/// A clock that moves only when somebody sleeps, so that an hour of waiting takes no time: for tests and rehearsals.
///
/// Sleeps that start together end together: each ends at its own start plus its duration.
#[derive(Debug, Default)]
pub struct FakeClock {
    now: tokio::sync::watch::Sender<Duration>,
}

impl FakeClock {
    /// Starts at the origin, which is also the Unix epoch.
    pub fn new() -> Self {
        Self::default()
    }

    /// Moves the time on without anybody sleeping.
    pub fn advance(&self, duration: Duration) {
        self.now
            .send_modify(|now| *now = now.saturating_add(duration));
    }
}

impl Clock for FakeClock {
    fn now(&self) -> Duration {
        *self.now.borrow()
    }

    fn unix_now(&self) -> SystemTime {
        SystemTime::UNIX_EPOCH + self.now()
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'_, ()> {
        let end = self.now().saturating_add(duration);
        Box::pin(async move {
            tokio::task::yield_now().await;
            self.now.send_modify(|now| *now = (*now).max(end));
        })
    }

    fn reached(&self, at: Duration) -> BoxFuture<'_, ()> {
        let mut time = self.now.subscribe();
        Box::pin(async move {
            if time.wait_for(|now| *now >= at).await.is_err() {
                // The sender lives in `self`, so this cannot happen.
                std::future::pending::<()>().await;
            }
        })
    }
}
