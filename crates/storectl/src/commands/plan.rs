//! `storectl plan`: what apply would do. Holds a client that cannot write.

use clap::Args;
use storectl_apply::Cancellation;
use storectl_plan::ProductPlan;

use crate::{
    choices::Choices,
    cli::{self, ManifestArgs, ResultArgs, StoreArgs},
    env::Env,
    error::CliError,
    exit::Exit,
    manifests, output,
    planning::{self, Planned, Plans, Wanted},
    printer::Printer,
    run,
    settings::{self, StoreSettings},
    store::Store,
};

/// Compare manifests with the Store's drafts and print what apply would do; writes nothing
#[derive(Args, Debug)]
pub(crate) struct PlanArgs {
    #[command(flatten)]
    pub(crate) manifests: ManifestArgs,
    /// Exit 2 where there are differences and no error
    #[arg(long)]
    detailed_exitcode: bool,
    #[command(flatten)]
    plan: cli::ChoiceArgs,
    #[command(flatten)]
    pub(crate) store: StoreArgs,
    #[command(flatten)]
    pub(crate) result: ResultArgs,
}

pub(crate) fn run(args: &PlanArgs, env: &Env, printer: &Printer) -> Result<Exit, CliError> {
    settings::check_outputs(&args.result)?;
    let choices = Choices::of_plan(&args.plan);
    let loaded = manifests::load(&args.manifests, env, choices.prune)?;
    choices.check(&loaded.manifests)?;
    let settings = StoreSettings::resolve(&args.store, env)?;
    printer.warnings(&loaded.warnings);

    let cancel = Cancellation::new();
    let (planned, reads) = run::until_stopped(cancel.clone(), async {
        let store = Store::open(&settings, printer).await?;
        let client = store.reader();
        let wanted: Vec<Wanted<'_>> = loaded
            .manifests
            .iter()
            .map(|manifest| Wanted {
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
            Ok(planning::plan_all(&wanted, &store, &client, &choices, settings.parallelism).await)
        };
        let _reading = printer.busy("reading drafts");
        let planned = run::reading(&cancel, plans).await?;
        Ok((planned, client.requests().get))
    })?;

    if let Some(error) = planning::nothing(&planned) {
        return Err(error);
    }
    let error = planning::worst(&planned);
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
    output::show(&plans, &args.result, printer)?;
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
