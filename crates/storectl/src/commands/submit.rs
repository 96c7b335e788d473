//! `storectl submit`: commits the packages and submits drafts that already match.

use clap::Args;
use storectl_apply::Cancellation;
use storectl_model::Prune;

use crate::{
    args::{
        ConsentArgs, FinishArgs, ManifestArgs, PolicyArgs, PreflightArgs, ResultArgs, StoreArgs,
    },
    error::CliError,
    exit::Exit,
    hints::{invocation::Invocation, refusals::Review},
    manifests::{inspect::variables, load},
    ops::apply::{ApplyRequest, Ongoing, Purpose},
    ops::approval::Approval,
    ops::report,
    ops::warnings::{self, PlanText},
    output::printer::Printer,
    output::targets::Targets,
    settings::consent::Consent,
    settings::env::Env,
    settings::plan::PlanSettings,
    settings::policy::{PolicyFile, PolicyReading},
    settings::preflight::PreflightSettings,
    settings::store::StoreSettings,
};

/// Commit packages and submit drafts that already match the manifests
///
/// A draft that differs from its manifest is not submitted (exit code 12), and the differences are listed. Use `apply`
/// to update it.
#[derive(Args, Debug)]
pub(crate) struct SubmitCommand {
    #[command(flatten)]
    manifests: ManifestArgs,
    #[command(flatten)]
    consent: ConsentArgs,
    #[command(flatten)]
    finish: FinishArgs,
    #[command(flatten)]
    preflight: PreflightArgs,
    #[command(flatten)]
    policy: PolicyArgs,
    #[command(flatten)]
    pub(super) store: StoreArgs,
    #[command(flatten)]
    pub(crate) result: ResultArgs,
}

pub(crate) fn run(
    args: &SubmitCommand,
    env: &Env,
    printer: &Printer,
    invocation: &Invocation,
) -> Result<Exit, CliError> {
    let targets = Targets::of(&args.result, Some(&args.store))?;
    targets.refuse_inputs(args.policy.policy.as_deref())?;
    let policy = PolicyFile::of(&args.policy, &args.manifests.paths, PolicyReading::Applied)?;
    let plan_settings = PlanSettings::of_submit(&args.finish)?.judged_by(policy);
    let preflight = PreflightSettings::resolve(args.preflight.preflight, None, env)?;
    let loaded = load::load(&args.manifests, &targets, env, Prune::Keep)?;
    let vars = variables(&args.manifests, env, loaded.manifests.len())?;
    let invocation = loaded.printable(invocation);
    let consent = Consent::resolve(&args.consent, env, Review::Outstanding, &invocation)?;
    let settings = StoreSettings::resolve(&args.store, env, loaded.state_dir())?.publishing();
    let text = PlanText::of_question(args.result.format, consent);
    warnings::announce(&loaded, text, printer);
    let cancel = Cancellation::new();
    let applying = ApplyRequest {
        purpose: Purpose::Submit,
        manifests: &loaded.manifests,
        vars: &vars,
        settings: &settings,
        plan_settings: &plan_settings,
        preflight: &preflight,
        consent,
        ongoing: Ongoing::of(&args.consent),
        approval: &Approval::None,
        printer,
        cancel: &cancel,
        commit: settings.state_dir.commit(),
        invocation: &invocation,
    };
    report::apply(&applying, cancel.clone(), &args.result)
}
