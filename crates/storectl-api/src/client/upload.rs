//! Uploads of images to signed addresses, never with the token (trap 15).

use std::path::Path;

use http::{Request, StatusCode, request::Builder};
use storectl_model::Digest;

use crate::{
    client::{
        images::{line, mark},
        write::WriteClient,
    },
    error::Error,
    error_kind::ErrorKind,
    request::{AGENT, cannot_build},
    response::{
        body::{self, UnusableBody},
        classify::Classifier,
        upload_slots::{SignedUrl, UploadSlot},
    },
    retry::Attempts,
    transport::{ExpectedContent, meter::UploadMeter},
    writes::Repeat,
};

impl WriteClient {
    /// Uploads `file` to a slot and gives the address that took it, the one to commit (trap 67).
    ///
    /// The primary address first, with retries; then the secondary. `meter` counts the bytes as they leave. `content`
    /// is the digest of what was planned: the file is digested while it streams, and one that has changed since is not
    /// sent to its end.
    ///
    /// # Errors
    /// [`ErrorKind::Config`] where the file cannot be read, [`ErrorKind::FileChanged`] where it has changed.
    /// [`ErrorKind::UploadRefused`] where the addresses are no longer, or not yet, good: ask for new ones.
    pub async fn upload(
        &self,
        slot: &UploadSlot,
        file: &Path,
        content: &Digest,
        meter: &UploadMeter,
    ) -> Result<SignedUrl, Error> {
        let error = match self.put(slot, &slot.primary, file, content, meter).await {
            Ok(()) => return Ok(slot.primary.clone()),
            Err(error) => error,
        };
        match (&slot.secondary, error.kind()) {
            // The file or the slot is at fault, not the address.
            (_, ErrorKind::Config { .. } | ErrorKind::FileChanged) | (None, _) => Err(error),
            (Some(secondary), _) => {
                self.put(slot, secondary, file, content, meter).await?;
                Ok(secondary.clone())
            }
        }
    }

    async fn put(
        &self,
        slot: &UploadSlot,
        url: &SignedUrl,
        file: &Path,
        content: &Digest,
        meter: &UploadMeter,
    ) -> Result<(), Error> {
        let exchanger = &self.reader.session.exchanger;
        let policy = self.reader.session.address_policy();
        let address = url.address()?;
        let line = line(exchanger, &slot.method, &address);
        policy
            .check(&address, "the upload URL")
            .map_err(|it| it.of_request(&line))?;
        let mut request = upload_request(slot, url)
            .extension(meter.clone())
            .extension(ExpectedContent {
                digest: content.clone(),
            })
            .body(())
            .map_err(|error| cannot_build(&error).of_request(&line))?;
        mark(&mut request, policy);
        // The same bytes to the same address do no harm, and the blob store fails with 500 for reasons that pass.
        let mut attempts = Attempts::new(exchanger, &line, Repeat::OnAnyPassingFailure);
        loop {
            meter.restart();
            let error = match exchanger.upload(request.clone(), file.to_owned()).await {
                Ok(response) if response.status() == StatusCode::CREATED => return Ok(()),
                // Whoever answers so, a proxy or a portal, has not kept the image (trap 67).
                Ok(response) if response.status().is_success() => {
                    let body = if body::is_html(response.body()) {
                        UnusableBody::HtmlPage
                    } else {
                        UnusableBody::Unconfirmed
                    };
                    Classifier::new(exchanger, &line).error(ErrorKind::Garbled { body }, &response)
                }
                Ok(response) => {
                    let refusal = Classifier::new(exchanger, &line).refusal(&response);
                    match refusal.kind() {
                        ErrorKind::Forbidden { .. } | ErrorKind::Auth { .. } => {
                            refusal.with_kind(ErrorKind::UploadRefused)
                        }
                        _ => refusal,
                    }
                }
                Err(error) => Classifier::new(exchanger, &line).lost(&error),
            };
            attempts.after(error).await?;
        }
    }
}

/// Makes an upload with the headers the service asked for, save those the sender knows better and the token, which
/// must never go there.
fn upload_request(slot: &UploadSlot, url: &SignedUrl) -> Builder {
    let ours = [
        "host",
        "content-length",
        "transfer-encoding",
        "connection",
        "authorization",
        "user-agent",
    ];
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
