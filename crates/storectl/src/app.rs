//! From arguments to an exit.

use std::ffi::OsString;

use clap::{Parser as _, error::ErrorKind};

use crate::{
    args::{ColorWhen, LogFormat, OutputArgs},
    commands::Cli,
    error::CliError,
    exit::Exit,
    output::printer::Printer,
    output::{show, write},
    settings::env::Env,
};

/// Runs the command of `args` and gives how it ended.
pub(crate) fn main(args: Vec<OsString>) -> Exit {
    let env = Env::read();
    let wants_json = wants_json(&args);
    let cli = match Cli::try_parse_from(args) {
        Ok(cli) => cli,
        Err(error) => return unparsed(&error, wants_json, &env),
    };
    let printer = Printer::new(&cli.talk, &env);
    match cli.command.run(&env, &printer) {
        Ok(exit) => exit,
        Err(error) => {
            write::failure(&error, cli.command.result(), &printer);
            error.exit()
        }
    }
}

/// Help and version are results. Everything else is wrong arguments: 64, whatever clap's own code is.
fn unparsed(error: &clap::Error, wants_json: bool, env: &Env) -> Exit {
    // Nothing is left to say where this cannot be written.
    let _ = error.print();
    match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => Exit::Ok,
        _ => {
            if wants_json {
                let message = error.to_string();
                let first = message.lines().next().unwrap_or_default();
                let first = first.strip_prefix("error: ").unwrap_or(first);
                let ours = CliError::usage(first)
                    .hint("`storectl --help` shows the commands and their flags");
                let quiet = OutputArgs {
                    color: Some(ColorWhen::Never),
                    verbose: 0,
                    quiet: true,
                    log_format: LogFormat::Text,
                };
                let _ = Printer::new(&quiet, env).result(&show::as_json(&ours));
            }
            Exit::Usage
        }
    }
}

/// Looks for `--format json` in arguments that clap could not read: scripts that asked for JSON get it on failure too.
fn wants_json(args: &[OsString]) -> bool {
    args.iter().any(|it| it == "--format=json")
        || args
            .windows(2)
            .any(|pair| matches!(pair, [flag, value] if flag == "--format" && value == "json"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_is_seen_in_both_spellings() {
        let args = |all: &[&str]| all.iter().map(OsString::from).collect::<Vec<_>>();
        assert!(wants_json(&args(&["plan", "--format", "json", "--nope"])));
        assert!(wants_json(&args(&["plan", "--format=json"])));
        assert!(!wants_json(&args(&["plan", "--format", "text", "json"])));
    }
}
