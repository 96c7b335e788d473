//! What the last release asked for, by git: the manifest at the commit that last set another version.

use std::{collections::BTreeMap, path::Path};

use storectl_manifest::{ReleaseVersion, Variables, released_version};
use storectl_model::{DesiredProduct, ProductId};
use storectl_platform::{Git, GitError, ObjectId};

use crate::manifests::{
    file_tree::TEXT_CAP,
    original::Original,
    revision::{Revisions, UnusableBase},
};

/// How many commits of a manifest are looked at, at most.
const MOST_COMMITS: usize = 200;

/// A release before the one under way.
#[derive(Clone, Debug)]
pub(crate) struct LastRelease {
    /// Its version, as the manifest wrote it.
    pub(crate) version: String,
    /// What the manifest asked for.
    pub(crate) product: DesiredProduct,
}

/// Why it is unknown what the last release asked for. Each is the end of a sentence.
#[derive(Clone, Debug, thiserror::Error)]
pub(crate) enum UnknownRelease {
    /// git cannot answer.
    #[error("{0}")]
    Git(String),
    /// The clone may not have its commit.
    #[error("this shallow clone does not have its commit; run `git fetch --unshallow`")]
    Shallow,
    /// It is too long ago.
    #[error("it is more than {MOST_COMMITS} commits of the manifest ago")]
    LongAgo,
    /// The manifest was not valid there.
    #[error("{0}")]
    Unusable(#[from] UnusableBase),
}

impl From<GitError> for UnknownRelease {
    fn from(error: GitError) -> Self {
        Self::Git(error.to_string())
    }
}

/// Finds the release before that of `version`; `None` where there was none. Blocks.
///
/// # Errors
/// See [`UnknownRelease`].
pub(crate) fn last_release(
    original: &Original,
    product: &ProductId,
    version: &ReleaseVersion,
    vars: &Variables,
) -> Result<Option<LastRelease>, UnknownRelease> {
    let folder = original.file.parent().unwrap_or(Path::new(""));
    let git = Git::open(folder)?;
    let (Some(path), Some(head)) = (git.below(&original.file), git.commit("HEAD")?) else {
        return Ok(None);
    };
    let commits = git.changes_of(&head, &path, MOST_COMMITS)?;
    let at = |commit: &ObjectId| version_at(&git, commit, &path);
    let (found, end) = last_set(&commits, version, at)?;
    if end == End::OfList {
        if git.is_shallow()? {
            return Err(UnknownRelease::Shallow);
        }
        if commits.len() >= MOST_COMMITS {
            return Err(UnknownRelease::LongAgo);
        }
    }
    let Some((commit, version)) = found else {
        return Ok(None);
    };
    let commit = commit.to_string();
    let mut revisions = Revisions::new(&commit, vars.clone());
    let found = revisions.find(folder, &original.file, product)?;
    let product = found.product;
    Ok(Some(LastRelease { version, product }))
}

/// Where a search ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum End {
    /// At a commit with another version.
    AtCommit,
    /// With the list.
    OfList,
}

/// Finds the commit that set the last version other than `version`, in a list from new to old: the oldest in a row that has it.
fn last_set<C: Clone, E>(
    commits: &[C],
    version: &ReleaseVersion,
    version_at: impl Fn(&C) -> Result<Option<String>, E>,
) -> Result<(Option<(C, String)>, End), E> {
    let mut found: Option<(C, String)> = None;
    for commit in commits {
        let here = version_at(commit)?;
        match (&found, here) {
            (None, Some(here)) if version.is(&here) => {}
            (None, Some(here)) => found = Some((commit.clone(), here)),
            (Some((_, last)), Some(here)) if *last == here => {
                found = Some((commit.clone(), here));
            }
            (None | Some(_), None) | (Some(_), Some(_)) => return Ok((found, End::AtCommit)),
        }
    }
    Ok((found, End::OfList))
}

/// Returns the version that the manifest held at a commit; `None` where it held none, or was not there.
fn version_at(git: &Git, commit: &ObjectId, path: &str) -> Result<Option<String>, GitError> {
    let Some(entry) = git.entry(commit, path)? else {
        return Ok(None);
    };
    let limit = usize::try_from(TEXT_CAP).unwrap_or(usize::MAX);
    let content = git.blob(&entry.id, limit)?;
    let document = storectl_manifest::read(path, &content).ok();
    Ok(document.and_then(|it| released_version(&it)))
}

/// What is known of the last releases of manifests, one entry each, and why of some nothing is.
pub(crate) struct LastReleases {
    /// The releases.
    pub(crate) known: Vec<Option<LastRelease>>,
    /// How many manifests nothing is known of, by the reason.
    pub(crate) unknown: BTreeMap<String, usize>,
}

impl LastReleases {
    /// Finds those of these manifests with their products. Blocks.
    pub(crate) fn find<'a>(
        manifests: impl Iterator<Item = (&'a Original, &'a DesiredProduct)>,
        version: &ReleaseVersion,
        vars: &Variables,
    ) -> Self {
        let mut unknown = BTreeMap::new();
        let known = manifests.map(|(original, product)| {
            if !has_notes(product) {
                return None;
            }
            let found = last_release(original, &product.product_id, version, vars);
            found.unwrap_or_else(|reason| {
                *unknown.entry(reason.to_string()).or_insert(0) += 1;
                None
            })
        });
        let known = known.collect();
        Self { known, unknown }
    }
}

/// Whether any language has notes that could be those of the last release.
fn has_notes(product: &DesiredProduct) -> bool {
    let states = storectl_manifest::notes_states(product, None);
    states
        .values()
        .any(|it| *it == storectl_manifest::NotesState::Written)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Searches versions from new to old, and returns the place of the commit.
    fn search(versions: &[&str], version: &str) -> (Option<usize>, End) {
        let commits: Vec<usize> = (0..versions.len()).collect();
        let at = |it: &usize| {
            let text = versions.get(*it).copied().unwrap_or_default();
            Ok::<_, GitError>((!text.is_empty()).then(|| text.to_owned()))
        };
        let version = version.parse().unwrap();
        let (found, end) = last_set(&commits, &version, at).unwrap();
        (found.map(|(commit, _)| commit), end)
    }

    #[test]
    fn the_commit_that_set_the_last_other_version_is_found() {
        for (versions, commit, end) in [
            (&["1.4", "1.4", "1.3"][..], Some(1), End::AtCommit),
            (
                &["1.5", "1.5.0", "1.4", "1.4", "1.3"],
                Some(3),
                End::AtCommit,
            ),
            (&["1.4", "1.4"], Some(1), End::OfList),
            (&["1.4", "", "1.4"], Some(0), End::AtCommit),
            (&["1.5"], None, End::OfList),
            (&[""], None, End::AtCommit),
            (&[], None, End::OfList),
        ] {
            assert_eq!(search(versions, "1.5"), (commit, end), "{versions:?}");
        }
    }
}
