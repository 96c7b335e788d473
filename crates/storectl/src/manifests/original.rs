//! Manifests as they are before they are edited.

use std::path::{Path, PathBuf};

use storectl_manifest::FileFault;

use crate::{
    error::CliError,
    manifests::{
        discover::{discover, shown},
        file_tree::{Checkout, FileTree as _, bytes, split},
        inspect::unreadable,
    },
};

/// A manifest as it is before it is edited.
#[derive(Clone, Debug)]
pub(crate) struct Original {
    /// Its path as people know it; where it is a link, the link's.
    pub(crate) shown: String,
    /// The folder that the paths it names are relative to; where it is a link, the link's.
    pub(crate) folder: PathBuf,
    /// The file itself, links resolved.
    pub(crate) file: PathBuf,
    /// What it holds.
    pub(crate) content: Vec<u8>,
}

impl Original {
    /// Reads every manifest at `paths`.
    ///
    /// # Errors
    /// Paths without a manifest (64), a manifest that cannot be read or leads out of its repository (10).
    pub(crate) fn manifests(paths: &[PathBuf]) -> Result<Vec<Self>, CliError> {
        let found = discover(paths)?;
        let read =
            |path: &PathBuf| Self::manifest(path).map_err(|fault| unreadable(&shown(path), &fault));
        found.iter().map(read).collect()
    }

    fn manifest(path: &Path) -> Result<Self, FileFault> {
        let (folder, name) = split(path)?;
        let checkout = Checkout::of(folder)?;
        let file = checkout.resolve(folder, name)?.path;
        let content = bytes(&checkout, &file)?;
        Ok(Self {
            shown: shown(path),
            folder: folder.to_owned(),
            file,
            content,
        })
    }
}
