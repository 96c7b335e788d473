//! `storectl completions`: the shell's completion script.

use clap::{Args, Command, builder::PossibleValue};
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
    let mut script = String::from_utf8_lossy(&script).into_owned();
    if args.shell == Shell::Fish {
        script.push_str(&fish_arguments(&program));
    }
    printer.result(&script)?;
    Ok(Exit::Ok)
}

/// The values of arguments without a flag, which the generated script for fish leaves out.
fn fish_arguments(program: &Command) -> String {
    let arguments = program.get_subcommands().flat_map(|command| {
        let arguments = command.get_positionals();
        arguments.map(|it| (command.get_name(), it.get_possible_values()))
    });
    let with_values = arguments.filter(|(_, values)| !values.is_empty());
    let lines = with_values.map(|(command, values)| {
        let names: Vec<&str> = values.iter().map(PossibleValue::get_name).collect();
        let names = names.join(" ");
        format!(
            "complete -c storectl -n \"__fish_storectl_using_subcommand {command}\" -f -a \"{names}\"\n"
        )
    });
    lines.collect()
}
