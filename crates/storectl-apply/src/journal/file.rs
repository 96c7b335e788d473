//! The journal on disk.

use std::path::Path;

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
