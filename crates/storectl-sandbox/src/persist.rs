//! The state file: readable JSON of a known version, bounded, replaced in one step.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use storectl_platform::{OwnFileError, read_own, replace_file};

use crate::store::State;

const FORMAT: &str = "storectl.sandbox";
const VERSION: u32 = 1;

/// The largest state file read or written, in bytes.
const LIMIT: u64 = 256 * 1024 * 1024;

/// A state file cannot be used; it is left as it is.
#[derive(Debug, thiserror::Error)]
pub enum StateError {
    /// It is not a file of ours, or cannot be read or written.
    #[error(transparent)]
    File(#[from] OwnFileError),
    /// It is not a sandbox state.
    #[error("`{}` is not a sandbox state file; move it to start with a new one", path.display())]
    Corrupt {
        /// The state file.
        path: PathBuf,
        /// What is wrong in it.
        source: serde_json::Error,
    },
    /// It is something else of storectl's, or of another program's.
    #[error("`{}` has format `{format}`, expected `{FORMAT}`; move the file to start with a new one", path.display())]
    Format {
        /// The state file.
        path: PathBuf,
        /// Its format.
        format: String,
    },
    /// It was written by a version of the sandbox that this one cannot read.
    #[error("`{}` has version {version}, but this version of storectl reads version {VERSION}; use the release that wrote it, or move the file to start with a new one", path.display())]
    Version {
        /// The state file.
        path: PathBuf,
        /// Its version.
        version: u32,
    },
    /// The state has outgrown its file.
    #[error("the sandbox state is larger than {LIMIT} bytes, the limit for `{}`", path.display())]
    TooLarge {
        /// The state file.
        path: PathBuf,
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

/// The state of a file; none if there is no file.
pub(crate) fn load(path: &Path) -> Result<Option<State>, StateError> {
    let Some(text) = read_own(path, LIMIT)? else {
        return Ok(None);
    };
    let corrupt = |source| StateError::Corrupt {
        path: path.to_owned(),
        source,
    };
    let Header { format, version } = serde_json::from_slice(&text).map_err(corrupt)?;
    if format != FORMAT {
        return Err(StateError::Format {
            path: path.to_owned(),
            format: format.chars().take(80).collect(),
        });
    }
    if version != VERSION {
        return Err(StateError::Version {
            path: path.to_owned(),
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
    let text = serde_json::to_vec_pretty(&saved).map_err(|source| StateError::Corrupt {
        path: path.to_owned(),
        source,
    })?;
    if text.len() as u64 > LIMIT {
        return Err(StateError::TooLarge {
            path: path.to_owned(),
        });
    }
    Ok(replace_file(path, &text)?)
}
