//! Takes the files of a receipt out of git, for whoever must open them: images are recognized and uploaded from a folder.

use std::{
    io,
    path::{Path, PathBuf},
};

use storectl_model::SubmissionId;
use storectl_plan::ReceiptSource;
use storectl_platform::ObjectId;
use tempfile::TempDir;

use crate::{
    error::CliError,
    manifests::{
        file_tree::{FileTree, IMAGE_CAP},
        inspect::Inspected,
        repository::Reached,
    },
};

/// A receipt that git keeps.
#[derive(Clone, Debug)]
pub(crate) struct ReceiptOrigin {
    /// The commit that keeps the receipt.
    pub(crate) commit: ObjectId,
    /// Its submission, where it records one.
    pub(crate) submission: Option<SubmissionId>,
    /// The tree of the manifest and its files.
    pub(crate) files: ObjectId,
    /// Where they came from when they were submitted.
    pub(crate) source: ReceiptSource,
}

/// The files of a receipt, in a folder of their own that goes with this value.
#[derive(Debug)]
pub(crate) struct ExtractedReceipt {
    /// The receipt.
    pub(crate) receipt: ReceiptOrigin,
    _root: TempDir,
    /// The manifest's folder below that root.
    folder: PathBuf,
}

impl ExtractedReceipt {
    /// Takes out what a manifest names; `inspected` was read from the receipt's tree without errors, so every path is one that
    /// the rules of paths allow.
    ///
    /// # Errors
    /// A receipt that holds links (64); a folder or file that cannot be written (1).
    pub(super) fn of(
        receipt: ReceiptOrigin,
        tree: &dyn FileTree,
        inspected: &Inspected,
    ) -> Result<Self, CliError> {
        let manifest = Path::new(&receipt.source.manifest);
        let of_manifest = manifest.parent().unwrap_or(Path::new(""));
        let unwritable =
            |error: io::Error| CliError::local("cannot take the files out of the receipt", error);
        let root = tempfile::Builder::new()
            .prefix("storectl-")
            .tempdir()
            .map_err(unwritable)?;
        let folder = root.path().join(of_manifest);
        std::fs::create_dir_all(&folder).map_err(unwritable)?;
        for path in inspected.named() {
            let unusable = || {
                CliError::usage(format!(
                    "the receipt in commit {} cannot be used: it holds {path} as a link",
                    receipt.commit
                ))
            };
            // A receipt holds contents where the checkout may have had links, so that a path is the same in both.
            let resolved = tree.resolve(of_manifest, path);
            let resolved = resolved.map_err(|_| unusable())?;
            if resolved.reached == Reached::ThroughLink {
                return Err(unusable());
            }
            let content = tree.open(&resolved.path, IMAGE_CAP);
            let mut content = content.map_err(|_| unusable())?;
            let there = root.path().join(&resolved.path);
            let above = there.parent().unwrap_or(root.path());
            std::fs::create_dir_all(above).map_err(unwritable)?;
            let mut file = std::fs::File::create(&there).map_err(unwritable)?;
            io::copy(&mut content, &mut file).map_err(unwritable)?;
        }
        Ok(Self {
            receipt,
            folder,
            _root: root,
        })
    }

    /// Returns the folder that the paths of the manifest are relative to.
    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }
}
