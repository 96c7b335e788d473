//! Opens files that somebody else wrote: manifests, and the texts and images they name.

use std::{
    fs::{self, File},
    io,
    path::Path,
};

use crate::{kind::FileKind, os};

/// A file cannot be taken as input.
#[derive(Debug, thiserror::Error)]
pub enum InputFileError {
    /// Something else than a regular file.
    #[error("{0}, not a regular file")]
    NotRegular(FileKind),
    /// It is longer than the caller reads.
    #[error("{bytes} bytes")]
    TooLarge {
        /// Its length, in bytes.
        bytes: u64,
    },
    /// The system refuses to open it, or a link has come into its path.
    #[error(transparent)]
    Read(#[from] io::Error),
}

/// Opens a regular file of at most `limit` bytes by a path without links.
///
/// Where a path may lead was judged before, with its links resolved. What is opened is judged by the open file, and no link
/// is followed on the way to it: one that has come into the path since (or stands there while somebody else changes the
/// folder) is an error, and no detour to another file. Systems without such a call refuse a link in place of the file only.
///
/// # Errors
/// Whatever is no regular file, is longer, or cannot be opened.
pub fn open_input(path: &Path, limit: u64) -> Result<File, InputFileError> {
    // Looks before it opens: opening a device may do something.
    check(FileKind::of(&fs::symlink_metadata(path)?))?;
    let file = os::open_without_links(path)?;
    let facts = file.metadata()?;
    check(FileKind::of(&facts))?;
    match facts.len() {
        bytes if bytes > limit => Err(InputFileError::TooLarge { bytes }),
        _ => Ok(file),
    }
}

fn check(kind: FileKind) -> Result<(), InputFileError> {
    match kind {
        FileKind::File => Ok(()),
        other => Err(InputFileError::NotRegular(other)),
    }
}

#[cfg(test)]
mod tests {
    use std::io::Read as _;

    use super::*;

    #[test]
    fn a_regular_file_within_the_limit_is_opened() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().canonicalize().unwrap().join("a");
        fs::write(&file, "abc").unwrap();
        let mut text = String::new();
        let mut opened = open_input(&file, 3).unwrap();
        opened.read_to_string(&mut text).unwrap();
        assert_eq!(text, "abc");
        let long = open_input(&file, 2).unwrap_err();
        assert!(matches!(long, InputFileError::TooLarge { bytes: 3 }));
        let folder = open_input(file.parent().unwrap(), 3).unwrap_err();
        let is_folder = matches!(folder, InputFileError::NotRegular(FileKind::Folder));
        assert!(is_folder, "{folder:?}");
    }
}
