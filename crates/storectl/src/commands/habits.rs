//! What people type who come from another tool, and how it is spelled here.

use std::ffi::OsString;

use clap::error::{ContextKind, ContextValue};

/// What was typed, and what to type instead.
struct Habit {
    /// The spellings; a flag with its dashes, a command without.
    typed: &'static [&'static str],
    /// One line of advice with the right spelling.
    instead: &'static str,
}

/// Answers the first argument that is a habit of another tool.
pub(crate) fn answer(arguments: &[OsString]) -> Option<&'static str> {
    let words: Vec<&str> = arguments
        .iter()
        .skip(1)
        .filter_map(|it| it.to_str())
        .collect();
    let command = words.iter().find(|it| !it.starts_with('-'));
    let flags = words.iter().filter(|it| it.starts_with('-'));
    let of = |table: &'static [Habit], word: &str| {
        let word = word.split('=').next().unwrap_or(word);
        let mut same = table.iter().filter(|it| it.typed.contains(&word));
        same.next().map(|it| it.instead)
    };
    command
        .and_then(|it| of(COMMANDS, it))
        .or_else(|| flags.clone().find_map(|it| of(FLAGS, it)))
}

/// Answers a flag that only other commands have.
pub(crate) fn elsewhere(error: &clap::Error) -> Option<String> {
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

const COMMANDS: &[Habit] = &[
    Habit {
        typed: &["diff", "drift", "preview", "dry-run"],
        instead: "use `storectl plan`: it compares the manifest with the Store's draft and writes nothing",
    },
    Habit {
        typed: &["lint", "check", "verify", "test"],
        instead: "use `storectl validate`: it checks manifests offline",
    },
    Habit {
        typed: &[
            "publish", "deploy", "push", "update", "upload", "release", "sync",
        ],
        instead: "use `storectl apply`: it makes the draft match the manifest and submits it; `storectl submit` only submits",
    },
    Habit {
        typed: &["login", "logout", "auth", "configure", "reconfigure"],
        instead: "storectl has no login command: set STORECTL_TENANT_ID, STORECTL_CLIENT_ID and STORECTL_CLIENT_SECRET, or use --sandbox",
    },
    Habit {
        typed: &["watch", "poll", "follow"],
        instead: "use `storectl status --watch`",
    },
    Habit {
        typed: &["new", "create"],
        instead: "use `storectl init`: it writes a first manifest",
    },
    Habit {
        typed: &["destroy", "delete", "rm"],
        instead: "storectl does not delete products; to remove a language or clear a field, set it to `null` in the manifest and run `storectl apply`",
    },
    Habit {
        typed: &["serve", "mock", "simulate"],
        instead: "use `storectl sandbox`, or the --sandbox flag of plan, apply, submit and status",
    },
    Habit {
        typed: &["completion"],
        instead: "use `storectl completions SHELL`",
    },
];

const FLAGS: &[Habit] = &[
    Habit {
        typed: &["-version", "--Version"],
        instead: "use --version, or `storectl version` for the commit and the target too",
    },
    Habit {
        typed: &["--json", "-json", "-o", "--output", "-output"],
        instead: "use --format json, or --out json=FILE to write a file as well",
    },
    Habit {
        typed: &["--markdown", "--md"],
        instead: "use --format markdown, or --out markdown=FILE to write a file as well",
    },
    Habit {
        typed: &["--follow", "--wait-for-completion"],
        instead: "use `storectl status --watch`",
    },
    Habit {
        typed: &["--env-file", "--config", "--config-file"],
        instead: "storectl has no configuration file: use flags, or set the STORECTL_ variables that `storectl plan --help` lists",
    },
    Habit {
        typed: &["-out"],
        instead: "use --out json=FILE",
    },
    Habit {
        typed: &[
            "-f",
            "--file",
            "--filename",
            "--manifest",
            "-R",
            "--recursive",
            "--path",
        ],
        instead: "pass the manifest or its folder without a flag: `storectl plan PATH`",
    },
    Habit {
        typed: &[
            "--dry-run",
            "-n",
            "--check",
            "--diff",
            "--plan-only",
            "--noop",
        ],
        instead: "use `storectl plan`: it shows what `storectl apply` does and writes nothing",
    },
    Habit {
        typed: &[
            "-auto-approve",
            "--auto-approve",
            "-y",
            "--non-interactive",
            "--no-input",
            "--assume-yes",
        ],
        instead: "use --yes",
    },
    Habit {
        typed: &["--force", "-force"],
        instead: "there is no --force: acknowledge a destructive change with the token from the plan, in `acknowledge:` or with --acknowledge TOKEN",
    },
    Habit {
        typed: &["--no-verify", "--skip-verify"],
        instead: "verification cannot be skipped: storectl submits only what it has read back",
    },
    Habit {
        typed: &["--no-submit", "--noCommit", "--no-commit", "-nc"],
        instead: "use --submit never: it updates the draft and does not submit it",
    },
    Habit {
        typed: &["-var"],
        instead: "use --var NAME=VALUE",
    },
    Habit {
        typed: &["-target", "--target", "--include", "--exclude", "--scope"],
        instead: "use --only SELECTOR, e.g. --only listings.de-de",
    },
    Habit {
        typed: &["-detailed-exitcode", "--exit-code", "--detailed-exit-code"],
        instead: "use --detailed-exitcode",
    },
    Habit {
        typed: &["--journal", "--state-dir", "-state"],
        instead: "use --journal-dir DIR",
    },
    Habit {
        typed: &[
            "--client-secret",
            "--secret",
            "--clientSecret",
            "-s",
            "--password",
            "--token",
        ],
        instead: "do not pass a secret on the command line, where other processes can see it: set STORECTL_CLIENT_SECRET, or use --client-secret-file FILE",
    },
    Habit {
        typed: &["--tenant", "-t", "--tenantId", "--tenant_id"],
        instead: "use --tenant-id ID",
    },
    Habit {
        typed: &[
            "--client",
            "-c",
            "--clientId",
            "--app-id",
            "--application-id",
        ],
        instead: "use --client-id ID",
    },
    Habit {
        typed: &["--seller", "--sellerId", "--publisher-id"],
        instead: "use --seller-id ID",
    },
    Habit {
        typed: &[
            "--product",
            "--product-id",
            "--productId",
            "--app",
            "-p",
            "-i",
            "--id",
        ],
        instead: "the manifest's `productId` identifies the product: pass the manifest instead, `storectl plan PATH`",
    },
    Habit {
        typed: &["--no-color", "-no-color", "--nocolor"],
        instead: "use --color never, or set NO_COLOR",
    },
    Habit {
        typed: &["--debug", "--log-level", "--trace-requests"],
        instead: "use -v for more detail, -vv to also print every request, or --trace FILE to write them to a file",
    },
];

#[cfg(test)]
mod tests {
    use super::*;

    fn answered(line: &str) -> &'static str {
        let arguments: Vec<OsString> = line.split(' ').map(OsString::from).collect();
        answer(&arguments).unwrap_or_default()
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
        ] {
            assert!(
                answered(line).contains(spelling),
                "{line}: {}",
                answered(line)
            );
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
