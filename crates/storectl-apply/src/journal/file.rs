//! The journal on disk.

use std::{
    fs,
    path::{Path, PathBuf},
};

use storectl_model::ProductId;
use storectl_platform::{OwnFileError, ignore_in_git, read_own, replace_file};

use super::{document, error::JournalError, record::Record};

/// Reads a journal; `None` if there is no file.
pub(super) fn read(
    path: &Path,
    endpoint: &str,
    product: &ProductId,
) -> Result<Option<Record>, JournalError> {
    read_own(path, document::MAX)?
        .map(|bytes| document::parse(&bytes, path, endpoint, product))
        .transpose()
}

/// Writes a journal so that a reader sees the old one or the new one and nothing between.
pub(super) fn write(path: &Path, record: &Record) -> Result<(), JournalError> {
    let bytes = document::render(record).map_err(|source| OwnFileError::Write {
        path: path.to_owned(),
        source,
    })?;
    ignore_in_git(path)?;
    Ok(replace_file(path, &bytes)?)
}

/// Names a file beside a journal: its own name with something more.
pub(super) fn beside(path: &Path, more: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".");
    name.push(more);
    name.into()
}

/// Makes the folder of a journal.
pub(super) fn prepare(path: &Path) -> Result<(), OwnFileError> {
    ignore_in_git(path)?;
    let folder = path.parent().unwrap_or(Path::new(""));
    fs::create_dir_all(folder).map_err(|source| OwnFileError::Write {
        path: folder.to_owned(),
        source,
    })
}
