//! `storectl inspect`: what installers are, and what certification would reject.

use std::path::PathBuf;

use clap::Args;
use storectl_report::{Format, Output};

use crate::{
    args::{EditArgs, ManifestArgs, ResultArgs, Var},
    error::CliError,
    exit::Exit,
    ops::inspect::{Inspected, WrittenPackages, look_at_all},
    output::{printer::Printer, targets::Targets, write},
    settings::env::Env,
};

/// Say what installers are and what certification would reject
///
/// A file is read completely. With --write, the installer's package in the manifest gets what the installer says: `packageType`,
/// `architectures`, the parameters of a silent installation, and `expect` with its version and signer. What the package says
/// already stays as it is. Exits with 10 if an installer has a finding that is an error.
#[derive(Args, Debug)]
pub(crate) struct InspectCommand {
    /// Installers: .exe or .msi files
    #[arg(value_name = "FILE", required = true)]
    installers: Vec<PathBuf>,
    /// Write what the installers say to their packages in a manifest [default: the manifest in the current folder]
    ///
    /// The package is the one whose `packageUrl` ends with the name of the file, or the only one.
    #[arg(
        long,
        value_name = "MANIFEST",
        num_args = 0..=1,
        require_equals = true,
        default_missing_value = "."
    )]
    write: Option<PathBuf>,
    /// Set a manifest variable for --write [env: STORECTL_VAR_NAME]; repeatable
    #[arg(long = "var", value_name = "NAME=VALUE", requires = "write")]
    vars: Vec<Var>,
    #[command(flatten)]
    edit: EditArgs,
    #[command(flatten)]
    pub(crate) result: ResultArgs,
}

pub(crate) fn run(args: &InspectCommand, env: &Env, printer: &Printer) -> Result<Exit, CliError> {
    let manifest = args.manifest()?;
    let targets = Targets::of(&args.result, None)?;
    targets.refuse_inputs(args.installers.iter().map(PathBuf::as_path))?;
    let inspections = look_at_all(&args.installers)?;
    let written = match &manifest {
        Some(manifest) => Some(WrittenPackages::of(manifest, &inspections, env, printer)?),
        None => None,
    };
    if let Some(written) = written.as_ref().filter(|_| !args.edit.diff) {
        written.batch.write()?;
    }
    let inspected = Inspected::judge(&inspections);
    let error = inspected.failure();
    let output = Output::Inspect(inspected.view(error.as_ref().map(CliError::view)));
    write::show(&output, &args.result, printer)?;
    if let Some(written) = &written {
        match (args.result.format, args.edit.diff) {
            (Format::Text, _) => written.show(&args.edit, printer)?,
            (Format::Json | Format::Markdown, _) => written.say(printer),
        }
    }
    match error {
        Some(error) => {
            printer.failure_beside(&error, args.result.format);
            Ok(error.exit())
        }
        None => Ok(Exit::Ok),
    }
}

impl InspectCommand {
    /// Returns the manifest to write to.
    ///
    /// # Errors
    /// `--diff` where nothing is written, or where stdout is for a document (64).
    fn manifest(&self) -> Result<Option<ManifestArgs>, CliError> {
        match (&self.write, self.edit.diff, self.result.format) {
            (None, true, _) => Err(CliError::usage("--diff needs --write")),
            (Some(_), true, Format::Json | Format::Markdown) => Err(CliError::usage(
                "--diff shows text: it cannot be used with another --format",
            )),
            (None, false, _) => Ok(None),
            (Some(manifest), _, _) => Ok(Some(ManifestArgs {
                paths: vec![manifest.clone()],
                vars: self.vars.clone(),
                recorded: Vec::new(),
            })),
        }
    }
}
