//! `storectl apply`: plans, asks, makes the drafts match, reads back, submits.

use std::path::PathBuf;

use clap::Args;
use storectl_apply::Cancellation;

use crate::{
    args::{self, ConsentArgs, ManifestArgs, ResultArgs, StoreArgs},
    error::CliError,
    exit::Exit,
    manifests::load,
    ops::apply::{ApplyRequest, Ongoing, Purpose},
    ops::approval::{self, Approval},
    ops::report,
    output::printer::Printer,
    output::write,
    settings::consent::Consent,
    settings::env::Env,
    settings::plan::PlanSettings,
    settings::store::StoreSettings,
};

/// Make the Store's drafts what the manifests want, prove it, and submit them
///
/// Plans first and shows the plan, refuses before the first write where something is in the way, and asks unless --yes
/// is given. Cut off anywhere, the same command goes on where it was.
#[derive(Args, Debug)]
pub(crate) struct ApplyCommand {
    #[command(flatten)]
    manifests: ManifestArgs,
    #[command(flatten)]
    consent: ConsentArgs,
    /// Go on only if what would be done is the plan of this hash, or what is left of it
    #[arg(long, value_name = "PLANHASH", conflicts_with = "plan_file")]
    expect: Option<String>,
    /// Apply this plan (`storectl plan --out json=FILE`): go on only if what would be done is it, or what is left of it;
    /// the manifests are those it was made of
    #[arg(
        id = "plan_file",
        long = "plan",
        value_name = "FILE",
        conflicts_with = "paths"
    )]
    plan_file: Option<PathBuf>,
    #[command(flatten)]
    plan: args::PlanArgs,
    #[command(flatten)]
    store: StoreArgs,
    #[command(flatten)]
    pub(crate) result: ResultArgs,
}

pub(crate) fn run(args: &ApplyCommand, env: &Env, printer: &Printer) -> Result<Exit, CliError> {
    write::check_outputs(&args.result)?;
    let consent = Consent::resolve(&args.consent, env)?;
    let choices = PlanSettings::of_plan(&args.plan);
    let approval = Approval::of(args.expect.as_deref(), args.plan_file.as_deref())?;
    let mut manifests = args.manifests.clone();
    if let Some(paths) = approval::manifests(&approval) {
        manifests.paths = paths;
    }
    let loaded = load::load(&manifests, env, choices.prune)?;
    choices.check(&loaded.manifests)?;
    let settings = StoreSettings::resolve(&args.store, env)?;
    printer.warnings(&loaded.warnings);
    let cancel = Cancellation::new();
    let applying = ApplyRequest {
        purpose: Purpose::Apply,
        manifests: &loaded.manifests,
        settings: &settings,
        choices: &choices,
        consent,
        ongoing: Ongoing::of(&args.consent),
        approval: &approval,
        printer,
        cancel: &cancel,
    };
    report::apply(&applying, cancel.clone(), &args.result)
}
