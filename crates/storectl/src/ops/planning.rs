//! Plans on the way of a command that edits manifests: all products together, nothing rehearsed and nothing kept.

use storectl_apply::Cancellation;
use storectl_manifest::Variables;

use crate::{
    error::CliError,
    hints::{invocation::Invocation, next},
    manifests::load::Loaded,
    ops::{
        online::{OnlinePlan, plan_online},
        plan::{Keep, Planned},
    },
    output::printer::Printer,
    runtime::block_on,
    settings::{plan::PlanSettings, preflight::PreflightSettings, store::StoreSettings},
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
    /// How installers are looked at.
    pub(crate) preflight: &'a PreflightSettings,
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
            preflight,
            printer,
        } = *self;
        let cancel = Cancellation::new();
        let run = block_on::until_stopped(printer.machine(), cancel.clone(), async {
            let store = Store::open(settings, &loaded.manifests, printer).await?;
            let client = store.reader();
            let plan = OnlinePlan {
                loaded,
                vars,
                bases: None,
                settings: plan_settings,
                preflight,
                parallelism: settings.parallelism,
                keep: Keep::Plans,
            };
            let planned = plan_online(plan, &store, &client, printer, &cancel).await?;
            let reads = client.requests().get;
            Ok(Reviewed { planned, reads })
        });
        run.map_err(|error| next::with(error, invocation))
    }
}
