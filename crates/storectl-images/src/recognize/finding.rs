//! What a look at an image of the Store found.

use std::collections::BTreeSet;

use storectl_model::{Digest, ImageSize};

use super::server::ServerError;
use crate::decode::Pixels;

/// Digests of files.
pub(super) type Digests = BTreeSet<Digest>;

/// What an image is, and what is worth remembering of it.
#[derive(Debug)]
pub(super) struct Finding {
    pub(super) content: Content,
    /// The image's content, where it was learned now.
    pub(super) learned: Option<Digest>,
    /// The pixels of a content, where they were learned now.
    pub(super) pixels: Option<PixelFact>,
}

/// What an image is. Unknown is a case of its own: nothing can take it for "equal" or "other".
#[derive(Debug)]
pub(super) enum Content {
    Known {
        /// The digest of its bytes, or of the file it was uploaded from.
        digest: Digest,
        /// The files with the same pixels, where that was looked at.
        alike: Digests,
    },
    /// What a cache says that others may have written, of an image that its server lets nobody read.
    Claimed(Digest),
    Unknown(Unknown),
}

/// The pixels that a content decodes to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct PixelFact {
    pub(super) content: Digest,
    pub(super) pixels: Pixels,
}

/// Why an image's content is unknown. Texts are for people and hold no address and no secret.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum Unknown {
    #[error("the image server rejected all earlier requests, so no more were sent")]
    HostRefuses,
    #[error("the image server did not respond to earlier requests, so no more were sent")]
    HostSilent,
    #[error("{0}")]
    NotGiven(ServerError),
    #[error("the image server did not return a comparable image: {0}")]
    NotComparable(String),
    #[error(
        "the image server returned {} × {} pixels, but the Store reports {} × {}",
        .sent.width, .sent.height, .reported.width, .reported.height
    )]
    OtherSize {
        sent: ImageSize,
        reported: ImageSize,
    },
    #[error("{0}")]
    File(#[from] FileError),
}

impl Unknown {
    /// Returns whether the server answered, and refused.
    pub(super) fn is_refusal(&self) -> bool {
        match self {
            Self::HostRefuses | Self::NotGiven(ServerError::Refused { .. }) => true,
            Self::HostSilent
            | Self::NotGiven(
                ServerError::HeadUnsupported
                | ServerError::NotAsked { .. }
                | ServerError::Silent { .. },
            )
            | Self::NotComparable(_)
            | Self::OtherSize { .. }
            | Self::File(_) => false,
        }
    }
}

/// Why a file cannot be compared.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum FileError {
    #[error("{path}: {reason}")]
    Unusable { path: String, reason: String },
    #[error("{path} has changed since it was read")]
    Changed { path: String },
    #[error("no file has the digest {0}")]
    NotListed(Digest),
}

impl Finding {
    pub(super) fn known(digest: &Digest, alike: Digests) -> Self {
        let digest = digest.clone();
        Self {
            content: Content::Known { digest, alike },
            learned: None,
            pixels: None,
        }
    }

    pub(super) fn claimed(digest: &Digest) -> Self {
        Self {
            content: Content::Claimed(digest.clone()),
            learned: None,
            pixels: None,
        }
    }

    pub(super) fn unknown(why: Unknown) -> Self {
        Self {
            content: Content::Unknown(why),
            learned: None,
            pixels: None,
        }
    }

    pub(super) fn learning(mut self, content: &Digest) -> Self {
        self.learned = Some(content.clone());
        self
    }
}
