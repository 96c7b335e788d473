//! `storectl plan`: what apply would do. Holds a client that cannot write.

mod load;
mod offline;
mod saved_live;

use std::{cell::OnceCell, num::NonZeroUsize, path::PathBuf};

use clap::Args;
use storectl_api::Patience;
use storectl_apply::{Cancellation, Journal};
use storectl_manifest::Variables;
use storectl_platform::StateDir;
use storectl_report::{Format, LiveStamp, Output, RepositoryView};

use crate::{
    args::{self, ManifestArgs, ResultArgs, SnapshotArgs, StoreArgs},
    error::CliError,
    exit::Exit,
    hints::{invocation::Invocation, next},
    manifests::{inspect::variables, invalid::InvalidManifests, load::Loaded},
    ops::{
        blockers,
        drafts::Source,
        fail_on::{self, FailOn},
        files_before::note_files_before,
        plan::{self, Keep, PlanInput, Planned, READING},
        plans::{PlanRun, Plans, keep},
        preflight::Preflight,
        rehearse,
        warnings::{self, PlanText},
    },
    output::{printer::Printer, targets::Targets, write},
    receipts::{self, Access, Notices, ReceiptPlace, Remembered, RevisionBase},
    runtime::block_on,
    settings::{
        env::Env,
        plan::PlanSettings,
        policy::{PolicyFile, PolicyReading},
        preflight::PreflightSettings,
        repository::repository,
        store::StoreSettings,
    },
    store::open::Store,
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
    /// Plan the manifest of a receipt instead of the checkout's, to roll back: a submission ID, or a commit of the receipt
    ///
    /// Takes the manifest, its files and its variables from a receipt that git keeps (`apply --receipts git`), of a product
    /// whose manifest is at PATH. The checkout stays as it is. To apply the plan, save it with `--out json=FILE`, then run
    /// `storectl apply --plan FILE`.
    #[arg(long, value_name = "RECEIPT", hide_short_help = true)]
    at: Option<String>,
    /// Exit with 11 if the draft differs from the base: drift or conflict; repeatable
    ///
    /// `drift` fails for every managed value of the draft that is not the base's, `conflict` only for those
    /// that the manifest changed too, to something else. Without a base, origins are unknown: a warning says so, and the
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
    policy: args::PolicyArgs,
    #[command(flatten)]
    snapshot: SnapshotArgs,
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
    let SnapshotArgs {
        save_live: save_to,
        live,
        max_age,
        rehearse,
    } = &args.snapshot;
    let save = save_to.as_deref().map(|it| ("--save-live", it));
    let targets = Targets::with(&args.result, Some(&args.store), save)?;
    targets.refuse_inputs(live.iter().chain(&args.policy.policy).map(PathBuf::as_path))?;
    let reading = PolicyReading::Reviewed {
        base: args.base.as_deref(),
    };
    let plan_settings = PlanSettings::of_plan(&args.plan)?;
    let policy = PolicyFile::of(&args.policy, &args.manifests.paths, reading)?;
    let plan_settings = plan_settings.judged_by(policy);
    let env = &match live {
        // Fields that use one are not compared.
        Some(_) => env.clone().standing_in_for_secrets(),
        None => env.clone(),
    };
    let (loaded, invalid) = load::loaded(args, &targets, env, &plan_settings)?;
    let text = PlanText::of_result(args.result.format);
    warnings::announce_policy(&plan_settings, text, printer);
    let run = Run {
        args,
        invalid: &invalid,
        vars: variables(&args.manifests, env, loaded.manifests.len())?,
        plan_settings: &plan_settings,
        printer,
        text,
        repository: loaded
            .manifests
            .first()
            .and_then(|it| repository(env, &it.folder)),
    };
    let rehearse = if *rehearse {
        Rehearse::Yes
    } else {
        Rehearse::No
    };
    let planned = match live {
        Some(file) => run.offline(file, *max_age, loaded, env, rehearse, invocation),
        None => run.online(&loaded, env, rehearse, invocation),
    };
    // No result says what is wrong with them.
    planned.inspect_err(|_| printer.warnings(invalid.len(), invalid.diagnostics()))
}

/// A plan under way.
struct Run<'a> {
    args: &'a PlanCommand,
    /// The manifests that have no plan because they are invalid.
    invalid: &'a InvalidManifests,
    /// The variables that are given for all manifests.
    vars: Variables,
    plan_settings: &'a PlanSettings,
    printer: &'a Printer,
    text: PlanText,
    /// Where people can see the files of the checkout.
    repository: Option<RepositoryView>,
}

/// What plans rest on beside the drafts.
#[derive(Clone, Copy)]
struct Plan<'m, 'a> {
    loaded: &'m Loaded,
    journals: &'a [Result<Journal, CliError>],
    remembered: &'a [Remembered],
    parallelism: NonZeroUsize,
}

/// Whether the apply is rehearsed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Rehearse {
    Yes,
    No,
}

/// Where plans come from, and when that was read.
struct Origin<'a> {
    endpoint: &'a str,
    state_dir: &'a StateDir,
    read_at: u64,
    reads: u64,
    live: Option<LiveStamp<'a>>,
}

impl Run<'_> {
    /// Plans against the Store.
    fn online(
        &self,
        loaded: &Loaded,
        env: &Env,
        rehearse: Rehearse,
        invocation: &Invocation,
    ) -> Result<Exit, CliError> {
        let (args, printer) = (self.args, self.printer);
        let settings = StoreSettings::resolve(&args.store, env, loaded.state_dir())?;
        let wait = args.plan.wait_for_package;
        let preflight = PreflightSettings::resolve(args.plan.preflight.preflight, wait, env)?;
        warnings::announce(loaded, self.text, printer);
        let bases = self.bases(loaded);
        let invocation = loaded.printable(invocation);
        let reader = OnceCell::new();
        let read_at = printer.machine().unix_now();
        let cancel = Cancellation::new();
        let run = block_on::until_stopped(printer.machine(), cancel.clone(), async {
            let store = Store::open(&settings, &loaded.manifests, printer).await?;
            let client = reader.get_or_init(|| store.reader());
            let journals: Vec<_> = loaded
                .manifests
                .iter()
                .map(|it| store.journal(it))
                .collect();
            let preflight = Preflight::new(&store, &preflight, Patience::Once);
            let source = Source::Store {
                store: &store,
                client,
                preflight: &preflight,
            };
            let places = loaded.manifests.iter();
            let places = places.map(|it| ReceiptPlace::of(&store, it)).collect();
            let remembered = self.remembered(places, loaded, bases, &cancel).await?;
            let plans = Plan {
                loaded,
                journals: &journals,
                remembered: &remembered,
                parallelism: settings.parallelism,
            };
            let plans = self.plans(plans, source, rehearse);
            let _reading = printer.busy(READING);
            block_on::reading(&cancel, READING, async { Ok(plans.await) }).await
        });
        let endpoint = settings.endpoint();
        let origin = Origin {
            endpoint: &endpoint,
            state_dir: &settings.state_dir,
            read_at,
            // What was sent before a signal counts.
            reads: reader.get().map_or(0, |it| it.requests().get),
            live: None,
        };
        self.finish(run, loaded, &origin, &invocation)
    }

    /// Reads the bases that a revision is named for. Before anything else runs: git answers on this thread.
    fn bases(&self, loaded: &Loaded) -> Option<Vec<RevisionBase>> {
        let rev = self.args.base.as_ref()?;
        Some(receipts::bases_at(
            &loaded.manifests,
            rev,
            self.vars.clone(),
        ))
    }

    /// Reads what is remembered of each product, and puts these bases in place of the receipts' own.
    async fn remembered(
        &self,
        places: Vec<ReceiptPlace>,
        loaded: &Loaded,
        bases: Option<Vec<RevisionBase>>,
        cancel: &Cancellation,
    ) -> Result<Vec<Remembered>, CliError> {
        let notices = Notices::new(self.printer);
        let read = receipts::for_plans(
            places,
            &loaded.manifests,
            &self.vars,
            Access::Read,
            &notices,
        );
        let read = async { Ok(read.await) };
        let remembered = block_on::reading(cancel, "reading receipts", read).await?;
        Ok(match bases {
            Some(bases) => receipts::with_bases(remembered, bases),
            None => remembered,
        })
    }

    async fn plans<'m>(
        &self,
        plan: Plan<'m, '_>,
        source: Source<'_>,
        rehearse: Rehearse,
    ) -> Vec<Planned<'m>> {
        let Plan {
            loaded,
            journals,
            remembered,
            parallelism,
        } = plan;
        let wanted: Vec<PlanInput<'m, '_>> = loaded
            .manifests
            .iter()
            .zip(journals)
            .zip(remembered)
            .map(|((manifest, journal), remembered)| PlanInput {
                manifest,
                journal: journal.as_ref(),
                remembered,
            })
            .collect();
        let is_kept = self.args.snapshot.save_live.is_some() || rehearse == Rehearse::Yes;
        let keep = if is_kept { Keep::Drafts } else { Keep::Plans };
        let mut planned =
            plan::plan_all(&wanted, source, self.plan_settings, parallelism, keep).await;
        if rehearse == Rehearse::Yes {
            rehearse::rehearse_all(&mut planned, self.plan_settings).await;
        }
        planned
    }

    /// Shows what came of it, and keeps it.
    fn finish(
        &self,
        run: Result<Vec<Planned<'_>>, CliError>,
        loaded: &Loaded,
        origin: &Origin<'_>,
        invocation: &Invocation,
    ) -> Result<Exit, CliError> {
        let (args, printer) = (self.args, self.printer);
        let (mut planned, stopped) = match run {
            Ok(planned) => (planned, None),
            Err(error) => {
                let error = next::with(error, invocation);
                (plan::none_planned(&loaded.manifests, &error), Some(error))
            }
        };
        if self.repository.is_some() || args.result.asks_for(Format::Html) {
            note_files_before(&mut planned, &self.vars);
        }
        warnings::of_unplanned(&planned, self.text, printer);
        fail_on::warn_of_two_way(&planned, &args.fail_on, printer);
        let error = blockers::gravest([
            blockers::fault(&planned, invocation),
            fail_on::fault(&planned, &args.fail_on),
            rehearse::fault(&planned),
            self.invalid.error(),
            saved_live::save(args, &planned, origin, printer).err(),
        ]);
        let exit = match &error {
            Some(error) => error.exit(),
            None if args.detailed_exitcode && planned.iter().any(Planned::has_changes) => {
                Exit::Changes
            }
            None => Exit::Ok,
        };
        let commit = origin.state_dir.commit();
        let plans = Plans {
            endpoint: origin.endpoint,
            commit: commit.as_deref(),
            repository: self.repository.as_ref(),
            read_at: stopped.is_none().then_some(origin.read_at),
            live: origin.live,
            planned: &planned,
            run: Some(PlanRun {
                invalid: self.invalid,
                exit,
            }),
            reads: origin.reads,
            error,
            invocation,
        };
        let output = Output::Plan(plans.view());
        let whole = printer.rendering(&output);
        match (&stopped, args.result.format) {
            // There is no plan of any product, and the error is a message.
            (Some(error), Format::Text) if self.invalid.is_empty() => {
                printer.failure(error);
                write::files(&whole, &args.result)?;
                return Ok(exit);
            }
            (Some(_) | None, _) => write::show(&whole, &args.result)?,
        }
        keep(&whole, origin.state_dir);
        blockers::say_reasons(&plans, args.result.format, printer);
        Ok(exit)
    }
}
