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

use clap::{CommandFactory as _, Parser, Subcommand};

use crate::{
    args::{OutputArgs, ResultArgs},
    error::CliError,
    exit::{self, Exit},
    output::printer::Printer,
    settings::env::Env,
};

/// Keeps Microsoft Store products (MSI and EXE apps) in git.
///
/// A manifest says what a product should look like. `plan` compares it with the Store's draft and prints the
/// difference; `apply` makes the draft match, proves it, and submits it. Add `--sandbox` to try everything without an
/// account.
#[derive(Debug, Parser)]
#[command(
    name = "storectl",
    version,
    after_help = exit::HELP,
    disable_help_subcommand = true,
    max_term_width = 100
)]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) command: Command,
    #[command(flatten)]
    pub(crate) talk: OutputArgs,
}

/// Every command; the doc comments of their arguments are the help.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    Validate(validate::ValidateCommand),
    Plan(plan::PlanCommand),
    Apply(apply::ApplyCommand),
    Submit(submit::SubmitCommand),
    Status(status::StatusCommand),
    Schema(schema::SchemaCommand),
    Explain(explain::ExplainCommand),
    Sandbox(sandbox::SandboxCommand),
    Completions(completions::CompletionsCommand),
    Man(man::ManCommand),
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
            Self::Completions(args) => completions::run(args, Cli::command(), printer),
            Self::Man(args) => man::run(args, Cli::command(), printer),
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

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::*;
    use crate::args::SANDBOX_STATE;

    fn parse(args: &[&str]) -> Result<Cli, clap::Error> {
        Cli::try_parse_from(std::iter::once(&"storectl").chain(args))
    }

    #[test]
    fn the_definitions_are_sound() {
        Cli::command().debug_assert();
    }

    #[test]
    fn the_sandbox_flag_takes_its_file_only_after_an_equals_sign() {
        let Command::Plan(plan) = parse(&["plan", "--sandbox", "store"]).unwrap().command else {
            panic!("plan")
        };
        assert_eq!(plan.store.sandbox, Some(SANDBOX_STATE.into()));
        assert_eq!(plan.manifests.paths, [PathBuf::from("store")]);
        let Command::Plan(plan) = parse(&["plan", "--sandbox=x.json"]).unwrap().command else {
            panic!("plan")
        };
        assert_eq!(plan.store.sandbox, Some("x.json".into()));
    }

    #[test]
    fn wrong_values_are_named() {
        for (args, said) in [
            (&["plan", "--timeout", "60"][..], "e.g. 500ms, 30s"),
            (&["plan", "--out", "pdf=x"], "`pdf` is no form"),
            (&["plan", "--out", "json="], "name is missing"),
            (&["plan", "--var", "=x"], "NAME=VALUE"),
            (&["apply", "--submit", "sometimes"], "auto, always, never"),
            (&["apply", "--acknowledge", "7k2f"], "D-7k2f"),
            (
                &["plan", "--sandbox", "--endpoint", "http://x"],
                "cannot be used with",
            ),
            (&["plan", "--parallelism", "0"], "1..=64"),
        ] {
            let error = parse(args).unwrap_err().to_string();
            assert!(error.contains(said), "{args:?}: {error}");
        }
    }
}
