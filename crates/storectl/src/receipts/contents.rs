//! What a receipt keeps beside itself: the manifest, every file it names, and where they came from.

use std::{
    collections::BTreeMap,
    path::{Component, Path, PathBuf},
};

use storectl_plan::ReceiptSource;
use storectl_platform::{Git, GitError, NewEntry, ObjectId};

use crate::{
    manifests::load::{Manifest, ManifestOrigin},
    settings::started_by::person_name,
};

/// A manifest and the files it names.
#[derive(Clone, Debug)]
pub(super) enum Contents {
    /// In the checkout.
    Checkout(CheckoutContents),
    /// In an earlier receipt, which is rolled back to.
    Receipt {
        /// The tree that keeps them.
        files: ObjectId,
        /// Where they came from then.
        source: ReceiptSource,
    },
}

/// A manifest and the files it names, in the checkout.
#[derive(Clone, Debug)]
pub(super) struct CheckoutContents {
    /// The manifest's path from the repository root, as documents name it.
    manifest: String,
    folder: PathBuf,
    /// The manifest and the files, relative to its folder.
    files: Vec<PathBuf>,
}

/// A file by its name in the repository, and where its content is.
struct Place {
    name: String,
    content: String,
}

impl Contents {
    /// Takes those of a manifest.
    pub(super) fn of(manifest: &Manifest) -> Self {
        match &manifest.origin {
            ManifestOrigin::Checkout => Self::Checkout(CheckoutContents::of(manifest)),
            ManifestOrigin::Receipt(extracted) => Self::Receipt {
                files: extracted.receipt.files.clone(),
                source: extracted.receipt.source.clone(),
            },
        }
    }

    /// Keeps them in git, byte for byte, and returns their tree.
    ///
    /// # Errors
    /// Returns an error if git cannot read or keep one of them.
    pub(super) fn keep(&self, git: &Git) -> Result<ObjectId, GitError> {
        match self {
            Self::Checkout(contents) => contents.keep(git),
            Self::Receipt { files, source: _ } => Ok(files.clone()),
        }
    }

    /// Returns where they came from; `by` is who started the run, if a CI system says so, else the name that git knows.
    pub(super) fn source(&self, git: Option<&Git>, by: Option<String>) -> ReceiptSource {
        let configured = || person_name(&git?.user_name().ok().flatten()?);
        let by = by.or_else(configured);
        match self {
            Self::Checkout(contents) => contents.source(git, by),
            Self::Receipt { files: _, source } => ReceiptSource {
                by,
                ..source.clone()
            },
        }
    }
}

impl CheckoutContents {
    fn of(manifest: &Manifest) -> Self {
        let own = manifest.file();
        let own = own.file_name().map(PathBuf::from);
        let named = manifest.files.iter().map(PathBuf::from);
        Self {
            manifest: manifest.path.clone(),
            folder: manifest.folder.clone(),
            files: own.into_iter().chain(named).collect(),
        }
    }

    fn keep(&self, git: &Git) -> Result<ObjectId, GitError> {
        let places = self.places(git);
        let contents: Vec<String> = places.iter().map(|it| it.content.clone()).collect();
        let kept = git.write_files(&contents)?.into_iter().map(NewEntry::File);
        let names = places.into_iter().map(|it| it.name);
        git.write_tree(&names.zip(kept).collect())
    }

    fn source(&self, git: Option<&Git>, by: Option<String>) -> ReceiptSource {
        let commit = git.and_then(|it| it.commit("HEAD").ok().flatten());
        let is_changed = |git: &Git| {
            let places = self.places(git).into_iter();
            let mut paths: Vec<String> = places.flat_map(|it| [it.name, it.content]).collect();
            paths.sort();
            paths.dedup();
            // What git cannot tell is not known to be the commit's.
            git.is_changed(&paths).unwrap_or(true)
        };
        ReceiptSource {
            manifest: self.manifest.clone(),
            dirty: git.is_none_or(is_changed),
            by,
            commit: commit.map(|it| it.to_string()),
        }
    }

    /// Finds each file once. What lies outside the repository, or is gone since it was read, is left out.
    fn places(&self, git: &Git) -> Vec<Place> {
        let here = Path::new(".");
        let folder = if self.folder.as_os_str().is_empty() {
            here
        } else {
            &self.folder
        };
        let Ok(folder) = folder.canonicalize() else {
            return Vec::new();
        };
        let below = |path: &Path| {
            let inside = path.strip_prefix(git.root()).ok()?;
            let names: Option<Vec<&str>> = inside.iter().map(|it| it.to_str()).collect();
            Some(names?.join("/"))
        };
        let place = |file: &PathBuf| {
            let path = folder.join(file);
            let content = path.canonicalize().ok()?;
            Some((below(&shortest(&path))?, below(&content)?))
        };
        let found: BTreeMap<String, String> = self.files.iter().filter_map(place).collect();
        let places = found.into_iter();
        places
            .map(|(name, content)| Place { name, content })
            .collect()
    }
}

/// Resolves `..` by the names alone: links on the way keep theirs, for that is what the manifest names.
fn shortest(path: &Path) -> PathBuf {
    let mut shortest = PathBuf::new();
    for component in path.components() {
        match component {
            Component::ParentDir => {
                shortest.pop();
            }
            Component::CurDir => {}
            Component::Prefix(_) | Component::RootDir | Component::Normal(_) => {
                shortest.push(component);
            }
        }
    }
    shortest
}
