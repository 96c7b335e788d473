//! `storectl show`: a saved result in another format.

use std::path::PathBuf;

use clap::Args;
use storectl_report::json::Saved;

use crate::{
    args::ResultArgs,
    error::CliError,
    exit::Exit,
    ops::saved_result::Source,
    output::{printer::Printer, targets::Targets, write},
};

/// Show a saved result in another format
///
/// FILE is the JSON document that plan, apply, submit, status, validate or inspect wrote with --out json=FILE or --format json.
/// Prints exactly what the same run wrote with --out FORMAT=FILE: files are named from the repository root, and the text of an
/// apply begins with its plan.
///
/// A page (--format html) shows the images that are where the result says: in this checkout, and in git at the commit of the base.
/// It names the others, and those that have changed since.
///
/// Needs no manifest, no credentials and no network. Exits with 0 whatever the result says, and with 1 if FILE is not a complete
/// document of this version of storectl.
#[derive(Args, Debug)]
pub(crate) struct ShowCommand {
    /// The saved result; - reads stdin
    #[arg(value_name = "FILE")]
    file: PathBuf,
    #[command(flatten)]
    result: ResultArgs,
}

pub(crate) fn run(args: &ShowCommand, printer: &Printer) -> Result<Exit, CliError> {
    let source = Source::of(&args.file);
    let targets = Targets::of(&args.result, None)?;
    targets.refuse_inputs(source.file())?;
    let refused = |error: &_| source.cannot_be("shown", error);
    let saved = Saved::read(&source.text()?).map_err(|error| refused(&error))?;
    write::saved(&saved, &args.result, printer, refused)?;
    Ok(Exit::Ok)
}
