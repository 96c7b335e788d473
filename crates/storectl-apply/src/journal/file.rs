//! The journal on disk.

use std::{
    fs,
    io::{self, Read as _, Write as _},
    path::{Path, PathBuf},
};

use storectl_model::ProductId;

use super::{document, error::JournalError, record::Record};

/// The folder of storectl's own that ignores itself in git.
const ROOT: &str = ".storectl";

/// Reads a journal; `None` where there is no file.
pub(super) fn read(
    path: &Path,
    endpoint: &str,
    product: &ProductId,
) -> Result<Option<Record>, JournalError> {
    let unreadable = |error: io::Error| JournalError::Unreadable {
        path: path.to_owned(),
        reason: error.to_string(),
    };
    let mut bytes = Vec::new();
    match fs::File::open(path) {
        Ok(file) => file.take(document::MAX + 1).read_to_end(&mut bytes),
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => Err(error),
    }
    .map_err(unreadable)?;
    document::parse(&bytes, path, endpoint, product).map(Some)
}

/// Writes a journal so that a reader sees the old one or the new one and nothing between.
pub(super) fn write(path: &Path, record: &Record) -> Result<(), JournalError> {
    document::render(record)
        .and_then(|bytes| replace(path, &bytes))
        .map_err(|source| JournalError::Unwritable {
            path: path.to_owned(),
            source,
        })
}

fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    prepare(path)?;
    // One name for all: a run that is killed leaves at most one such file, and the next run takes it away. Made new, it is
    // never somebody else's link.
    let new = beside(path, "new");
    match fs::remove_file(&new) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        Ok(()) | Err(_) => {}
    }
    let mut file = fs::File::create_new(&new)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    drop(file);
    fs::rename(&new, path)
}

/// Names a file beside a journal: its own name with something more.
pub(super) fn beside(path: &Path, more: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".");
    name.push(more);
    name.into()
}

/// Makes the folder of a journal.
pub(super) fn prepare(path: &Path) -> io::Result<()> {
    let folder = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        Some(_) | None => Path::new("."),
    };
    fs::create_dir_all(folder)?;
    ignore_in_git(folder)
}

/// Lets `.storectl` ignore itself, where the journal is below one.
fn ignore_in_git(folder: &Path) -> io::Result<()> {
    let Some(root) = folder
        .ancestors()
        .find(|it| it.file_name().is_some_and(|name| name == ROOT))
    else {
        return Ok(());
    };
    match fs::File::create_new(root.join(".gitignore")) {
        Ok(mut file) => file.write_all(b"*\n"),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
        Err(error) => Err(error),
    }
}
