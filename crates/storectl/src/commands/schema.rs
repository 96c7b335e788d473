//! `storectl schema`: the schemas editors and scripts validate against.

use clap::{Args, builder::PossibleValuesParser};
use storectl_report::json::{self, Document};

use crate::{error::CliError, exit::Exit, output::printer::Printer};

/// Print the JSON schema of the manifest or of an output format
#[derive(Args, Debug)]
pub(crate) struct SchemaCommand {
    /// The document whose schema to print
    #[arg(value_name = "NAME", default_value = MANIFEST, value_parser = names())]
    of: String,
}

const MANIFEST: &str = "manifest";

fn names() -> PossibleValuesParser {
    let documents = Document::ALL.map(Document::as_str);
    PossibleValuesParser::new([MANIFEST].into_iter().chain(documents))
}

pub(crate) fn run(args: &SchemaCommand, printer: &Printer) -> Result<Exit, CliError> {
    let document = Document::ALL.into_iter().find(|it| it.as_str() == args.of);
    let schema = document.map_or_else(storectl_manifest::schema, json::schema);
    printer.result(&format!("{schema:#}\n"))?;
    Ok(Exit::Ok)
}
