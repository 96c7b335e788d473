//! How the Store's images are read.

use bytes::Bytes;
use futures_util::future::BoxFuture;

/// Reads images at their `assetUrl`: without a token, within bounds, with retries. The caller's client implements it.
pub trait ImageServer: Send + Sync {
    /// Asks for length and digest, without the bytes.
    ///
    /// # Errors
    /// Returns an error if the server refuses or does not answer.
    fn head<'a>(&'a self, url: &'a str) -> BoxFuture<'a, Result<ImageHead, ServerError>>;

    /// Reads all bytes, at most 64 MiB.
    ///
    /// # Errors
    /// As [`head`](Self::head).
    fn fetch<'a>(&'a self, url: &'a str) -> BoxFuture<'a, Result<Bytes, ServerError>>;
}

/// What a server says about an image without sending it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ImageHead {
    /// Its length in bytes.
    pub length: Option<u64>,
    /// The MD5 of its bytes in base64, as blob servers keep it (trap 69).
    pub content_md5: Option<String>,
}

/// Why a server gave nothing. Reasons are for people and hold no address and no secret.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ServerError {
    /// It does not know the method HEAD; that says nothing about the image.
    #[error("the server does not know the method HEAD")]
    HeadUnsupported,
    /// It answered and gave nothing, as a private container does (trap 70).
    #[error("{reason}")]
    Refused {
        /// What it answered.
        reason: String,
    },
    /// Nobody is asked: what is known of the image was recorded, and that it could not be read then.
    #[error("{reason}")]
    NotAsked {
        /// Why it could not be read.
        reason: String,
    },
    /// It did not answer, after all retries.
    #[error("{reason}")]
    Silent {
        /// What happened.
        reason: String,
    },
}
