//! `storectl completions`: the shell's completion script.

use std::collections::{BTreeMap, BTreeSet};

use clap::{Arg, Args, Command, builder::PossibleValue};
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
    let script = String::from_utf8_lossy(&script);
    let script = match args.shell {
        Shell::Fish => format!("{script}{}", fish_arguments(&program)),
        Shell::PowerShell => with_values(
            &script,
            &program,
            |name| format!("'storectl;{name}' {{"),
            |value| {
                format!(
                    "[CompletionResult]::new('{value}', '{value}', [CompletionResultType]::ParameterValue, '{value}')"
                )
            },
        ),
        Shell::Elvish => with_values(
            &script,
            &program,
            |name| format!("&'storectl;{name}'= {{"),
            |value| format!("cand '{value}' '{value}'"),
        ),
        // These scripts have the values.
        _ => script.into_owned(),
    };
    printer.result(&script)?;
    Ok(Exit::Ok)
}

/// Adds to each command's block of a script the values that its arguments take, which the generated one leaves out.
fn with_values(
    script: &str,
    program: &Command,
    block: impl Fn(&str) -> String,
    candidate: impl Fn(&str) -> String,
) -> String {
    let below = program.get_subcommands().flat_map(|it| {
        let nested = it.get_subcommands();
        let nested =
            nested.map(move |nested| (format!("{};{}", it.get_name(), nested.get_name()), nested));
        nested.chain([(it.get_name().to_owned(), it)])
    });
    let candidates: BTreeMap<String, Vec<String>> = below
        .map(|(name, it)| {
            let values = it.get_arguments().flat_map(Arg::get_possible_values);
            let names: BTreeSet<String> = values.map(|it| it.get_name().to_owned()).collect();
            let lines = names.iter().map(|it| candidate(it));
            (block(&name), lines.collect())
        })
        .collect();
    let mut lines = Vec::new();
    for line in script.lines() {
        lines.push(line.to_owned());
        let values = candidates.get(line.trim()).into_iter().flatten();
        lines.extend(values.map(|it| format!("            {it}")));
    }
    lines.join("\n") + "\n"
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
