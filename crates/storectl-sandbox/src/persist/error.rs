//! Why a state file cannot be used.

use std::path::PathBuf;

use storectl_platform::{OwnFileError, OwnFileLockError};

use super::{FORMAT, LIMIT, VERSION};

/// A state file cannot be used; it is left as it is.
#[derive(Debug, thiserror::Error)]
pub enum StateError {
    /// It, or an image beside it, is not a file of ours, or cannot be read or written.
    #[error(transparent)]
    File(#[from] OwnFileError),
    /// Another sandbox uses it: each would overwrite what the other one did.
    #[error(
        "`{}` is in use by another storectl process{}",
        path.display(),
        holder.as_ref().map(|it| format!(" ({it})")).unwrap_or_default()
    )]
    InUse {
        /// The state file.
        path: PathBuf,
        /// What the other process says of itself, e.g. `process 4711, since 2026-09-21T14:13:20Z`.
        holder: Option<String>,
    },
    /// It cannot be locked, so nothing would keep another sandbox away from it.
    #[error(transparent)]
    Lock(OwnFileLockError),
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
    #[error("`{}` has version {version}, but this version of storectl reads version {VERSION} and older; use the release that wrote it, or move the file to start with a new one", path.display())]
    Version {
        /// The state file.
        path: PathBuf,
        /// Its version.
        version: u32,
    },
    /// It names an image that is not beside it.
    #[error(
        "the sandbox state `{}` needs the image `{}`, which does not exist; restore the image, or move the state file to start with a new one",
        path.display(),
        image.display()
    )]
    ImageMissing {
        /// The state file.
        path: PathBuf,
        /// Where the image should be.
        image: PathBuf,
    },
    /// An image beside it is not the one that was stored.
    #[error(
        "`{}` is not the image that the sandbox state `{}` was written with; restore the image, or move the state file to start with a new one",
        image.display(),
        path.display()
    )]
    ImageChanged {
        /// The state file.
        path: PathBuf,
        /// The image.
        image: PathBuf,
    },
    /// The state has outgrown its file, or its images the folder beside it.
    #[error("the sandbox state is larger than {LIMIT} bytes, the limit for `{}`", path.display())]
    TooLarge {
        /// The state file or the folder of its images.
        path: PathBuf,
    },
}
