//! The state file: readable JSON, replaced as a whole.

use std::path::{Path, PathBuf};
use std::{fs, io};

use serde::{Deserialize, Serialize};

use crate::store::State;

const FORMAT: &str = "storectl.sandbox";
const VERSION: u32 = 1;

/// A state file cannot be used; it is left as it is.
#[derive(Debug, thiserror::Error)]
pub enum StateError {
    /// It is there but cannot be read.
    #[error("could not read the sandbox state {}", path.display())]
    Read {
        /// The state file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
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
    /// It cannot be written.
    #[error("could not write the sandbox state {}", path.display())]
    Write {
        /// The state file.
        path: PathBuf,
        /// Why.
        source: io::Error,
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
    let text = match fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(source) => {
            return Err(StateError::Read {
                path: path.to_owned(),
                source,
            });
        }
    };
    let corrupt = |source| StateError::Corrupt {
        path: path.to_owned(),
        source,
    };
    let Header { format, version } = serde_json::from_str(&text).map_err(corrupt)?;
    if (format.as_str(), version) != (FORMAT, VERSION) {
        return Err(StateError::Version {
            path: path.to_owned(),
            format,
            version,
        });
    }
    serde_json::from_str(&text).map(Some).map_err(corrupt)
}

/// Replaces the file by way of a temporary one beside it, so that a process that dies leaves either
/// the old state or the new.
pub(crate) fn save(path: &Path, state: &State) -> Result<(), StateError> {
    write(path, state).map_err(|source| StateError::Write {
        path: path.to_owned(),
        source,
    })
}

fn write(path: &Path, state: &State) -> io::Result<()> {
    let saved = Saved {
        format: FORMAT,
        version: VERSION,
        state,
    };
    let text = serde_json::to_vec_pretty(&saved)?;
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(".tmp");
    let temporary = path.with_file_name(name);
    fs::write(&temporary, text)?;
    fs::rename(&temporary, path)
}
