//! Preflight: installers of changed packages, looked at while the draft is read, and judged as certification will.
//!
//! Where to start reading: `look.rs` (when which installer is looked at), `seen.rs` (one of them), `check.rs` (what a plan says of
//! it), `signers.rs` (who signed what a policy judges), `again.rs` (the same bytes before the commit and before submit).

mod again;
mod check;
mod live;
mod look;
mod seen;
mod signers;

pub(crate) use again::LookAgain;
pub(crate) use check::{CheckedInstaller, Examined, examine};
pub(crate) use look::Looked;

use storectl_api::{Clock, InstallerClient, LookDepth, Patience};
use storectl_model::PreflightMode;

use crate::{
    settings::preflight::PreflightSettings,
    store::{installer_cache::InstallerCache, open::Store},
};

/// Looks at the installers of a run's manifests.
pub(crate) struct Preflight<'a> {
    client: InstallerClient,
    cache: InstallerCache,
    settings: &'a PreflightSettings,
    patience: Patience,
    store: &'a Store,
}

impl<'a> Preflight<'a> {
    /// Makes one. `patience` is what happens where a host does not answer now.
    pub(crate) fn new(
        store: &'a Store,
        settings: &'a PreflightSettings,
        patience: Patience,
    ) -> Self {
        Self {
            client: store.installers(),
            cache: store.installer_cache(),
            settings,
            patience,
            store,
        }
    }

    /// Returns how installers are looked at.
    pub(crate) fn mode(&self) -> PreflightMode {
        self.settings.mode
    }

    fn depth(&self) -> LookDepth {
        match self.settings.mode {
            PreflightMode::Full => LookDepth::Whole,
            PreflightMode::Auto | PreflightMode::Off => LookDepth::Parts,
        }
    }

    fn clock(&self) -> &dyn Clock {
        self.store.clock()
    }
}
