//! The command that is running, and others that continue its work, as lines to copy.

mod given;
mod variables;

use std::{path::PathBuf, sync::Arc};

use clap::{ArgMatches, Command, parser::ValueSource};
use storectl_model::Shard;
use storectl_platform::Shell;

pub(crate) use self::given::Variable;
use self::given::{Given, values};
use crate::args::{DEFAULT_TIMEOUT, SANDBOX_STATE, parse_duration};

/// Arguments that say how a result is shown, not what is done.
const SHOWING: &[&str] = &[
    "color",
    "detailed_exitcode",
    "format",
    "log_format",
    "out",
    "quiet",
    "trace",
    "verbose",
];

/// The argument that names manifests.
const MANIFESTS: &str = "paths";

/// The argument that names manifests among other words.
const WORDS: &str = "words";

/// The argument that takes a part of the manifests.
const SHARD: &str = "shard";

/// The argument of `apply` that stands for manifests.
const PLAN_FILE: &str = "plan_file";

/// What was typed, argument by argument.
#[derive(Clone, Debug)]
pub(crate) struct Invocation {
    program: Arc<Command>,
    command: String,
    given: Vec<Given>,
    /// The manifests of the plan file that was given, for commands that take no plan file.
    planned: Vec<String>,
    /// The secret variables that were given by `--var`, which no line repeats.
    withheld: Vec<String>,
}

impl Invocation {
    /// Takes what clap read of the arguments of `program`.
    pub(crate) fn of(program: Command, matches: &ArgMatches) -> Self {
        let (command, matches) = matches.subcommand().unwrap_or(("", matches));
        let arguments = program.find_subcommand(command).into_iter();
        let given = arguments
            .flat_map(Command::get_arguments)
            .chain(program.get_arguments())
            .filter_map(|argument| {
                let id = argument.get_id().as_str();
                let is_known = matches.ids().any(|it| it == id);
                let source = is_known.then(|| matches.value_source(id)).flatten();
                (source == Some(ValueSource::CommandLine)).then(|| Given {
                    id: id.to_owned(),
                    flag: argument.get_long().map(str::to_owned),
                    values: values(matches, id, argument.get_action()),
                })
            })
            .collect();
        Self {
            command: command.to_owned(),
            given,
            planned: Vec::new(),
            withheld: Vec::new(),
            program: Arc::new(program),
        }
    }

    /// Returns the part of the products that was asked for.
    pub(crate) fn shard(&self) -> Option<Shard> {
        let shard = self.given.iter().find(|it| it.id == SHARD)?;
        shard.values.iter().flatten().next()?.parse().ok()
    }

    /// Names the manifests that a plan file stands for.
    #[must_use]
    pub(crate) fn of_manifests(mut self, paths: &[PathBuf]) -> Self {
        let paths = paths.iter().map(|it| it.to_string_lossy().into_owned());
        self.planned = paths.collect();
        self
    }

    /// Names these manifests in place of those that were given.
    #[must_use]
    pub(crate) fn on_manifests(mut self, paths: impl Iterator<Item = PathBuf>) -> Self {
        self.given.retain(|it| it.id != MANIFESTS);
        self.of_manifests(&paths.collect::<Vec<_>>())
    }

    /// Names the simulated Store that applies without an argument, e.g. the one of a snapshot.
    #[must_use]
    pub(crate) fn of_sandbox(mut self) -> Self {
        if !self.given.iter().any(|it| it.id == "sandbox") {
            self.given.push(Given {
                id: "sandbox".to_owned(),
                flag: Some("sandbox".to_owned()),
                values: vec![vec![SANDBOX_STATE.to_owned()]],
            });
        }
        self
    }

    /// Leaves out a `--timeout` below the default: it may have been too short.
    #[must_use]
    pub(crate) fn without_short_timeout(mut self) -> Self {
        let default = parse_duration(DEFAULT_TIMEOUT).ok();
        let is_short = |it: &Given| {
            let mut values = it.values.iter().flatten();
            it.id == "timeout" && values.any(|it| parse_duration(it).ok() < default)
        };
        self.given.retain(|it| !is_short(it));
        self
    }

    /// Reports whether the command takes an argument, by its name without dashes.
    pub(crate) fn takes(&self, id: &str) -> bool {
        let command = self.program.find_subcommand(&self.command);
        let mut arguments = command.into_iter().flat_map(Command::get_arguments);
        arguments.any(|it| it.get_id() == id)
    }

    /// Returns the same command.
    pub(crate) fn again(&self) -> String {
        self.line(&self.command, &[], |_| true)
    }

    /// Returns the same command with one flag more.
    pub(crate) fn again_with(&self, flag: &str) -> String {
        let id = flag.trim_start_matches('-').replace('-', "_");
        self.line(&self.command, &[flag], |it| it.id != id)
    }

    /// Returns the same command with these values of flags, in place of those of any of `instead`.
    pub(crate) fn again_instead(&self, words: &[&str], instead: &[&str]) -> String {
        self.line(&self.command, words, |it| {
            !instead.contains(&it.id.as_str())
        })
    }

    /// Returns the same command with more values of a repeatable flag.
    pub(crate) fn again_with_each(&self, flag: &str, values: &[String]) -> String {
        let words = values.iter().flat_map(|it| [flag, it.as_str()]);
        self.line(&self.command, &words.collect::<Vec<_>>(), |_| true)
    }

    /// Returns the same command with this plan file in place of the manifests.
    pub(crate) fn with_plan_file(&self, file: &str) -> String {
        self.line(&self.command, &["--plan", file], |it| {
            it.flag.is_some() && it.id != SHARD
        })
    }

    /// Returns the command that applies this plan of the same Store: the file that was asked for with `--out`, else `kept`.
    pub(crate) fn apply_of_plan_file(&self, kept: &str) -> String {
        let asked = self.saved_plan();
        self.line("apply", &["--plan", asked.unwrap_or(kept)], |it| {
            it.flag.is_some() && it.id != SHARD && !SHOWING.contains(&it.id.as_str())
        })
    }

    /// Returns the file that the plan was asked to be written to.
    fn saved_plan(&self) -> Option<&str> {
        let out = self.given.iter().filter(|it| it.id == "out");
        let mut files = out.flat_map(|it| it.values.iter().flatten());
        files.find_map(|it| it.strip_prefix("json="))
    }

    /// Returns the command that writes these tokens to the manifests: it plans again, but of values that a file kept it reads the
    /// plan that was saved.
    pub(crate) fn acknowledging(&self, tokens: &[&str]) -> String {
        let is_offline = self.given.iter().any(|it| it.id == "live");
        match self.saved_plan().filter(|_| is_offline) {
            Some(plan) => {
                let words = [tokens, &["--plan", plan]].concat();
                self.line("acknowledge", &words, |_| false)
            }
            None => self.then("acknowledge", tokens),
        }
    }

    /// Returns another command for the same manifests and the same Store, with these words before the arguments they share.
    pub(crate) fn then(&self, command: &str, words: &[&str]) -> String {
        self.line(command, words, |it| !SHOWING.contains(&it.id.as_str()))
    }

    /// Returns the command that takes the Store's value of a field into the manifest, also where this one only shows it.
    pub(crate) fn take(&self, address: &str) -> String {
        self.line("import", &["--update", "--only", address], |it| {
            let is_said = ["update", "only", "diff"].contains(&it.id.as_str());
            !is_said && !SHOWING.contains(&it.id.as_str())
        })
    }

    fn line(&self, command: &str, words: &[&str], keep: impl Fn(&Given) -> bool) -> String {
        let target = self.program.find_subcommand(command);
        let is_taken = |it: &Given| {
            let takes = |id: &str| {
                let mut arguments = target.into_iter().flat_map(Command::get_arguments);
                arguments.any(|it| it.get_id() == id)
            };
            let is_global = self
                .program
                .get_arguments()
                .any(|arg| arg.get_id() == &*it.id);
            is_global || takes(&it.id) || (it.id == MANIFESTS && takes(WORDS))
        };
        let shared: Vec<&Given> = self
            .given
            .iter()
            .filter(|it| keep(it) && is_taken(it))
            .collect();
        let mut all: Vec<String> = vec!["storectl".to_owned(), command.to_owned()];
        all.extend(words.iter().map(|it| (*it).to_owned()));
        for given in &shared {
            all.extend(given.words());
        }
        let places = shared.iter().filter(|it| it.flag.is_none());
        let mut places: Vec<&String> = places.flat_map(|it| it.values.iter().flatten()).collect();
        if !shared.iter().any(|it| it.id == PLAN_FILE) {
            places.extend(&self.planned);
        }
        if places.iter().any(|it| it.starts_with('-')) {
            all.push("--".to_owned());
        }
        all.extend(places.into_iter().cloned());
        let quoted: Vec<String> = all.iter().map(|it| Shell::CURRENT.quote(it)).collect();
        quoted.join(" ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn invocation(line: &[&str]) -> Invocation {
        let program = crate::commands::program();
        let words = std::iter::once(&"storectl").chain(line);
        let matches = program.clone().try_get_matches_from(words).unwrap();
        Invocation::of(program, &matches)
    }

    #[test]
    fn the_same_command_keeps_everything_that_was_given_and_nothing_else() {
        for line in [
            &[
                "apply",
                "--yes",
                "--sandbox",
                "--var",
                "version=1.4.2",
                "a",
                "b",
            ][..],
            &["apply", "--sandbox=x.json", "--prune", "products/widgets"],
            &["plan", "--format", "json", "--timeout", "90s"],
            &["submit", "-v"],
        ] {
            let again = invocation(line).again().replace("--verbose", "-v");
            // Flags come in the order of the help.
            let mut words: Vec<&str> = again.split(' ').skip(1).collect();
            let mut expected = line.to_vec();
            words.sort_unstable();
            expected.sort_unstable();
            assert_eq!(words, expected);
        }
    }

    #[test]
    fn another_command_takes_the_manifests_and_the_store_and_not_the_format() {
        let plan = invocation(&[
            "plan",
            "--sandbox",
            "--format",
            "json",
            "--detailed-exitcode",
            "--var",
            "v=1",
            "a b",
        ]);
        // Quoted alike by every shell.
        let expected = "storectl apply --expect H --var v=1 --sandbox 'a b'";
        assert_eq!(plan.then("apply", &["--expect", "H"]), expected);
        let apply = invocation(&[
            "apply",
            "--yes",
            "--wait",
            "published",
            "--seller-id",
            "1",
            "a",
        ]);
        assert_eq!(
            apply.then("status", &["--watch"]),
            "storectl status --watch --seller-id 1 a"
        );
    }

    #[test]
    fn a_flag_is_added_once() {
        let apply = invocation(&["apply", "--wait-for-ongoing"]);
        assert_eq!(
            apply.again_with("--wait-for-ongoing"),
            "storectl apply --wait-for-ongoing"
        );
    }

    #[test]
    fn a_command_that_takes_no_plan_file_names_the_manifests_of_the_plan() {
        let apply = invocation(&["apply", "--plan", "plan.json", "--sandbox"])
            .of_manifests(&["store/a.yaml".into()]);
        assert_eq!(apply.again(), "storectl apply --plan plan.json --sandbox");
        assert_eq!(
            apply.then("status", &["--watch"]),
            "storectl status --watch --sandbox store/a.yaml"
        );
    }

    #[test]
    fn a_plan_file_takes_the_place_of_the_manifests() {
        let apply = invocation(&["apply", "--yes", "--sandbox", "plan.json"]);
        assert_eq!(
            apply.with_plan_file("plan.json"),
            "storectl apply --plan plan.json --yes --sandbox"
        );
    }

    #[test]
    fn tokens_are_written_to_the_same_manifests_by_the_same_plan() {
        for (line, expected) in [
            (
                &[
                    "plan",
                    "--prune",
                    "--sandbox",
                    "--detailed-exitcode",
                    "a",
                    "b",
                ][..],
                "--prune --sandbox a b",
            ),
            (&["apply", "--yes", "--var", "version=2"], "--var version=2"),
            (&["release", "1.5.0", "--sandbox", "a"], "--sandbox a"),
            (
                &[
                    "plan",
                    "--live",
                    "live.json",
                    "--out",
                    "json=plan.json",
                    "a",
                ],
                "--plan plan.json",
            ),
            (&["plan", "--live", "live.json", "a"], "a"),
        ] {
            let command = invocation(line).acknowledging(&["D-aaaaaa"]);
            assert_eq!(command, format!("storectl acknowledge D-aaaaaa {expected}"));
        }
    }

    #[test]
    fn a_timeout_below_the_default_is_left_out_and_a_longer_one_stays() {
        for (timeout, expected) in [
            ("1s", "storectl apply"),
            ("2h", "storectl apply --timeout 2h"),
        ] {
            let apply = invocation(&["apply", "--timeout", timeout]).without_short_timeout();
            assert_eq!(apply.again(), expected);
        }
    }

    #[test]
    fn more_values_of_a_flag_stand_beside_those_that_were_given() {
        let apply = invocation(&["apply", "--acknowledge", "D-aaaaaa", "products"]);
        assert_eq!(
            apply.again_with_each("--acknowledge", &["D-bbbbbb".to_owned()]),
            "storectl apply --acknowledge D-bbbbbb --acknowledge D-aaaaaa products"
        );
    }

    #[test]
    fn a_flag_that_counts_is_repeated_as_often_as_it_was_given() {
        assert_eq!(
            invocation(&["apply", "-vv"]).again(),
            "storectl apply --verbose --verbose"
        );
    }

    #[test]
    fn secret_variables_are_withheld_and_the_others_repeated() {
        let line = ["plan", "--var", "version=2", "--var", "password=hunter2"];
        let plan = invocation(&line).with_variables(|name| match name {
            "password" => Variable::Secret,
            _ => Variable::Repeated,
        });
        assert_eq!(plan.again(), "storectl plan --var version=2");
        assert_eq!(
            plan.complete(vec![format!("continue with `{}`", plan.again())]),
            [
                "continue with `storectl plan --var version=2`",
                "also set the secret variable in the environment: `STORECTL_VAR_PASSWORD`"
            ]
        );
        assert_eq!(plan.complete(vec!["add --yes".to_owned()]), ["add --yes"]);
        assert_eq!(invocation(&line).withheld(), None);
    }
}
