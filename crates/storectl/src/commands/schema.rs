//! `storectl schema`: the schemas editors and scripts validate against.

use clap::{Args, builder::PossibleValuesParser};
use storectl_report::json::{self, Document};

use crate::{error::CliError, exit::Exit, output::printer::Printer};

/// Print the JSON schema of the manifest, of a policy or of an output format
#[derive(Args, Debug)]
pub(crate) struct SchemaCommand {
    /// The document whose schema to print
    #[arg(value_name = "NAME", default_value = MANIFEST, value_parser = names())]
    of: String,
}

const MANIFEST: &str = "manifest";
const POLICY: &str = "policy";

fn names() -> PossibleValuesParser {
    let documents = Document::ALL.map(Document::as_str);
    PossibleValuesParser::new([MANIFEST, POLICY].into_iter().chain(documents))
}

pub(crate) fn run(args: &SchemaCommand, printer: &Printer) -> Result<Exit, CliError> {
    let document = Document::ALL.into_iter().find(|it| it.as_str() == args.of);
    let schema = match (document, args.of.as_str()) {
        (Some(document), _) => json::schema(document),
        (None, POLICY) => storectl_manifest::policy_schema(),
        (None, _) => storectl_manifest::schema(),
    };
    printer.result(&format!("{schema:#}\n"))?;
    Ok(Exit::Ok)
}
