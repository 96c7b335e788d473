//! Manifests as they were at a git revision: `plan --base REV`.

use std::{
    collections::{BTreeMap, btree_map::Entry},
    path::{Path, PathBuf},
};

use storectl_manifest::{
    FileFault, Location, ManifestAccess, Precedence, Severity, UnusedExplicit, Variables,
};
use storectl_model::{DesiredProduct, ProductId};
use storectl_platform::{Git, GitError, ObjectId};

use crate::manifests::{
    examine::ManifestSource,
    file_tree::{FileTree, Pointers, manifest_in, split},
    git_tree::GitTree,
    inspect::{Inspected, fault_of_manifest, inspect},
    parallel::Cores,
};

/// How many manifests of a revision are read for one that was renamed.
const MOST_SEARCHED: usize = 1_000;

/// Why the manifest at a revision cannot be compared with. Each names the revision and the cause, and is one sentence without
/// its full stop.
#[derive(Clone, Debug, thiserror::Error)]
pub(crate) enum UnusableBase {
    /// git cannot answer, or there is no repository to ask about.
    #[error("`{rev}` cannot be read: {cause}")]
    Git {
        /// The revision, as it was given.
        rev: String,
        /// What git says.
        cause: String,
    },
    /// The repository does not know the revision.
    #[error("`{rev}` is not a revision of this repository")]
    NoRevision {
        /// The revision.
        rev: String,
    },
    /// The clone may be too shallow to have it.
    #[error(
        "`{rev}` is not in this shallow clone: run `git fetch --unshallow`, or `git fetch` with that revision"
    )]
    Shallow {
        /// The revision.
        rev: String,
    },
    /// No manifest is for the product there.
    #[error("`{rev}` has no manifest of product {product}")]
    NoManifest {
        /// The revision.
        rev: String,
        /// The product.
        product: ProductId,
    },
    /// Several manifests are for the product there, and none of them is where its manifest is now.
    #[error("`{rev}` has several manifests of product {product}: {first} and {second}")]
    Several {
        /// The revision.
        rev: String,
        /// The product.
        product: ProductId,
        /// The path of one.
        first: String,
        /// The path of another.
        second: String,
    },
    /// The manifest cannot be read there.
    #[error("{path} at `{rev}` cannot be read: {cause}")]
    Unreadable {
        /// The revision.
        rev: String,
        /// Its path from the root.
        path: String,
        /// Why.
        cause: String,
    },
    /// The manifest has errors there; a missing file is one.
    #[error("the manifest is invalid at `{rev}`, at {place}: {message}")]
    Invalid {
        /// The revision.
        rev: String,
        /// The file, line and column of the first error.
        place: String,
        /// What it says.
        message: String,
    },
}

/// A manifest as it was at a revision.
#[derive(Debug)]
pub(crate) struct AtRevision {
    /// The commit.
    pub(crate) commit: ObjectId,
    /// Its path there, from the root of the repository.
    pub(crate) path: String,
    /// What it asks for there.
    pub(crate) product: DesiredProduct,
}

/// One REV in each of the repositories that this run's manifests are in.
pub(crate) struct Revisions<'a> {
    rev: &'a str,
    vars: Variables,
    /// By the root of the repository.
    read: BTreeMap<PathBuf, Result<Revision, UnusableBase>>,
}

/// One repository at one revision.
struct Revision {
    commit: ObjectId,
    tree: GitTree<Git>,
}

impl<'a> Revisions<'a> {
    /// Takes a revision as it was given, and what was given for variables: it counts where the manifest of that revision gives
    /// none (forms.md, "Receipts" 8).
    pub(crate) fn new(rev: &'a str, vars: Variables) -> Self {
        Self {
            rev,
            vars: Variables {
                unused: UnusedExplicit::Allowed,
                precedence: Precedence::Manifest,
                ..vars
            },
            read: BTreeMap::new(),
        }
    }

    /// Returns what the manifest of `product` asked for at the revision, whose file is now at `manifest` in the repository of
    /// `folder`. Nobody is taught its secrets: nothing but digests is made of its values.
    ///
    /// # Errors
    /// See [`UnusableBase`].
    pub(crate) fn find(
        &mut self,
        folder: &Path,
        manifest: &Path,
        product: &ProductId,
    ) -> Result<AtRevision, UnusableBase> {
        let rev = self.rev;
        let git = Git::open(folder).map_err(|error| UnusableBase::of_git(rev, &error))?;
        let path = git.below(manifest);
        let revision = match self.read.entry(git.root().to_owned()) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(new) => new.insert(Revision::read(rev, git)),
        };
        let revision = revision.as_ref().map_err(Clone::clone)?;
        let (path, product) = revision.find(rev, path.as_deref(), product, &self.vars)?;
        Ok(AtRevision {
            commit: revision.commit.clone(),
            path,
            product,
        })
    }
}

impl Revision {
    fn read(rev: &str, git: Git) -> Result<Self, UnusableBase> {
        let commit = commit_at(&git, rev)?;
        let entries = git.tree(&commit, None);
        let entries = entries.map_err(|error| UnusableBase::of_git(rev, &error))?;
        Ok(Self {
            commit,
            tree: GitTree::new(entries, git, Pointers::Followed),
        })
    }

    fn find(
        &self,
        rev: &str,
        path: Option<&str>,
        product: &ProductId,
        vars: &Variables,
    ) -> Result<(String, DesiredProduct), UnusableBase> {
        let here = path.map(|it| (it, self.manifest(rev, it, vars)));
        let path = match here {
            // Another product's is not the one that is now there.
            Some((path, Ok(here))) if here.may_be_of(product) => {
                return Ok((path.to_owned(), here.valid(rev)?));
            }
            // Without its bytes nobody knows whose it is.
            Some((path, Err(fault))) if fault != FileFault::Missing => {
                return Err(UnusableBase::Unreadable {
                    rev: rev.to_owned(),
                    path: path.to_owned(),
                    cause: fault_of_manifest(&fault).1,
                });
            }
            Some(_) | None => self.renamed(rev, product)?,
        };
        match self.manifest(rev, &path, vars) {
            Ok(found) if found.may_be_of(product) => {
                let product = found.valid(rev)?;
                Ok((path, product))
            }
            Ok(_) | Err(_) => Err(UnusableBase::NoManifest {
                rev: rev.to_owned(),
                product: product.clone(),
            }),
        }
    }

    /// Finds the manifest of a product by its ID.
    fn renamed(&self, rev: &str, product: &ProductId) -> Result<String, UnusableBase> {
        let id = product.as_str().to_ascii_lowercase();
        let names_product = |path: &&str| {
            let content = bytes_at(&self.tree, path);
            content.is_ok_and(|(bytes, _)| {
                let text = String::from_utf8_lossy(&bytes).to_ascii_lowercase();
                text.contains(&id)
            })
        };
        let searched: Vec<&str> = self.tree.manifests().take(MOST_SEARCHED).collect();
        let paths: Vec<&Path> = searched.iter().map(Path::new).collect();
        self.tree.prepare(&paths);
        let mut found = searched.into_iter().filter(names_product);
        match (found.next(), found.next()) {
            (Some(one), None) => Ok(one.to_owned()),
            (None, _) => Err(UnusableBase::NoManifest {
                rev: rev.to_owned(),
                product: product.clone(),
            }),
            (Some(first), Some(second)) => Err(UnusableBase::Several {
                rev: rev.to_owned(),
                product: product.clone(),
                first: first.to_owned(),
                second: second.to_owned(),
            }),
        }
    }

    /// Reads the manifest at a path from the root, with the files it names.
    fn manifest(&self, rev: &str, path: &str, vars: &Variables) -> Result<Inspected, FileFault> {
        let (bytes, access) = bytes_at(&self.tree, path)?;
        let source = ManifestSource {
            tree: &self.tree,
            folder: Path::new(path).parent().unwrap_or(Path::new("")),
            shown: format!("{rev}:{path}"),
            bytes: &bytes,
            access,
        };
        Ok(inspect(&source, vars, Cores::all()))
    }
}

impl Inspected {
    /// Whether it is the product's manifest, as far as its ID can be read.
    fn may_be_of(&self, product: &ProductId) -> bool {
        let id = self.product_id.as_ref();
        id.is_none_or(|it| it.as_str().eq_ignore_ascii_case(product.as_str()))
    }

    /// Returns what it asks for.
    fn valid(self, rev: &str) -> Result<DesiredProduct, UnusableBase> {
        if let Some(valid) = self.valid {
            return Ok(valid.product);
        }
        let mut errors = self.diagnostics.iter();
        let first = errors.find(|it| it.severity == Severity::Error);
        let place = first.map(|it| {
            let Location {
                file, line, column, ..
            } = &it.location;
            format!("{}:{line}:{column}", file.path)
        });
        Err(UnusableBase::Invalid {
            rev: rev.to_owned(),
            place: place.unwrap_or_default(),
            message: first.map(|it| it.message.clone()).unwrap_or_default(),
        })
    }
}

/// Reads a manifest by its path from the root.
fn bytes_at(tree: &dyn FileTree, path: &str) -> Result<(Vec<u8>, ManifestAccess), FileFault> {
    let (folder, name) = split(Path::new(path))?;
    manifest_in(tree, folder, name)
}

/// Returns the commit of a revision.
///
/// # Errors
/// The repository does not know it, or git cannot answer.
pub(crate) fn commit_at(git: &Git, rev: &str) -> Result<ObjectId, UnusableBase> {
    let unreadable = |error: GitError| UnusableBase::of_git(rev, &error);
    if let Some(commit) = git.commit(rev).map_err(unreadable)? {
        return Ok(commit);
    }
    let is_shallow = git.is_shallow().map_err(unreadable)?;
    let rev = rev.to_owned();
    Err(if is_shallow {
        UnusableBase::Shallow { rev }
    } else {
        UnusableBase::NoRevision { rev }
    })
}

impl UnusableBase {
    /// Says that git cannot answer.
    pub(crate) fn of_git(rev: &str, error: &GitError) -> Self {
        Self::Git {
            rev: rev.to_owned(),
            cause: error.to_string(),
        }
    }
}
