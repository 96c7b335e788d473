//! `storectl doctor`: whether a run has what it needs, and one page about it.

use std::path::{Path, PathBuf};

use clap::Args;
use storectl_model::Prune;
use storectl_platform::StateDir;
use storectl_report::Output;

use crate::{
    args::{ManifestArgs, ResultArgs, StoreArgs},
    error::CliError,
    exit::Exit,
    manifests::{discover::discover, load},
    ops::doctor::{self, Patients, Sources, bundle},
    output::{printer::Printer, targets::Targets, write},
    settings::{credential, doctor::DoctorSettings, env::Env},
};

/// Check credentials, role, seller, products, network, clock, git and receipts
///
/// Prints one line for each check, with what fixes it. Writes nothing to the Store, to git or to .storectl; of the
/// Store it reads the status of each product. A role that is `ok` says that the application may read, not that it may
/// write. With --sandbox, the simulated Store is one in memory. --trace adds to its file and keeps what an earlier command
/// wrote there.
///
/// Exits with 20 if credentials, role, seller or a product failed, else with 21 if a host is out of reach, else with 1
/// if anything failed. A warning is no failure.
#[derive(Args, Debug)]
pub(crate) struct DoctorCommand {
    #[command(flatten)]
    manifests: ManifestArgs,
    /// Also write one Markdown page for a support request
    ///
    /// The page has the checks, versions, settings by name and origin, the state of each product with its last
    /// submissions and errors, the end of the file of --trace as it was before this command, and what this command added. It
    /// has no secrets and at most 256 KiB.
    #[arg(long, value_name = "FILE")]
    bundle: Option<PathBuf>,
    #[command(flatten)]
    pub(super) store: StoreArgs,
    #[command(flatten)]
    pub(crate) result: ResultArgs,
}

pub(crate) fn run(args: &DoctorCommand, env: &Env, printer: &Printer) -> Result<Exit, CliError> {
    let bundle = args.bundle.as_deref().map(|it| ("--bundle", it));
    let targets = Targets::with(&args.result, Some(&args.store), bundle)?;
    credential::learn(args.store.client_secret_file.as_deref(), env);
    let (patients, state_dir) = patients(args, &targets, env)?;
    if let Patients::Nobody | Patients::Invalid = patients {
        // Nothing says which of them are secret.
        env.learn_manifest_variables();
    }
    let settings = DoctorSettings::resolve(&args.store, env, state_dir)?;
    let trace = args.store.trace.as_deref().map(bundle::trace_tail);
    let trace = trace.unwrap_or_default();
    let diagnosis = doctor::examine(&patients, &settings, printer)?;
    if let Some(file) = &args.bundle {
        let sources = Sources {
            patients: &patients,
            settings: &settings,
            args: &args.store,
            env,
            trace: &trace,
        };
        bundle::write(file, &diagnosis, &sources, printer)?;
    }
    let output = Output::Doctor(diagnosis.view());
    write::show(&printer.rendering(&output), &args.result)?;
    Ok(diagnosis.exit())
}

/// Finds the manifests whose products are checked. Without a PATH there need not be one: everything else can be checked.
///
/// # Errors
/// A PATH that is not there, or has no manifest (64); one that cannot be read (1).
fn patients(
    args: &DoctorCommand,
    targets: &Targets,
    env: &Env,
) -> Result<(Patients, StateDir), CliError> {
    let is_default = args.manifests.paths == [PathBuf::from(".")];
    let secrets = env.clone().standing_in_for_secrets();
    let here = StateDir::of(Path::new("."));
    match discover(&args.manifests.paths) {
        Err(error) if is_default && error.exit() == Exit::Usage => {
            return Ok((Patients::Nobody, here));
        }
        Ok(_) | Err(_) => {}
    }
    match load::load(&args.manifests, targets, &secrets, Prune::Keep) {
        Ok(loaded) => {
            let state_dir = loaded.state_dir();
            Ok((Patients::Manifests(loaded.manifests), state_dir))
        }
        Err(error) if error.exit() == Exit::Invalid => Ok((Patients::Invalid, here)),
        Err(error) => Err(error),
    }
}
