//! `storectl apply`: plans, asks, makes the drafts match, reads back, submits.

use clap::Args;
use storectl_apply::Cancellation;

use crate::{
    applying::{Applying, Ongoing, Purpose},
    choices::Choices,
    cli::{self, ConsentArgs, ManifestArgs, ResultArgs, StoreArgs},
    confirm::Consent,
    env::Env,
    error::CliError,
    exit::Exit,
    manifests,
    printer::Printer,
    reporting,
    settings::{self, StoreSettings},
};

/// Make the Store's drafts what the manifests want, prove it, and submit them
///
/// Plans first and shows the plan, refuses before the first write where something is in the way, and asks unless --yes
/// is given. Cut off anywhere, the same command goes on where it was.
#[derive(Args, Debug)]
pub(crate) struct ApplyArgs {
    #[command(flatten)]
    manifests: ManifestArgs,
    #[command(flatten)]
    consent: ConsentArgs,
    /// Go on only if the plan is the one that was approved, by its hash
    #[arg(long, value_name = "PLANHASH")]
    expect: Option<String>,
    #[command(flatten)]
    plan: cli::ChoiceArgs,
    #[command(flatten)]
    store: StoreArgs,
    #[command(flatten)]
    pub(crate) result: ResultArgs,
}

pub(crate) fn run(args: &ApplyArgs, env: &Env, printer: &Printer) -> Result<Exit, CliError> {
    settings::check_outputs(&args.result)?;
    let consent = Consent::resolve(&args.consent, env)?;
    let choices = Choices::of_plan(&args.plan);
    let loaded = manifests::load(&args.manifests, env, choices.prune)?;
    choices.check(&loaded.manifests)?;
    let settings = StoreSettings::resolve(&args.store, env)?;
    printer.warnings(&loaded.warnings);
    let cancel = Cancellation::new();
    let applying = Applying {
        purpose: Purpose::Apply,
        manifests: &loaded.manifests,
        settings: &settings,
        choices: &choices,
        consent,
        ongoing: Ongoing::of(&args.consent),
        expect: args.expect.as_deref(),
        printer,
        cancel: &cancel,
    };
    reporting::apply(&applying, cancel.clone(), &args.result)
}
