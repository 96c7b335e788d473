//! `storectl fleet merge`: one result of the results of jobs.

use std::path::PathBuf;

use clap::Args;

use crate::{
    args::ResultArgs,
    error::CliError,
    exit::Exit,
    ops::fleet::results::{Merged, Results, inputs},
    output::{
        printer::{Level, Printer},
        targets::Targets,
        write,
    },
};

/// Merge the results of jobs into one: one report, one comment, one exit code
///
/// RESULT is the JSON document that plan, apply, submit or status wrote with --out json=FILE; all are of one command. Each product is
/// there once: of two results of one, that of the later reading of the Store counts, then the more severe one. The same results in any
/// order give the same bytes. The merged document is one of the same kind: `show` takes it, and `apply --plan` a merged plan.
///
/// Exits as one run of all products would, with the most severe code of all results. Exits with 1 if a RESULT is missing or broken, or
/// if a shard has none: the shards are those of the results (`--shard I/N`), or, if one of the files is the document of
/// `storectl fleet list --format json`, those that it lists; then every product of that list needs a result, too.
#[derive(Args, Debug)]
pub(crate) struct MergeCommand {
    /// Saved results, and the document of `fleet list`; - reads stdin
    #[arg(value_name = "RESULT", required = true)]
    results: Vec<PathBuf>,
    #[command(flatten)]
    pub(super) result: ResultArgs,
}

pub(super) fn run(args: &MergeCommand, printer: &Printer) -> Result<Exit, CliError> {
    let targets = Targets::of(&args.result, None)?;
    targets.refuse_inputs(inputs(&args.results))?;
    let results = Results::read(&args.results)?;
    for (name, exit) in results.failed() {
        let message = format!("{name}: exit code {} ({})", exit.code(), exit.name());
        printer.say(Level::Warning, &message);
    }
    let Merged { saved, exit, error } = results.merge()?;
    write::saved(&saved, &args.result, printer, |error| {
        let message = format!("the merged result cannot be shown: {error}");
        CliError::new(Exit::Error, message)
    })?;
    match &error {
        Some(error) if error.exit() == exit => printer.failure(error),
        // A result is graver.
        Some(error) => printer.aside(Level::Error, error),
        None => {}
    }
    Ok(exit)
}
