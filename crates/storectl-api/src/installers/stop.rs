//! Why a look ends without the bytes.

use storectl_installer::Outcome;

use crate::{error::Error, error_kind::ErrorKind, response::body::UnusableBody};

/// Why a look ends without the bytes.
#[derive(Debug)]
pub(crate) enum Stop {
    /// That is the result.
    Settled(Outcome),
    /// The host does not answer now, or not as one; the error says how a read would go on.
    Passing { reason: String, error: Error },
    /// It cannot be looked at from here.
    Fault(Error),
}

impl Stop {
    /// Makes the end of a look that tells nothing, for a reason without a final period.
    pub(crate) fn cannot_tell(reason: impl Into<String>) -> Self {
        Self::Settled(Outcome::CannotTell(reason.into()))
    }

    /// Makes the end of a look whose answers are about different files: one may have been replaced by the other meanwhile, and
    /// then the answers to a later look agree.
    pub(crate) fn other_file(reason: String) -> Self {
        let body = UnusableBody::OtherFile;
        Self::Passing {
            reason,
            error: Error::new(ErrorKind::Garbled { body }),
        }
    }
}
