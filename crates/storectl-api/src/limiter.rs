//! Holds all requests of a client back where the service asked one of them to wait.

use std::{
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use crate::clock::Clock;

/// When the next request may go.
#[derive(Debug, Default)]
pub(crate) struct Limiter {
    not_before: Mutex<Duration>,
}

impl Limiter {
    /// Waits until requests may go.
    pub(crate) async fn wait(&self, clock: &dyn Clock) {
        loop {
            let until = *self.not_before();
            let now = clock.now();
            if now >= until {
                return;
            }
            clock.sleep(until.saturating_sub(now)).await;
        }
    }

    /// Holds all requests back for `duration` from now.
    pub(crate) fn hold(&self, clock: &dyn Clock, duration: Duration) {
        let until = clock.now().saturating_add(duration);
        let mut not_before = self.not_before();
        *not_before = until.max(*not_before);
    }

    fn not_before(&self) -> MutexGuard<'_, Duration> {
        self.not_before
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}
