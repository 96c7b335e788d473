//! The folder `.storectl`: what is kept between runs at a repository's root.

use std::{
    fs::{self, File},
    io::{self, Write as _},
    path::{Path, PathBuf},
};

use crate::{
    git::{checked_out_commit, is_tracked},
    kind::FileKind,
    own::{OwnFileError, STATE_DIR, check_own},
};

/// The `.storectl` of one repository.
///
/// It lies at the repository root, which is found by walking up to a `.git`, so that a run from another working
/// directory finds what an earlier one left. Without a repository it lies in the folder itself.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct StateDir {
    path: PathBuf,
}

impl StateDir {
    /// Finds the one of the repository that holds `folder`; an empty path is the current folder.
    pub fn of(folder: &Path) -> Self {
        let here = if folder.as_os_str().is_empty() {
            Path::new(".")
        } else {
            folder
        };
        // A folder that cannot be resolved cannot be read either, which is reported where it is read.
        let here = here
            .canonicalize()
            .or_else(|_| std::path::absolute(here))
            .unwrap_or_else(|_| here.to_owned());
        let root = here.ancestors().find(|it| it.join(".git").exists());
        Self {
            path: root.unwrap_or(&here).join(STATE_DIR),
        }
    }

    /// Returns the default file of the embedded sandbox's state.
    pub fn sandbox(&self) -> PathBuf {
        self.path.join("sandbox.json")
    }

    /// Returns what documents call the embedded sandbox, whose address is another in each run: `sandbox` with the default
    /// state file, else `sandbox:` and the file's path from the repository root with `/`, the same in every checkout; the
    /// path as it is if it lies elsewhere.
    pub fn sandbox_name(&self, file: &Path) -> String {
        let place = resolve(file);
        if place == resolve(&self.sandbox()) {
            return "sandbox".to_owned();
        }
        let Ok(inside) = place.strip_prefix(resolve(self.root())) else {
            return format!("sandbox:{}", file.display());
        };
        let parts = inside
            .components()
            .map(|it| it.as_os_str().to_string_lossy());
        format!("sandbox:{}", parts.collect::<Vec<_>>().join("/"))
    }

    /// Returns the commit that is checked out in the repository; `None` outside a repository and where git cannot be asked.
    pub fn commit(&self) -> Option<String> {
        checked_out_commit(self.root())
    }

    /// Returns the folder of journals.
    pub fn journals(&self) -> PathBuf {
        self.path.join("journal")
    }

    /// Returns the folder of receipts.
    pub fn receipts(&self) -> PathBuf {
        self.path.join("receipts")
    }

    /// Returns the folder of plans that were shown.
    pub fn plans(&self) -> PathBuf {
        self.path.join("plans")
    }

    /// Refuses a folder that may hold what somebody else wrote.
    ///
    /// # Errors
    /// As [`check_state_dir`].
    pub fn check(&self) -> Result<(), StateDirError> {
        check_state_dir(self.root())
    }

    /// Returns the folder that it lies in: the root of the repository, where there is one.
    pub fn repository(&self) -> &Path {
        self.root()
    }

    fn root(&self) -> &Path {
        self.path.parent().unwrap_or(Path::new("."))
    }
}

/// Resolves `..` and links in `path` as far as it exists, so that one file has one name.
pub fn resolve(path: &Path) -> PathBuf {
    let path = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let existing = |there: &Path| {
        let mut place = there.canonicalize().ok()?;
        // To join nothing would add a separator.
        place.extend(path.strip_prefix(there).ok()?);
        Some(place)
    };
    path.ancestors().find_map(existing).unwrap_or(path)
}

/// A `.storectl` that may hold what somebody else wrote.
#[derive(Debug, thiserror::Error)]
pub enum StateDirError {
    /// It is not a folder.
    #[error("`{}` is {kind}, not a folder", path.display())]
    NotAFolder {
        /// Where it is, from the repository root where there is one.
        path: PathBuf,
        /// What it is.
        kind: FileKind,
    },
    /// git tracks files in it, so whoever writes to the repository writes storectl's state.
    #[error("git tracks files in `{}`, but storectl's state must not be part of the repository", path.display())]
    Tracked {
        /// Where it is, from the repository root.
        path: PathBuf,
    },
}

impl StateDirError {
    /// Makes the error of what stands at `.storectl` in `folder`. Reports show it: its path is the same in every checkout.
    fn of(folder: &Path, kind: FileKind) -> Self {
        let repository = StateDir::of(folder);
        let place = resolve(folder).join(STATE_DIR);
        let inside = place.strip_prefix(repository.root());
        let path = inside.unwrap_or(&place).to_owned();
        match kind {
            FileKind::Folder => Self::Tracked { path },
            kind => Self::NotAFolder { path, kind },
        }
    }
}

/// Checks the `.storectl` in `folder`, which may be absent.
///
/// # Errors
/// Returns an error if it is a link or a file, or git tracks something in it.
pub fn check_state_dir(folder: &Path) -> Result<(), StateDirError> {
    let Ok(facts) = fs::symlink_metadata(folder.join(STATE_DIR)) else {
        return Ok(());
    };
    match FileKind::of(&facts) {
        FileKind::Folder if !is_tracked(folder, STATE_DIR) => Ok(()),
        kind => Err(StateDirError::of(folder, kind)),
    }
}

/// Lets the `.storectl` that `path` lies in, if it does, ignore itself in git; makes the folder where there is none.
///
/// # Errors
/// Returns an error if something else stands in the place of `path` or of a folder of ours, or it cannot be written.
pub fn ignore_in_git(path: &Path) -> Result<(), OwnFileError> {
    check_own(path)?;
    let Some(root) = path
        .ancestors()
        .find(|it| it.file_name().is_some_and(|name| name == STATE_DIR))
    else {
        return Ok(());
    };
    let ignore = root.join(".gitignore");
    let made = fs::create_dir_all(root).and_then(|()| match File::create_new(&ignore) {
        Ok(mut file) => file.write_all(b"*\n"),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
        Err(error) => Err(error),
    });
    made.map_err(|source| OwnFileError::Write {
        path: ignore,
        source,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sandbox_has_the_same_name_in_every_checkout_whichever_way_it_is_named() {
        for (file, name) in [
            (".storectl/sandbox.json", "sandbox"),
            ("states/../.storectl/sandbox.json", "sandbox"),
            ("states/other.json", "sandbox:states/other.json"),
        ] {
            for _ in 0..2 {
                let root = tempfile::tempdir().unwrap();
                fs::create_dir(root.path().join(".git")).unwrap();
                fs::create_dir(root.path().join("states")).unwrap();
                let state = StateDir::of(root.path());
                assert_eq!(state.sandbox_name(&root.path().join(file)), name);
            }
        }
    }
}
