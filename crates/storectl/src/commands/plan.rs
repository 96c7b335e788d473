//! `storectl plan`: what apply would do. Holds a client that cannot write.

use clap::Args;
use storectl_apply::Cancellation;
use storectl_plan::ProductPlan;

use crate::{
    args::{self, ManifestArgs, ResultArgs, StoreArgs},
    error::CliError,
    exit::Exit,
    manifests::load,
    ops::plan::{self, PlanInput, Planned, Plans},
    output::printer::Printer,
    output::write,
    runtime::block_on,
    settings::env::Env,
    settings::plan::PlanSettings,
    settings::store::StoreSettings,
    store::open::Store,
};

/// Compare manifests with the Store's drafts and print what apply would do; writes nothing
#[derive(Args, Debug)]
pub(crate) struct PlanCommand {
    #[command(flatten)]
    pub(crate) manifests: ManifestArgs,
    /// Exit 2 where there are differences and no error
    #[arg(long)]
    detailed_exitcode: bool,
    #[command(flatten)]
    plan: args::PlanArgs,
    #[command(flatten)]
    pub(crate) store: StoreArgs,
    #[command(flatten)]
    pub(crate) result: ResultArgs,
}

pub(crate) fn run(args: &PlanCommand, env: &Env, printer: &Printer) -> Result<Exit, CliError> {
    write::check_outputs(&args.result)?;
    let choices = PlanSettings::of_plan(&args.plan);
    let loaded = load::load(&args.manifests, env, choices.prune)?;
    choices.check(&loaded.manifests)?;
    let settings = StoreSettings::resolve(&args.store, env)?;
    printer.warnings(&loaded.warnings);

    let cancel = Cancellation::new();
    let (planned, reads) = block_on::until_stopped(cancel.clone(), async {
        let store = Store::open(&settings, printer).await?;
        let client = store.reader();
        let wanted: Vec<PlanInput<'_>> = loaded
            .manifests
            .iter()
            .map(|manifest| PlanInput {
                manifest,
                resume: store
                    .journal(
                        &manifest.product.product_id,
                        choices.journal.as_deref(),
                        printer,
                    )
                    .resume(),
            })
            .collect();
        let plans = async {
            Ok(plan::plan_all(&wanted, &store, &client, &choices, settings.parallelism).await)
        };
        let _reading = printer.busy("reading drafts");
        let planned = block_on::reading(&cancel, plans).await?;
        Ok((planned, client.requests().get))
    })?;

    if let Some(error) = plan::all_failed(&planned) {
        return Err(error);
    }
    let error = plan::worst_error(&planned);
    let exit = match &error {
        Some(error) => error.exit(),
        None if args.detailed_exitcode && planned.iter().any(has_changes) => Exit::Changes,
        None => Exit::Ok,
    };
    let plans = Plans {
        planned: &planned,
        reads,
        verbosity: printer.verbosity(),
        error,
    };
    write::show(&plans, &args.result, printer)?;
    if let Some(error) = &plans.error {
        printer.failure_beside(error, args.result.format);
    }
    Ok(exit)
}

/// A draft that only waits to be submitted is something to do as well.
fn has_changes(planned: &Planned<'_>) -> bool {
    let something = |plan: &ProductPlan| !plan.changes.is_empty() || !plan.steps.is_empty();
    planned.plan.as_ref().is_ok_and(something)
}
