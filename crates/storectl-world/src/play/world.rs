//! What is there while a scenario is played, and how its events happen.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    thread,
    time::Duration,
};

use serde_json::Value;

use crate::{
    laws::{self, Breach},
    play::{
        clock::WorldClock,
        command::{self, Order},
        folder::Folder,
        run::{History, Past, Run},
        store::{Store, Via},
    },
    scenario::{Command, Config, Event, Runner},
    wish::Wish,
};

/// The manifests of all products, by id.
pub(super) type Wishes = BTreeMap<String, Wish>;

/// What is there while a scenario is played.
pub(super) struct World {
    pub(super) config: Config,
    pub(super) store: Store,
    pub(super) clock: WorldClock,
    /// Holds the folders of the runners.
    root: PathBuf,
    state: Mutex<State>,
}

struct State {
    /// What was merged, oldest first: at least the first manifests.
    merged: Vec<Wishes>,
    /// The plan that was approved last.
    approved: Option<Approved>,
    history: History,
    breaches: Vec<Breach>,
}

/// A plan somebody approved.
#[derive(Clone, Debug)]
pub(super) struct Approved {
    /// Who made it.
    pub(super) runner: Runner,
    /// Its hash.
    pub(super) hash: String,
    /// The manifests it was made of.
    pub(super) wishes: Wishes,
}

impl World {
    pub(super) fn new(config: &Config, root: &Path, via: Via) -> Arc<Self> {
        let clock = WorldClock::new();
        let store = Store::new(config, &clock, via);
        let first = store.ids().iter().zip(&config.products);
        let first = first.map(|(id, start)| (id.clone(), start.wish.clone()));
        let state = State {
            merged: vec![first.collect()],
            approved: None,
            history: History::default(),
            breaches: Vec::new(),
        };
        Arc::new(Self {
            config: config.clone(),
            store,
            clock,
            root: root.to_owned(),
            state: Mutex::new(state),
        })
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Returns the laws that were broken so far.
    pub(super) fn breaches(&self) -> Vec<Breach> {
        self.state().breaches.clone()
    }

    /// Takes everything that happened so far.
    pub(super) fn take_history(&self) -> History {
        std::mem::take(&mut self.state().history)
    }

    /// Returns the newest manifests, or those of so many merges ago.
    fn manifests(&self, behind: usize) -> Wishes {
        let state = self.state();
        let newest = state.merged.len() - 1;
        state.merged[newest.saturating_sub(behind)].clone()
    }

    /// Lets an event happen, and keeps it on record.
    pub(super) fn happen(self: &Arc<Self>, event: &Event) {
        let before = self.store.products();
        match event {
            Event::Merge { product, edits } => {
                let mut wishes = self.manifests(0);
                if let Some(wish) = wishes.get_mut(self.store.id(*product)) {
                    *wish = edits.iter().fold(wish.clone(), |wish, it| wish.edited(it));
                }
                self.state().merged.push(wishes);
            }
            Event::Acknowledge => self.acknowledge(),
            Event::Run {
                runner,
                command,
                behind,
                meanwhile,
            } => {
                self.run(&Order {
                    runner: *runner,
                    command: *command,
                    behind: *behind,
                    meanwhile,
                });
                return;
            }
            Event::Lose { runner, lost } => self.folder(*runner).lose(*lost),
            Event::Portal { product, edit } => self.store.edit(*product, edit),
            Event::PortalSubmit { product } => self.store.submit(*product),
            Event::PortalCancel { product } => self.store.cancel(*product),
            Event::Certify { product, verdict } => self.store.certify(*product, *verdict),
            Event::Wait { seconds } => self.clock.pass(Duration::from_secs(u64::from(*seconds))),
            Event::Clock { seconds } => self.clock.jump(*seconds),
            Event::Swap { product: _ } => self.store.swap(),
        }
        let happened = Past::Event {
            event: event.clone(),
            before,
            after: self.store.products(),
        };
        self.state().history.past.push(happened);
    }

    /// Lets an event happen while a command runs. Another command runs on a thread of its own, which is waited for: the
    /// first one stands still meanwhile, and has this thread's runtime.
    pub(super) fn happen_meanwhile(self: &Arc<Self>, event: &Event) {
        if let Event::Run { .. } = event {
            let other = thread::scope(|scope| scope.spawn(|| self.happen(event)).join());
            if let Err(panic) = other {
                std::panic::resume_unwind(panic);
            }
        } else {
            self.happen(event);
        }
    }

    /// Runs a command and judges it.
    pub(super) fn run(self: &Arc<Self>, order: &Order<'_>) -> Option<Run> {
        let approved = self.state().approved.clone();
        let approved = match (order.command, approved) {
            (Command::ApplyApproved, None) => return None,
            (Command::ApplyApproved, Some(approved)) => Some(approved),
            _ => None,
        };
        let folder = self.folder(order.runner);
        let wishes = self.manifests(order.behind);
        let run = command::carry_out(self, order, &folder, wishes, approved);
        if order.command == Command::Plan
            && let Some(hash) = run.plan_hash()
        {
            self.state().approved = Some(Approved {
                runner: order.runner,
                hash,
                wishes: run.wishes.clone(),
            });
        }
        let mut state = self.state();
        let found = laws::judge(&state.history, &run);
        state.breaches.extend(found);
        state.history.past.push(Past::Run(Box::new(run.clone())));
        Some(run)
    }

    /// Judges the end: the last command, and the same again.
    pub(super) fn settle(&self, last: &Run, again: &Run) {
        let mut state = self.state();
        let found = laws::settled(&state.history, last, again);
        state.breaches.extend(found);
    }

    /// Merges the tokens of every destructive change that a plan of the newest manifests names, in the place of those that
    /// were acknowledged.
    fn acknowledge(self: &Arc<Self>) {
        let desk = Folder::of(&self.root.join("desk"));
        let order = Order {
            runner: Runner::A,
            command: Command::Plan,
            behind: 0,
            meanwhile: &[],
        };
        let mut wishes = self.manifests(0);
        let run = command::carry_out(self, &order, &desk, wishes.clone(), None);
        let products = run.result.as_ref().map(|it| &it["products"]);
        for product in products.and_then(Value::as_array).into_iter().flatten() {
            let id = product["productId"].as_str().unwrap_or_default();
            let Some(wish) = wishes.get_mut(&id.to_ascii_lowercase()) else {
                continue;
            };
            let changes = product["changes"].as_array().into_iter().flatten();
            let unmanaged = product["unmanaged"].as_array().into_iter().flatten();
            let tokens = changes
                .chain(unmanaged)
                .filter_map(|it| it["token"].as_str());
            let mut tokens: Vec<String> = tokens.map(str::to_owned).collect();
            tokens.sort_unstable();
            tokens.dedup();
            wish.acknowledge = tokens;
        }
        self.state().merged.push(wishes);
    }

    /// Returns the repository that all checkouts share.
    pub(super) fn origin(&self) -> PathBuf {
        self.root.join("origin.git")
    }

    fn folder(&self, runner: Runner) -> Folder {
        let name = match runner {
            Runner::A => "A",
            Runner::B => "B",
        };
        Folder::of(&self.root.join(name))
    }
}
