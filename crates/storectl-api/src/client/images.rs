//! Images: uploads to signed addresses and reads of the Store's copies, never with the token (trap 15).

use std::path::Path;

use bytes::Bytes;
use http::{Method, Request, Response, StatusCode, request::Builder};
use url::Url;

use crate::{
    auth::{AGENT, unmade},
    client::ReadClient,
    error::{Error, ErrorKind, RequestLine},
    meter::UploadMeter,
    public::Reach,
    retry::{Attempts, Repeat},
    transport::BodyLimit,
    upload::{SignedUrl, UploadSlot},
    wire::{Purpose, Wire},
    write::WriteClient,
};

/// Largest image read, in bytes; Partner Center takes images of up to 50 MB.
const IMAGE_LIMIT: u64 = 64 * 1024 * 1024;

/// What a HEAD of an image tells.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ImageHead {
    /// Its size in bytes.
    pub length: Option<u64>,
    /// The MD5 of its bytes in base64, as the blob store keeps it.
    pub content_md5: Option<String>,
    /// E.g. `image/png`.
    pub content_type: Option<String>,
}

impl ReadClient {
    /// Asks for the length and digest of an image at its `assetUrl`, without its bytes.
    ///
    /// # Errors
    /// Where it is refused, as a private container does (trap 70), or not reached.
    pub async fn head_image(&self, url: &str) -> Result<ImageHead, Error> {
        let response = self.image(&Method::HEAD, url).await?;
        let text = |name: &str| {
            let value = response.headers().get(name)?.to_str().ok()?;
            Some(value.to_owned())
        };
        Ok(ImageHead {
            length: text("content-length").and_then(|it| it.parse().ok()),
            content_md5: text("content-md5"),
            content_type: text("content-type"),
        })
    }

    /// Reads an image at its `assetUrl`, of up to 64 MiB.
    ///
    /// # Errors
    /// As [`head_image`](Self::head_image); [`ErrorKind::TooLarge`].
    pub async fn fetch_image(&self, url: &str) -> Result<Bytes, Error> {
        Ok(self.image(&Method::GET, url).await?.into_body())
    }

    async fn image(&self, method: &Method, url: &str) -> Result<Response<Bytes>, Error> {
        let wire = &self.core.wire;
        let url: Url = url.parse().map_err(|error| {
            let what = format!("the image's address is none: {error}");
            Error::new(ErrorKind::Config { what })
        })?;
        let line = shown(wire, method.as_str(), url.path());
        let reach = self.core.reach();
        reach
            .check(&url, "the image's address")
            .map_err(|it| it.of_request(&line))?;
        let mut request = Request::builder()
            .method(method)
            .uri(url.as_str())
            .header("User-Agent", AGENT)
            .extension(BodyLimit(IMAGE_LIMIT))
            .body(Bytes::new())
            .map_err(|error| unmade(&error).of_request(&line))?;
        mark(&mut request, reach);
        let mut attempts = Attempts::new(&wire.retry, &*wire.clock, Repeat::Freely);
        loop {
            let error = match wire.send(request.clone(), Purpose::Blob).await {
                Ok(response) if response.status().is_success() => return Ok(response),
                Ok(response) => wire.judge(&line).refusal(&response),
                Err(error) => wire.judge(&line).lost(&error),
            };
            attempts.after(error).await?;
        }
    }
}

impl WriteClient {
    /// Uploads `file` to a slot and gives the address that took it, the one to commit (trap 67).
    ///
    /// The primary address first, with retries; then the secondary. `meter` counts the bytes as they leave.
    ///
    /// # Errors
    /// [`ErrorKind::UploadRefused`] where the addresses are no longer, or not yet, good: ask for new ones.
    pub async fn upload(
        &self,
        slot: &UploadSlot,
        file: &Path,
        meter: &UploadMeter,
    ) -> Result<SignedUrl, Error> {
        let error = match self.put(slot, &slot.primary, file, meter).await {
            Ok(()) => return Ok(slot.primary.clone()),
            Err(error) => error,
        };
        match (&slot.secondary, error.kind()) {
            // The file or the slot is at fault, not the address.
            (_, ErrorKind::Config { .. }) | (None, _) => Err(error),
            (Some(secondary), _) => {
                self.put(slot, secondary, file, meter).await?;
                Ok(secondary.clone())
            }
        }
    }

    async fn put(
        &self,
        slot: &UploadSlot,
        url: &SignedUrl,
        file: &Path,
        meter: &UploadMeter,
    ) -> Result<(), Error> {
        let wire = &self.reader.core.wire;
        let line = shown(wire, &slot.method, &url.path());
        let reach = self.reader.core.reach();
        url.check(reach).map_err(|it| it.of_request(&line))?;
        let mut request = upload_request(slot, url)
            .extension(meter.clone())
            .body(())
            .map_err(|error| unmade(&error).of_request(&line))?;
        mark(&mut request, reach);
        // The same bytes to the same address do no harm, and the blob store fails with 500 for reasons that pass.
        let mut attempts = Attempts::new(&wire.retry, &*wire.clock, Repeat::Freely);
        loop {
            meter.restart();
            let error = match wire.upload(request.clone(), file.to_owned()).await {
                Ok(response) if response.status() == StatusCode::CREATED => return Ok(()),
                // Whoever answers so, a proxy or a portal, has not kept the image (trap 67).
                Ok(response) if response.status().is_success() => {
                    let what = "it does not say that the image was kept".to_owned();
                    wire.judge(&line)
                        .error(ErrorKind::Garbled { what }, &response)
                }
                Ok(response) => {
                    let refusal = wire.judge(&line).refusal(&response);
                    match refusal.kind() {
                        ErrorKind::Forbidden | ErrorKind::Auth { .. } => {
                            refusal.with_kind(ErrorKind::UploadRefused)
                        }
                        _ => refusal,
                    }
                }
                Err(error) => wire.judge(&line).lost(&error),
            };
            attempts.after(error).await?;
        }
    }
}

fn mark<B>(request: &mut Request<B>, reach: Reach) {
    if let Some(mark) = reach.mark() {
        request.extensions_mut().insert(mark);
    }
}

/// Gives a request as errors show it: its method and address are the service's, so they are redacted as its answers are.
fn shown(wire: &Wire, method: &str, path: &str) -> RequestLine {
    RequestLine {
        method: wire.redactor.text(method),
        path: wire.redactor.text(path),
    }
}

/// Makes an upload with the headers the service asked for, save those the sender knows better and the token, which
/// must never go there.
fn upload_request(slot: &UploadSlot, url: &SignedUrl) -> Builder {
    let ours = ["host", "content-length", "authorization", "user-agent"];
    let mut builder = Request::builder()
        .method(slot.method.as_str())
        .uri(url.expose())
        .header("User-Agent", AGENT);
    for (name, value) in &slot.headers {
        if !ours.iter().any(|it| name.eq_ignore_ascii_case(it)) {
            builder = builder.header(name, value);
        }
    }
    builder
}
