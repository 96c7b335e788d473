//! What `plan` plans.

use super::PlanCommand;
use crate::{
    error::CliError,
    manifests::{
        at,
        load::{self, Loaded},
    },
    output::targets::Targets,
    settings::{env::Env, plan::PlanSettings, receipts::ReceiptSettings},
};

/// Loads the manifests of the checkout, or the one that a receipt keeps.
pub(super) fn loaded(
    args: &PlanCommand,
    targets: &Targets,
    env: &Env,
    settings: &PlanSettings,
) -> Result<Loaded, CliError> {
    let loaded = match &args.at {
        Some(receipt) => {
            let mut kept = ReceiptSettings::resolve(&args.store, env)?;
            // Offline, no remote is asked.
            kept.remote = kept.remote.filter(|_| args.snapshot.live.is_none());
            at::load_at(receipt, &args.manifests, &kept, env, settings.prune)?
        }
        None => load::load(&args.manifests, targets, env, settings.prune)?,
    };
    loaded.only(&settings.only)
}
