//! Reads of the Store's copies of images, never with the token (trap 15).

use bytes::Bytes;
use http::{Method, Request, Response, header::ACCEPT_ENCODING};
use storectl_model::Service;
use url::Url;

use crate::{
    client::read::ReadClient,
    error::{Error, RequestLine},
    error_kind::ErrorKind,
    observe::exchange::{Exchanger, RequestKind},
    request::{AGENT, cannot_build},
    response::classify::Classifier,
    retry::Attempts,
    transport::{BodyLimit, address, address_policy::AddressPolicy},
    writes::Repeat,
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
    /// Returns an error if it is refused, as a private container does (trap 70), or not reached.
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
        let exchanger = &self.session.exchanger;
        let url: Url = url.parse().map_err(|error| {
            let what = format!("the image URL is not valid: {error}");
            Error::new(ErrorKind::Config { what })
        })?;
        let line = line(exchanger, method.as_str(), &url);
        let policy = self.session.address_policy();
        policy
            .check(&url, "the image URL")
            .map_err(|it| it.of_request(&line))?;
        let mut request = Request::builder()
            .method(method)
            .uri(url.as_str())
            .header("User-Agent", AGENT)
            // Length and digest are to be those of the image, not of what some server in between makes of it.
            .header(ACCEPT_ENCODING, "identity")
            .extension(BodyLimit { bytes: IMAGE_LIMIT })
            .body(Bytes::new())
            .map_err(|error| cannot_build(&error).of_request(&line))?;
        mark(&mut request, policy);
        let mut attempts = Attempts::new(exchanger, &line, Repeat::OnAnyPassingFailure);
        loop {
            let sent = async {
                // It is never closed.
                let _turn = self.session.image_reads.acquire().await;
                exchanger.send(request.clone(), RequestKind::Image).await
            };
            let error = match sent.await {
                Ok(response) if response.status().is_success() => return Ok(response),
                Ok(response) => Classifier::new(exchanger, &line).refusal(&response),
                Err(error) => Classifier::new(exchanger, &line).lost(&error),
            };
            attempts.after(error).await?;
        }
    }
}

/// Makes the transport look at where the name leads as well, where the policy asks for it.
pub(super) fn mark<B>(request: &mut Request<B>, policy: AddressPolicy) {
    if let Some(mark) = policy.mark() {
        request.extensions_mut().insert(mark);
    }
}

/// Returns a request as errors show it: its method and address are the service's, so they are redacted as its responses
/// are.
pub(super) fn line(exchanger: &Exchanger, method: &str, url: &Url) -> RequestLine {
    RequestLine {
        method: exchanger.redactor.text(method),
        host: exchanger.redactor.text(&address::host_and_port(url)),
        path: exchanger.redactor.text(url.path()),
        service: Service::Images,
    }
}
