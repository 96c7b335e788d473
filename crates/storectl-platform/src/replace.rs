//! Replaces files of storectl's own.

use std::{
    ffi::OsString,
    fs,
    io::{self, Write as _},
    path::{Path, PathBuf},
    thread,
};

use tempfile::{NamedTempFile, PersistError};

use crate::{
    os,
    own::{OwnFileError, check_folders, check_own},
    retry,
};

/// Replaces a file of ours, with the folders on the way: a reader, and whoever comes after a crash, sees the old content
/// or the new. A file that exists keeps its permissions.
///
/// On Windows a file that another program has open is tried again for up to 10 s.
///
/// # Errors
/// Returns an error if something other than a regular file is in the way, or it cannot be written; then the old file is as it was.
pub fn replace_file(path: &Path, content: &[u8]) -> Result<(), OwnFileError> {
    check_own(path)?;
    let folder = folder_of(path);
    fs::create_dir_all(&folder)
        .and_then(|()| prepare(path, &folder, content))
        .and_then(|file| put_in_place(file, path))
        .map_err(|source| of_write(path, source))?;
    os::sync_folder(&folder);
    Ok(())
}

/// What is added to the name of a file that is set aside.
const ASIDE: &str = ".unreadable";

/// Renames what stands in a file's place, so that it is kept when the file is replaced; what an earlier run set aside
/// goes. Returns the new place; `None` if there is nothing.
///
/// # Errors
/// Returns an error if a folder of ours on the way is something else, or it cannot be renamed.
pub fn set_aside(path: &Path) -> Result<Option<PathBuf>, OwnFileError> {
    check_folders(path)?;
    let mut aside = path.as_os_str().to_owned();
    aside.push(ASIDE);
    let aside = PathBuf::from(aside);
    match fs::rename(path, &aside) {
        Ok(()) => Ok(Some(aside)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(source) => Err(of_write(path, source)),
    }
}

/// Deletes a file of ours, where there is one.
///
/// # Errors
/// Returns an error if something other than a regular file is in its place, or it cannot be deleted.
pub fn remove_file(path: &Path) -> Result<(), OwnFileError> {
    check_own(path)?;
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(of_write(path, error)),
        Ok(()) | Err(_) => Ok(()),
    }
}

pub(crate) fn of_write(path: &Path, source: io::Error) -> OwnFileError {
    let path = path.to_owned();
    if os::is_held(&path, &source) {
        OwnFileError::Held { path, source }
    } else {
        OwnFileError::Write { path, source }
    }
}

pub(crate) fn folder_of(path: &Path) -> PathBuf {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder.to_owned(),
        Some(_) | None => PathBuf::from("."),
    }
}

/// What a file that is being prepared has before and behind the part of its name that nobody can foresee.
fn prefix(path: &Path) -> Option<OsString> {
    let mut prefix = OsString::from(".");
    prefix.push(path.file_name()?);
    prefix.push(".");
    Some(prefix)
}

const SUFFIX: &str = ".tmp";

/// Deletes what killed runs left half written beside a file of ours. Only whoever holds the file's lock may call it:
/// another run's half would go, too. Best effort.
pub fn remove_leftovers(path: &Path) {
    let (Some(prefix), Ok(entries)) = (prefix(path), fs::read_dir(folder_of(path))) else {
        return;
    };
    for entry in entries.flatten() {
        let name = entry.file_name();
        let name = name.as_encoded_bytes();
        let is_ours = name.len() >= prefix.len() + SUFFIX.len()
            && name.starts_with(prefix.as_encoded_bytes())
            && name.ends_with(SUFFIX.as_bytes());
        if is_ours {
            let _ = fs::remove_file(entry.path());
        }
    }
}

/// Writes the content beside the file; what fails here leaves nothing behind.
pub(crate) fn prepare(path: &Path, folder: &Path, content: &[u8]) -> io::Result<NamedTempFile> {
    let prefix = prefix(path).ok_or(io::ErrorKind::InvalidInput)?;
    let mut builder = tempfile::Builder::new();
    builder.prefix(&prefix).suffix(SUFFIX);
    os::set_permissions(&mut builder, path);
    let mut file = builder.tempfile_in(folder)?;
    file.as_file_mut().write_all(content)?;
    file.as_file().sync_all()?;
    Ok(file)
}

pub(crate) fn put_in_place(file: NamedTempFile, path: &Path) -> io::Result<()> {
    let mut next = Some(file);
    let persist = || {
        let file = next.take().ok_or(io::ErrorKind::NotFound)?;
        file.persist(path).map_err(|PersistError { error, file }| {
            next = Some(file);
            error
        })
    };
    retry::while_held(persist, |it| os::is_held(path, it), thread::sleep).map(drop)
}
