//! Why an installer cannot be read.

use std::{io, ops::Range};

use crate::MissingPart;

/// Why an installer cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// Parts of it are not there; all that are known to be needed next, in order.
    #[error("parts of the installer were not read")]
    Missing(Vec<Range<u64>>),
    /// It cannot be read from where it is.
    #[error("cannot read the installer")]
    Io(#[source] io::Error),
}

impl From<io::Error> for ReadError {
    fn from(error: io::Error) -> Self {
        let missing = error.get_ref().and_then(|it| it.downcast_ref());
        match missing {
            Some(MissingPart(range)) => Self::Missing(vec![range.clone()]),
            None => Self::Io(error),
        }
    }
}
