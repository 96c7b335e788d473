//! The folder `.storectl`: what is kept between runs at a repository's root.

use std::{
    fs::{self, File},
    io::{self, Write as _},
    path::{Path, PathBuf},
};

use crate::{
    kind::FileKind,
    own::{OwnFileError, STATE_DIR, check_own},
    tracked::is_tracked,
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

    /// Returns the folder of journals.
    pub fn journals(&self) -> PathBuf {
        self.path.join("journal")
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
        check_state_dir(self.path.parent().unwrap_or(Path::new(".")))
    }
}

/// A `.storectl` that may hold what somebody else wrote.
#[derive(Debug, thiserror::Error)]
pub enum StateDirError {
    /// It is not a folder.
    #[error("`{}` is {kind}, not a folder", path.display())]
    NotAFolder {
        /// Where it is.
        path: PathBuf,
        /// What it is.
        kind: FileKind,
    },
    /// git tracks files in it, so whoever writes to the repository writes storectl's state.
    #[error("git tracks files in `{}`, but storectl's state must not be part of the repository", path.display())]
    Tracked {
        /// Where it is.
        path: PathBuf,
    },
}

/// Checks the `.storectl` in `folder`, which may be absent.
///
/// # Errors
/// Where it is a link or a file, or git tracks something in it.
pub fn check_state_dir(folder: &Path) -> Result<(), StateDirError> {
    let path = folder.join(STATE_DIR);
    let Ok(facts) = fs::symlink_metadata(&path) else {
        return Ok(());
    };
    match FileKind::of(&facts) {
        FileKind::Folder if is_tracked(folder, STATE_DIR) => Err(StateDirError::Tracked { path }),
        FileKind::Folder => Ok(()),
        kind => Err(StateDirError::NotAFolder { path, kind }),
    }
}

/// Lets the `.storectl` that `path` lies in, if it does, ignore itself in git; makes the folder where there is none.
///
/// # Errors
/// Where something else stands in the place of `path` or of a folder of ours, or it cannot be written.
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
