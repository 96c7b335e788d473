//! The seam between the client and the network.

pub(crate) mod address;
pub(crate) mod address_policy;
mod clients;
mod failure;
pub(crate) mod http;
pub(crate) mod meter;
pub(crate) mod proxy;
mod resolver;
mod tls;

use std::{future::Future, path::PathBuf, pin::Pin};

use ::http::{Request, Response, header::CONTENT_LENGTH};
use bytes::Bytes;
use futures_util::stream::{self, Stream};
use storectl_model::{Digest, NetworkCause, Route};
use storectl_platform::TooManyOpen;

use crate::transport::meter::UploadMeter;

/// A future behind a trait object.
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// The body of a response as it arrives. Dropped before its end, it ends the exchange.
pub type BodyStream = Pin<Box<dyn Stream<Item = Result<Bytes, TransportError>> + Send>>;

/// Sends one request and returns its response, whatever its status: no redirects, no retries, no cookies.
pub trait Transport: Send + Sync {
    /// Sends `request`; an absolute address is in its URI.
    ///
    /// # Errors
    /// Returns an error if no complete response came back, or it exceeds the body limit.
    fn send(
        &self,
        request: Request<Bytes>,
    ) -> BoxFuture<'_, Result<Response<Bytes>, TransportError>>;

    /// Sends `request` and returns its response once the head is there. The body is read as far as the caller takes it, as
    /// the host sends it: neither decompressed nor limited.
    ///
    /// What is written here reads the complete body first; [`HttpTransport`](crate::HttpTransport) streams it.
    ///
    /// # Errors
    /// Returns an error if no head of a response came back; the stream's items, if the body breaks off.
    fn open(
        &self,
        request: Request<Bytes>,
    ) -> BoxFuture<'_, Result<Response<BodyStream>, TransportError>> {
        Box::pin(async move {
            let response = self.send(request).await?;
            Ok(response.map(|body| Box::pin(stream::iter([Ok(body)])) as BodyStream))
        })
    }

    /// Sends `request` with the bytes of `file` as its body, with a length and not in chunks (trap 67). An [`UploadMeter`]
    /// among the request's extensions counts them.
    ///
    /// Where the file is not what an [`ExpectedContent`] among the extensions says, the body is never sent completely.
    ///
    /// What is written here holds the complete file in memory; [`HttpTransport`](crate::HttpTransport) streams it.
    ///
    /// # Errors
    /// As [`send`](Self::send); a file that cannot be read is [`TransportErrorKind::Setup`], one that has changed
    /// [`TransportErrorKind::FileChanged`].
    fn upload(
        &self,
        request: Request<()>,
        file: PathBuf,
    ) -> BoxFuture<'_, Result<Response<Bytes>, TransportError>> {
        Box::pin(async move {
            let bytes = tokio::fs::read(&file)
                .await
                .map_err(|error| TransportError::unreadable(&file, &error))?;
            let expected = request.extensions().get::<ExpectedContent>();
            if expected.is_some_and(|it| it.digest != Digest::of(&bytes)) {
                return Err(TransportError::changed(&file));
            }
            let mut request = request.map(|()| Bytes::from(bytes));
            let length = request.body().len();
            request.headers_mut().insert(CONTENT_LENGTH, length.into());
            if let Some(meter) = request.extensions().get::<UploadMeter>() {
                meter.add(length as u64);
            }
            self.send(request).await
        })
    }
}

/// A request extension: how many bytes its response may have, where the transport's own limit does not fit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BodyLimit {
    /// Bytes, after decompression.
    pub bytes: u64,
}

/// A request extension of an upload: what its file holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExpectedContent {
    /// The file's digest.
    pub digest: Digest,
}

/// A request extension: the address is a response's choice, so its name must lead to the public Internet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PublicOnly;

/// Why there is no response.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{cause}{}", Details(message))]
pub struct TransportError {
    /// What may have happened to the request.
    pub kind: TransportErrorKind,
    /// Why.
    pub cause: NetworkCause,
    /// How the request traveled.
    pub route: Route,
    /// Details for people; holds no address and no secret, may be empty.
    pub message: String,
}

/// What may have happened to a request without a response.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TransportErrorKind {
    /// Names, connection or TLS failed: certainly not acted on.
    NotSent,
    /// It was sent and no complete response came: it may have been acted on.
    AnswerLost,
    /// The response is larger than the limit; it may have been acted on.
    TooLarge,
    /// This machine has no certificates to verify a server with; nothing was sent.
    NoRoots,
    /// This process may open no more files or connections; nothing was sent, and trying again does not help.
    TooManyOpen,
    /// The file of an upload is not what was planned: it was not sent to its end.
    FileChanged,
    /// The request could not be made: certainly not acted on, and trying again does not help.
    Setup,
}

impl TransportError {
    /// Makes an error of a request that went straight to its host.
    pub fn new(kind: TransportErrorKind, cause: NetworkCause, message: impl Into<String>) -> Self {
        Self {
            kind,
            cause,
            route: Route::Direct,
            message: message.into(),
        }
    }

    pub(crate) fn changed(file: &std::path::Path) -> Self {
        let message = format!("`{}` has changed since it was checked", file.display());
        Self::new(
            TransportErrorKind::FileChanged,
            NetworkCause::Other,
            message,
        )
    }

    pub(crate) fn unreadable(file: &std::path::Path, error: &std::io::Error) -> Self {
        let message = format!("cannot read `{}`: {error}", file.display());
        let kind = TooManyOpen::of(error).map_or(TransportErrorKind::Setup, |_| {
            TransportErrorKind::TooManyOpen
        });
        Self::new(kind, NetworkCause::Other, message)
    }
}

struct Details<'a>(&'a str);

impl std::fmt::Display for Details<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if self.0.is_empty() {
            Ok(())
        } else {
            write!(f, ": {}", self.0)
        }
    }
}
