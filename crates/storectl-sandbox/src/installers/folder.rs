//! Installers that lie in a folder.

use std::path::PathBuf;
use std::time::UNIX_EPOCH;

use storectl_platform::open_input;

use super::content::Content;
use super::name::Name;

/// The longest file that is served, in bytes: a whole answer is kept in memory.
const LIMIT: u64 = 1024 * 1024 * 1024;

/// A folder, looked at again for each request: what is replaced there is served as it is then.
#[derive(Debug)]
pub(super) struct Folder {
    path: PathBuf,
}

impl Folder {
    pub(super) fn new(path: PathBuf) -> Self {
        Self { path }
    }

    /// Opens a file; `None` where there is none that may be served: a link, anything but a regular file, a file over the
    /// limit.
    pub(super) fn open(&self, name: &Name) -> Option<Content> {
        let mut path = self.path.clone();
        path.extend(name.segments());
        let file = open_input(&path, LIMIT).ok()?;
        let facts = file.metadata().ok()?;
        let modified = facts.modified().ok()?.duration_since(UNIX_EPOCH).ok()?;
        Some(Content::of_file(file, facts.len(), modified))
    }
}
