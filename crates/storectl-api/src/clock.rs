//! Time, as a value that tests can replace.

use std::time::{Duration, Instant, SystemTime};

use crate::transport::BoxFuture;

/// Tells the time and waits.
pub trait Clock: Send + Sync {
    /// Gives the time since a fixed origin; never goes back.
    fn now(&self) -> Duration;
    /// Gives the time of day, for HTTP dates and traces.
    fn unix_now(&self) -> SystemTime;
    /// Waits for `duration`.
    fn sleep(&self, duration: Duration) -> BoxFuture<'_, ()>;
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
}

/// A clock that moves only when somebody sleeps, so that an hour of waiting tests in no time.
///
/// Sleeps that start together end together: each ends at its own start plus its duration.
#[cfg(any(test, feature = "testing"))]
#[derive(Debug, Default)]
pub struct FakeClock {
    now: std::sync::Mutex<Duration>,
}

#[cfg(any(test, feature = "testing"))]
impl FakeClock {
    /// Starts at the origin, which is also the Unix epoch.
    pub fn new() -> Self {
        Self::default()
    }

    /// Moves the time on without anybody sleeping.
    pub fn advance(&self, duration: Duration) {
        let mut now = self.lock();
        *now = now.saturating_add(duration);
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Duration> {
        self.now
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

#[cfg(any(test, feature = "testing"))]
impl Clock for FakeClock {
    fn now(&self) -> Duration {
        *self.lock()
    }

    fn unix_now(&self) -> SystemTime {
        SystemTime::UNIX_EPOCH + self.now()
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'_, ()> {
        let end = self.now().saturating_add(duration);
        Box::pin(async move {
            tokio::task::yield_now().await;
            let mut now = self.lock();
            *now = (*now).max(end);
        })
    }
}
