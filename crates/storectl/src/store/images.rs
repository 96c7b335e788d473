//! The Store's images, read with the command line's client.

use futures_util::future::BoxFuture;
use storectl_api::{Error, ErrorKind, ReadClient};
use storectl_images::{ImageHead, ImageServer, ServerError};

/// Reads images for recognition.
pub(crate) struct StoreImages<'a> {
    client: &'a ReadClient,
}

impl<'a> StoreImages<'a> {
    /// Makes one that reads with `client`.
    pub(crate) fn new(client: &'a ReadClient) -> Self {
        Self { client }
    }
}

impl ImageServer for StoreImages<'_> {
    fn head<'a>(&'a self, url: &'a str) -> BoxFuture<'a, Result<ImageHead, ServerError>> {
        Box::pin(async move {
            let head = self.client.head_image(url).await;
            let head = head.map_err(|error| match error.http_status() {
                Some(405 | 501) => ServerError::HeadUnsupported,
                _ => classify(&error),
            })?;
            Ok(ImageHead {
                length: head.length,
                content_md5: head.content_md5,
            })
        })
    }

    fn fetch<'a>(&'a self, url: &'a str) -> BoxFuture<'a, Result<bytes::Bytes, ServerError>> {
        Box::pin(async move {
            let image = self.client.fetch_image(url).await;
            image.map_err(|it| classify(&it))
        })
    }
}

/// Says why a server gave no image, without its address.
fn classify(error: &Error) -> ServerError {
    let reason = match error.http_status() {
        Some(status) => format!("{} (HTTP {status})", error.kind()),
        None => error.kind().to_string(),
    };
    match error.kind() {
        ErrorKind::NotReachable { .. }
        | ErrorKind::AnswerLost { .. }
        | ErrorKind::Unavailable
        | ErrorKind::Throttled
        | ErrorKind::NoRoots { .. }
        | ErrorKind::TooManyOpen { .. } => ServerError::Silent { reason },
        _ => ServerError::Refused { reason },
    }
}
