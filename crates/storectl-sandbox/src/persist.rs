//! The state file: readable JSON, replaced as a whole.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use storectl_platform::{OwnFileError, read_own, replace_file};

use crate::store::State;

const FORMAT: &str = "storectl.sandbox";
const VERSION: u32 = 1;

/// Longest file read, in bytes: some hundred products with every image.
const MAX_BYTES: u64 = 256 * 1024 * 1024;

/// A state file cannot be used; it is left as it is.
#[derive(Debug, thiserror::Error)]
pub enum StateError {
    /// It cannot be read or written, or something else stands in its place.
    #[error("could not use the sandbox state")]
    File(#[from] OwnFileError),
    /// It is not a sandbox state.
    #[error("{} is not a sandbox state; move it away to start afresh", path.display())]
    Corrupt {
        /// The state file.
        path: PathBuf,
        /// What is wrong in it.
        source: serde_json::Error,
    },
    /// It was written by another version of the sandbox.
    #[error("{} is a sandbox state of format {format} {version}, expected {FORMAT} {VERSION}; move it away to start afresh", path.display())]
    Version {
        /// The state file.
        path: PathBuf,
        /// Its format.
        format: String,
        /// Its version.
        version: u32,
    },
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
    #[serde(flatten)]
    state: &'a State,
}

/// The state of a file; none where there is no file.
pub(crate) fn load(path: &Path) -> Result<Option<State>, StateError> {
    let Some(text) = read_own(path, MAX_BYTES)? else {
        return Ok(None);
    };
    let corrupt = |source| StateError::Corrupt {
        path: path.to_owned(),
        source,
    };
    let Header { format, version } = serde_json::from_slice(&text).map_err(corrupt)?;
    if (format.as_str(), version) != (FORMAT, VERSION) {
        return Err(StateError::Version {
            path: path.to_owned(),
            format,
            version,
        });
    }
    serde_json::from_slice(&text).map(Some).map_err(corrupt)
}

/// Replaces the file, so that a process that dies leaves either the old state or the new.
pub(crate) fn save(path: &Path, state: &State) -> Result<(), StateError> {
    let saved = Saved {
        format: FORMAT,
        version: VERSION,
        state,
    };
    let text = serde_json::to_vec_pretty(&saved).map_err(|error| OwnFileError::Write {
        path: path.to_owned(),
        source: error.into(),
    })?;
    Ok(replace_file(path, &text)?)
}
