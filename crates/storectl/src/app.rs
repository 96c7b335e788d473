//! From arguments to an exit.

use std::{ffi::OsString, str::FromStr as _};

use clap::{FromArgMatches as _, error::ErrorKind};
use storectl_report::Format;

use crate::{
    args::{LogFormat, OutFile, OutputArgs, ResultArgs},
    commands::{self, Cli, habits},
    error::CliError,
    exit::Exit,
    hints::invocation::Invocation,
    output::{
        inputs::CommandLine,
        printer::{self, Printer},
        write,
    },
    runtime::panic,
    settings::env::Env,
};

/// Runs the command of `args` in this process and gives how it ended.
pub(crate) fn main(args: &[OsString]) -> Exit {
    let env = Env::read();
    std::panic::set_hook(panic::hook(env.redactor.clone(), printer::last_words));
    run(args, &env)
}

/// Runs the command of `args` and gives how it ended.
pub(crate) fn run(args: &[OsString], env: &Env) -> Exit {
    let program = commands::program();
    let parsed = program
        .clone()
        .try_get_matches_from(without_help_of_help(args))
        .and_then(|it| Ok((Cli::from_arg_matches(&it)?, it)));
    let (cli, matches) = match parsed {
        Ok(parsed) => parsed,
        Err(error) => return unparsed(&error, args, env),
    };
    let printer = Printer::new(&cli.output, env);
    let invocation = Invocation::of(program, &matches);
    match cli.command.run(env, &printer, &invocation) {
        Ok(exit) => exit,
        Err(error) => {
            let command = &cli.command;
            let line = CommandLine {
                arguments: args,
                env,
            };
            let result = command.result();
            let (name, shard) = (command.name(), invocation.shard());
            write::failure(&error, name, shard, result.as_deref(), line, &printer);
            error.exit()
        }
    }
}

/// Returns the arguments without a `help` that `-h` or `--help` follows: `help plan -h` asks what `plan -h` asks.
fn without_help_of_help(args: &[OsString]) -> impl Iterator<Item = &OsString> {
    let help = args.iter().skip(1).position(|it| it == "help");
    let help = help.map(|it| it + 1).filter(|help| {
        let mut behind = args.iter().skip(*help);
        behind.any(|it| it == "-h" || it == "--help")
    });
    let kept = args.iter().enumerate();
    kept.filter(move |(index, _)| Some(*index) != help)
        .map(|(_, it)| it)
}

/// Help and version are results. Everything else is wrong arguments: 64, whatever clap's own code is.
fn unparsed(error: &clap::Error, args: &[OsString], env: &Env) -> Exit {
    match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => {
            // A reader that went away has what it wanted.
            let _ = error.print();
            Exit::Ok
        }
        ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            let _ = error.print();
            Exit::Usage
        }
        _ => {
            let printer = Printer::new(&asked_output(args), env);
            let asked = asked_result(args);
            let line = CommandLine {
                arguments: args,
                env,
            };
            write::failure(
                &usage(error, args),
                None,
                None,
                Some(&asked),
                line,
                &printer,
            );
            Exit::Usage
        }
    }
}

/// Makes our own error of clap's: one sentence, which quotes arguments, and the right spelling where it is known.
fn usage(error: &clap::Error, args: &[OsString]) -> CliError {
    let text = error.render().to_string();
    let mut paragraphs = text.split("\n\n");
    let first = paragraphs.next().unwrap_or_default();
    let first = first.strip_prefix("error: ").unwrap_or(first);
    let message: Vec<&str> = first.lines().map(str::trim).collect();
    let program = commands::program();
    if let Some((command, extra)) = behind_help(&program, args) {
        let message = format!("unexpected argument `{extra}`; `storectl help` takes one command");
        return CliError::usage(message).hint(format!("see `storectl help {command}`"));
    }
    let message = match habits::unexpected(error, args) {
        Some(typed) => format!("unexpected argument '{typed}' found"),
        None => message.join(" "),
    };
    let ours = CliError::usage(message);
    let ours = match habits::answer(&program, args) {
        Some(instead) => ours.hint(instead),
        None => match habits::elsewhere(error) {
            Some(elsewhere) => ours.hint(elsewhere),
            // clap's own suggestions, which it makes of names that look alike. To pass a flag as a value helps nobody.
            None => paragraphs
                .map(str::to_owned)
                .chain(similar_command(args))
                .flat_map(|it| tips(&it))
                .fold(ours, CliError::hint),
        },
    };
    let command = args
        .iter()
        .skip(1)
        .find_map(|it| program.find_subcommand(it).map(clap::Command::get_name));
    match command {
        Some(name) => ours.hint(format!("see `storectl help {name}`")),
        None => ours.hint("see `storectl help` for a list of commands"),
    }
}

fn tips(text: &str) -> Vec<String> {
    let lines = text
        .lines()
        .filter_map(|it| it.trim().strip_prefix("tip: "));
    let lines = lines.filter(|it| !it.contains("as a value"));
    lines.map(str::to_owned).collect()
}

/// What clap says of the misspelled command that `storectl help COMMAND` asks about: of `help` itself it suggests nothing.
fn similar_command(args: &[OsString]) -> Option<String> {
    let [program, help, command] = args else {
        return None;
    };
    let asked = [program, command];
    let error =
        (help == "help").then(|| commands::program().try_get_matches_from(asked).err())??;
    (error.kind() == ErrorKind::InvalidSubcommand).then(|| error.render().to_string())
}

/// Returns the command that `storectl help COMMAND EXTRA` asks about, and what is too much.
fn behind_help<'a>(program: &clap::Command, args: &'a [OsString]) -> Option<(&'a str, &'a str)> {
    let mut words = args.iter().skip(1).filter_map(|it| it.to_str());
    let (help, command, extra) = (words.next()?, words.next()?, words.next()?);
    let is_asked = help == "help" && program.find_subcommand(command).is_some();
    is_asked.then_some((command, extra))
}

/// What could be read of arguments that clap could not read: scripts that ask for JSON get it on failure too.
fn asked_output(args: &[OsString]) -> OutputArgs {
    let log_format = match values(args, "--log-format").last() {
        Some("json") => LogFormat::Json,
        Some(_) | None => LogFormat::Text,
    };
    OutputArgs {
        color: None,
        verbose: 0,
        quiet: false,
        log_format,
    }
}

fn asked_result(args: &[OsString]) -> ResultArgs {
    let format = values(args, "--format").last();
    let format = format.and_then(|it| Format::from_str(it).ok());
    // The other formats of a list are what a job engine takes; an error is none of them.
    let is_list =
        |it: &[OsString]| matches!(it, [fleet, list] if fleet == "fleet" && list == "list");
    let is_list = args.windows(2).any(is_list);
    let format = format.filter(|it| !is_list || *it == Format::Json);
    let format = format.unwrap_or(Format::Text);
    ResultArgs {
        format,
        out: values(args, "--out")
            .filter_map(|it| OutFile::from_str(it).ok())
            .collect(),
    }
}

/// The values of a flag in both spellings, `--flag VALUE` and `--flag=VALUE`.
fn values<'a>(args: &'a [OsString], flag: &'a str) -> impl DoubleEndedIterator<Item = &'a str> {
    args.iter().enumerate().filter_map(move |(index, it)| {
        let text = it.to_str()?;
        match text.strip_prefix(flag)? {
            "" => args.get(index + 1)?.to_str(),
            rest => rest.strip_prefix('='),
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn arguments(all: &[&str]) -> Vec<OsString> {
        all.iter().map(OsString::from).collect()
    }

    fn asked(all: &[&str]) -> ResultArgs {
        asked_result(&arguments(all))
    }

    #[test]
    fn what_was_asked_for_is_seen_in_both_spellings() {
        assert_eq!(
            asked(&["plan", "--format", "json", "--nope"]).format,
            Format::Json
        );
        assert_eq!(asked(&["plan", "--format=json"]).format, Format::Json);
        for format in Format::ALL {
            assert_eq!(asked(&["plan", "--format", format.as_str()]).format, format);
        }
        assert_eq!(
            asked(&["plan", "--format", "text", "json"]).format,
            Format::Text
        );
        assert_eq!(
            asked(&["plan", "--out=json=a", "--out", "markdown=b"])
                .out
                .len(),
            2
        );
        assert!(asked(&["plan", "--out"]).out.is_empty());
        for (format, expected) in [("github", Format::Text), ("json", Format::Json)] {
            let list = ["storectl", "fleet", "list", "--format", format, "--nope"];
            assert_eq!(asked(&list).format, expected);
        }
    }

    #[test]
    fn an_argument_with_line_breaks_stays_in_one_line() {
        let args = arguments(&["storectl", "plan", "--x\n::add-mask::y"]);
        let error = commands::program().try_get_matches_from(&args).unwrap_err();
        let message = usage(&error, &args).view().message.clone();
        assert!(!message.contains('\n'), "{message}");
    }

    #[test]
    fn a_flag_of_another_command_is_answered_with_that_command() {
        for (line, hint) in [
            (
                &["plan", "--expect", "x"][..],
                "--expect is a flag of `storectl apply`",
            ),
            (&["status", "-w"], "use `storectl status --watch`"),
            (
                &["help", "plann"],
                "similar subcommands exist: 'explain', 'plan'",
            ),
            (&["status", "--follow"], "use `storectl status --watch`"),
            (&["plan", "--env-file", "x"], "STORECTL_"),
            (&["plan", "--timeout", "-5s"], "see `storectl help plan`"),
        ] {
            let args = arguments(&[&["storectl"], line].concat());
            let error = commands::program().try_get_matches_from(&args).unwrap_err();
            let hints = usage(&error, &args).view().hints.join("\n");
            assert!(hints.contains(hint), "{line:?}: {hints}");
            assert!(!hints.contains("as a value"), "{line:?}: {hints}");
        }
    }
}
