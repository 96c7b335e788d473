//! `storectl plan`: what apply would do. Holds a client that cannot write.

use std::cell::OnceCell;

use clap::Args;
use storectl_apply::Cancellation;
use storectl_report::{Format, Output};

use crate::{
    args::{self, ManifestArgs, ResultArgs, StoreArgs},
    error::CliError,
    exit::Exit,
    hints::{invocation::Invocation, next},
    manifests::{inspect::variables, load},
    ops::fail_on::{self, FailOn},
    ops::plan::{self, PlanInput, Planned, Plans, READING},
    ops::preflight,
    ops::warnings::{self, PlanText},
    output::printer::Printer,
    output::{targets::Targets, write},
    receipts::{self, Notices},
    runtime::block_on,
    settings::env::Env,
    settings::plan::PlanSettings,
    settings::store::StoreSettings,
    store::{open::Store, plans},
};

/// Compare manifests with the Store's drafts and show what apply would do
#[derive(Args, Debug)]
pub(crate) struct PlanCommand {
    #[command(flatten)]
    pub(crate) manifests: ManifestArgs,
    /// Exit with 2 if there are differences and no errors
    #[arg(long)]
    detailed_exitcode: bool,
    /// Tell the manifest's changes from drift by the manifest at this git revision, e.g. origin/main [default: the last receipt]
    #[arg(long, value_name = "REV")]
    base: Option<String>,
    /// Exit with 11 if values were changed in Partner Center: drift or conflict; repeatable
    ///
    /// `drift` fails for every managed value that was changed in Partner Center since the base, `conflict` only for those
    /// that the manifest changed too, to something else. Without a base, nothing can be told: a warning says so, and the
    /// exit code stays as it is.
    #[arg(
        long,
        value_name = "ORIGIN",
        value_parser = args::word::<FailOn>(FailOn::WORDS),
        hide_possible_values = true
    )]
    fail_on: Vec<FailOn>,
    #[command(flatten)]
    plan: args::PlanArgs,
    #[command(flatten)]
    pub(crate) store: StoreArgs,
    #[command(flatten)]
    pub(crate) result: ResultArgs,
}

pub(crate) fn run(
    args: &PlanCommand,
    env: &Env,
    printer: &Printer,
    invocation: &Invocation,
) -> Result<Exit, CliError> {
    let targets = Targets::of(&args.result, Some(&args.store))?;
    let plan_settings = PlanSettings::of_plan(&args.plan)?;
    let loaded = load::load(&args.manifests, &targets, env, plan_settings.prune)?
        .only(&plan_settings.only)?;
    let settings = StoreSettings::resolve(&args.store, env, loaded.state_dir())?;
    let text = PlanText::of_result(args.result.format);
    warnings::announce(&loaded, text, printer);

    let vars = variables(&args.manifests, env, loaded.manifests.len())?;
    let invocation = loaded.printable(invocation);
    let cancel = Cancellation::new();
    let reader = OnceCell::new();
    let run = block_on::until_stopped(cancel.clone(), async {
        let store = Store::open(&settings, &loaded.manifests, printer).await?;
        let client = reader.get_or_init(|| store.reader());
        let journals: Vec<_> = loaded
            .manifests
            .iter()
            .map(|it| store.journal(it))
            .collect();
        let notices = Notices::new(printer);
        let read = async { Ok(receipts::of_all(&store, &loaded.manifests, &notices).await) };
        let remembered = block_on::reading(&cancel, "reading receipts", read).await?;
        let remembered = match &args.base {
            Some(rev) => receipts::with_revision(remembered, &loaded.manifests, rev, vars),
            None => remembered,
        };
        let wanted: Vec<PlanInput<'_, '_>> = loaded
            .manifests
            .iter()
            .zip(&journals)
            .zip(&remembered)
            .map(|((manifest, journal), remembered)| PlanInput {
                manifest,
                journal: journal.as_ref(),
                remembered,
            })
            .collect();
        let plans = async {
            Ok(plan::plan_all(
                &wanted,
                &store,
                client,
                &plan_settings,
                settings.parallelism,
            )
            .await)
        };
        let _reading = printer.busy(READING);
        block_on::reading(&cancel, READING, plans).await
    });
    // What was sent before a signal counts.
    let reads = reader.get().map_or(0, |it| it.requests().get);
    let (planned, stopped) = match run {
        Ok(planned) => (planned, None),
        Err(error) => {
            let error = next::with(error, &invocation);
            (plan::none_planned(&loaded.manifests, &error), Some(error))
        }
    };
    warnings::of_unplanned(&planned, text, printer);
    fail_on::warn_of_two_way(&planned, &args.fail_on, printer);
    let error = preflight::gravest([
        preflight::fault(&planned, &invocation),
        fail_on::fault(&planned, &args.fail_on),
    ]);
    let exit = match &error {
        Some(error) => error.exit(),
        None if args.detailed_exitcode && planned.iter().any(has_changes) => Exit::Changes,
        None => Exit::Ok,
    };
    let endpoint = settings.endpoint();
    let commit = settings.state_dir.commit();
    let plans = Plans {
        endpoint: &endpoint,
        commit: commit.as_deref(),
        planned: &planned,
        reads,
        error,
        invocation: &invocation,
    };
    let output = Output::Plan(plans.view());
    match (&stopped, args.result.format) {
        // There is no plan of any product, and the error is a message.
        (Some(error), Format::Text) => {
            printer.failure(error);
            write::files(&output, &args.result, printer)?;
            return Ok(exit);
        }
        (Some(_) | None, _) => write::show(&output, &args.result, printer)?,
    }
    if planned.iter().any(|it| it.plan.is_ok()) {
        // For `apply --expect` of this hash.
        plans::keep(
            &settings.state_dir,
            plans.hash().as_str(),
            &printer.document(plans.document()).to_string(),
        );
    }
    if let Some(error) = &plans.error {
        printer.failure_beside(error, args.result.format);
    }
    Ok(exit)
}

/// A draft that only waits to be submitted is something to do as well.
fn has_changes(planned: &Planned<'_>) -> bool {
    planned.plan.as_ref().is_ok_and(|plan| {
        !plan.changes.is_empty() || !plan.pending.is_empty() || plan.verdict().has_work()
    })
}
