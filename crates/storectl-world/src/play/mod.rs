//! Carries a scenario out.

mod clock;
mod command;
mod folder;
mod git;
mod network;
mod place;
mod scene;
mod served;
mod store;
mod world;

use std::{
    panic::{self, AssertUnwindSafe},
    path::Path,
};

use crate::{
    history::History,
    laws::Breach,
    play::{command::Order, world::World},
    scenario::{Command, Runner, Scenario},
};

pub(crate) use place::players;
pub use place::{Lack, Place};
pub use store::{CLIENT_SECRET, Via};

/// What came of a scenario.
#[derive(Clone, Debug, Default)]
pub struct Played {
    /// The laws that were broken, in order.
    pub breaches: Vec<Breach>,
    /// Everything that happened.
    pub history: History,
}

/// Carries a scenario out in a folder of its own.
///
/// # Panics
/// The machine lacks something for it.
pub fn play_alone(scenario: &Scenario, via: Via) -> Played {
    let played = Place::find().and_then(|place| play_at(&place, scenario, via));
    played.unwrap_or_else(|lack| panic!("{lack}"))
}

/// Carries a scenario out in a folder of its own at a place that was found.
///
/// # Errors
/// No folder can be made there any more, or the Store cannot be served.
pub fn play_at(place: &Place, scenario: &Scenario, via: Via) -> Result<Played, Lack> {
    let folder = place.folder()?;
    play(scenario, via, folder.path())
}

/// Carries a scenario out in a folder that nobody else uses, up to the first breach; at its end, without faults, runs the
/// newest manifests until they are settled.
///
/// # Errors
/// The Store cannot be served.
pub fn play(scenario: &Scenario, via: Via, folder: &Path) -> Result<Played, Lack> {
    let world = World::new(scenario, folder, via)?;
    let played = panic::catch_unwind(AssertUnwindSafe(|| {
        for event in &scenario.events {
            world.happen(event);
            if !world.breaches().is_empty() {
                return;
            }
        }
        let apply = Order {
            runner: Runner::A,
            command: Command::Apply,
            behind: 0,
            meanwhile: &[],
        };
        let first = world.run(&apply);
        let second = world.run(&apply);
        if let (Some(first), Some(second)) = (first, second) {
            world.settle(&first, &second);
        }
    }));
    let mut breaches = world.breaches();
    if let Err(panic) = played {
        let said = panic.downcast_ref::<String>().map(String::as_str);
        let said = said.or_else(|| panic.downcast_ref::<&str>().copied());
        breaches.push(Breach {
            law: "panic",
            message: said.unwrap_or("no message").to_owned(),
        });
    }
    Ok(Played {
        breaches,
        history: world.take_history(),
    })
}
