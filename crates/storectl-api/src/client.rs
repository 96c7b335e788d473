//! The reading client.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use bytes::Bytes;
use futures_util::future::{OptionFuture, try_join_all};
use http::{
    Request,
    header::{ACCEPT, AUTHORIZATION, CONTENT_LENGTH, CONTENT_TYPE, USER_AGENT},
};
use storectl_model::{
    DraftStatus, LanguageTag, ListingLanguage, Method, ProductId, RemoteAssets, RemotePackage,
    RemoteProduct, SellerId, StoreMessage, SubmissionId, limits::LANGUAGES_PER_READ,
};
use url::Url;

use crate::{
    address,
    answer::Answer,
    auth::{AGENT, AuthConfig, TokenSource, unmade},
    clock::Clock,
    decode::{self, Fault, Metadata},
    error::{Error, ErrorKind, RequestLine},
    request::StoreRequest,
    retry::{Attempts, Repeat, RetryPolicy},
    trace::TraceSink,
    transport::Transport,
    wire::{Purpose, RequestCounts, Wire},
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

pub(crate) struct Core {
    endpoint: Url,
    tokens: TokenSource,
    pub(crate) wire: Wire,
    /// No request before this time: the service asked one of them to stay away, which means all.
    not_before: Mutex<Duration>,
}

impl fmt::Debug for ReadClient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ReadClient")
            .field("endpoint", &self.core.endpoint.as_str())
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
            core: Arc::new(Core {
                endpoint,
                tokens: TokenSource::new(auth),
                wire: Wire::new(transport, clock, retry, trace),
                not_before: Mutex::default(),
            }),
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
        self.read(product, StoreRequest::status(), |answer| {
            decode::draft_status(answer.data, answer.messages)
        })
        .await
    }

    /// Reads the packages; their ids are good until the next full replacement (trap 51).
    ///
    /// # Errors
    /// Where the Store refuses or cannot be understood.
    pub async fn packages(&self, product: &ProductId) -> Result<Vec<RemotePackage>, Error> {
        self.read(product, StoreRequest::packages(), |answer| {
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
        self.read(product, request, |answer| {
            decode::submission_status(answer.data, answer.messages)
        })
        .await
    }

    /// Reads a draft, all parts at once: status, packages, metadata, and the images `scope` asks for. A product of more
    /// than 200 languages is paged by its list of languages (trap 20).
    ///
    /// # Errors
    /// Where any of the reads fails; the first failure ends the others.
    pub async fn read_product(
        &self,
        product: &ProductId,
        scope: ReadScope,
    ) -> Result<RemoteProduct, Error> {
        let first_assets = OptionFuture::from(match &scope.assets {
            AssetScope::None | AssetScope::Languages(_) => None,
            AssetScope::All => Some(self.assets(product, StoreRequest::assets())),
        });
        let named_assets = OptionFuture::from(match &scope.assets {
            AssetScope::None | AssetScope::All => None,
            AssetScope::Languages(languages) => {
                let languages: Vec<LanguageTag> = languages.iter().cloned().collect();
                Some(self.assets_of(product, languages))
            }
        });
        let (status, packages, metadata, first_assets, named_assets) = tokio::try_join!(
            self.status(product),
            self.read(product, StoreRequest::packages(), |answer| {
                Ok((decode::packages(answer.data)?, answer.messages))
            }),
            self.whole_metadata(product),
            async { first_assets.await.transpose() },
            async { named_assets.await.transpose() },
        )?;
        let (packages, package_messages) = packages;
        let (metadata, mut messages) = metadata;
        messages.extend(package_messages);
        let Metadata {
            availability,
            properties,
            listings,
            languages,
        } = metadata;
        let languages = languages.unwrap_or_else(|| {
            let unsaid = |language: &LanguageTag| ListingLanguage {
                language: language.clone(),
                is_complete: None,
            };
            listings.keys().map(unsaid).collect()
        });
        let mut assets = BTreeMap::new();
        for (read, said) in first_assets.into_iter().chain(named_assets) {
            assets.extend(read);
            messages.extend(said);
        }
        // Languages without images may be left out of the answer, so only a full page means that there are more.
        if scope.assets == AssetScope::All && languages.len() > LANGUAGES_PER_READ {
            let missing = languages
                .iter()
                .map(|it| it.language.clone())
                .filter(|it| !assets.contains_key(it))
                .collect();
            let (more, said) = self.assets_of(product, missing).await?;
            assets.extend(more);
            messages.extend(said);
        }
        Ok(RemoteProduct {
            status,
            availability,
            properties,
            listings,
            languages,
            packages,
            assets,
            messages: distinct(messages),
        })
    }

    /// Reads the metadata and, until every listed language is there, the languages the answers left out.
    async fn whole_metadata(
        &self,
        product: &ProductId,
    ) -> Result<(Metadata, Vec<StoreMessage>), Error> {
        let read = |request| {
            self.read(product, request, |answer| {
                Ok((decode::metadata(answer.data)?, answer.messages))
            })
        };
        let (mut whole, mut messages) = read(StoreRequest::metadata()).await?;
        loop {
            let missing: Vec<LanguageTag> = whole
                .languages
                .iter()
                .flatten()
                .map(|it| it.language.clone())
                .filter(|it| !whole.listings.contains_key(it))
                .collect();
            let before = whole.listings.len();
            let pages = missing
                .chunks(LANGUAGES_PER_READ)
                .map(|page| read(StoreRequest::metadata_of(page)));
            for (page, said) in try_join_all(pages).await? {
                whole.listings.extend(page.listings);
                messages.extend(said);
            }
            if whole.listings.len() == before {
                return Ok((whole, messages));
            }
        }
    }

    async fn assets_of(
        &self,
        product: &ProductId,
        languages: Vec<LanguageTag>,
    ) -> Result<(BTreeMap<LanguageTag, RemoteAssets>, Vec<StoreMessage>), Error> {
        let pages = languages
            .chunks(LANGUAGES_PER_READ)
            .map(|page| self.assets(product, StoreRequest::assets_of(page)));
        let mut assets = BTreeMap::new();
        let mut messages = Vec::new();
        for (page, said) in try_join_all(pages).await? {
            assets.extend(page);
            messages.extend(said);
        }
        Ok((assets, messages))
    }

    async fn assets(
        &self,
        product: &ProductId,
        request: StoreRequest,
    ) -> Result<(BTreeMap<LanguageTag, RemoteAssets>, Vec<StoreMessage>), Error> {
        self.read(product, request, |answer| {
            Ok((decode::listing_assets(answer.data)?, answer.messages))
        })
        .await
    }

    /// Sends a request until it succeeds or there is no use, and reads its answer.
    pub(crate) async fn read<T>(
        &self,
        product: &ProductId,
        request: StoreRequest,
        decode: impl Fn(Answer) -> Result<T, Fault>,
    ) -> Result<T, Error> {
        let core = &self.core;
        let endpoint = &request.endpoint;
        let line = RequestLine {
            method: endpoint.method().as_str().to_owned(),
            path: endpoint.path(product),
        };
        let judge = core.wire.judge(&line);
        address::check(&core.endpoint, "the endpoint").map_err(|it| it.of_request(&line))?;
        let mut attempts = Attempts::new(&core.wire.retry, &*core.wire.clock, Repeat::of(endpoint));
        let mut refused = None;
        loop {
            core.wait_for_throttle().await;
            let token = core.tokens.token(&core.wire, refused).await?;
            let sent = self.build(product, &request, &token.header);
            let sent = sent.map_err(|error| unmade(&error).of_request(&line))?;
            let purpose = match endpoint.method() {
                Method::Get => Purpose::Read,
                Method::Post | Method::Put | Method::Patch => Purpose::Write,
            };
            let error = match core.wire.send(sent, purpose).await {
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
            core.note_throttle(&error);
            attempts.after(error).await?;
        }
    }

    fn build(
        &self,
        product: &ProductId,
        request: &StoreRequest,
        bearer: &http::HeaderValue,
    ) -> Result<Request<Bytes>, http::Error> {
        let url = address::join(&self.core.endpoint, &request.path_and_query(product));
        let method = request.endpoint.method();
        let mut builder = Request::builder()
            .method(method.as_str())
            .uri(url)
            .header(AUTHORIZATION, bearer)
            .header(ACCEPT, "application/json")
            .header(USER_AGENT, AGENT);
        if let Some(seller) = &self.seller {
            builder = builder.header("X-Seller-Account-Id", seller.as_str());
        }
        let body = request
            .body
            .as_ref()
            .map(|body| Bytes::from(body.to_string()));
        if body.is_some() {
            builder = builder.header(CONTENT_TYPE, "application/json");
        }
        let body = body.unwrap_or_default();
        if method != Method::Get {
            // In bytes, and 0 where there is none (trap 14).
            builder = builder.header(CONTENT_LENGTH, body.len());
        }
        builder.body(body)
    }
}

impl Core {
    async fn wait_for_throttle(&self) {
        loop {
            let until = *self
                .not_before
                .lock()
                .unwrap_or_else(PoisonError::into_inner);
            let now = self.wire.clock.now();
            if now >= until {
                return;
            }
            self.wire.clock.sleep(until.saturating_sub(now)).await;
        }
    }

    /// Holds all requests back where the service asked one to stay away for a time worth waiting.
    fn note_throttle(&self, error: &Error) {
        let (ErrorKind::Throttled, Some(asked)) = (error.kind(), error.retry_after()) else {
            return;
        };
        if asked <= self.wire.retry.budget {
            let until = self.wire.clock.now().saturating_add(asked);
            let mut not_before = self
                .not_before
                .lock()
                .unwrap_or_else(PoisonError::into_inner);
            *not_before = (*not_before).max(until);
        }
    }
}

fn distinct(messages: Vec<StoreMessage>) -> Vec<StoreMessage> {
    let mut kept: Vec<StoreMessage> = Vec::new();
    for message in messages {
        if !kept.contains(&message) {
            kept.push(message);
        }
    }
    kept
}
