//! `storectl validate`: every error of every manifest in one run, offline.

use clap::Args;
use storectl_manifest::{Diagnostic, Severity};
use storectl_model::ProductId;
use storectl_report::{Command, DiagnosticsView, Format, Output};

use crate::{
    args::{ManifestArgs, ResultArgs},
    error::CliError,
    exit::Exit,
    manifests::{check, overlay::EditedFiles, place},
    output::{printer::Printer, targets::Targets, write},
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
    let targets = Targets::of(&args.result, None)?;
    let checked = check::check(&args.manifests, &targets, env, &EditedFiles::NONE)?;
    let error = checked.worst();
    let output = Output::Diagnostics(DiagnosticsView {
        command: Command::Validate,
        manifests: checked.manifests,
        products: checked.products.iter().map(ProductId::as_str).collect(),
        diagnostics: &checked.diagnostics,
        names: place::names(&checked.diagnostics),
        error: error.as_ref().map(CliError::view),
    });
    write::show(&output, &args.result, printer)?;
    let is_error = |it: &Diagnostic| it.severity == Severity::Error;
    // A text result without a faulty manifest shows what decided the exit.
    let is_shown = |failure: &CliError| match args.result.format {
        Format::Text => {
            let decided = error.as_ref().map(CliError::view);
            !checked.diagnostics.iter().any(is_error) && decided == Some(failure.view())
        }
        Format::Json | Format::Markdown => false,
    };
    for failure in checked.failures.iter().filter(|it| !is_shown(it)) {
        printer.failure(failure);
    }
    Ok(error.map_or(Exit::Ok, |it| it.exit()))
}
