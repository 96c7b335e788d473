//! Plans products of the Store for commands that show no plan.

use std::num::NonZeroUsize;

use storectl_api::{Patience, ReadClient};
use storectl_apply::{Cancellation, Journal};
use storectl_manifest::Variables;

use crate::{
    error::CliError,
    manifests::load::Loaded,
    ops::{
        drafts::Source,
        plan::{self, Keep, PlanInput, Planned, READING},
        preflight::Preflight,
    },
    output::printer::Printer,
    receipts::{self, Access, Notices, ReceiptPlace, RevisionBase},
    runtime::block_on,
    settings::{plan::PlanSettings, preflight::PreflightSettings},
    store::open::Store,
};

/// What is planned.
pub(crate) struct OnlinePlan<'m, 'a> {
    /// The manifests.
    pub(crate) loaded: &'m Loaded,
    /// The variables that are given for all of them.
    pub(crate) vars: &'a Variables,
    /// What labels rest on in place of the receipts.
    pub(crate) bases: Option<Vec<RevisionBase>>,
    /// What an apply would do.
    pub(crate) settings: &'a PlanSettings,
    /// How installers are looked at.
    pub(crate) preflight: &'a PreflightSettings,
    /// How many products are read at a time.
    pub(crate) parallelism: NonZeroUsize,
    /// What is kept beside the plans.
    pub(crate) keep: Keep,
}

/// Plans every product, in order, as `plan` does. A product that cannot be planned is an error of its own.
///
/// # Errors
/// The run was stopped (130, 143), or took too long (31).
pub(crate) async fn plan_online<'m>(
    plan: OnlinePlan<'m, '_>,
    store: &Store,
    client: &ReadClient,
    printer: &Printer,
    cancel: &Cancellation,
) -> Result<Vec<Planned<'m>>, CliError> {
    let manifests = &plan.loaded.manifests;
    let journals: Vec<Result<Journal, CliError>> =
        manifests.iter().map(|it| store.journal(it)).collect();
    let places = manifests.iter().map(|it| ReceiptPlace::of(store, it));
    let notices = Notices::new(printer);
    let places = places.collect();
    let read = receipts::for_plans(places, manifests, plan.vars, Access::Read, &notices);
    let read = async { Ok(read.await) };
    let remembered = block_on::reading(cancel, "reading receipts", read).await?;
    let remembered = match plan.bases {
        Some(bases) => receipts::with_bases(remembered, bases),
        None => remembered,
    };
    let inputs = manifests.iter().zip(&journals).zip(&remembered);
    let inputs: Vec<PlanInput<'m, '_>> = inputs
        .map(|((manifest, journal), remembered)| PlanInput {
            manifest,
            journal: journal.as_ref(),
            remembered,
        })
        .collect();
    let preflight = Preflight::new(store, plan.preflight, Patience::Once);
    let source = Source::Store {
        store,
        client,
        preflight: &preflight,
    };
    let plans = plan::plan_all(&inputs, source, plan.settings, plan.parallelism, plan.keep);
    let _reading = printer.busy(READING);
    block_on::reading(cancel, READING, async { Ok(plans.await) }).await
}
