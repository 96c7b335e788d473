//! Opens files of storectl's own.

use std::{
    ffi::OsStr,
    fs::{self, File, OpenOptions},
    io::{self, Read as _},
    path::{Component, Path, PathBuf},
};

use crate::{kind::FileKind, os};

/// The name of the folder that holds what storectl keeps between runs.
pub const STATE_DIR: &str = ".storectl";

/// A file of storectl's own cannot be used. Nothing was written.
#[derive(Debug, thiserror::Error)]
pub enum OwnFileError {
    /// Something else stands in its place, or in the place of a folder of ours on the way to it.
    #[error("`{}` is {kind}; storectl only uses regular files and folders", path.display())]
    NotRegular {
        /// What is in the way.
        path: PathBuf,
        /// What it is.
        kind: FileKind,
    },
    /// It is longer than anything storectl writes there.
    #[error("`{}` is larger than {limit} bytes, the limit for this file", path.display())]
    TooLarge {
        /// The file.
        path: PathBuf,
        /// The bound, in bytes.
        limit: u64,
    },
    /// Another program has it open and keeps it from being replaced (Windows).
    #[error("`{}` is in use by another program, such as a virus scanner or an editor", path.display())]
    Held {
        /// The file.
        path: PathBuf,
        /// What the system says.
        #[source]
        source: io::Error,
    },
    /// It cannot be read.
    #[error("cannot read `{}`", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// It cannot be written.
    #[error("cannot write `{}`", path.display())]
    Write {
        /// The file.
        path: PathBuf,
        /// Why.
        #[source]
        source: io::Error,
    },
}

impl OwnFileError {
    /// Returns the file, or what is in its way.
    pub fn path(&self) -> &Path {
        match self {
            Self::NotRegular { path, .. }
            | Self::TooLarge { path, .. }
            | Self::Held { path, .. }
            | Self::Read { path, .. }
            | Self::Write { path, .. } => path,
        }
    }
}

/// Opens a file of ours to read; `None` if there is none.
///
/// # Errors
/// Returns an error if it is not a regular file, or below a `.storectl` one of whose folders is a link; where it cannot be opened.
pub fn open_own(path: &Path) -> Result<Option<File>, OwnFileError> {
    match open(path, OpenOptions::new().read(true)) {
        Ok(file) => Ok(Some(file)),
        Err(OwnFileError::Read { source, .. }) if source.kind() == io::ErrorKind::NotFound => {
            Ok(None)
        }
        Err(error) => Err(error),
    }
}

/// Reads a file of ours, of at most `limit` bytes; `None` if there is none.
///
/// # Errors
/// As [`open_own`]; where it is longer.
pub fn read_own(path: &Path, limit: u64) -> Result<Option<Vec<u8>>, OwnFileError> {
    let Some(file) = open_own(path)? else {
        return Ok(None);
    };
    let mut content = Vec::new();
    // One byte more than the limit shows a file that is longer.
    file.take(limit.saturating_add(1))
        .read_to_end(&mut content)
        .map_err(|source| OwnFileError::Read {
            path: path.to_owned(),
            source,
        })?;
    if content.len() as u64 > limit {
        let path = path.to_owned();
        return Err(OwnFileError::TooLarge { path, limit });
    }
    Ok(Some(content))
}

/// Opens a file of ours to be locked and written in place; makes an empty one, but no folder, where there is none.
/// What it holds stays.
///
/// # Errors
/// As [`open_own`].
pub fn open_own_for_lock(path: &Path) -> Result<File, OwnFileError> {
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false);
    open(path, &mut options)
}

fn open(path: &Path, options: &mut OpenOptions) -> Result<File, OwnFileError> {
    check_own(path)?;
    let read = |source| OwnFileError::Read {
        path: path.to_owned(),
        source,
    };
    let file = os::open_unfollowed(path, options).map_err(|error| {
        // Between the check and the opening it may have become a link, which is not followed.
        check_regular(path).err().unwrap_or_else(|| read(error))
    })?;
    let kind = FileKind::of(&file.metadata().map_err(read)?);
    match kind {
        FileKind::File => Ok(file),
        _ => Err(not_regular(path, kind)),
    }
}

/// Checks what stands in a file's place and in the place of our folders on the way, where there is something; opens
/// nothing.
///
/// # Errors
/// [`OwnFileError::NotRegular`].
pub fn check_own(path: &Path) -> Result<(), OwnFileError> {
    check_folders(path)?;
    check_regular(path)
}

/// Checks what stands at `path`, where there is something: opening a device may do something already.
fn check_regular(path: &Path) -> Result<(), OwnFileError> {
    match fs::symlink_metadata(path) {
        Ok(facts) => match FileKind::of(&facts) {
            FileKind::File => Ok(()),
            kind => Err(not_regular(path, kind)),
        },
        // An error that matters comes again when the file is opened.
        Err(_) => Ok(()),
    }
}

/// Checks that `.storectl` and the folders below it on the way to `path` are folders. Folders above are not ours.
pub(crate) fn check_folders(path: &Path) -> Result<(), OwnFileError> {
    let mut folder = PathBuf::new();
    let mut is_ours = false;
    let above = path.parent().into_iter().flat_map(Path::components);
    for component in above {
        folder.push(component);
        is_ours |= component == Component::Normal(OsStr::new(STATE_DIR));
        if is_ours && let Ok(facts) = fs::symlink_metadata(&folder) {
            match FileKind::of(&facts) {
                FileKind::Folder => {}
                kind => return Err(not_regular(&folder, kind)),
            }
        }
    }
    Ok(())
}

pub(crate) fn not_regular(path: &Path, kind: FileKind) -> OwnFileError {
    OwnFileError::NotRegular {
        path: path.to_owned(),
        kind,
    }
}
