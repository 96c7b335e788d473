//! The bytes of a policy: a regular file of this machine, or of a git revision.

use std::path::Path;

use storectl_manifest::MAX_POLICY;
use storectl_platform::{EntryKind, Git, GitError, OwnFileError, read_own};

use super::place::InRepository;
use crate::{
    error::CliError,
    exit::Exit,
    manifests::revision::{UnusableBase, commit_at},
};

/// The advice where `--policy` names something else.
const POLICY: &str =
    "pass the file of a policy, which begins with `apiVersion: storectl.policy/v1`";

/// Reads a policy of this machine; `name` is shown to people.
///
/// # Errors
/// 1: there is none; 10: it is no regular file, or too large.
pub(super) fn of_disk(file: &Path, name: &str) -> Result<Vec<u8>, CliError> {
    let bytes = read_own(file, MAX_POLICY).map_err(|error| {
        let why = match error {
            OwnFileError::NotRegular { path, kind } => {
                format!("`{}` is {kind}, not a policy", path.display())
            }
            OwnFileError::TooLarge { .. } => too_large(name),
            OwnFileError::Held { .. } | OwnFileError::Read { .. } | OwnFileError::Write { .. } => {
                CliError::own_file(error).view().message.clone()
            }
        };
        unreadable(why)
    })?;
    bytes.ok_or_else(|| {
        CliError::new(Exit::Error, format!("no such file: {name} (--policy)")).hint(POLICY)
    })
}

/// Reads a policy as it was at a revision.
///
/// # Errors
/// 1: the revision cannot be used, or does not have it; 10: it is no regular file there, or too large. All name the revision.
pub(super) fn at_revision(
    place: &InRepository,
    rev: &str,
    name: &str,
) -> Result<Vec<u8>, CliError> {
    let unusable = |error: UnusableBase| {
        let message = format!("the policy {name} cannot be read at the base: {error}");
        CliError::new(Exit::Error, message).hint("fetch the base revision before the plan")
    };
    let of_git = |error: &GitError| unusable(UnusableBase::of_git(rev, error));
    let git = Git::open(&place.root).map_err(|error| of_git(&error))?;
    let commit = commit_at(&git, rev).map_err(unusable)?;
    let entry = git.entry(&commit, &place.path);
    let Some(entry) = entry.map_err(|error| of_git(&error))? else {
        let message = format!("`{rev}` has no policy {}", place.path);
        return Err(CliError::new(Exit::Error, message).hint(
            "merge the policy first; a change cannot bring the policy that it is judged by",
        ));
    };
    let kind = match entry.kind {
        EntryKind::File => None,
        EntryKind::Link => Some("a symbolic link"),
        EntryKind::Folder => Some("a folder"),
        EntryKind::Submodule => Some("a submodule"),
    };
    if let Some(kind) = kind {
        let path = &place.path;
        return Err(unreadable(format!(
            "`{path}` is {kind} at `{rev}`, not a policy"
        )));
    }
    let limit = usize::try_from(MAX_POLICY).unwrap_or(usize::MAX);
    git.blob(&entry.id, limit).map_err(|error| match error {
        GitError::TooLarge { .. } => unreadable(too_large(&format!("{name} at `{rev}`"))),
        error => of_git(&error),
    })
}

fn unreadable(why: String) -> CliError {
    CliError::new(Exit::Invalid, why).hint(POLICY)
}

fn too_large(name: &str) -> String {
    format!("the policy {name} is larger than {} KiB", MAX_POLICY / 1024)
}
