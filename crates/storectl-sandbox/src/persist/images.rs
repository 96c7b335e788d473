//! The bytes of images, beside the state file: `FILE.images/SHA256`, each written once.

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsString;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use storectl_platform::{OwnFileError, read_own, replace_file};

use super::{LIMIT, StateError};
use crate::blob::Blob;
use crate::digest::ContentDigest;

/// What the state file says of one blob.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct StoredBlob {
    content_type: String,
    sha256: ContentDigest,
    /// In bytes.
    length: u64,
}

impl StoredBlob {
    pub(super) fn of(blob: &Blob) -> Self {
        Self {
            content_type: blob.content_type().to_owned(),
            sha256: blob.sha256(),
            length: blob.content().len() as u64,
        }
    }
}

/// The folder of a state file's images.
#[derive(Debug)]
pub(super) struct ImageFolder {
    path: PathBuf,
    /// What was read from it or written to it.
    kept: BTreeSet<ContentDigest>,
}

impl ImageFolder {
    /// The folder beside a state file.
    pub(super) fn of(state_file: &Path) -> Self {
        let mut path = OsString::from(state_file);
        path.push(".images");
        Self {
            path: path.into(),
            kept: BTreeSet::new(),
        }
    }

    fn file(&self, digest: ContentDigest) -> PathBuf {
        self.path.join(digest.to_string())
    }

    /// Reads the images that a state file names.
    pub(super) fn read(
        &mut self,
        state_file: &Path,
        stored: BTreeMap<String, StoredBlob>,
    ) -> Result<BTreeMap<String, Blob>, StateError> {
        self.check_size(stored.values().map(|it| it.length))?;
        let mut blobs = BTreeMap::new();
        for (address, stored) in stored {
            let StoredBlob {
                content_type,
                sha256,
                length,
            } = stored;
            let image = self.file(sha256);
            let path = || state_file.to_owned();
            let content = match read_own(&image, length) {
                Ok(Some(content)) => content,
                Ok(None) => {
                    let path = path();
                    return Err(StateError::ImageMissing { path, image });
                }
                Err(OwnFileError::TooLarge { .. }) => {
                    let path = path();
                    return Err(StateError::ImageChanged { path, image });
                }
                Err(error) => return Err(error.into()),
            };
            // A shorter file has another digest.
            let blob = Blob::new(content_type, content.into());
            if blob.sha256() != sha256 {
                let path = path();
                return Err(StateError::ImageChanged { path, image });
            }
            self.kept.insert(sha256);
            blobs.insert(address, blob);
        }
        Ok(blobs)
    }

    /// Writes the images that are not there yet. None is ever deleted: an older copy of the state file may name it.
    pub(super) fn write(&mut self, blobs: &BTreeMap<String, Blob>) -> Result<(), StateError> {
        self.check_size(blobs.values().map(|it| it.content().len() as u64))?;
        for blob in blobs.values() {
            let digest = blob.sha256();
            if !self.kept.contains(&digest) {
                replace_file(&self.file(digest), blob.content())?;
                self.kept.insert(digest);
            }
        }
        Ok(())
    }

    fn check_size(&self, lengths: impl Iterator<Item = u64>) -> Result<(), StateError> {
        let total = lengths.fold(0_u64, u64::saturating_add);
        if total > LIMIT {
            return Err(StateError::TooLarge {
                path: self.path.clone(),
            });
        }
        Ok(())
    }
}
