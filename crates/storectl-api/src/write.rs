//! The writing client.

use std::{path::Path, sync::Arc, time::Duration};

use http::Request;
use serde_json::Value;
use storectl_model::{Endpoint, ProductId, SellerId, StoreMessage, SubmissionId};

use crate::{
    auth::{AGENT, unmade},
    client::{ClientConfig, ReadClient},
    clock::Clock,
    decode::{self, Fields},
    error::{Error, ErrorKind, RequestLine},
    request::StoreRequest,
    retry::{Attempts, Repeat},
    transport::Transport,
    upload::{CreatedAssets, SignedUrl, UploadSlot},
};

/// What a write answers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WriteAnswer {
    /// What the Store says beside its success; to be shown, not fatal (trap 2).
    pub messages: Vec<StoreMessage>,
    /// A submission in progress the answer names.
    pub ongoing: Option<SubmissionId>,
    /// How long the service asks to wait before the next request: at most a hint (trap 8).
    pub retry_after: Option<Duration>,
}

/// What POST submit answers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Submitted {
    /// The new submission: the only proof that this request made one (trap 79).
    pub submission: Option<SubmissionId>,
    /// A submission in progress, perhaps somebody else's.
    pub ongoing: Option<SubmissionId>,
    /// What the Store says beside its success.
    pub messages: Vec<StoreMessage>,
}

/// Writes to products. What only reads takes its [`reader`](Self::reader).
#[derive(Clone, Debug)]
pub struct WriteClient {
    reader: ReadClient,
}

impl WriteClient {
    /// Makes a client; sends nothing yet. An endpoint or authority that may not be used fails at the first request.
    pub fn new(config: ClientConfig, transport: Arc<dyn Transport>, clock: Arc<dyn Clock>) -> Self {
        Self {
            reader: ReadClient::new(config, transport, clock),
        }
    }

    /// Gives the reading side; token, counts and throttle are shared.
    pub fn reader(&self) -> &ReadClient {
        &self.reader
    }

    /// Gives a client for another seller account; token, counts and throttle stay shared.
    #[must_use]
    pub fn with_seller(&self, seller: SellerId) -> Self {
        Self {
            reader: self.reader.with_seller(seller),
        }
    }

    /// Sends a write. Repeated where that is harmless; `submit` only where it surely was not acted on.
    ///
    /// # Errors
    /// Where the Store refuses; where [`outcome_unknown`](Error::outcome_unknown), it may have been acted on.
    pub async fn send(
        &self,
        product: &ProductId,
        endpoint: &Endpoint,
        body: Option<&Value>,
    ) -> Result<WriteAnswer, Error> {
        let request = StoreRequest::new(endpoint.clone(), body.cloned());
        self.reader
            .read(product, request, |answer| {
                let mut data = Fields::of(answer.data, "responseData")?;
                Ok(WriteAnswer {
                    ongoing: decode::ongoing(&mut data, &answer.messages)?,
                    messages: answer.messages,
                    retry_after: answer.retry_after,
                })
            })
            .await
    }

    /// Sends the draft to certification. Never repeated after a lost answer: read the status first (trap 78).
    ///
    /// # Errors
    /// As [`send`](Self::send).
    pub async fn submit(&self, product: &ProductId) -> Result<Submitted, Error> {
        let request = StoreRequest::new(Endpoint::Submit, None);
        self.reader
            .read(product, request, |answer| {
                let (submission, ongoing) = decode::submitted(answer.data, &answer.messages)?;
                Ok(Submitted {
                    submission,
                    ongoing,
                    messages: answer.messages,
                })
            })
            .await
    }

    /// Asks for upload addresses; repeated where needed, for slots nobody uses are harmless (trap 9).
    ///
    /// # Errors
    /// As [`send`](Self::send).
    pub async fn create_assets(
        &self,
        product: &ProductId,
        body: &Value,
    ) -> Result<CreatedAssets, Error> {
        let request = StoreRequest::new(Endpoint::CreateAssets, Some(body.clone()));
        self.reader
            .read(product, request, |answer| {
                decode::created_assets(answer.data)
            })
            .await
    }

    /// Uploads `file` to a slot and gives the address that took it, the one to commit (trap 67).
    ///
    /// The primary address first, with retries; then the secondary. Never with the token (trap 15).
    ///
    /// # Errors
    /// [`ErrorKind::UploadRefused`] where the addresses are no longer, or not yet, good: ask for new ones.
    pub async fn upload(&self, slot: &UploadSlot, file: &Path) -> Result<SignedUrl, Error> {
        match (self.put(slot, &slot.primary, file).await, &slot.secondary) {
            (Ok(()), _) => Ok(slot.primary.clone()),
            (Err(error), None) => Err(error),
            (Err(_), Some(secondary)) => {
                self.put(slot, secondary, file).await?;
                Ok(secondary.clone())
            }
        }
    }

    async fn put(&self, slot: &UploadSlot, url: &SignedUrl, file: &Path) -> Result<(), Error> {
        let wire = &self.reader.core.wire;
        let line = RequestLine {
            method: "PUT",
            path: url.path(),
        };
        let mut builder = Request::builder()
            .method(slot.method.as_str())
            .uri(url.expose())
            .header("User-Agent", AGENT);
        for (name, value) in &slot.headers {
            // What the sender knows better, and what must never go there.
            let ours = ["host", "content-length", "authorization", "user-agent"];
            if !ours.iter().any(|it| name.eq_ignore_ascii_case(it)) {
                builder = builder.header(name, value);
            }
        }
        let request = builder
            .body(())
            .map_err(|error| unmade(&error).of_request(&line))?;
        let mut attempts = Attempts::new(&wire.retry, &*wire.clock, Repeat::Safely);
        loop {
            let error = match wire.upload(request.clone(), file.to_owned()).await {
                Ok(response) if response.status().is_success() => return Ok(()),
                Ok(response) => {
                    let refusal = wire.judge(&line).refusal(&response);
                    match refusal.kind() {
                        ErrorKind::Forbidden | ErrorKind::Auth { .. } => {
                            refusal.with_kind(ErrorKind::UploadRefused)
                        }
                        _ => refusal,
                    }
                }
                Err(error) => wire.judge(&line).lost(error),
            };
            attempts.after(error).await?;
        }
    }
}
