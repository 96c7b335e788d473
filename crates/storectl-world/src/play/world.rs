//! What is there while a scenario is played, and how its events happen.

use std::{
    collections::BTreeSet,
    path::Path,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    thread,
    time::Duration,
};

use serde_json::Value;

use crate::{
    content::packages,
    history::{History, Past, Run},
    laws::{self, Breach},
    play::{
        Lack,
        command::{self, Approved, Order, Wishes},
        network::Happen,
        scene::Scene,
        store::Via,
    },
    scenario::{Command, Event, Lost, Runner, Scenario},
};

/// What is there while a scenario is played.
pub(super) struct World {
    scene: Arc<Scene>,
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

impl World {
    /// Sets it up as a scenario begins.
    ///
    /// # Errors
    /// The machine lacks something for it.
    pub(super) fn new(scenario: &Scenario, root: &Path, via: Via) -> Result<Arc<Self>, Lack> {
        let scene = Scene::new(scenario, root, via)?;
        let first = scene.store.ids().iter().zip(&scenario.config.products);
        let first = first.map(|(id, start)| (id.clone(), start.wish.clone()));
        let state = State {
            merged: vec![first.collect()],
            approved: None,
            history: History::default(),
            breaches: Vec::new(),
        };
        Ok(Arc::new(Self {
            scene: Arc::new(scene),
            state: Mutex::new(state),
        }))
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

    /// Returns the URLs of a product's installers: in its draft, and in every manifest so far.
    fn installers(&self, product: usize) -> BTreeSet<String> {
        let id = self.scene.store.id(product);
        let draft = self.scene.store.product(id);
        let draft = draft.iter().flat_map(|it| packages(it.draft()));
        let state = self.state();
        let wishes = state
            .merged
            .iter()
            .filter_map(|it| it.get(id)?.packages.as_ref());
        let packages = wishes.flatten().chain(draft);
        let urls = packages.filter_map(|it| it.get("packageUrl")?.as_str());
        urls.map(str::to_owned).collect()
    }

    /// Lets an event happen, and keeps it on record.
    pub(super) fn happen(self: &Arc<Self>, event: &Event) {
        let before = self.scene.store.products();
        match event {
            Event::Merge { product, edits } => {
                let mut wishes = self.manifests(0);
                if let Some(wish) = wishes.get_mut(self.scene.store.id(*product)) {
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
            Event::Lose { runner, lost } => self.scene.folder(*runner).lose(*lost),
            Event::Portal { product, edit } => self.scene.store.edit(*product, edit),
            Event::PortalSubmit { product } => self.scene.store.submit(*product),
            Event::PortalCancel { product } => self.scene.store.cancel(*product),
            Event::Certify { product, verdict } => self.scene.store.certify(*product, *verdict),
            Event::Wait { seconds } => self
                .scene
                .clock
                .pass(Duration::from_secs(u64::from(*seconds))),
            Event::Clock { seconds } => self.scene.clock.jump(*seconds),
            Event::Swap { product } => self.scene.store.swap(self.installers(*product)),
        }
        let happened = Past::Event {
            event: event.clone(),
            before,
            after: self.scene.store.products(),
        };
        self.state().history.past.push(happened);
    }

    /// Lets an event happen while a command runs. Another command runs on a thread of its own, which is waited for: the
    /// first one stands still meanwhile, and has this thread's runtime.
    fn happen_meanwhile(self: &Arc<Self>, event: &Event) {
        if let Event::Run { .. } = event {
            let other = thread::scope(|scope| scope.spawn(|| self.happen(event)).join());
            if let Err(panic) = other {
                std::panic::resume_unwind(panic);
            }
        } else {
            self.happen(event);
        }
    }

    /// Returns what lets events happen while a command runs.
    fn happening(self: &Arc<Self>) -> Happen {
        let world = Arc::downgrade(self);
        Arc::new(move |event| {
            if let Some(world) = world.upgrade() {
                world.happen_meanwhile(event);
            }
        })
    }

    /// Runs a command and judges it.
    pub(super) fn run(self: &Arc<Self>, order: &Order<'_>) -> Option<Arc<Run>> {
        let approved = self.state().approved.clone();
        let approved = match (order.command, approved) {
            (Command::ApplyApproved, None) => return None,
            (Command::ApplyApproved, Some(approved)) => Some(approved),
            _ => None,
        };
        let folder = self.scene.folder(order.runner);
        let wishes = self.manifests(order.behind);
        let run = command::carry_out(
            &self.scene,
            order,
            &folder,
            wishes,
            approved,
            self.happening(),
        );
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
        let run = Arc::new(run);
        state.history.past.push(Past::Run(Arc::clone(&run)));
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
        let desk = self.scene.desk();
        let order = Order {
            runner: Runner::A,
            command: Command::Plan,
            behind: 0,
            meanwhile: &[],
        };
        let mut wishes = self.manifests(0);
        let run = command::carry_out(
            &self.scene,
            &order,
            &desk,
            wishes.clone(),
            None,
            self.happening(),
        );
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
        let mut state = self.state();
        // Nobody applies there: the plan knows as much as one in a fresh folder.
        let fresh = Past::Event {
            event: Event::Lose {
                runner: order.runner,
                lost: Lost::Folder,
            },
            before: run.before.clone(),
            after: run.before.clone(),
        };
        state.history.past.push(fresh);
        let found = laws::judge(&state.history, &run);
        state.history.past.pop();
        state.breaches.extend(found);
        state.merged.push(wishes);
        state.history.acknowledged.push(Arc::new(run));
    }
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;
    use http::Request;
    use serde_json::json;

    use super::*;
    use crate::{
        history::Role,
        scenario::{Start, first_release, orders},
    };

    /// A product whose package has this URL.
    fn product(url: &str) -> Start {
        let mut start = first_release();
        let package = [("packageUrl".to_owned(), json!(url))];
        start.wish.packages = Some(vec![package.into_iter().collect()]);
        start
    }

    #[test]
    fn the_installers_of_one_product_are_replaced() {
        let urls = [
            "https://www.contoso.com/downloads/1.0/a.exe",
            "https://dl.contoso.com/downloads/1.0/a.exe",
        ];
        let mut scenario = orders(&first_release(), 0).next().unwrap();
        scenario.config.products = urls.map(product).to_vec();
        let folder = tempfile::tempdir().unwrap();
        let world = World::new(&scenario, folder.path(), Via::Calls).unwrap();
        let runtime = tokio::runtime::Builder::new_current_thread().build();
        let runtime = runtime.unwrap();
        let hosted = || {
            urls.map(|url| {
                let request = Request::get(url).body(Bytes::new()).unwrap();
                let answer = world.scene.store.answer(request, Role::Installers);
                let answer = runtime.block_on(answer);
                assert!(answer.status().is_success(), "{url}");
                answer.into_body()
            })
        };
        let [first, second] = hosted();
        world.happen(&Event::Swap { product: 1 });
        let [first_after, second_after] = hosted();
        assert!(first == first_after);
        assert!(second != second_after);
    }
}
