//! `storectl validate`: every fault of every manifest at once, offline.

use clap::Args;
use storectl_report::{Command, DiagnosticsView, Output};

use crate::{
    args::{ManifestArgs, ResultArgs},
    error::CliError,
    exit::Exit,
    manifests::load,
    output::{printer::Printer, write},
    settings::env::Env,
};

/// Check manifests offline and report every error
#[derive(Args, Debug)]
pub(crate) struct ValidateCommand {
    #[command(flatten)]
    manifests: ManifestArgs,
    #[command(flatten)]
    pub(crate) result: ResultArgs,
}

pub(crate) fn run(args: &ValidateCommand, env: &Env, printer: &Printer) -> Result<Exit, CliError> {
    write::check_outputs(&args.result)?;
    let judged = load::judge(&args.manifests, env)?;
    let error = judged.worst();
    let output = Output::Diagnostics(DiagnosticsView {
        command: Command::Validate,
        manifests: judged.manifests,
        products: Vec::new(),
        diagnostics: &judged.diagnostics,
        error: error.as_ref().map(CliError::view),
    });
    write::show(&output, &args.result, printer)?;
    for failure in &judged.failures {
        printer.failure(failure);
    }
    Ok(error.map_or(Exit::Ok, |it| it.exit()))
}
