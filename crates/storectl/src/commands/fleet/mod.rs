//! `storectl fleet`: many products, shared by the jobs of a job engine.

mod list;
mod merge;

use std::borrow::Cow;

use clap::{Args, Subcommand};

use crate::{
    args::ResultArgs, error::CliError, exit::Exit, output::printer::Printer, settings::env::Env,
};

/// List products for the jobs of CI, and merge the results of the jobs
///
/// The job engine is the one you have: a matrix of GitHub or GitLab, Kubernetes Indexed Jobs, Slurm arrays. `fleet list` says which
/// products changed and how to share them; each job runs `storectl plan --shard I/N --out json=FILE` or `apply`; `fleet merge` makes
/// one result of the files.
#[derive(Args, Debug)]
#[command(
    arg_required_else_help = true,
    after_help = "See `storectl fleet COMMAND --help` for every argument."
)]
pub(crate) struct FleetCommand {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    List(list::ListCommand),
    Merge(merge::MergeCommand),
}

impl FleetCommand {
    /// Returns where its result goes, as far as a failure can take the place of it.
    pub(super) fn result(&self) -> Option<Cow<'_, ResultArgs>> {
        match &self.command {
            Command::List(args) => args.result().map(Cow::Owned),
            Command::Merge(args) => Some(Cow::Borrowed(&args.result)),
        }
    }
}

pub(crate) fn run(args: &FleetCommand, env: &Env, printer: &Printer) -> Result<Exit, CliError> {
    match &args.command {
        Command::List(args) => list::run(args, env, printer),
        Command::Merge(args) => merge::run(args, printer),
    }
}
