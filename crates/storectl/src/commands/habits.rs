//! What people type who come from another tool, and how it is spelled here.

mod tables;

use std::ffi::OsString;

use clap::{
    Command,
    error::{ContextKind, ContextValue, ErrorKind},
};
use tables::{COMMANDS, FLAGS, Habit, On};

/// Answers the first argument that is a habit of another tool.
pub(crate) fn answer(program: &Command, arguments: &[OsString]) -> Option<String> {
    let words: Vec<&str> = arguments
        .iter()
        .skip(1)
        .filter_map(|it| it.to_str())
        .collect();
    let mut names = words.iter().filter(|it| !it.starts_with('-'));
    // What `help` is about, where it is asked for.
    let name = names.next().map(|it| match *it {
        "help" => names.next().unwrap_or(it),
        _ => it,
    });
    let command = name.and_then(|it| program.find_subcommand(it));
    // What the command takes is no habit, whatever is wrong with its value.
    let is_taken = |it: &str| {
        let long = without_value(it).strip_prefix("--");
        long.is_some_and(|it| command.is_some_and(|command| has_long(command, it)))
    };
    let flags = words
        .iter()
        .filter(|it| it.starts_with('-') && !is_taken(it));
    name.and_then(|it| find(COMMANDS, it, command))
        .map(str::to_owned)
        .or_else(|| {
            flags.clone().find_map(|word| {
                let known = find(FLAGS, without_value(word), command).map(str::to_owned);
                known.or_else(|| with_two_dashes(program, command, word))
            })
        })
}

fn find(table: &[Habit], word: &str, command: Option<&Command>) -> Option<&'static str> {
    let holds = |on: On| match (on, command) {
        (On::With(flag), Some(command)) => has_long(command, flag),
        // Of a flag alone nobody knows which command it is for.
        (On::Every, _) | (On::With(_), None) => true,
        (On::Command(name), command) => command.is_some_and(|it| it.get_name() == name),
    };
    let mut same = table
        .iter()
        .filter(|it| it.typed.contains(&word) && holds(it.on));
    same.next().map(|it| it.instead)
}

/// Returns the argument that clap did not expect as it was typed: clap takes `-version` for `-v -e …`, and names `-e`.
pub(crate) fn unexpected<'a>(error: &clap::Error, arguments: &'a [OsString]) -> Option<&'a str> {
    let Some(ContextValue::String(flag)) = error.get(ContextKind::InvalidArg) else {
        return None;
    };
    if error.kind() != ErrorKind::UnknownArgument || flag.starts_with("--") {
        return None;
    }
    let letter = flag.strip_prefix('-')?;
    let words = arguments.iter().skip(1).filter_map(|it| it.to_str());
    let mut bundles = words.filter(|it| {
        let letters = it.strip_prefix('-').filter(|it| !it.starts_with('-'));
        letters.is_some_and(|it| it.chars().count() > 1 && without_value(it).contains(letter))
    });
    bundles.next()
}

/// Answers a long flag that is typed with one dash.
fn with_two_dashes(program: &Command, command: Option<&Command>, word: &str) -> Option<String> {
    let name = without_value(word.strip_prefix('-')?);
    let is_long = name.chars().count() > 1 && !name.starts_with('-');
    let of = |it: &Command| has_long(it, name);
    (is_long && (of(program) || command.is_some_and(of))).then(|| format!("use --{name}"))
}

fn has_long(command: &Command, name: &str) -> bool {
    let mut all = command.get_arguments();
    all.any(|it| it.get_long() == Some(name))
}

fn without_value(word: &str) -> &str {
    word.split('=').next().unwrap_or(word)
}

/// Answers a flag that only other commands have.
pub(crate) fn elsewhere(error: &clap::Error) -> Option<String> {
    if error.kind() != ErrorKind::UnknownArgument {
        return None;
    }
    let Some(ContextValue::String(flag)) = error.get(ContextKind::InvalidArg) else {
        return None;
    };
    let has = |command: &clap::Command| {
        let mut all = command.get_arguments();
        all.any(
            |it| match (flag.strip_prefix("--"), flag.strip_prefix('-')) {
                (Some(long), _) => it.get_long() == Some(long),
                (None, Some(short)) => it.get_short().is_some_and(|it| it.to_string() == *short),
                (None, None) => false,
            },
        )
    };
    let program = super::program();
    let commands = program.get_subcommands().filter(|it| has(it));
    let commands: Vec<String> = commands
        .map(|it| format!("`storectl {}`", it.get_name()))
        .collect();
    let (last, others) = commands.split_last()?;
    Some(match others {
        [] => format!("{flag} is a flag of {last}"),
        _ => format!("{flag} is a flag of {} and {last}", others.join(", ")),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answered(line: &str) -> String {
        let arguments: Vec<OsString> = line.split(' ').map(OsString::from).collect();
        answer(&crate::commands::program(), &arguments).unwrap_or_default()
    }

    #[test]
    fn habits_of_other_tools_are_answered_with_the_spelling_here() {
        for (line, spelling) in [
            ("storectl plan --json", "--format json"),
            ("storectl plan -o json", "--format json"),
            ("storectl plan -f store.yaml", "`storectl plan PATH`"),
            ("storectl apply --dry-run", "`storectl plan`"),
            ("storectl diff", "`storectl plan`"),
            ("storectl drift", "`storectl plan`"),
            ("storectl lint", "`storectl validate`"),
            ("storectl publish", "`storectl apply`"),
            ("storectl login", "STORECTL_CLIENT_SECRET"),
            ("storectl apply -auto-approve", "--yes"),
            ("storectl apply --auto-approve", "--yes"),
            ("storectl apply --no-verify", "read back"),
            ("storectl apply --journal x", "--journal-dir"),
            ("storectl apply -target=listings", "--only"),
            ("storectl apply --client-secret=x", "--client-secret-file"),
            ("storectl -v publish", "`storectl apply`"),
            ("storectl -version", "`storectl version`"),
            ("storectl --v", "--version"),
            ("storectl plan -detailed-exitcode", "--detailed-exitcode"),
            ("storectl plan -parallelism=3", "use --parallelism"),
            ("storectl plan -timeout 5m", "use --timeout"),
            ("storectl plan -j 3", "--parallelism"),
            ("storectl apply -y", "use --yes"),
            ("storectl apply --approve", "use --yes"),
            ("storectl apply --draft", "--submit never"),
            ("storectl push", "`storectl apply`"),
            ("storectl deploy", "`storectl apply`"),
            ("storectl check", "`storectl validate`"),
            ("storectl list", "`storectl status`"),
            ("storectl cancel", "Partner Center"),
            ("storectl help diff", "`storectl plan`"),
            ("storectl status -w", "--watch"),
            ("storectl plan --lang de-de", "--only listings.LANGUAGE"),
            ("storectl init --force", "keeps existing files"),
        ] {
            assert!(
                answered(line).contains(spelling),
                "{line}: {}",
                answered(line)
            );
        }
    }

    #[test]
    fn no_answer_offers_a_flag_that_the_command_does_not_have() {
        for line in [
            "storectl init -y",
            "storectl plan -y",
            "storectl version --json",
            "storectl explain -o json",
            "storectl submit --force",
            "storectl status -target=x",
            "storectl validate --no-submit",
            "storectl apply -detailed-exitcode",
            "storectl import --scope=packges",
        ] {
            assert_eq!(answered(line), "", "{line}");
        }
        let program = crate::commands::program();
        for habit in FLAGS {
            if let On::With(flag) = habit.on {
                let commands = || program.get_subcommands();
                assert!(commands().any(|it| has_long(it, flag)), "{flag}");
            }
        }
    }

    #[test]
    fn an_argument_with_one_dash_is_named_as_it_was_typed() {
        for (line, typed) in [
            ("storectl -version", Some("-version")),
            (
                "storectl plan -detailed-exitcode",
                Some("-detailed-exitcode"),
            ),
            ("storectl apply -auto-approve", Some("-auto-approve")),
            ("storectl plan -var=a=b", Some("-var=a=b")),
            ("storectl plan -x", None),
            ("storectl plan --bogus", None),
        ] {
            let arguments: Vec<OsString> = line.split(' ').map(OsString::from).collect();
            let program = crate::commands::program();
            let error = program.try_get_matches_from(&arguments).unwrap_err();
            assert_eq!(unexpected(&error, &arguments), typed, "{line}");
        }
    }

    #[test]
    fn no_habit_is_also_a_flag_or_a_command() {
        let program = crate::commands::program();
        for habit in COMMANDS {
            for typed in habit.typed {
                assert!(program.find_subcommand(typed).is_none(), "{typed}");
            }
        }
    }
}
