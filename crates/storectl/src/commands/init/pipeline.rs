//! The pipelines of the examples, which are part of the program.

use std::{
    collections::BTreeSet,
    io,
    path::{Path, PathBuf},
};

use storectl_report::Foreign;

use super::{
    cover, create,
    engine::Engine,
    place::{Place, Repository},
    steps,
};
use crate::{
    error::CliError,
    output::printer::{Level, Printer},
};

/// A file of a pipeline.
#[derive(Clone, Copy, Debug)]
struct PipelineFile {
    /// Where it goes, from the root of the repository.
    path: &'static str,
    /// The example, which names [`EXAMPLE_FOLDER`].
    text: &'static str,
}

/// How the examples name the product's folder: a variable of each job, and nothing else.
const EXAMPLE_FOLDER: &str = "STORECTL_PATH: store\n";

/// A workflow of `examples/github-actions`.
macro_rules! workflow {
    ($name:literal) => {
        PipelineFile {
            path: concat!(".github/workflows/", $name),
            text: include_str!(concat!("../../../../../examples/github-actions/", $name)),
        }
    };
}

const GITHUB: &[PipelineFile] = &[
    workflow!("plan-on-pr.yml"),
    workflow!("apply-on-merge.yml"),
    workflow!("release-on-tag.yml"),
    workflow!("follow.yml"),
    workflow!("reconcile.yml"),
    workflow!("drift.yml"),
    workflow!("publish-live.yml"),
    workflow!("plan-on-pr-fork.yml"),
    workflow!("plan-on-pr-fork-comment.yml"),
];

const GITLAB: &[PipelineFile] = &[PipelineFile {
    path: ".gitlab-ci.yml",
    text: include_str!("../../../../../examples/gitlab/.gitlab-ci.yml"),
}];

const AZURE: &[PipelineFile] = &[PipelineFile {
    path: "azure-pipelines.yml",
    text: include_str!("../../../../../examples/azure/azure-pipelines.yml"),
}];

fn files(engine: Engine) -> &'static [PipelineFile] {
    match engine {
        Engine::Github => GITHUB,
        Engine::Gitlab => GITLAB,
        Engine::Azure => AZURE,
    }
}

/// Checks that all files would be in the repository.
///
/// # Errors
/// As [`Place::check_folders`].
pub(super) fn check(engine: Engine, place: &Place) -> Result<(), CliError> {
    files(engine)
        .iter()
        .try_for_each(|file| place.check_folders(file.path))
}

/// Writes the files that are not there, and says what is left to do.
///
/// # Errors
/// A file that cannot be written (1). Those before it stay.
pub(super) fn write(engine: Engine, place: &Place, printer: &Printer) -> Result<(), CliError> {
    let mut covered = BTreeSet::new();
    let folder = format!("STORECTL_PATH: {}\n", place.product);
    for file in files(engine) {
        let text = file.text.replace(EXAMPLE_FOLDER, &folder);
        let shown = place.shown(file.path);
        let name = Foreign::new(&shown).line();
        match create(&at(&place.root, file.path), &text) {
            Ok(()) => printer.result(&format!("wrote {name}\n"))?,
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
                printer.result(&format!("kept existing {name}\n"))?;
                covered.extend(cover::folders(&at(&place.root, file.path)));
            }
            Err(error) => return Err(CliError::local(format!("cannot write {name}"), error)),
        }
    }
    if place.repository == Repository::Missing {
        let message = "the current folder is in no git repository: run `git init` here";
        printer.say(Level::Warning, message);
    }
    if let Some(message) = cover::missing(&covered, &place.folder) {
        printer.say(Level::Warning, &message);
    }
    for line in steps::of(engine).lines() {
        printer.say(Level::Info, line);
    }
    for line in steps::branch(engine, place)
        .iter()
        .flat_map(|it| it.lines())
    {
        printer.say(Level::Info, line);
    }
    Ok(())
}

/// A path below a folder, from one with slashes.
fn at(root: &Path, path: &str) -> PathBuf {
    root.join(path.split('/').collect::<PathBuf>())
}

#[cfg(test)]
mod tests {
    use clap::ValueEnum as _;

    use super::*;

    #[test]
    fn every_job_of_every_example_names_the_folder_and_nothing_else_does() {
        for engine in Engine::value_variants() {
            for file in files(*engine) {
                let named = file.text.matches("STORECTL_PATH:").count();
                let found = file.text.matches(EXAMPLE_FOLDER).count();
                assert_eq!(named, found, "{}", file.path);
                assert!(
                    found > 0 || file.path.ends_with("-comment.yml"),
                    "{}",
                    file.path
                );
            }
        }
    }
}
