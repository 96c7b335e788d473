//! The manifests that are planned.

use super::PlanCommand;
use crate::{
    error::CliError,
    manifests::{
        at,
        invalid::{InvalidManifests, load_valid},
        load::Loaded,
    },
    output::targets::Targets,
    settings::{env::Env, plan::PlanSettings, receipts::ReceiptSettings},
};

/// Loads the valid manifests of the checkout, or the one that a receipt keeps.
pub(super) fn loaded(
    args: &PlanCommand,
    targets: &Targets,
    env: &Env,
    settings: &PlanSettings,
) -> Result<(Loaded, InvalidManifests), CliError> {
    let (loaded, invalid) = match &args.at {
        Some(receipt) => {
            let mut kept = ReceiptSettings::resolve(&args.store, env)?;
            // Offline, no remote is asked.
            kept.remote = kept.remote.filter(|_| args.snapshot.live.is_none());
            let loaded = at::load_at(receipt, &args.manifests, &kept, env, settings.prune)?;
            (loaded, InvalidManifests::default())
        }
        None => load_valid(&args.manifests, targets, env, settings.prune)?,
    };
    Ok((loaded.only(&settings.only)?, invalid))
}
