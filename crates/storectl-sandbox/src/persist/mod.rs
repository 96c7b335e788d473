//! The state file: readable JSON of a known version, bounded, replaced in one step.
//!
//! Beside `FILE` lie `FILE.images`, a folder with the bytes of each image under its SHA-256, and `FILE.lock`, which
//! keeps a second sandbox away. `FILE` names the images by their digests, so a change writes a few kilobytes however
//! many images there are. Whoever copies or moves `FILE` takes `FILE.images` along; `FILE.lock` may be left behind.

mod error;
mod images;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use storectl_platform::{OwnFileLock, OwnFileLockError, read_own, replace_file};

pub use self::error::StateError;
use self::images::{ImageFolder, StoredBlob};
use crate::product::Product;
use crate::store::{Ids, State};

const FORMAT: &str = "storectl.sandbox";

/// Version 1 held the bytes of images itself; it is still read, and becomes version 2 with the next change.
const VERSION: u32 = 2;

/// The largest state file, and the most bytes of images, read or written.
const LIMIT: u64 = 256 * 1024 * 1024;

/// A state file that no other sandbox uses meanwhile.
#[derive(Debug)]
pub(crate) struct StateFile {
    path: PathBuf,
    images: ImageFolder,
    _lock: OwnFileLock,
}

#[derive(Deserialize)]
struct Header {
    format: String,
    version: u32,
}

#[derive(Serialize)]
struct Saved<'a> {
    format: &'a str,
    version: u32,
    ids: &'a Ids,
    products: &'a BTreeMap<String, Product>,
    blobs: BTreeMap<&'a str, StoredBlob>,
}

#[derive(Deserialize)]
struct Stored {
    ids: Ids,
    products: BTreeMap<String, Product>,
    blobs: BTreeMap<String, StoredBlob>,
}

impl StateFile {
    /// Locks the file at `path`, which need not exist, for as long as this lives.
    ///
    /// # Errors
    /// Another sandbox uses it, or it cannot be locked.
    pub(crate) fn lock(path: PathBuf) -> Result<Self, StateError> {
        let now = Timestamp::now();
        let since = Timestamp::from_second(now.as_second()).unwrap_or(now);
        let lock = match OwnFileLock::take(&path, &since.to_string()) {
            Ok(lock) => lock,
            Err(OwnFileLockError::Held { holder, .. }) => {
                return Err(StateError::InUse { path, holder });
            }
            Err(error @ (OwnFileLockError::InTheWay(_) | OwnFileLockError::Unavailable { .. })) => {
                return Err(StateError::Lock(error));
            }
        };
        Ok(Self {
            images: ImageFolder::of(&path),
            path,
            _lock: lock,
        })
    }

    /// The state of the file; none if there is no file.
    ///
    /// # Errors
    /// It or one of its images cannot be read, or is not what a sandbox wrote.
    pub(crate) fn load(&mut self) -> Result<Option<State>, StateError> {
        let Self { path, images, .. } = self;
        let Some(text) = read_own(path, LIMIT)? else {
            return Ok(None);
        };
        match version(path, &text)? {
            1 => serde_json::from_slice(&text)
                .map(Some)
                .map_err(|error| corrupt(path, error)),
            VERSION => {
                let stored = serde_json::from_slice(&text).map_err(|error| corrupt(path, error))?;
                let Stored {
                    ids,
                    products,
                    blobs,
                } = stored;
                let blobs = images.read(path, blobs)?;
                Ok(Some(State {
                    ids,
                    products,
                    blobs,
                }))
            }
            version => Err(StateError::Version {
                path: path.clone(),
                version,
            }),
        }
    }

    /// Replaces the file, so that a process that dies leaves either the old state or the new; the images it names are
    /// written before.
    ///
    /// # Errors
    /// It or an image cannot be written, or they are too large.
    pub(crate) fn save(&mut self, state: &State) -> Result<(), StateError> {
        let Self { path, images, .. } = self;
        let State {
            ids,
            products,
            blobs,
        } = state;
        images.write(blobs)?;
        let saved = Saved {
            format: FORMAT,
            version: VERSION,
            ids,
            products,
            blobs: blobs
                .iter()
                .map(|(address, blob)| (address.as_str(), StoredBlob::of(blob)))
                .collect(),
        };
        let text = serde_json::to_vec_pretty(&saved).map_err(|error| corrupt(path, error))?;
        if text.len() as u64 > LIMIT {
            return Err(StateError::TooLarge { path: path.clone() });
        }
        Ok(replace_file(path, &text)?)
    }
}

/// The version of a state file of ours.
fn version(path: &Path, text: &[u8]) -> Result<u32, StateError> {
    let Header { format, version } =
        serde_json::from_slice(text).map_err(|error| corrupt(path, error))?;
    if format != FORMAT {
        return Err(StateError::Format {
            path: path.to_owned(),
            format: format.chars().take(80).collect(),
        });
    }
    Ok(version)
}

fn corrupt(path: &Path, source: serde_json::Error) -> StateError {
    let path = path.to_owned();
    StateError::Corrupt { path, source }
}
