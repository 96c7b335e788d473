//! One call of the submission API: signed, throttled together with all others, repeated by policy.

use std::{
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use bytes::Bytes;
use http::{
    HeaderValue, Request,
    header::{ACCEPT, AUTHORIZATION, CONTENT_LENGTH, CONTENT_TYPE, USER_AGENT},
};
use storectl_model::{Method, ProductId, SellerId};
use url::Url;

use crate::{
    address,
    answer::Answer,
    auth::{AGENT, TokenSource, unmade},
    decode::Fault,
    error::{Error, ErrorKind, RequestLine},
    public::Reach,
    request::StoreRequest,
    retry::{Attempts, Repeat},
    wire::{Purpose, Wire},
};

/// What all clones of a client share.
pub(crate) struct Core {
    endpoint: Url,
    tokens: TokenSource,
    pub(crate) wire: Wire,
    /// No request before this time: the service asked one of them to stay away, which means all.
    not_before: Mutex<Duration>,
}

impl Core {
    pub(crate) fn new(endpoint: Url, tokens: TokenSource, wire: Wire) -> Self {
        Self {
            endpoint,
            tokens,
            wire,
            not_before: Mutex::default(),
        }
    }

    /// Gives where addresses in the Store's answers may lead.
    pub(crate) fn reach(&self) -> Reach {
        Reach::of(&self.endpoint)
    }

    /// Sends a request until it succeeds or there is no use, and reads its answer.
    pub(crate) async fn call<T>(
        &self,
        seller: Option<&SellerId>,
        product: &ProductId,
        request: &StoreRequest,
        decode: impl Fn(Answer) -> Result<T, Fault>,
    ) -> Result<T, Error> {
        let method = request.endpoint.method();
        let line = RequestLine {
            method: method.as_str().to_owned(),
            path: request.endpoint.path(product),
        };
        let judge = self.wire.judge(&line);
        let purpose = match method {
            Method::Get => Purpose::Read,
            Method::Post | Method::Put | Method::Patch => Purpose::Write,
        };
        address::check(&self.endpoint, "the endpoint").map_err(|it| it.of_request(&line))?;
        let repeat = Repeat::of(&request.endpoint);
        let mut attempts = Attempts::new(&self.wire.retry, &*self.wire.clock, repeat);
        let mut refused = None;
        loop {
            self.wait_for_throttle().await;
            let token = self.tokens.token(&self.wire, refused).await?;
            let sent = self
                .build(seller, product, request, &token.header)
                .map_err(|error| unmade(&error).of_request(&line))?;
            let error = match self.wire.send(sent, purpose).await {
                Ok(response) => match judge.api(&response) {
                    Ok(answer) => {
                        return decode(answer).map_err(|fault| judge.unreadable(fault, &response));
                    }
                    Err(error) => error,
                },
                Err(error) => judge.lost(&error),
            };
            // A token may have been revoked or the clock be wrong: one new one, then the refusal stands (trap 10).
            if matches!(error.kind(), ErrorKind::Auth { .. }) && refused.is_none() {
                refused = Some(token.serial);
                continue;
            }
            self.note_throttle(&error);
            attempts.after(error).await?;
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

    async fn wait_for_throttle(&self) {
        loop {
            let until = *self.not_before();
            let now = self.wire.clock.now();
            if now >= until {
                return;
            }
            self.wire.clock.sleep(until.saturating_sub(now)).await;
        }
    }

    /// Holds all requests back where the service asked one to stay away for a time worth waiting.
    fn note_throttle(&self, error: &Error) {
        if let (ErrorKind::Throttled, Some(asked)) = (error.kind(), error.retry_after())
            && asked <= self.wire.retry.budget
        {
            let until = self.wire.clock.now().saturating_add(asked);
            let mut not_before = self.not_before();
            *not_before = until.max(*not_before);
        }
    }

    fn not_before(&self) -> MutexGuard<'_, Duration> {
        self.not_before
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}
