//! The results of the jobs of a fleet: read, and held against what was expected.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::{Path, PathBuf},
};

use storectl_model::{Shard, ShardCount};
use storectl_report::{
    Command,
    json::{
        Document, ExpectedFleet, MAX_SAVED, Merge, ResultFacts, Saved, SavedError, merge,
        read_fleet,
    },
};

use crate::{
    error::CliError,
    exit::Exit,
    ops::{plan::VERSION, saved_result::Source},
};

/// How many names a sentence lists.
const NAMED: usize = 20;

/// The results of jobs.
pub(crate) struct Results {
    /// Those that can be merged, with the names of their files.
    read: Vec<ReadResult>,
    /// What jobs were to work on, where that is known.
    expected: Option<ExpectedFleet>,
    /// Why files cannot be merged.
    broken: Vec<CliError>,
}

/// A result that can be merged.
struct ReadResult {
    /// What people call its file.
    name: String,
    facts: ResultFacts,
    saved: Saved,
}

/// One result of several.
pub(crate) struct Merged {
    /// The result.
    pub(crate) saved: Saved,
    /// How it ends: the gravest of all.
    pub(crate) exit: Exit,
    /// Why it is not complete, where that is so.
    pub(crate) error: Option<CliError>,
}

impl Results {
    /// Reads every file.
    ///
    /// # Errors
    /// Results of several commands, or of fleets that are split differently (64); no file can be merged (1).
    pub(crate) fn read(files: &[PathBuf]) -> Result<Self, CliError> {
        let mut results = Self {
            read: Vec::new(),
            expected: None,
            broken: Vec::new(),
        };
        let mut left = MAX_SAVED;
        for file in files {
            let source = Source::of(file);
            let added = source.text().and_then(|text| {
                let length = u64::try_from(text.len()).unwrap_or(u64::MAX);
                left = left.checked_sub(length).ok_or_else(|| too_long(source))?;
                results.add(source, &text)
            });
            if let Err(error) = added {
                results.broken.push(error);
            }
        }
        if results.read.is_empty() {
            let error = results.broken.into_iter().next();
            return Err(error.unwrap_or_else(|| {
                CliError::usage("no result is given").hint("pass the files of --out json=FILE")
            }));
        }
        results.refuse_mixed("command", |it| it.command.map(Command::as_str))?;
        results.refuse_mixed("number of shards", |it| it.shard.map(Shard::count))?;
        Ok(results)
    }

    fn add(&mut self, source: Source<'_>, text: &str) -> Result<(), CliError> {
        let saved = match Saved::read(text) {
            Ok(saved) => saved,
            Err(SavedError::NoResult(Document::Fleet)) => {
                let read = read_fleet(text);
                let listed = read.map_err(|error| source.cannot_be("merged", &error))?;
                let expected = self.expected.get_or_insert_default();
                expected.shards.extend(listed.shards);
                expected.products.extend(listed.products);
                return Ok(());
            }
            Err(error) => return Err(source.cannot_be("merged", &error)),
        };
        let name = source.name();
        let facts = saved.facts();
        let facts = facts.map_err(|error| source.cannot_be("merged", &error))?;
        let Some(facts) = facts else {
            return Err(CliError::new(
                Exit::Error,
                format!(
                    "{name} cannot be merged: it is not a result of plan, apply, submit or status"
                ),
            ));
        };
        self.read.push(ReadResult { name, facts, saved });
        Ok(())
    }

    /// Refuses results that are not of one kind: nobody asked for one of both.
    fn refuse_mixed<T: PartialEq + std::fmt::Display>(
        &self,
        what: &str,
        kind: impl Fn(&ResultFacts) -> Option<T>,
    ) -> Result<(), CliError> {
        let results = self.read.iter();
        let mut kinds = results.filter_map(|it| Some((kind(&it.facts)?, it)));
        let Some((first, of)) = kinds.next() else {
            return Ok(());
        };
        match kinds.find(|(it, _)| *it != first) {
            None => Ok(()),
            Some((other, another)) => Err(CliError::usage(format!(
                "results differ in their {what}: {first} in {}, {other} in {}",
                of.name, another.name
            ))
            .hint("merge the results of one run of a pipeline, and of one command")),
        }
    }

    /// Makes one result of all.
    ///
    /// # Errors
    /// A document that cannot be merged (1).
    pub(crate) fn merge(self) -> Result<Merged, CliError> {
        let incomplete = self.incomplete();
        let error = incomplete_error(&incomplete);
        let failures = self.read.iter().filter(|it| it.facts.products.is_empty());
        let failures = failures.filter_map(|it| {
            let failure = it.facts.failure.as_ref()?;
            Some(format!(
                "a run has no result (exit code {}): {failure}",
                it.facts.exit
            ))
        });
        let missing = incomplete.iter().cloned().chain(failures).collect();
        let merging = Merge {
            tool_version: VERSION,
            missing,
            error: error.as_ref().map(CliError::view),
            gravity,
        };
        let results: Vec<Saved> = self.read.into_iter().map(|it| it.saved).collect();
        let cannot = |error: &SavedError| {
            CliError::new(
                Exit::Error,
                format!("the results cannot be merged: {error}"),
            )
        };
        let saved = merge(&results, &merging).map_err(|it| cannot(&it))?;
        let facts = saved.facts().map_err(|it| cannot(&it))?;
        let exit = facts.and_then(|it| Exit::of_code(it.exit));
        Ok(Merged {
            saved,
            exit: exit.unwrap_or(Exit::Error),
            error,
        })
    }

    /// Returns the files whose runs did not end well, with their exits.
    pub(crate) fn failed(&self) -> impl Iterator<Item = (&str, Exit)> {
        self.read.iter().filter_map(|it| {
            let exit = Exit::of_code(it.facts.exit).unwrap_or(Exit::Error);
            let is_failed = !matches!(exit, Exit::Ok | Exit::Changes);
            is_failed.then_some((it.name.as_str(), exit))
        })
    }

    /// Returns why the results are not all there, a sentence each without its full stop.
    fn incomplete(&self) -> Vec<String> {
        let broken = self.broken.iter().map(|it| it.view().message.clone());
        let shards = listed("shard", self.missing_shards().iter());
        let products = self.missing_products();
        let products = listed("product", products.iter());
        broken.chain(shards).chain(products).collect()
    }

    /// Returns the shards without a result: of those that have a product where the list of the fleet says it, else of all.
    fn missing_shards(&self) -> Vec<Shard> {
        let seen: BTreeSet<Shard> = self.read.iter().filter_map(|it| it.facts.shard).collect();
        let count: Option<ShardCount> = seen.first().map(|it| it.count());
        let missing = |it: &Shard| !seen.contains(it);
        match (&self.expected, count) {
            (Some(expected), _) => expected.shards.iter().copied().filter(missing).collect(),
            (None, Some(count)) => count.shards().filter(missing).collect(),
            (None, None) => Vec::new(),
        }
    }

    /// Returns the products that the list of the fleet has and no result.
    fn missing_products(&self) -> Vec<String> {
        let mut products: BTreeSet<String> = BTreeSet::new();
        for (manifest, id) in self.read.iter().flat_map(|it| &it.facts.products) {
            products.insert(key(manifest, id.as_deref()));
        }
        let expected = self.expected.iter().flat_map(|it| &it.products);
        let missing: BTreeMap<String, String> = expected
            .map(|(manifest, id)| (key(manifest, id.as_deref()), manifest.clone()))
            .filter(|(key, _)| !products.contains(key))
            .collect();
        missing.into_values().collect()
    }
}

/// Tells a product from others: its ID in any case, else its manifest.
fn key(manifest: &str, id: Option<&str>) -> String {
    id.map_or_else(|| manifest.to_owned(), str::to_ascii_lowercase)
}

/// Ranks the code of an exit, an unknown one as a failure.
fn gravity(code: u8) -> usize {
    let exit = Exit::of_code(code).unwrap_or(Exit::Error);
    Exit::ALL.into_iter().filter(|it| *it < exit).count()
}

/// Says of what there is no result; nothing where all is there.
fn listed<T: std::fmt::Display>(
    noun: &str,
    missing: impl ExactSizeIterator<Item = T>,
) -> Option<String> {
    let number = missing.len();
    let named: Vec<String> = missing.take(NAMED).map(|it| it.to_string()).collect();
    let named = named.join(", ");
    let more = match number.saturating_sub(NAMED) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    match number {
        0 => None,
        1 => Some(format!("no result of {noun} {named}")),
        _ => Some(format!("no result of {noun}s {named}{more}")),
    }
}

/// Returns what a merge ends with that lacks something.
fn incomplete_error(incomplete: &[String]) -> Option<CliError> {
    let (first, others) = incomplete.split_first()?;
    let more = match others.len() {
        0 => String::new(),
        more => format!("; {more} more reasons"),
    };
    Some(
        CliError::new(
            Exit::Error,
            format!("the merged result is incomplete: {first}{more}"),
        )
        .hint("run the jobs again whose results are missing, then merge all results"),
    )
}

fn too_long(source: Source<'_>) -> CliError {
    let most = MAX_SAVED / (1024 * 1024);
    let name = source.name();
    CliError::new(
        Exit::Error,
        format!("{name} cannot be merged: the results are too large together: at most {most} MiB"),
    )
}

/// Returns the files among the results.
pub(crate) fn inputs(files: &[PathBuf]) -> impl Iterator<Item = &Path> {
    files.iter().filter_map(|it| Source::of(it).file())
}
