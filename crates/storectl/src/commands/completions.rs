//! `storectl completions`: the shell's completion script.

use clap::{Args, Command};
use clap_complete::Shell;

use crate::{error::CliError, exit::Exit, output::printer::Printer};

/// Print a completion script for a shell
#[derive(Args, Debug)]
pub(crate) struct CompletionsCommand {
    /// The shell
    #[arg(value_enum)]
    shell: Shell,
}

pub(crate) fn run(
    args: &CompletionsCommand,
    mut program: Command,
    printer: &Printer,
) -> Result<Exit, CliError> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut program, "storectl", &mut script);
    printer.result(&String::from_utf8_lossy(&script))?;
    Ok(Exit::Ok)
}
