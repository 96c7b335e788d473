//! `storectl inspect`: what installers are, and what certification would reject.

use std::path::{Path, PathBuf};

use clap::Args;
use storectl_report::{Format, Output};

use crate::{
    args::{EditArgs, HostArgs, Installer, ManifestArgs, ResultArgs, ShardArgs, Var},
    error::CliError,
    exit::Exit,
    hints::invocation::Invocation,
    ops::inspect::{Inspected, WriteTarget, look_at_all},
    output::{printer::Printer, targets::Targets, write},
    settings::{env::Env, hosts::HostSettings},
};

/// Say what installers are and what certification would reject
///
/// A file is read completely. Of a URL, a few parts are read: at most 256 KiB in 4 ranges and 5 seconds, without credentials
/// and without following redirects. The SHA-256 and the digest that is signed need every byte: download the file and inspect it.
///
/// With --write, the installer's package in the manifest gets what the installer says: `packageType`, `architectures`, the
/// parameters of a silent installation, and `expect` with its version and signer. What the package says already stays as it is,
/// and findings name their line in the manifest.
///
/// Exits with 10 if an installer has a finding that is an error, or if a URL may not be reached, such as one of a private network.
#[derive(Args, Debug)]
pub(crate) struct InspectCommand {
    /// Installers: .exe or .msi files, and URLs that begin with https://
    #[arg(value_name = "URL|FILE", required = true, value_parser = Installer::parser())]
    installers: Vec<Installer>,
    /// Write what the installers say to their packages in a manifest [default: the manifest in the current folder]
    ///
    /// The package is the one with this `packageUrl`, or whose `packageUrl` ends with the name of the file, or the only one.
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
    hosts: HostArgs,
    #[command(flatten)]
    pub(crate) result: ResultArgs,
}

pub(crate) fn run(
    args: &InspectCommand,
    env: &Env,
    printer: &Printer,
    invocation: &Invocation,
) -> Result<Exit, CliError> {
    let manifest = args.manifest()?;
    let trace = args.hosts.trace.as_deref().map(|it| ("--trace", it));
    let targets = Targets::with(&args.result, None, trace)?;
    targets.refuse_inputs(args.files())?;
    let settings = HostSettings::resolve(&args.hosts, env)?;
    let target = manifest.map(|it| WriteTarget::find(it, env)).transpose()?;
    let looked = look_at_all(&args.installers, &settings, printer)?;
    let written = target
        .map(|it| it.take(&looked, env, printer))
        .transpose()?;
    if let Some(written) = written.as_ref().filter(|_| !args.edit.diff) {
        written.write()?;
    }
    let inspected = Inspected::judge(&looked, written.as_ref());
    let error = inspected.failure(invocation);
    let output = Output::Inspect(inspected.view(error.as_ref().map(CliError::view)));
    write::show(&printer.rendering(&output), &args.result)?;
    if let Some(written) = &written {
        match args.result.format {
            Format::Text => written.show(&args.edit, printer)?,
            Format::Json | Format::Markdown | Format::Html | Format::Github | Format::Sarif => {
                written.say(printer);
            }
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
    /// Returns the installers that are files.
    fn files(&self) -> impl Iterator<Item = &Path> {
        self.installers.iter().filter_map(|it| match it {
            Installer::File(path) => Some(path.as_path()),
            Installer::Address(_) => None,
        })
    }

    /// Returns the manifest to write to.
    ///
    /// # Errors
    /// `--diff` where nothing is written, or where stdout is for a document (64).
    fn manifest(&self) -> Result<Option<ManifestArgs>, CliError> {
        match (&self.write, self.edit.diff, self.result.format) {
            (None, true, _) => Err(CliError::usage("--diff needs --write")),
            (
                Some(_),
                true,
                Format::Json | Format::Markdown | Format::Html | Format::Github | Format::Sarif,
            ) => Err(CliError::usage(
                "--diff shows text: it cannot be used with another --format",
            )),
            (None, false, _) => Ok(None),
            (Some(manifest), _, _) => Ok(Some(ManifestArgs {
                paths: vec![manifest.clone()],
                vars: self.vars.clone(),
                part: ShardArgs::default(),
                recorded: Vec::new(),
            })),
        }
    }
}
