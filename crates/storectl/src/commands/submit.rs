//! `storectl submit`: commits the packages and submits drafts that already match.

use clap::Args;
use storectl_apply::Cancellation;
use storectl_model::Prune;

use crate::{
    applying::{Applying, Ongoing, Purpose},
    approval::Approval,
    choices::Choices,
    cli::{ConsentArgs, FinishArgs, ManifestArgs, ResultArgs, StoreArgs},
    confirm::Consent,
    env::Env,
    error::CliError,
    exit::Exit,
    manifests,
    printer::Printer,
    reporting,
    settings::{self, StoreSettings},
};

/// Commit the packages and submit drafts that already are what the manifests want
///
/// A draft that differs is refused (12), with the fields that differ: `apply` is for that.
#[derive(Args, Debug)]
pub(crate) struct SubmitArgs {
    #[command(flatten)]
    manifests: ManifestArgs,
    #[command(flatten)]
    consent: ConsentArgs,
    #[command(flatten)]
    finish: FinishArgs,
    #[command(flatten)]
    store: StoreArgs,
    #[command(flatten)]
    pub(crate) result: ResultArgs,
}

pub(crate) fn run(args: &SubmitArgs, env: &Env, printer: &Printer) -> Result<Exit, CliError> {
    settings::check_outputs(&args.result)?;
    let consent = Consent::resolve(&args.consent, env)?;
    let choices = Choices::of_submit(&args.finish)?;
    let loaded = manifests::load(&args.manifests, env, Prune::Keep)?;
    choices.check(&loaded.manifests)?;
    let settings = StoreSettings::resolve(&args.store, env)?;
    printer.warnings(&loaded.warnings);
    let cancel = Cancellation::new();
    let applying = Applying {
        purpose: Purpose::Submit,
        manifests: &loaded.manifests,
        settings: &settings,
        choices: &choices,
        consent,
        ongoing: Ongoing::of(&args.consent),
        approval: &Approval::None,
        printer,
        cancel: &cancel,
    };
    reporting::apply(&applying, cancel.clone(), &args.result)
}
