//! `storectl fmt`: the canonical layout.

use std::fmt::Write as _;

use clap::Args;

use crate::{
    args::{EditArgs, ManifestArgs},
    error::CliError,
    exit::Exit,
    hints::invocation::Invocation,
    manifests::original::Original,
    ops::edit::{Batch, Verb, of_manifest},
    output::printer::Printer,
    settings::env::Env,
};

/// Rewrite manifests in the canonical order and layout
///
/// Keys are put in the manifest's order, indented by two spaces. Values and comments are kept. A manifest with errors is
/// reported and not rewritten (exit code 10). Either all manifests are rewritten or none.
#[derive(Args, Debug)]
pub(crate) struct FmtCommand {
    #[command(flatten)]
    manifests: ManifestArgs,
    /// Write nothing, name each file that would change, and exit with 1 if there is one
    #[arg(long)]
    check: bool,
    #[command(flatten)]
    edit: EditArgs,
}

const VERB: Verb = Verb {
    done: "formatted",
    would: "format",
};

pub(crate) fn run(
    args: &FmtCommand,
    env: &Env,
    printer: &Printer,
    invocation: &Invocation,
) -> Result<Exit, CliError> {
    let originals = Original::manifests(&args.manifests)?;
    let batch = Batch::of(&originals, |it| {
        of_manifest(it, storectl_manifest::format(&it.shown, &it.content))
    })?;
    batch.check(&args.manifests, env, printer)?;
    if !args.check {
        return batch.finish(&args.edit, VERB, printer);
    }
    if args.edit.diff {
        batch.finish(&args.edit, VERB, printer)?;
    } else {
        let mut text = String::new();
        for name in batch.names() {
            let _ = writeln!(text, "would format {name}");
        }
        let _ = writeln!(text, "would format {}", batch.share());
        printer.result(&text)?;
    }
    if batch.is_empty() {
        return Ok(Exit::Ok);
    }
    let again = Original::printable(&originals, invocation).again_instead(&[], &["check", "diff"]);
    let message = format!("{} would be formatted", batch.share());
    Err(CliError::new(Exit::Error, message).hint(format!("run `{again}`")))
}
