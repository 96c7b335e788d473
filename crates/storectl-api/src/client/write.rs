//! The writing client.

use std::{sync::Arc, time::Duration};

use serde_json::Value;
use storectl_model::{ProductId, SellerId, StoreMessage, SubmissionId};

use crate::{
    client::{config::ClientConfig, read::ReadClient},
    clock::Clock,
    error::Error,
    request::WriteRequest,
    response::{
        decode::{
            assets::created_assets,
            reader::ObjectReader,
            status::{ongoing, submitted},
        },
        upload_slots::CreatedAssets,
    },
    transport::Transport,
};

/// What a write answers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WriteAnswer {
    /// What the Store says besides its success; to be shown, not fatal (trap 2).
    pub messages: Vec<StoreMessage>,
    /// A submission in progress the response names.
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
    /// What the Store says besides its success.
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

    /// Returns the reading side; token, counts and throttle are shared.
    pub fn reader(&self) -> &ReadClient {
        &self.reader
    }

    /// Returns a client for another seller account; token, counts and throttle stay shared.
    #[must_use]
    pub fn with_seller(&self, seller: SellerId) -> Self {
        Self {
            reader: self.reader.with_seller(seller),
        }
    }

    /// Sends a write, repeated as its row of the [table of writes](crate::WriteOperation::rules) says.
    ///
    /// # Errors
    /// Returns an error if the Store refuses; [`WriteOperation::failed`](crate::WriteOperation::failed) says what the failure means for
    /// the draft.
    pub async fn send(
        &self,
        product: &ProductId,
        request: &WriteRequest,
    ) -> Result<WriteAnswer, Error> {
        self.reader
            .call(product, request.inner(), |answer| {
                let mut data = ObjectReader::of(answer.data, "responseData")?;
                Ok(WriteAnswer {
                    ongoing: ongoing(&mut data, &answer.messages)?,
                    messages: answer.messages,
                    retry_after: answer.retry_after,
                })
            })
            .await
    }

    /// Sends the draft to certification. Never repeated after a lost response: read the status first (trap 78).
    ///
    /// # Errors
    /// As [`send`](Self::send).
    pub async fn submit(&self, product: &ProductId) -> Result<Submitted, Error> {
        self.reader
            .call(product, WriteRequest::submit().inner(), |answer| {
                let (submission, ongoing) = submitted(answer.data, &answer.messages)?;
                Ok(Submitted {
                    submission,
                    ongoing,
                    messages: answer.messages,
                })
            })
            .await
    }

    /// Asks for upload URLs; repeated where needed, for slots nobody uses are harmless (trap 9).
    ///
    /// # Errors
    /// As [`send`](Self::send).
    pub async fn create_assets(
        &self,
        product: &ProductId,
        body: &Value,
    ) -> Result<CreatedAssets, Error> {
        let request = WriteRequest::create_assets(body.clone());
        self.reader
            .call(product, request.inner(), |answer| {
                created_assets(answer.data)
            })
            .await
    }
}
