//! How often a wait asks, and when it gives up.

use std::time::Duration;

/// How a wait is paced.
///
/// Seconds while packages load, then minutes; two minutes, which an official client allows, are too short for packages of
/// 100 MB, and certification takes up to three business days (traps 60 and 87).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PollPolicy {
    /// Time between the first two reads; every later one is twice as long.
    pub first_interval: Duration,
    /// The longest time between two reads.
    pub cap: Duration,
    /// How long one wait may take in all.
    pub deadline: Duration,
}

impl Default for PollPolicy {
    fn default() -> Self {
        Self {
            first_interval: Duration::from_secs(5),
            cap: Duration::from_secs(60),
            deadline: Duration::from_secs(45 * 60),
        }
    }
}

/// The pauses of one wait.
#[derive(Debug)]
pub(crate) struct Pace {
    policy: PollPolicy,
    started: Duration,
    next: Duration,
}

impl Pace {
    /// Starts a wait at `now`, a time of the clock.
    pub(crate) fn new(policy: PollPolicy, now: Duration) -> Self {
        // Pauses of nothing would ask without end.
        let first_interval = policy.first_interval.max(Duration::from_millis(1));
        Self {
            policy: PollPolicy {
                first_interval,
                cap: policy.cap.max(first_interval),
                deadline: policy.deadline,
            },
            started: now,
            next: first_interval,
        }
    }

    /// Gives how long the wait has taken at `now`.
    pub(crate) fn waited(&self, now: Duration) -> Duration {
        now.saturating_sub(self.started)
    }

    /// Gives the pause before the next read, the last one ending on the deadline; `None` once the deadline has passed.
    pub(crate) fn pause(&mut self, now: Duration) -> Option<Duration> {
        let left = self.policy.deadline.saturating_sub(self.waited(now));
        if left.is_zero() {
            return None;
        }
        let pause = self.next.min(left);
        self.next = self.next.saturating_mul(2).min(self.policy.cap);
        Some(pause)
    }

    /// Gives the pause before a read that is to confirm the last one; `None` once the deadline has passed.
    pub(crate) fn confirm(&self, now: Duration) -> Option<Duration> {
        let left = self.policy.deadline.saturating_sub(self.waited(now));
        (!left.is_zero()).then_some(self.policy.first_interval.min(left))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn secs(seconds: u64) -> Duration {
        Duration::from_secs(seconds)
    }

    #[test]
    fn pauses_double_up_to_the_cap_and_the_last_ends_on_the_deadline() {
        let policy = PollPolicy {
            first_interval: secs(2),
            cap: secs(10),
            deadline: secs(40),
        };
        let mut now = secs(100);
        let mut pace = Pace::new(policy, now);
        let mut pauses = Vec::new();
        while let Some(pause) = pace.pause(now) {
            pauses.push(pause.as_secs());
            now += pause;
        }
        assert_eq!(pauses, [2, 4, 8, 10, 10, 6]);
        assert_eq!(pace.waited(now), secs(40));
    }

    #[test]
    fn no_interval_at_all_still_reaches_the_deadline() {
        let policy = PollPolicy {
            first_interval: Duration::ZERO,
            cap: Duration::ZERO,
            deadline: Duration::from_millis(3),
        };
        let mut now = Duration::ZERO;
        let mut pace = Pace::new(policy, now);
        let mut reads = 0;
        while let Some(pause) = pace.pause(now) {
            now += pause;
            reads += 1;
        }
        assert!(reads < 5, "{reads}");
    }

    #[test]
    fn a_deadline_of_nothing_allows_one_read() {
        let policy = PollPolicy {
            deadline: Duration::ZERO,
            ..PollPolicy::default()
        };
        assert_eq!(Pace::new(policy, secs(7)).pause(secs(7)), None);
    }
}
