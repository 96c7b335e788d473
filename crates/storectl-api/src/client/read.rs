//! The reading client.

use std::{collections::BTreeSet, fmt, sync::Arc};

use storectl_model::{
    DesiredProduct, DraftStatus, LanguageTag, ListingIntent, ProductId, RemotePackage, SellerId,
    StoreMessage, SubmissionId,
};
use url::Url;

use crate::{
    answer::Answer,
    auth::{AuthConfig, TokenSource},
    call::Core,
    clock::Clock,
    decode::{self, Fault},
    error::Error,
    request::StoreRequest,
    retry::RetryPolicy,
    trace::TraceSink,
    transport::Transport,
    wire::{RequestCounts, Wire},
};

/// What a client is made of.
#[derive(Clone)]
pub struct ClientConfig {
    /// The submission API, e.g. `https://api.store.microsoft.com`; https, or http on this machine.
    pub endpoint: Url,
    /// Sent as `X-Seller-Account-Id`, where known.
    pub seller_id: Option<SellerId>,
    /// How to sign in.
    pub auth: AuthConfig,
    /// How patient to be.
    pub retry: RetryPolicy,
    /// Takes every exchange, redacted.
    pub trace: Option<Arc<dyn TraceSink>>,
}

impl fmt::Debug for ClientConfig {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientConfig")
            .field("endpoint", &self.endpoint.as_str())
            .field("seller_id", &self.seller_id)
            .field("auth", &self.auth)
            .field("retry", &self.retry)
            .finish_non_exhaustive()
    }
}

/// How much of a product is read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ReadScope {
    /// Which images.
    pub assets: AssetScope,
}

/// Which images are read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum AssetScope {
    /// None: one read less.
    #[default]
    None,
    /// Those of every language.
    All,
    /// Those of these languages.
    Languages(BTreeSet<LanguageTag>),
}

impl AssetScope {
    /// Gives the images a plan of `desired` needs: those of languages whose images the manifest manages.
    pub fn managed_by(desired: &DesiredProduct) -> Self {
        let manages = |intent: &ListingIntent| match intent {
            ListingIntent::Present(listing) => {
                listing.screenshots.is_managed() || listing.store_logos.is_managed()
            }
            ListingIntent::Removed => false,
        };
        let managed = desired.listings.iter().filter(|(_, it)| manages(it));
        let languages: BTreeSet<LanguageTag> = managed.map(|(it, _)| it.clone()).collect();
        if languages.is_empty() {
            Self::None
        } else {
            Self::Languages(languages)
        }
    }
}

/// How far a submission is. Source: store-api.md, Submission Status Polling; open (trap 7).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PublishingStatus {
    /// `INPROGRESS`.
    InProgress,
    /// `PUBLISHED`.
    Published,
    /// `FAILED`: final only where `hasFailed` says so (trap 83).
    Failed,
    /// `UNKNOWN`, or nothing: not final (trap 84).
    Unknown,
    /// A word this tool does not know; treated as not final.
    Unrecognized(String),
}

impl PublishingStatus {
    pub(crate) fn of(word: String) -> Self {
        match word.to_ascii_uppercase().as_str() {
            "INPROGRESS" => Self::InProgress,
            "PUBLISHED" => Self::Published,
            "FAILED" => Self::Failed,
            "UNKNOWN" => Self::Unknown,
            _ => Self::Unrecognized(word),
        }
    }
}

/// How a submission fares.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SubmissionStatus {
    /// How far it is.
    pub publishing_status: PublishingStatus,
    /// It failed and will not be tried again.
    pub has_failed: bool,
    /// What the Store says beside it.
    pub messages: Vec<StoreMessage>,
}

/// Reads products and cannot write. Cheap to clone; clones share one token, one request count and one throttle.
#[derive(Clone)]
pub struct ReadClient {
    pub(crate) core: Arc<Core>,
    seller: Option<SellerId>,
}

impl fmt::Debug for ReadClient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ReadClient")
            .field("seller", &self.seller)
            .finish_non_exhaustive()
    }
}

impl ReadClient {
    /// Makes a client; sends nothing yet. An endpoint or authority that may not be used fails at the first request.
    pub fn new(config: ClientConfig, transport: Arc<dyn Transport>, clock: Arc<dyn Clock>) -> Self {
        let ClientConfig {
            endpoint,
            seller_id,
            auth,
            retry,
            trace,
        } = config;
        Self {
            core: Arc::new(Core::new(
                endpoint,
                TokenSource::new(auth),
                Wire::new(transport, clock, retry, trace),
            )),
            seller: seller_id,
        }
    }

    /// Gives a client for another seller account; token, counts and throttle stay shared.
    #[must_use]
    pub fn with_seller(&self, seller: SellerId) -> Self {
        Self {
            core: Arc::clone(&self.core),
            seller: Some(seller),
        }
    }

    /// Gives how many requests this client and its clones have sent.
    pub fn requests(&self) -> RequestCounts {
        self.core.wire.counts()
    }

    /// Reads whether the draft is ready and what submission is in progress.
    ///
    /// # Errors
    /// Where the Store refuses or cannot be understood. A submission in progress is not an error.
    pub async fn status(&self, product: &ProductId) -> Result<DraftStatus, Error> {
        self.call(product, StoreRequest::status(), |answer| {
            decode::draft_status(answer.data, answer.messages)
        })
        .await
    }

    /// Reads the packages; their ids are good until the next full replacement (trap 51).
    ///
    /// # Errors
    /// Where the Store refuses or cannot be understood.
    pub async fn packages(&self, product: &ProductId) -> Result<Vec<RemotePackage>, Error> {
        self.call(product, StoreRequest::packages(), |answer| {
            decode::packages(answer.data)
        })
        .await
    }

    /// Reads how a submission fares. Right after a submit it may not be known yet (404, trap 85).
    ///
    /// # Errors
    /// Where the Store refuses or cannot be understood.
    pub async fn submission_status(
        &self,
        product: &ProductId,
        submission: &SubmissionId,
    ) -> Result<SubmissionStatus, Error> {
        let request = StoreRequest::submission_status(submission);
        self.call(product, request, |answer| {
            decode::submission_status(answer.data, answer.messages)
        })
        .await
    }

    /// Sends a request until it succeeds or there is no use, and reads its answer.
    pub(crate) async fn call<T>(
        &self,
        product: &ProductId,
        request: StoreRequest,
        decode: impl Fn(Answer) -> Result<T, Fault>,
    ) -> Result<T, Error> {
        self.core
            .call(self.seller.as_ref(), product, &request, decode)
            .await
    }
}
