//! Virtual time.

use std::{
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
    time::{Duration, SystemTime},
};

use storectl_api::{BoxFuture, Clock, FakeClock};

/// When a world begins, since 1970.
const START: Duration = Duration::from_secs(1_790_000_000);

/// The time of a world. It moves only when somebody waits, or when it is moved; clones move together.
#[derive(Clone, Debug)]
pub(super) struct WorldClock {
    time: Arc<FakeClock>,
    /// By how many seconds the clocks of runners are ahead of the Store's.
    ahead: Arc<AtomicI64>,
}

impl WorldClock {
    pub(super) fn new() -> Self {
        let time = FakeClock::new();
        time.advance(START);
        Self {
            time: Arc::new(time),
            ahead: Arc::default(),
        }
    }

    /// Lets time pass, everywhere.
    pub(super) fn pass(&self, span: Duration) {
        self.time.advance(span);
    }

    /// Moves the clocks of runners.
    pub(super) fn jump(&self, seconds: i64) {
        self.ahead.fetch_add(seconds, Ordering::Relaxed);
    }

    /// The Store's clock.
    pub(super) fn of_store(&self) -> storectl_sandbox::Clock {
        let time = Arc::clone(&self.time);
        storectl_sandbox::Clock::asking(move || time.now())
    }
}

impl Clock for WorldClock {
    fn now(&self) -> Duration {
        self.time.now()
    }

    fn unix_now(&self) -> SystemTime {
        let ahead = self.ahead.load(Ordering::Relaxed);
        let by = Duration::from_secs(ahead.unsigned_abs());
        let moved = match ahead {
            ..0 => self.time.unix_now().checked_sub(by),
            0.. => self.time.unix_now().checked_add(by),
        };
        moved.unwrap_or(SystemTime::UNIX_EPOCH)
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'_, ()> {
        self.time.sleep(duration)
    }

    fn reached(&self, at: Duration) -> BoxFuture<'_, ()> {
        self.time.reached(at)
    }
}
