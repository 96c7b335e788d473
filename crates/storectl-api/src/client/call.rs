//! One call of the submission API: signed, held back together with all others, repeated by policy.

use bytes::Bytes;
use http::{
    HeaderValue, Request,
    header::{ACCEPT, AUTHORIZATION, CONTENT_LENGTH, CONTENT_TYPE, USER_AGENT},
};
use storectl_model::{Endpoint, Method, Missing, ProductId, SellerId, Service, SignInFailure};
use tokio::sync::Semaphore;
use url::Url;

use crate::{
    auth::token::TokenSource,
    error::{Error, RequestLine},
    error_kind::ErrorKind,
    limiter::{Leave, Limiter, Limiters},
    observe::exchange::{Exchanger, RequestKind},
    request::{AGENT, StoreRequest, cannot_build},
    response::{
        classify::{Answer, Classifier},
        decode::reader::DecodeError,
    },
    retry::Attempts,
    transport::{address, address_policy::AddressPolicy},
};

/// What all clones of a client share.
pub(crate) struct Session {
    endpoint: Url,
    tokens: TokenSource,
    pub(crate) exchanger: Exchanger,
    limiters: Limiters,
    /// Reads of images that are under way: of all products together, whatever else is.
    pub(crate) image_reads: Semaphore,
}

/// How many images are read in parallel, all products together.
const IMAGE_READS: usize = 32;

impl Session {
    pub(crate) fn new(endpoint: Url, tokens: TokenSource, exchanger: Exchanger) -> Self {
        Self {
            endpoint,
            tokens,
            exchanger,
            limiters: Limiters::default(),
            image_reads: Semaphore::new(IMAGE_READS),
        }
    }

    /// Gets a token, unless there is one.
    pub(crate) async fn sign_in(&self) -> Result<(), Error> {
        let token = self.tokens.token(&self.exchanger, None).await;
        token.map(|_| ())
    }

    /// Returns where addresses in the Store's responses may lead.
    pub(crate) fn address_policy(&self) -> AddressPolicy {
        AddressPolicy::of(&self.endpoint)
    }

    /// Sends a request until it succeeds or there is no use, and reads its response.
    pub(crate) async fn call<T>(
        &self,
        seller: Option<&SellerId>,
        product: &ProductId,
        request: &StoreRequest,
        decode: impl Fn(Answer) -> Result<T, DecodeError>,
    ) -> Result<T, Error> {
        let method = request.endpoint.method();
        let line = RequestLine {
            method: method.as_str().to_owned(),
            host: address::host_and_port(&self.endpoint),
            path: request.endpoint.path(product),
            service: Service::Store,
        };
        let classifier = Classifier::new(&self.exchanger, &line);
        let kind = match method {
            Method::Get => RequestKind::Read,
            Method::Post | Method::Put | Method::Patch => RequestKind::Write,
        };
        address::check(&self.endpoint, "the endpoint").map_err(|it| it.of_request(&line))?;
        let mut attempts = Attempts::new(&self.exchanger, &line, request.repeat);
        let mut refused = None;
        let limiter = self.limiters.of(seller);
        loop {
            let leave = limiter.wait(&*self.exchanger.clock).await;
            let token = self.tokens.token(&self.exchanger, refused).await?;
            let sent = self
                .build(seller, product, request, &token.header)
                .map_err(|error| cannot_build(&error).of_request(&line))?;
            let error = match self.exchanger.send(sent, kind).await {
                Ok(response) => match classifier.api(&response) {
                    Ok(answer) => {
                        limiter.taken();
                        return decode(answer)
                            .map_err(|error| classifier.unreadable(error, &response));
                    }
                    Err(error) => error,
                },
                Err(error) => classifier.lost(&error),
            };
            // A token may have been revoked or the clock be wrong: one new one, then the refusal stands (trap 10).
            if is_token_refused(&error) && refused.is_none() {
                refused = Some(token.serial);
                continue;
            }
            self.note_throttle(&limiter, leave, &error);
            attempts
                .after(named(error, seller, product, &request.endpoint))
                .await?;
        }
    }

    fn build(
        &self,
        seller: Option<&SellerId>,
        product: &ProductId,
        request: &StoreRequest,
        bearer: &HeaderValue,
    ) -> Result<Request<Bytes>, http::Error> {
        let method = request.endpoint.method();
        let mut builder = Request::builder()
            .method(method.as_str())
            .uri(address::join(
                &self.endpoint,
                &request.path_and_query(product),
            ))
            .header(AUTHORIZATION, bearer)
            .header(ACCEPT, "application/json")
            .header(USER_AGENT, AGENT);
        if let Some(seller) = seller {
            builder = builder.header("X-Seller-Account-Id", seller.as_str());
        }
        let body = match &request.body {
            Some(body) => {
                builder = builder.header(CONTENT_TYPE, "application/json");
                Bytes::from(body.to_string())
            }
            None => Bytes::new(),
        };
        if method != Method::Get {
            // In bytes, and 0 where there is no body (trap 14).
            builder = builder.header(CONTENT_LENGTH, body.len());
        }
        builder.body(body)
    }

    /// Learns of a failure whether there are too many requests. A wait that outlasts the deadline is nobody else's.
    fn note_throttle(&self, limiter: &Limiter, leave: Leave, error: &Error) {
        let clock = &*self.exchanger.clock;
        match error.kind() {
            ErrorKind::Throttled => {
                let left = self.exchanger.deadline.left(clock);
                let asked = error.retry_after().filter(|it| *it < left);
                limiter.refused(leave, asked, clock);
            }
            _ if error.http_status().is_some() => limiter.taken(),
            _ => {}
        }
    }
}

fn is_token_refused(error: &Error) -> bool {
    matches!(
        error.kind(),
        ErrorKind::Auth {
            failure: SignInFailure::TokenRefused
        }
    )
}

/// Puts into an error what the request was about: the response rarely says it.
fn named(
    error: Error,
    seller: Option<&SellerId>,
    product: &ProductId,
    endpoint: &Endpoint,
) -> Error {
    let kind = match error.kind() {
        ErrorKind::Forbidden { denied, .. } => ErrorKind::Forbidden {
            denied: *denied,
            seller: seller.cloned(),
        },
        ErrorKind::NotFound { .. } => ErrorKind::NotFound {
            missing: missing(product, endpoint),
        },
        _ => return error,
    };
    error.with_kind(kind)
}

fn missing(product: &ProductId, endpoint: &Endpoint) -> Missing {
    if product.is_store_id() {
        return Missing::StoreId(product.clone());
    }
    match endpoint {
        Endpoint::SubmissionStatus(submission) => Missing::Submission(submission.clone()),
        Endpoint::Package(package) | Endpoint::PatchPackage(package) => {
            Missing::Package(package.clone())
        }
        Endpoint::Status
        | Endpoint::Metadata
        | Endpoint::MetadataModule(_)
        | Endpoint::PatchMetadata
        | Endpoint::Packages
        | Endpoint::ReplacePackages
        | Endpoint::CommitPackages
        | Endpoint::Assets
        | Endpoint::CreateAssets
        | Endpoint::CommitAssets
        | Endpoint::Submit => Missing::Product(product.clone()),
    }
}
