//! `storectl schema`: the schemas editors and scripts validate against.

use clap::{Args, ValueEnum};
use storectl_report::json;

use crate::{error::CliError, exit::Exit, output::printer::Printer};

/// Print the JSON schema of the manifest, or of the plan
#[derive(Args, Debug)]
pub(crate) struct SchemaCommand {
    /// Of what
    #[arg(value_enum, default_value = "manifest")]
    of: SchemaOf,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum SchemaOf {
    /// What a manifest may say
    Manifest,
    /// What `plan --format json` prints
    Plan,
}

pub(crate) fn run(args: &SchemaCommand, printer: &Printer) -> Result<Exit, CliError> {
    let schema = match args.of {
        SchemaOf::Manifest => storectl_manifest::schema(),
        SchemaOf::Plan => json::plan_schema(),
    };
    printer.result(&format!("{schema:#}\n"))?;
    Ok(Exit::Ok)
}
