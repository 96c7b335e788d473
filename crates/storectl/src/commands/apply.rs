//! `storectl apply`: plans, asks, makes the drafts match, reads back, submits.

use std::path::PathBuf;

use clap::Args;
use storectl_apply::Cancellation;

use crate::{
    args::{self, ConsentArgs, ManifestArgs, ResultArgs, StoreArgs},
    error::CliError,
    exit::Exit,
    hints::invocation::Invocation,
    manifests::{at, inspect::variables, load},
    ops::apply::{ApplyRequest, Ongoing, Purpose},
    ops::approval::{self, Approval},
    ops::report,
    ops::warnings::{self, PlanText},
    output::printer::Printer,
    output::targets::Targets,
    settings::consent::Consent,
    settings::env::Env,
    settings::plan::PlanSettings,
    settings::policy::{PolicyFile, PolicyReading},
    settings::preflight::PreflightSettings,
    settings::receipts::ReceiptSettings,
    settings::store::StoreSettings,
};

/// Make the Store's drafts match the manifests, verify them, and submit
///
/// Shows the plan and asks for confirmation unless --yes is used. Writes nothing to a product whose plan is blocked. Products are applied side by side, and what stops one stops no other.
/// If interrupted, run the same command again to continue.
#[derive(Args, Debug)]
pub(crate) struct ApplyCommand {
    #[command(flatten)]
    manifests: ManifestArgs,
    #[command(flatten)]
    consent: ConsentArgs,
    /// Apply only the plan with this hash, or what remains of it
    #[arg(long, value_name = "PLANHASH")]
    expect: Option<String>,
    /// Apply a saved plan, or what remains of it
    ///
    /// Save it with `storectl plan --out json=FILE`. The manifests are those of the plan. With --expect, the file must
    /// also have that hash.
    #[arg(
        id = "plan_file",
        long = "plan",
        value_name = "FILE",
        conflicts_with_all = ["paths", "shard"]
    )]
    plan_file: Option<PathBuf>,
    #[command(flatten)]
    plan: args::PlanArgs,
    #[command(flatten)]
    policy: args::PolicyArgs,
    #[command(flatten)]
    pub(super) store: StoreArgs,
    #[command(flatten)]
    pub(crate) result: ResultArgs,
}

pub(crate) fn run(
    args: &ApplyCommand,
    env: &Env,
    printer: &Printer,
    invocation: &Invocation,
) -> Result<Exit, CliError> {
    let targets = Targets::of(&args.result, Some(&args.store))?;
    let plan_settings = PlanSettings::of_plan(&args.plan)?;
    let policy = PolicyFile::of(&args.policy, &args.manifests.paths, PolicyReading::Applied)?;
    let plan_settings = plan_settings.judged_by(policy);
    let inputs = args.plan_file.iter().chain(&args.policy.policy);
    targets.refuse_inputs(inputs.map(PathBuf::as_path))?;
    let approval = Approval::of(
        args.expect.as_deref(),
        args.plan_file.as_deref(),
        invocation,
    )?;
    let plan_settings = plan_settings.with_approved(approval.acknowledged());
    let wait = args.plan.wait_for_package;
    let preflight = PreflightSettings::resolve(args.plan.preflight.preflight, wait, env)?
        .of_plan(approval.preflight())?;
    approval::refuse_plan_files(&args.manifests.paths, invocation)?;
    let manifests = approval::manifests(&approval, &args.manifests);
    let invocation = match &approval {
        Approval::Plan { .. } => invocation.clone().of_manifests(&manifests.paths),
        Approval::None | Approval::Hash(_) => invocation.clone(),
    };
    let prune = plan_settings.prune;
    let loaded = match approval.receipt() {
        Some((commit, product)) => {
            let kept = ReceiptSettings::resolve(&args.store, env)?;
            at::load_planned(commit, &product, &manifests, &kept, env, prune)?
        }
        None => load::load(&manifests, &targets, env, prune)?,
    };
    let loaded = loaded.only(&plan_settings.only)?;
    let vars = variables(&manifests, env, loaded.manifests.len())?;
    let invocation = loaded.printable(&invocation);
    let consent = Consent::resolve(&args.consent, env, approval.review(), &invocation)?;
    let settings = StoreSettings::resolve(&args.store, env, loaded.state_dir())?.publishing();
    let text = PlanText::of_question(args.result.format, consent);
    warnings::announce(&loaded, text, printer);
    let cancel = Cancellation::new();
    let applying = ApplyRequest {
        purpose: Purpose::Apply,
        manifests: &loaded.manifests,
        vars: &vars,
        settings: &settings,
        plan_settings: &plan_settings,
        preflight: &preflight,
        consent,
        ongoing: Ongoing::of(&args.consent),
        approval: &approval,
        printer,
        cancel: &cancel,
        commit: settings.state_dir.commit(),
        invocation: &invocation,
    };
    report::apply(&applying, cancel.clone(), &args.result)
}
