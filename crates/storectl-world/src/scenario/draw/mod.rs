//! Draws a scenario from a seed.
//!
//! First it is drawn what may happen in it at all, so that some scenarios have much of little: what hides among many other
//! things, shows where they are absent.

mod acts;
mod config;
mod edits;
mod matter;
mod portal;
mod wishes;
mod words;

use std::slice;

use fastrand::Rng;

use self::{
    matter::Matter,
    words::{chance, pick},
};
use super::{Command, Disturbance, Event, Fault, Lost, Moment, Runner, Scenario, Verdict};
use crate::wish::{PortalEdit, Wish};

/// How many events a scenario has: at least, and below which number.
const EVENTS: std::ops::Range<usize> = 4..14;

/// The number below which a request is struck.
const REQUESTS: usize = 46;

/// The same of a command that only reads.
const FEW_REQUESTS: usize = 10;

/// The number below which a request is struck that asks for a change.
const WRITES: usize = 4;

/// What a runner may lose.
const LOST: &[Lost] = &[Lost::Journals, Lost::Cache, Lost::Receipts, Lost::Folder];

/// Answers that a gateway or the Store gives in bad moments.
const STATUSES: &[u16] = &[401, 429, 500, 502, 503, 504];

impl Scenario {
    /// Draws a scenario; the same one of the same seed.
    pub fn draw(seed: u64) -> Self {
        let mut rng = Rng::with_seed(seed);
        // What is changed by several, and by one again, is mostly of one kind.
        let only = chance(&mut rng, 40).then(|| rng.choice(Matter::ALL).copied());
        let only = only.flatten();
        let matters = only.as_ref().map_or(Matter::ALL, slice::from_ref);
        let config = config::config(&mut rng, only);
        let length = rng.usize(EVENTS);
        let mut draw = Draw {
            edits: some_of(&mut rng, &edits::KINDS.about(matters)),
            portal: some_of(&mut rng, &portal::KINDS.about(matters)),
            events: some_of(&mut rng, EVENT_KINDS),
            disturbances: some_of(&mut rng, DISTURBANCE_KINDS),
            faults: some_of(&mut rng, FAULT_KINDS),
            // The command that submits cannot stop before it.
            has_submit: config.wait != "draft",
            is_quiet: chance(&mut rng, 20),
            share: pick(&mut rng, &[75, 75, 50]),
            meddling: if only == Some(Matter::Images) { 60 } else { 20 },
            forgets: if only == Some(Matter::Images) {
                Some(Lost::Cache)
            } else {
                let lost = rng.choice(LOST).copied();
                lost.filter(|_| chance(&mut rng, 15))
            },
            wishes: config.products.iter().map(|it| it.wish.clone()).collect(),
            other: Runner::B,
            rng,
        };
        let mut events = Vec::new();
        while events.len() < length {
            draw.add(&mut events);
        }
        events.truncate(length);
        if chance(&mut draw.rng, 60) {
            // What the last runs are to do is allowed.
            events.pop();
            events.push(Event::Acknowledge);
        }
        Self {
            seed,
            config,
            events,
        }
    }
}

/// What may happen in a scenario, and how its manifests are by now.
struct Draw {
    rng: Rng,
    edits: Vec<edits::Draw>,
    portal: Vec<portal::Draw>,
    events: Vec<EventKind>,
    disturbances: Vec<DisturbanceKind>,
    faults: Vec<FaultKind>,
    /// Whether `submit` is among the commands.
    has_submit: bool,
    /// Whether no command is disturbed.
    is_quiet: bool,
    wishes: Vec<Wish>,
    /// The runner that may run a command during the one that is drawn.
    other: Runner,
    /// How many commands in a hundred run on the first runner: where they take turns, neither knows what the other did.
    share: u8,
    /// How many disturbed commands in a hundred somebody meddles with in Partner Center.
    meddling: u8,
    /// What is lost again and again, where commands run on machines that keep nothing of it.
    forgets: Option<Lost>,
}

type EventKind = fn(&mut Draw) -> Event;
type DisturbanceKind = fn(&mut Draw) -> Disturbance;
type FaultKind = fn(&mut Rng) -> Fault;

/// What happens beside merges and runs.
const EVENT_KINDS: &[EventKind] = &[
    |_| Event::Acknowledge,
    Draw::merge,
    Draw::portal,
    Draw::portal,
    |draw| Event::PortalSubmit {
        product: draw.product(),
    },
    |draw| Event::PortalCancel {
        product: draw.product(),
    },
    Draw::certify,
    |draw| Event::Wait {
        seconds: pick(&mut draw.rng, &[30, 600, 7200, 200_000]),
    },
    |draw| Event::Clock {
        seconds: pick(&mut draw.rng, &[-90_000, -3600, -60, 60, 3600, 90_000]),
    },
    |draw| Event::Swap {
        product: draw.product(),
    },
    Draw::lose,
];

const DISTURBANCE_KINDS: &[DisturbanceKind] = &[
    |_| Disturbance::Kill,
    |_| Disturbance::Kill,
    |_| Disturbance::Interrupt,
    |_| Disturbance::Terminate,
    Draw::fault,
    Draw::fault,
    Draw::fault,
    Draw::fault,
    Draw::fault,
    Draw::fault,
    |draw| Disturbance::Event(Box::new(draw.portal())),
    |draw| Disturbance::Event(Box::new(draw.portal())),
    |draw| {
        Disturbance::Event(Box::new(Event::PortalSubmit {
            product: draw.product(),
        }))
    },
    |draw| {
        Disturbance::Event(Box::new(Event::PortalCancel {
            product: draw.product(),
        }))
    },
    |draw| Disturbance::Event(Box::new(draw.certify())),
    |draw| {
        Disturbance::Event(Box::new(Event::Swap {
            product: draw.product(),
        }))
    },
    |draw| Disturbance::Event(Box::new(draw.merge())),
    |draw| {
        Disturbance::Event(Box::new(Event::Run {
            runner: draw.other,
            command: draw.command(),
            // Of the same manifests it mostly does the same.
            behind: pick(&mut draw.rng, &[0, 1, 1, 2]),
            meanwhile: Vec::new(),
        }))
    },
];

const FAULT_KINDS: &[FaultKind] = &[
    |_| Fault::NotSent,
    |_| Fault::LostBefore,
    |_| Fault::LostAfter,
    |_| Fault::LostAfter,
    |_| Fault::Death,
    |_| Fault::Death,
    |rng| Fault::StatusBefore(pick(rng, STATUSES)),
    |rng| Fault::StatusAfter(pick(rng, STATUSES)),
    |_| Fault::Truncated,
    |_| Fault::Page,
    |_| Fault::TokensExpired,
];

/// Returns each of several with even chances, at least one of them.
fn some_of<T: Copy>(rng: &mut Rng, kinds: &[T]) -> Vec<T> {
    let mut some: Vec<T> = kinds.iter().copied().filter(|_| rng.bool()).collect();
    if some.is_empty() {
        some.extend(rng.choice(kinds));
    }
    some
}

impl Draw {
    fn product(&mut self) -> usize {
        self.rng.usize(..self.wishes.len().max(1))
    }

    fn merge(&mut self) -> Event {
        let product = self.product();
        let count = pick(&mut self.rng, &[1, 1, 1, 2, 2, 3]);
        let mut edits = Vec::new();
        if let Some(wish) = self.wishes.get_mut(product) {
            for _ in 0..count {
                if let Some(edit) = edits::edit(&mut self.rng, &self.edits, wish) {
                    *wish = wish.edited(&edit);
                    edits.push(edit);
                }
            }
        }
        Event::Merge { product, edits }
    }

    fn run(&mut self, command: Command) -> Event {
        let runner = self.runner();
        self.other = match runner {
            Runner::A => Runner::B,
            Runner::B => Runner::A,
        };
        let is_disturbed = !self.is_quiet && chance(&mut self.rng, 45);
        let count = if is_disturbed {
            self.rng.usize(1..3)
        } else {
            0
        };
        let mut meanwhile: Vec<(Moment, Disturbance)> = (0..count)
            .filter_map(|_| {
                let at = self.moment();
                let is_write = matches!(at, Moment::Write(_) | Moment::Submit);
                if is_write && chance(&mut self.rng, 40) {
                    // Where it matters whether the journal is ahead of the Store.
                    let death = [Disturbance::Kill, Disturbance::Fault(Fault::Death)];
                    return Some((at, self.rng.choice(death)?));
                }
                let draw = self.rng.choice(&self.disturbances).copied()?;
                Some((at, draw(self)))
            })
            .collect();
        if is_disturbed && chance(&mut self.rng, self.meddling) {
            // Somebody edits in Partner Center, and submits that: mostly right before the draft is proven, or after.
            let product = self.product();
            let at = match self.rng.u8(..5) {
                0 | 1 => Moment::ReadBack,
                2 | 3 => Moment::Submit,
                _ => self.moment(),
            };
            for event in [self.portal_edit(product), Event::PortalSubmit { product }] {
                meanwhile.push((at, Disturbance::Event(Box::new(event))));
            }
        }
        meanwhile.sort_by_key(|(at, _)| *at);
        Event::Run {
            runner,
            command,
            behind: self.behind(),
            meanwhile,
        }
    }

    /// When a command is disturbed: mostly early, since many send few requests; at times where it matters most.
    fn moment(&mut self) -> Moment {
        match self.rng.u8(..100) {
            0..11 => Moment::Submit,
            11..21 => Moment::AfterSubmit,
            21..32 => Moment::ReadBack,
            32..54 => Moment::Write(self.rng.usize(..WRITES)),
            54..76 => Moment::Request(self.rng.usize(..FEW_REQUESTS)),
            _ => Moment::Request(self.rng.usize(..REQUESTS)),
        }
    }

    fn command(&mut self) -> Command {
        match self.rng.u8(..100) {
            0..70 => Command::Apply,
            70..78 => Command::Plan,
            78..86 => Command::ApplyApproved,
            86..93 if self.has_submit => Command::Submit,
            _ => Command::Status,
        }
    }

    /// How old the manifests are that a command reads: those of now, mostly.
    fn behind(&mut self) -> usize {
        pick(&mut self.rng, &[0, 0, 0, 0, 0, 0, 0, 0, 1, 2])
    }

    fn portal(&mut self) -> Event {
        let product = self.product();
        self.portal_edit(product)
    }

    fn portal_edit(&mut self, product: usize) -> Event {
        let draw = self.rng.choice(&self.portal).copied();
        let edit = draw.map(|draw| draw(&mut self.rng));
        // There is a kind at least.
        let edit = edit.unwrap_or_else(|| PortalEdit::Discoverability("DISCOVERABLE".to_owned()));
        Event::Portal { product, edit }
    }

    fn certify(&mut self) -> Event {
        Event::Certify {
            product: self.product(),
            verdict: if chance(&mut self.rng, 60) {
                Verdict::Published
            } else {
                Verdict::Failed
            },
        }
    }

    fn lose(&mut self) -> Event {
        Event::Lose {
            runner: self.runner(),
            lost: self.rng.choice(LOST).copied().unwrap_or(Lost::Folder),
        }
    }

    fn runner(&mut self) -> Runner {
        if chance(&mut self.rng, self.share) {
            Runner::A
        } else {
            Runner::B
        }
    }

    fn fault(&mut self) -> Disturbance {
        let draw = self.rng.choice(&self.faults).copied();
        let fault = draw.map_or(Fault::NotSent, |draw| draw(&mut self.rng));
        Disturbance::Fault(fault)
    }
}
