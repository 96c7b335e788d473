//! Whose files differ from a git revision.

use std::{
    collections::{BTreeMap, btree_map::Entry},
    ffi::OsStr,
    path::{Path, PathBuf},
};

use storectl_platform::{Git, GitError, WorkTreePaths};

use crate::{
    error::CliError,
    exit::Exit,
    manifests::{survey::Survey, trail::trail},
};

/// The work trees of manifests, compared with one revision.
pub(crate) struct Changes<'a> {
    rev: &'a str,
    /// By the root of the repository.
    compared: BTreeMap<PathBuf, WorkTreePaths>,
    /// Whether a manifest is in no repository.
    is_outside: bool,
}

impl<'a> Changes<'a> {
    /// Takes a revision, as it was given.
    pub(crate) fn since(rev: &'a str) -> Self {
        Self {
            rev,
            compared: BTreeMap::new(),
            is_outside: false,
        }
    }

    /// Returns whether the manifest or a file that it names differs from the revision. What git cannot tell counts as changed: a
    /// product too many costs a job, one too few is not released.
    ///
    /// # Errors
    /// A revision that git does not know (64); git cannot answer (1).
    pub(crate) fn affect(&mut self, survey: &Survey) -> Result<bool, CliError> {
        let folder = survey.path.parent().unwrap_or(Path::new(""));
        let git = match Git::open(folder) {
            Ok(git) => git,
            Err(GitError::NoRepository { .. }) => {
                self.is_outside = true;
                return Ok(true);
            }
            Err(error) => return Err(self.unreadable(&error)),
        };
        let paths = match self.compared.entry(git.root().to_owned()) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(new) => new.insert(compare(&git, self.rev)?),
        };
        let Some(files) = &survey.files else {
            return Ok(true);
        };
        let mut files = files.iter().chain([&survey.path]);
        Ok(files.any(|it| is_changed(it, git.root(), paths)))
    }

    /// Returns whether a manifest is in no repository, and so was not compared.
    pub(crate) fn is_outside(&self) -> bool {
        self.is_outside
    }

    fn unreadable(&self, error: &GitError) -> CliError {
        unreadable(self.rev, error)
    }
}

fn unreadable(rev: &str, error: &GitError) -> CliError {
    CliError::new(
        Exit::Error,
        format!("--changed-since: cannot compare with `{rev}`: {error}"),
    )
}

/// Compares a work tree with the revision.
///
/// # Errors
/// As [`Changes::affect`].
fn compare(git: &Git, rev: &str) -> Result<WorkTreePaths, CliError> {
    let commit = match git.commit(rev) {
        Ok(Some(commit)) => commit,
        Ok(None) => return Err(unknown(git, rev, "")),
        // A folder that is no repository, whatever its name: it has no revision at all.
        Err(error @ GitError::Failed { .. }) => {
            return Err(unknown(git, rev, &format!(": {error}")));
        }
        Err(error @ GitError::Ambiguous) => {
            let message = format!("--changed-since: `{rev}` is ambiguous: {error}");
            return Err(CliError::usage(message));
        }
        Err(error) => return Err(unreadable(rev, &error)),
    };
    git.changed_since(&commit)
        .map_err(|error| unreadable(rev, &error))
}

/// The error of a revision that git does not know: most often, of a clone without its history.
fn unknown(git: &Git, rev: &str, why: &str) -> CliError {
    let clone = match git.is_shallow() {
        Ok(true) => "this shallow clone",
        Ok(false) | Err(_) => "this repository",
    };
    CliError::usage(format!(
        "--changed-since: `{rev}` is not a revision of {clone}{why}"
    ))
    .hint("a job's checkout needs the history: `fetch-depth: 0` for actions/checkout, `GIT_DEPTH: 0` in GitLab, `fetchDepth: 0` in Azure Pipelines")
    .hint("elsewhere, run `git fetch --unshallow`, or `git fetch` with that revision")
}

/// Whether a file, or a link on the way to it, differs from the revision, as far as git can tell.
fn is_changed(file: &Path, root: &Path, paths: &WorkTreePaths) -> bool {
    let Some(trail) = trail(file) else {
        return true;
    };
    trail.iter().any(|it| {
        let Some(path) = below(root, it) else {
            return true;
        };
        // What is not there, and was not, is a file that a list of alternatives may name.
        let is_unknown = || it.symlink_metadata().is_ok() && !paths.tracked.contains(&path);
        paths.changed.contains(&path) || is_unknown()
    })
}

/// Returns a path from the root of the repository, with `/`; `None` for one elsewhere, and of a name that is not UTF-8.
fn below(root: &Path, path: &Path) -> Option<String> {
    let names: Option<Vec<&str>> = path
        .strip_prefix(root)
        .ok()?
        .iter()
        .map(OsStr::to_str)
        .collect();
    Some(names?.join("/"))
}
