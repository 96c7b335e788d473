//! What commands find: the Store, the time, the folders.

use std::path::{Path, PathBuf};

use crate::{
    play::{
        clock::WorldClock,
        folder::Folder,
        store::{Store, Via},
    },
    scenario::{Config, Runner},
};

/// What commands find.
pub(super) struct Scene {
    pub(super) config: Config,
    pub(super) store: Store,
    pub(super) clock: WorldClock,
    /// Holds the folders of the runners.
    root: PathBuf,
}

impl Scene {
    pub(super) fn new(config: &Config, root: &Path, via: Via) -> Self {
        let clock = WorldClock::new();
        Self {
            config: config.clone(),
            store: Store::new(config, &clock, via),
            clock,
            root: root.to_owned(),
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
