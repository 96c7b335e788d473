//! How patient a client is.

use std::time::Duration;

/// How patient a client is with one request. The client's deadline bounds everything.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RetryPolicy {
    /// Tries of one request, the first included; responses with 429 do not count, they are bounded by time alone.
    pub attempts: u32,
    /// The first delay; each further one is twice as long, plus up to as much again at random.
    pub base: Duration,
    /// The longest delay before jitter. A `Retry-After` may be longer.
    pub cap: Duration,
    /// The longest time spent on one request whose service names no time to wait. A `Retry-After` is obeyed as long as
    /// the deadline allows.
    pub budget: Duration,
}

impl Default for RetryPolicy {
    fn default() -> Self {
        Self {
            attempts: 5,
            base: Duration::from_millis(500),
            cap: Duration::from_secs(20),
            budget: Duration::from_secs(300),
        }
    }
}
