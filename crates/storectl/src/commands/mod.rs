//! The commands: one file each.

mod acknowledge;
mod apply;
mod completions;
mod doctor;
mod explain;
mod fleet;
mod fmt;
pub(crate) mod habits;
mod import;
mod init;
mod inspect;
mod lsp;
mod man;
mod plan;
mod reference;
mod release;
mod sandbox;
mod schema;
mod set;
mod show;
mod status;
mod submit;
mod suggest;
mod validate;
mod version;

use std::{borrow::Cow, fmt::Write as _, time::Instant};

use clap::{CommandFactory as _, Parser, Subcommand};
use storectl_platform::end_git_at;

use crate::{
    args::{OutputArgs, ResultArgs, StoreArgs},
    error::CliError,
    exit::{self, Exit},
    hints::invocation::Invocation,
    output::printer::Printer,
    settings::env::Env,
    store::open::RECEIPT_GRACE,
};

/// Keeps Microsoft Store products (MSI and EXE apps) in git.
///
/// A manifest describes a product. `plan` compares it with the Store's draft and prints the differences; `apply` makes
/// the draft match, verifies it, and submits it. Add `--sandbox` to try everything without an account.
#[derive(Debug, Parser)]
#[command(
    name = "storectl",
    version,
    after_help = "See `storectl help COMMAND` for every argument, and `storectl help` for the exit codes.",
    max_term_width = 100
)]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) command: Command,
    #[command(flatten)]
    pub(crate) output: OutputArgs,
}

/// Every command; the doc comments of their arguments are the help.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    Init(init::InitCommand),
    Import(import::ImportCommand),
    Validate(validate::ValidateCommand),
    Plan(plan::PlanCommand),
    Apply(apply::ApplyCommand),
    Submit(submit::SubmitCommand),
    Status(status::StatusCommand),
    Inspect(inspect::InspectCommand),
    Show(show::ShowCommand),
    Set(set::SetCommand),
    Release(release::ReleaseCommand),
    Acknowledge(acknowledge::AcknowledgeCommand),
    Fmt(fmt::FmtCommand),
    Fleet(fleet::FleetCommand),
    Lsp(lsp::LspCommand),
    Doctor(doctor::DoctorCommand),
    Schema(schema::SchemaCommand),
    Explain(explain::ExplainCommand),
    Sandbox(sandbox::SandboxCommand),
    Completions(completions::CompletionsCommand),
    Man(man::ManCommand),
    Version(version::VersionCommand),
}

/// Returns the command line as clap parses it, with what `--help` says beside the arguments.
pub(crate) fn program() -> clap::Command {
    let program = Cli::command();
    let names: Vec<String> = program
        .get_subcommands()
        .map(|it| it.get_name().to_owned())
        .collect();
    let program = names.iter().fold(program, |program, name| {
        program.mut_subcommand(name, |it| with_examples(it, name))
    });
    program.after_long_help(format!(
        "{}\n{}\nResults go to stdout, messages to stderr. The text format may change; use --format json in scripts.",
        examples("storectl"),
        exit::table()
    ))
}

/// Adds the examples of a command and of its subcommands, whose name begins with this one, to the help.
fn with_examples(command: clap::Command, name: &str) -> clap::Command {
    let below: Vec<String> = command
        .get_subcommands()
        .map(|it| it.get_name().to_owned())
        .collect();
    let command = below.iter().fold(command, |command, it| {
        let name = format!("{name} {it}");
        command.mut_subcommand(it, |it| with_examples(it, &name))
    });
    let before = command.get_after_long_help().map(ToString::to_string);
    let text = format!("{}{}", before.unwrap_or_default(), examples(name));
    command.after_long_help(text)
}

/// The examples of a command, as help shows them.
fn examples(command: &str) -> String {
    let mut text = "Examples:\n".to_owned();
    for example in reference::examples(command) {
        let _ = writeln!(text, "  {}:", example.what);
        for line in example.line.lines() {
            let _ = writeln!(text, "      {line}");
        }
    }
    text
}

impl Command {
    /// Runs it.
    ///
    /// # Errors
    /// Why there is no result; what has one tells its exit.
    pub(crate) fn run(
        &self,
        env: &Env,
        printer: &Printer,
        invocation: &Invocation,
    ) -> Result<Exit, CliError> {
        if let Some(store) = self.store() {
            end_git_at(Instant::now() + store.timeout + RECEIPT_GRACE);
        }
        match self {
            Self::Init(args) => init::run(args, printer),
            Self::Import(args) => import::run(args, env, printer, invocation),
            Self::Validate(args) => validate::run(args, env, printer),
            Self::Plan(args) => plan::run(args, env, printer, invocation),
            Self::Apply(args) => apply::run(args, env, printer, invocation),
            Self::Submit(args) => submit::run(args, env, printer, invocation),
            Self::Status(args) => status::run(args, env, printer, invocation),
            Self::Inspect(args) => inspect::run(args, env, printer, invocation),
            Self::Show(args) => show::run(args, printer),
            Self::Set(args) => set::run(args, env, printer),
            Self::Release(args) => release::run(args, env, printer, invocation),
            Self::Acknowledge(args) => acknowledge::run(args, env, printer, invocation),
            Self::Fmt(args) => fmt::run(args, env, printer, invocation),
            Self::Fleet(args) => fleet::run(args, env, printer),
            Self::Lsp(args) => lsp::run(args, env, printer),
            Self::Doctor(args) => doctor::run(args, env, printer),
            Self::Schema(args) => schema::run(args, printer),
            Self::Explain(args) => explain::run(args, printer),
            Self::Sandbox(args) => sandbox::run(args, printer),
            Self::Completions(args) => completions::run(args, program(), printer),
            Self::Man(args) => man::run(args, program(), printer),
            Self::Version(args) => version::run(args, printer),
        }
    }

    /// Returns which Store it talks to, and for how long, for those that do.
    fn store(&self) -> Option<&StoreArgs> {
        match self {
            Self::Import(args) => Some(&args.store),
            Self::Plan(args) => Some(&args.store),
            Self::Apply(args) => Some(&args.store),
            Self::Submit(args) => Some(&args.store),
            Self::Status(args) => Some(&args.store),
            Self::Acknowledge(args) => Some(&args.store),
            Self::Release(args) => Some(&args.store),
            Self::Doctor(args) => Some(&args.store),
            Self::Validate(_)
            | Self::Init(_)
            | Self::Inspect(_)
            | Self::Show(_)
            | Self::Set(_)
            | Self::Fmt(_)
            | Self::Fleet(_)
            | Self::Lsp(_)
            | Self::Schema(_)
            | Self::Explain(_)
            | Self::Sandbox(_)
            | Self::Completions(_)
            | Self::Man(_)
            | Self::Version(_) => None,
        }
    }

    /// Returns its name among those whose result has formats.
    pub(crate) fn name(&self) -> Option<storectl_report::Command> {
        use storectl_report::Command as Name;
        match self {
            Self::Validate(_) => Some(Name::Validate),
            Self::Plan(_) => Some(Name::Plan),
            Self::Apply(_) => Some(Name::Apply),
            Self::Submit(_) => Some(Name::Submit),
            Self::Status(_) => Some(Name::Status),
            Self::Inspect(_) => Some(Name::Inspect),
            Self::Doctor(_) => Some(Name::Doctor),
            Self::Fleet(_) => Some(Name::Fleet),
            Self::Init(_)
            | Self::Show(_)
            | Self::Set(_)
            | Self::Release(_)
            | Self::Acknowledge(_)
            | Self::Fmt(_)
            | Self::Lsp(_)
            | Self::Import(_)
            | Self::Schema(_)
            | Self::Explain(_)
            | Self::Sandbox(_)
            | Self::Completions(_)
            | Self::Man(_)
            | Self::Version(_) => None,
        }
    }

    /// Returns where its result goes, for those whose result has forms.
    pub(crate) fn result(&self) -> Option<Cow<'_, ResultArgs>> {
        match self {
            Self::Validate(args) => Some(Cow::Borrowed(&args.result)),
            Self::Plan(args) => Some(Cow::Borrowed(&args.result)),
            Self::Apply(args) => Some(Cow::Borrowed(&args.result)),
            Self::Submit(args) => Some(Cow::Borrowed(&args.result)),
            Self::Status(args) => Some(Cow::Borrowed(&args.result)),
            Self::Inspect(args) => Some(Cow::Borrowed(&args.result)),
            Self::Doctor(args) => Some(Cow::Borrowed(&args.result)),
            Self::Fleet(args) => args.result(),
            // A document that cannot be shown leaves stdout and files as they are.
            Self::Show(_)
            | Self::Set(_)
            | Self::Release(_)
            | Self::Acknowledge(_)
            | Self::Fmt(_)
            | Self::Lsp(_)
            | Self::Schema(_)
            | Self::Explain(_)
            | Self::Sandbox(_)
            | Self::Completions(_)
            | Self::Init(_)
            | Self::Import(_)
            | Self::Man(_)
            | Self::Version(_) => None,
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
            (&["plan", "--out", "pdf=x"], "invalid format `pdf`"),
            (&["plan", "--out", "json="], "file name is missing"),
            (&["plan", "--var", "=x"], "NAME=VALUE"),
            (&["apply", "--submit", "sometimes"], "auto, always, never"),
            (&["apply", "--acknowledge", "7k2f"], "D-7k2f"),
            (
                &["plan", "--sandbox", "--endpoint", "http://x"],
                "cannot be used with",
            ),
            (
                &["plan", "--parallelism", "0"],
                "expected a whole number from 1 to 64",
            ),
            (
                &["status", "--parallelism", "-1"],
                "expected a whole number from 1 to 64",
            ),
            (
                &["sandbox", "--port", "70000"],
                "expected a whole number from 0 to 65535",
            ),
            (&["plan", "--timeout", "-5s"], "cannot be negative"),
            (&["apply", "--poll-interval", "-5s"], "cannot be negative"),
            (&["sandbox", "--latency", "-5s"], "cannot be negative"),
            (&["plan", "--timeout", "99999999999d"], "maximum is 8760h"),
            (
                &["plan", "--poll-interval", "99999999999d"],
                "maximum is 8760h",
            ),
            (&["plan", "--timeout", "--json"], "a duration with a unit"),
        ] {
            let error = parse(args).unwrap_err().to_string();
            assert!(error.contains(said), "{args:?}: {error}");
        }
    }
}
