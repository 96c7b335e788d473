//! Plans on the way of a command that edits manifests: all products together, nothing rehearsed and nothing kept.

use storectl_apply::{Cancellation, Journal};
use storectl_manifest::Variables;

use crate::{
    error::CliError,
    hints::{invocation::Invocation, next},
    manifests::load::Loaded,
    ops::{
        drafts::Source,
        plan::{self, Keep, PlanInput, Planned, READING},
    },
    output::printer::Printer,
    receipts::{self, Access, Notices, ReceiptPlace},
    runtime::block_on,
    settings::{plan::PlanSettings, store::StoreSettings},
    store::open::Store,
};

/// What plans are made of.
#[derive(Clone, Copy)]
pub(crate) struct Planning<'a> {
    /// The manifests.
    pub(crate) loaded: &'a Loaded,
    /// The variables that are given for all of them.
    pub(crate) vars: &'a Variables,
    /// Which Store.
    pub(crate) settings: &'a StoreSettings,
    /// What an apply would do.
    pub(crate) plan_settings: &'a PlanSettings,
    /// Says what goes on.
    pub(crate) printer: &'a Printer,
}

/// Plans that were made.
pub(crate) struct Reviewed<'a> {
    /// One entry per manifest.
    pub(crate) planned: Vec<Planned<'a>>,
    /// How many requests read the drafts.
    pub(crate) reads: u64,
}

impl<'a> Planning<'a> {
    /// Plans every product. Blocks.
    ///
    /// # Errors
    /// Why none of them can be planned.
    pub(crate) fn run(&self, invocation: &Invocation) -> Result<Reviewed<'a>, CliError> {
        let Self {
            loaded,
            vars,
            settings,
            plan_settings,
            printer,
        } = *self;
        let cancel = Cancellation::new();
        let run = block_on::until_stopped(cancel.clone(), async {
            let store = Store::open(settings, &loaded.manifests, printer).await?;
            let client = store.reader();
            let manifests = &loaded.manifests;
            let journals: Vec<Result<Journal, CliError>> =
                manifests.iter().map(|it| store.journal(it)).collect();
            let places = manifests.iter().map(|it| ReceiptPlace::of(&store, it));
            let notices = Notices::new(printer);
            let read =
                receipts::for_plans(places.collect(), manifests, vars, Access::Read, &notices);
            let read = async { Ok(read.await) };
            let remembered = block_on::reading(&cancel, "reading receipts", read).await?;
            let inputs = manifests.iter().zip(&journals).zip(&remembered);
            let inputs: Vec<PlanInput<'_, '_>> = inputs
                .map(|((manifest, journal), remembered)| PlanInput {
                    manifest,
                    journal: journal.as_ref(),
                    remembered,
                })
                .collect();
            let source = Source::Store {
                store: &store,
                client: &client,
            };
            let plans = plan::plan_all(
                &inputs,
                source,
                plan_settings,
                settings.parallelism,
                Keep::Plans,
            );
            let _reading = printer.busy(READING);
            let planned = block_on::reading(&cancel, READING, async { Ok(plans.await) }).await?;
            let reads = client.requests().get;
            Ok(Reviewed { planned, reads })
        });
        run.map_err(|error| next::with(error, invocation))
    }
}
