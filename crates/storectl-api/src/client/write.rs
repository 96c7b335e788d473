//! The writing client.

use std::{sync::Arc, time::Duration};

use serde_json::Value;
use storectl_model::{Endpoint, ProductId, SellerId, StoreMessage, SubmissionId};

use crate::{
    client::{ClientConfig, ReadClient},
    clock::Clock,
    decode::{self, Fields},
    error::Error,
    request::StoreRequest,
    transport::Transport,
    upload::CreatedAssets,
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
    pub(crate) reader: ReadClient,
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
            .call(product, request, |answer| {
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
            .call(product, request, |answer| {
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
            .call(product, request, |answer| {
                decode::created_assets(answer.data)
            })
            .await
    }
}
