//! What commands find: the Store, the time, the folders.

use std::{
    path::{Path, PathBuf},
    sync::atomic::{AtomicU64, Ordering},
};

use crate::{
    play::{
        Lack,
        clock::WorldClock,
        folder::Folder,
        store::{Store, Via},
    },
    scenario::{Config, Runner, Scenario},
};

/// What commands find.
pub(super) struct Scene {
    pub(super) config: Config,
    pub(super) store: Store,
    pub(super) clock: WorldClock,
    /// Holds the folders of the runners.
    root: PathBuf,
    seed: u64,
    /// How many commands were run.
    commands: AtomicU64,
}

impl Scene {
    /// Sets it up as a scenario begins.
    ///
    /// # Errors
    /// As [`Store::new`].
    pub(super) fn new(scenario: &Scenario, root: &Path, via: Via) -> Result<Self, Lack> {
        let clock = WorldClock::new();
        Ok(Self {
            config: scenario.config.clone(),
            store: Store::new(scenario, &clock, via)?,
            clock,
            root: root.to_owned(),
            seed: scenario.seed,
            commands: AtomicU64::new(0),
        })
    }

    /// Counts a command, and returns another format that its result is written in, for some of them. No draw of the scenario
    /// decides it.
    pub(super) fn other_format(&self) -> Option<&'static str> {
        let number = self.commands.fetch_add(1, Ordering::Relaxed);
        match self.seed.wrapping_add(number) % 9 {
            0 => Some("text"),
            3 => Some("markdown"),
            6 => Some("html"),
            _ => None,
        }
    }

    /// Returns the folders of a runner.
    pub(super) fn folder(&self, runner: Runner) -> Folder {
        let name = match runner {
            Runner::A => "A",
            Runner::B => "B",
        };
        Folder::of(&self.root.join(name))
    }

    /// Returns the folders of somebody who reviews.
    pub(super) fn desk(&self) -> Folder {
        Folder::of(&self.root.join("desk"))
    }

    /// Returns the repository that all checkouts share.
    pub(super) fn origin(&self) -> PathBuf {
        self.root.join("origin.git")
    }
}
