//! What can be wrong with a journal.

use std::path::PathBuf;

use storectl_platform::OwnFileError;

/// A journal that cannot be used.
///
/// What it knows is known nowhere else, so a run that writes must stop, and the file is never overwritten.
#[derive(Debug, thiserror::Error)]
pub enum JournalError {
    /// It cannot be read.
    #[error("cannot read the journal `{}`: {reason}", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// Why.
        reason: String,
    },
    /// A newer storectl wrote it.
    #[error(
        "the journal `{}` was written by a newer version of storectl (format version {version})",
        path.display()
    )]
    Newer {
        /// The file.
        path: PathBuf,
        /// Its version.
        version: u32,
    },
    /// It is about another product or endpoint than its name says.
    #[error("the journal `{}` belongs to product {product} at {endpoint}", path.display())]
    Other {
        /// The file.
        path: PathBuf,
        /// Its product.
        product: String,
        /// Its endpoint.
        endpoint: String,
    },
    /// It cannot be opened or written, or something else stands in its place.
    #[error("cannot use the journal: {0}")]
    File(#[from] OwnFileError),
}

impl JournalError {
    /// Returns the file.
    pub fn path(&self) -> &std::path::Path {
        match self {
            Self::Unreadable { path, .. } | Self::Newer { path, .. } | Self::Other { path, .. } => {
                path
            }
            Self::File(error) => error.path(),
        }
    }
}
