//! The commands: one file each.

mod apply;
mod completions;
mod explain;
mod man;
mod plan;
mod sandbox;
mod schema;
pub(crate) mod status;
mod submit;
mod validate;

use clap::Subcommand;

use crate::{cli::ResultArgs, env::Env, error::CliError, exit::Exit, printer::Printer};

/// Every command; the doc comments of their arguments are the help.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    Validate(validate::ValidateArgs),
    Plan(plan::PlanArgs),
    Apply(apply::ApplyArgs),
    Submit(submit::SubmitArgs),
    Status(status::StatusArgs),
    Schema(schema::SchemaArgs),
    Explain(explain::ExplainArgs),
    Sandbox(sandbox::SandboxArgs),
    Completions(completions::CompletionsArgs),
    Man(man::ManArgs),
}

impl Command {
    /// Runs it.
    ///
    /// # Errors
    /// Why there is no result; what has one tells its exit.
    pub(crate) fn run(&self, env: &Env, printer: &Printer) -> Result<Exit, CliError> {
        match self {
            Self::Validate(args) => validate::run(args, env, printer),
            Self::Plan(args) => plan::run(args, env, printer),
            Self::Apply(args) => apply::run(args, env, printer),
            Self::Submit(args) => submit::run(args, env, printer),
            Self::Status(args) => status::run(args, env, printer),
            Self::Schema(args) => schema::run(args, printer),
            Self::Explain(args) => explain::run(args, printer),
            Self::Sandbox(args) => sandbox::run(args, printer),
            Self::Completions(args) => completions::run(args, printer),
            Self::Man(args) => man::run(args, printer),
        }
    }

    /// Gives where its result goes, for those whose result has forms.
    pub(crate) fn result(&self) -> Option<&ResultArgs> {
        match self {
            Self::Validate(args) => Some(&args.result),
            Self::Plan(args) => Some(&args.result),
            Self::Apply(args) => Some(&args.result),
            Self::Submit(args) => Some(&args.result),
            Self::Status(args) => Some(&args.result),
            Self::Schema(_)
            | Self::Explain(_)
            | Self::Sandbox(_)
            | Self::Completions(_)
            | Self::Man(_) => None,
        }
    }
}
