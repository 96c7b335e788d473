//! How often a wait reads, and when it ends.

use std::time::Duration;

/// Readiness: the first pause.
const READINESS_FIRST: Duration = Duration::from_secs(1);

/// Readiness: the longest pause.
const READINESS_CAP: Duration = Duration::from_secs(15);

/// Publication: the first pause.
const PUBLICATION_FIRST: Duration = Duration::from_secs(30);

/// Publication: the longest pause.
const PUBLICATION_CAP: Duration = Duration::from_secs(5 * 60);

/// How waits are paced (design.md §5, Paces).
///
/// Seconds while packages load, then minutes; two minutes in all, which an official client allows, are too short for
/// packages of 100 MB, and certification takes up to three business days (traps 60 and 87).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PollPolicy {
    /// The first pause of every wait and the distance of two reads of which one confirms the other, where it is not the
    /// default of the wait. Pauses of nothing would read without end: at least a millisecond is waited.
    pub first_interval: Option<Duration>,
    /// When every wait ends at the latest, as a time of the clock.
    pub until: Duration,
}

impl PollPolicy {
    /// Returns the distance of two reads of which one confirms the other.
    pub(crate) fn spacing(&self) -> Duration {
        self.first(READINESS_FIRST)
    }

    fn first(&self, default: Duration) -> Duration {
        self.first_interval
            .unwrap_or(default)
            .max(Duration::from_millis(1))
    }
}

/// The pauses of one wait.
#[derive(Debug)]
pub(crate) struct Pace {
    policy: PollPolicy,
    started: Duration,
    next: Duration,
    cap: Duration,
    growth: Growth,
}

/// How much longer each pause is than the one before.
#[derive(Clone, Copy, Debug)]
enum Growth {
    ByAQuarter,
    ByHalf,
}

impl Pace {
    /// Starts a wait for readiness at `now`, a time of the clock: 1 s, growing by a quarter to 15 s.
    pub(crate) fn of_readiness(policy: PollPolicy, now: Duration) -> Self {
        let first = policy.first(READINESS_FIRST);
        Self {
            policy,
            started: now,
            next: first,
            cap: READINESS_CAP.max(first),
            growth: Growth::ByAQuarter,
        }
    }

    /// Starts a wait for publication at `now`, a time of the clock: 30 s, growing by half to 5 min.
    pub(crate) fn of_publication(policy: PollPolicy, now: Duration) -> Self {
        let first = policy.first(PUBLICATION_FIRST);
        Self {
            policy,
            started: now,
            next: first,
            cap: PUBLICATION_CAP.max(first),
            growth: Growth::ByHalf,
        }
    }

    /// Returns how long the wait has taken at `now`.
    pub(crate) fn waited(&self, now: Duration) -> Duration {
        now.saturating_sub(self.started)
    }

    /// Returns the pause before the next read, the last one ending on the deadline; `None` once the deadline has passed.
    pub(crate) fn pause(&mut self, now: Duration) -> Option<Duration> {
        let pause = self.within_deadline(self.next, now)?;
        let longer = match self.growth {
            Growth::ByAQuarter => self.next / 4,
            Growth::ByHalf => self.next / 2,
        };
        self.next = self.next.saturating_add(longer).min(self.cap);
        Some(pause)
    }

    /// Returns whether the deadline has passed at `now`.
    pub(crate) fn is_over(&self, now: Duration) -> bool {
        now >= self.policy.until
    }

    /// Returns the pause before a read that is to confirm the last one; `None` once the deadline has passed.
    pub(crate) fn confirm(&self, now: Duration) -> Option<Duration> {
        self.within_deadline(self.policy.spacing(), now)
    }

    /// Returns the time left until the deadline at `now`.
    pub(crate) fn left(&self, now: Duration) -> Duration {
        self.policy.until.saturating_sub(now)
    }

    fn within_deadline(&self, pause: Duration, now: Duration) -> Option<Duration> {
        let left = self.left(now);
        (!left.is_zero()).then_some(pause.min(left))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn secs(seconds: u64) -> Duration {
        Duration::from_secs(seconds)
    }

    fn pauses(mut pace: Pace, mut now: Duration) -> Vec<Duration> {
        let mut pauses = Vec::new();
        while let Some(pause) = pace.pause(now) {
            pauses.push(pause);
            now += pause;
        }
        pauses
    }

    #[test]
    fn readiness_is_read_after_a_second_and_then_a_quarter_later_each_time_up_to_fifteen_seconds() {
        let policy = PollPolicy {
            first_interval: None,
            until: secs(1000),
        };
        let pauses = pauses(Pace::of_readiness(policy, secs(100)), secs(100));
        assert_eq!(pauses[0], secs(1));
        assert_eq!(pauses[1], Duration::from_millis(1250));
        assert_eq!(*pauses.iter().max().unwrap(), secs(15));
        assert_eq!(
            pauses.iter().sum::<Duration>(),
            secs(900),
            "the last one ends on the deadline"
        );
    }

    #[test]
    fn publication_is_read_between_half_a_minute_and_five_minutes() {
        let policy = PollPolicy {
            first_interval: None,
            until: secs(24 * 3600),
        };
        let pauses = pauses(Pace::of_publication(policy, secs(0)), secs(0));
        assert_eq!(pauses[..2], [secs(30), secs(45)]);
        assert_eq!(*pauses.iter().max().unwrap(), secs(300));
    }

    #[test]
    fn an_interval_of_ones_own_is_the_first_pause_and_the_distance_of_two_spaced_reads() {
        let policy = PollPolicy {
            first_interval: Some(secs(20)),
            until: secs(100),
        };
        let mut pace = Pace::of_readiness(policy, secs(0));
        assert_eq!(pace.confirm(secs(0)), Some(secs(20)));
        assert_eq!(pace.pause(secs(0)), Some(secs(20)));
    }

    #[test]
    fn no_interval_at_all_still_reaches_the_deadline() {
        let policy = PollPolicy {
            first_interval: Some(Duration::ZERO),
            until: Duration::from_millis(3),
        };
        let pauses = pauses(Pace::of_readiness(policy, Duration::ZERO), Duration::ZERO);
        assert!(pauses.len() < 5, "{pauses:?}");
    }

    #[test]
    fn a_deadline_that_has_passed_allows_one_read() {
        let policy = PollPolicy {
            first_interval: None,
            until: secs(7),
        };
        assert_eq!(Pace::of_readiness(policy, secs(7)).pause(secs(7)), None);
    }
}
