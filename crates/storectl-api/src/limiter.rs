//! The rate of requests, learned from what the service refuses: of each seller account its own.
//!
//! Nothing is held back before the service refuses a request (429). Then the rate is halved, comes back to a little less than
//! what was refused within a few requests, rises slowly from there, and faster the longer nothing is refused.

use std::{
    collections::{HashMap, VecDeque},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use storectl_model::SellerId;

use crate::clock::Clock;

/// How many requests are remembered to tell how fast they went.
const REMEMBERED: usize = 100;

/// The shortest time over which their rate is taken: a burst is not a rate.
const SPAN: Duration = Duration::from_secs(1);

/// The lowest rate, in requests a second. A service that takes less says how long to wait.
const LOWEST: f64 = 0.5;

/// Within so many answers after a refusal the rate comes back.
const RECOVERY: f64 = 10.0;

/// The parts of the refused rate right after the refusal and after the recovery, and what each further answer adds.
const HALVED: f64 = 0.5;
const RECOVERED: f64 = 0.95;
const CREEP: f64 = 0.003;

/// After so many further answers the rate has doubled: the service takes more than it did.
const DOUBLED: f64 = 60.0;

/// The limiters of all seller accounts.
#[derive(Debug, Default)]
pub(crate) struct Limiters(Mutex<HashMap<Option<SellerId>, Arc<Limiter>>>);

impl Limiters {
    /// Returns the limiter of one.
    pub(crate) fn of(&self, seller: Option<&SellerId>) -> Arc<Limiter> {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(all.entry(seller.cloned()).or_default())
    }
}

/// Says when the next request of a seller account may go.
#[derive(Debug, Default)]
pub(crate) struct Limiter(Mutex<State>);

/// Leave to send a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Leave {
    /// How many refusals had taught something when it was given.
    lesson: u32,
}

#[derive(Debug, Default)]
struct State {
    /// When the service takes requests again, as it said.
    not_before: Duration,
    /// When the next request may go at the learned rate.
    next: Duration,
    /// When the last requests went.
    sent: VecDeque<Duration>,
    learned: Option<Learned>,
    /// How many refusals have taught something.
    lessons: u32,
}

/// What a refusal taught.
#[derive(Clone, Copy, Debug)]
struct Learned {
    /// The rate at which it came, in requests a second.
    refused: f64,
    /// How many requests were taken since.
    taken: u32,
}

impl Limiter {
    /// Waits until a request may go.
    pub(crate) async fn wait(&self, clock: &dyn Clock) -> Leave {
        loop {
            let (leave, until) = self.state().reserve(clock.now());
            let mut now = clock.now();
            while now < until {
                clock.sleep(until.saturating_sub(now)).await;
                now = clock.now();
            }
            if self.state().lets(leave, now) {
                return leave;
            }
        }
    }

    /// Learns that the service refused a request because there were too many, and for how long it asked to wait.
    pub(crate) fn refused(&self, leave: Leave, asked: Option<Duration>, clock: &dyn Clock) {
        self.state().refused(leave, asked, clock.now());
    }

    /// Learns that the service took a request.
    pub(crate) fn taken(&self) {
        self.state().taken();
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    /// Takes the next time at which a request may go.
    fn reserve(&mut self, now: Duration) -> (Leave, Duration) {
        let mut at = now.max(self.not_before);
        if let Some(rate) = self.rate() {
            at = at.max(self.next);
            self.next = at.saturating_add(Duration::from_secs_f64(rate.recip()));
        }
        let leave = Leave {
            lesson: self.lessons,
        };
        (leave, at)
    }

    /// Whether a request may go with this leave. A refusal meanwhile spreads whoever waits anew.
    fn lets(&mut self, leave: Leave, now: Duration) -> bool {
        let lets = leave.lesson == self.lessons && now >= self.not_before;
        if lets {
            if self.sent.len() == REMEMBERED {
                self.sent.pop_front();
            }
            self.sent.push_back(now);
        }
        lets
    }

    fn refused(&mut self, leave: Leave, asked: Option<Duration>, now: Duration) {
        if let Some(asked) = asked {
            self.not_before = self.not_before.max(now.saturating_add(asked));
        }
        // What was in flight beside it was sent at the same rate.
        if leave.lesson == self.lessons {
            let refused = self.rate().unwrap_or_else(|| self.observed());
            self.learned = Some(Learned { refused, taken: 0 });
            self.lessons = self.lessons.wrapping_add(1);
            self.next = now;
            self.reserve(now);
        }
    }

    fn taken(&mut self) {
        if let Some(learned) = &mut self.learned {
            learned.taken = learned.taken.saturating_add(1);
        }
    }

    /// Returns the rate that was learned, in requests a second.
    fn rate(&self) -> Option<f64> {
        let Learned { refused, taken } = self.learned?;
        let taken = f64::from(taken);
        let part = if taken < RECOVERY {
            HALVED + (RECOVERED - HALVED) * taken / RECOVERY
        } else {
            let further = taken - RECOVERY;
            RECOVERED + CREEP * further + (further / DOUBLED).powi(3)
        };
        Some((refused * part).max(LOWEST))
    }

    /// Returns how fast the last requests went, in requests a second.
    fn observed(&self) -> f64 {
        let ends = self.sent.front().zip(self.sent.back());
        let span = ends.map_or(SPAN, |(first, last)| last.saturating_sub(*first).max(SPAN));
        let number = u32::try_from(self.sent.len()).unwrap_or(u32::MAX);
        f64::from(number) / span.as_secs_f64()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    /// A service that takes so many requests in a second, and as many at once.
    struct Bucket {
        rate: f64,
        held: f64,
        at: Duration,
    }

    impl Bucket {
        fn takes(&mut self, now: Duration) -> bool {
            let passed = now.saturating_sub(self.at).as_secs_f64();
            self.held = (self.held + passed * self.rate).min(self.rate);
            self.at = now;
            let takes = self.held >= 1.0;
            if takes {
                self.held -= 1.0;
            }
            takes
        }
    }

    enum Event {
        Ask,
        Go(Leave),
        Answer(Leave, bool),
    }

    /// Lets eight workers send requests until so many were taken; returns how many were refused in the first minute and later,
    /// and how long it took.
    fn send(rate: f64, number: u32) -> (u32, u32, Duration) {
        let mut state = State::default();
        let mut bucket = Bucket {
            rate,
            held: rate,
            at: Duration::ZERO,
        };
        let mut events: BTreeMap<(Duration, usize), Event> = (0..8)
            .map(|it| ((Duration::ZERO, it), Event::Ask))
            .collect();
        let (mut order, mut taken, mut first, mut later) = (8, 0, 0, 0);
        while let Some(((now, _), event)) = events.pop_first() {
            let (at, next) = match event {
                Event::Ask => {
                    let (leave, at) = state.reserve(now);
                    (at, Event::Go(leave))
                }
                Event::Go(leave) if !state.lets(leave, now) => (now, Event::Ask),
                Event::Go(leave) => {
                    let takes = bucket.takes(now);
                    let answered = now + Duration::from_millis(50);
                    (answered, Event::Answer(leave, takes))
                }
                Event::Answer(_, true) => {
                    state.taken();
                    taken += 1;
                    if taken == number {
                        return (first, later, now);
                    }
                    (now, Event::Ask)
                }
                Event::Answer(leave, false) => {
                    state.refused(leave, None, now);
                    match now.as_secs() {
                        ..60 => first += 1,
                        _ => later += 1,
                    }
                    (now, Event::Ask)
                }
            };
            order += 1;
            events.insert((at, order), next);
        }
        unreachable!("a worker always asks again")
    }

    #[test]
    fn a_rate_is_learned_and_few_are_refused_after_a_minute() {
        for rate in [2.0, 5.0, 20.0, 60.0] {
            let number = 2_000;
            let (first, later, took) = send(rate, number);
            let sent = number + later;
            assert!(later * 20 < sent, "{rate} a second: {later} of {sent}");
            let most = f64::from(number) / rate * 1.5;
            assert!(
                took.as_secs_f64() < most,
                "{rate} a second: {took:?}, {first} refused at first"
            );
        }
    }
}
