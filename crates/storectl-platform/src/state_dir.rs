//! The folder `.storectl`.

use std::{
    fs::{self, File},
    io::{self, Write as _},
    path::{Path, PathBuf},
};

use crate::{
    git::is_tracked,
    kind::FileKind,
    own::{OwnFileError, STATE_DIR, check_own},
};

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
/// Returns an error if it is a link or a file, or git tracks something in it.
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
