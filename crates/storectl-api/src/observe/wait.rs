//! Long waits, announced as they begin.

use std::{
    collections::BTreeMap,
    sync::{Mutex, PoisonError},
    time::Duration,
};

use storectl_model::Service;

/// The shortest wait that is announced: what a person would notice.
const LONG: Duration = Duration::from_secs(5);

/// Takes long waits as they begin.
pub trait WaitSink: Send + Sync {
    /// Takes one wait; must not block for long.
    fn waiting(&self, wait: &LongWait);
}

/// A pause before a request is sent again, of 5 s or more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LongWait {
    /// Who asked for it or failed, e.g. `api.store.microsoft.com`.
    pub host: String,
    /// What the host is for.
    pub service: Service,
    /// Why.
    pub cause: WaitCause,
    /// How long.
    pub duration: Duration,
}

/// Why a request waits before it is sent again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WaitCause {
    /// The service is throttling (429).
    Throttled,
    /// The service asked for it (`Retry-After`), failed (5xx), or was not reached.
    Unavailable,
    /// It responded, but with something that is cut off or not the service's.
    Unusable,
}

/// Which waits were announced, so that many requests held back together make one announcement.
#[derive(Debug, Default)]
pub(crate) struct Announced {
    /// When the announced wait for a host ends.
    until: Mutex<BTreeMap<String, Duration>>,
}

impl Announced {
    /// Returns whether a wait that begins `now` is worth announcing, and notes it as announced.
    pub(crate) fn is_news(&self, wait: &LongWait, now: Duration) -> bool {
        if wait.duration < LONG {
            return false;
        }
        let mut until = self.until.lock().unwrap_or_else(PoisonError::into_inner);
        let end = now.saturating_add(wait.duration);
        let known = until.get(&wait.host).copied().unwrap_or_default();
        let is_news = known <= now || end >= known.saturating_add(LONG);
        if is_news {
            until.insert(wait.host.clone(), end);
        }
        is_news
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wait(host: &str, seconds: u64) -> LongWait {
        LongWait {
            host: host.to_owned(),
            service: Service::Store,
            cause: WaitCause::Throttled,
            duration: Duration::from_secs(seconds),
        }
    }

    #[test]
    fn many_waits_for_one_host_are_one_announcement() {
        let announced = Announced::default();
        let at = Duration::from_secs;
        assert!(!announced.is_news(&wait("a", 4), at(0)), "too short");
        assert!(announced.is_news(&wait("a", 240), at(0)));
        assert!(!announced.is_news(&wait("a", 240), at(1)), "the same wait");
        assert!(announced.is_news(&wait("b", 240), at(1)), "another host");
        assert!(announced.is_news(&wait("a", 600), at(2)), "a longer one");
        assert!(announced.is_news(&wait("a", 10), at(700)), "a later one");
    }
}
