//! Files by their place, not by their name: two names may be one file.

use std::path::{Path, PathBuf};

use same_file::Handle;
use storectl_platform::resolve;

/// Where a file is, or would be.
#[derive(Debug)]
pub(crate) struct Place {
    /// Links and `..` resolved.
    path: PathBuf,
    /// The file that is there already, which may have other names.
    file: Option<Handle>,
}

impl Place {
    pub(crate) fn of(path: &Path) -> Self {
        let path = resolve(path);
        Self {
            file: handle(&path),
            path,
        }
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// Returns whether a regular file is there already.
    pub(crate) fn is_file(&self) -> bool {
        self.file.is_some()
    }

    /// Returns whether `path` is the same file, by whatever name.
    pub(crate) fn is(&self, path: &Path) -> bool {
        let other = Self::of(path);
        self.path == other.path || (other.file.is_some() && self.file == other.file)
    }
}

/// Opens a regular file to compare it: opening a pipe waits, and a device may do something.
fn handle(place: &Path) -> Option<Handle> {
    let facts = place.symlink_metadata().ok()?;
    facts.is_file().then(|| Handle::from_path(place).ok())?
}
