//! Reading a complete draft: all parts concurrently, page by page where one response does not hold a part.

use std::{
    collections::{BTreeMap, BTreeSet, HashSet},
    future::{Future, ready},
};

use futures_util::{StreamExt as _, TryStreamExt as _, stream};
use storectl_model::{
    DraftStatus, LanguageTag, ListingLanguage, ProductId, RemoteAssets, RemotePackage,
    RemoteProduct, StoreMessage, limits::LANGUAGES_PER_READ,
};

use crate::{
    client::{read::ReadClient, scope::ReadScope},
    error::Error,
    error_kind::ErrorKind,
    request::ReadRequest,
    response::decode::{
        assets::listing_assets,
        metadata::{self, Metadata},
        packages,
    },
};

/// How many pages of one part are read concurrently. More than one only where there are more than 200 languages.
const PAGES_AT_ONCE: usize = 4;

/// More languages than any draft has: the Store knows 320. At 200 a request these are 100 requests.
const MOST_LANGUAGES: usize = 20_000;

/// What was read, and what else the Store said.
type WithMessages<T> = (T, Vec<StoreMessage>);

type AssetsByLanguage = BTreeMap<LanguageTag, RemoteAssets>;

impl ReadClient {
    /// Reads a draft, all parts concurrently: status, packages, metadata, and the images `scope` asks for.
    ///
    /// Up to 200 languages cost one request per part. A larger product is paged by its list of languages (trap 20).
    ///
    /// # Errors
    /// Returns an error if any of the reads fails; the first failure ends the others.
    pub async fn read_product(
        &self,
        product: &ProductId,
        scope: ReadScope,
    ) -> Result<RemoteProduct, Error> {
        self.read_product_with(product, scope, |_| {}).await
    }

    /// Reads a draft as [`read_product`](Self::read_product) does, and calls `found` with its packages as soon as they are there.
    ///
    /// # Errors
    /// As there.
    pub async fn read_product_with(
        &self,
        product: &ProductId,
        scope: ReadScope,
        found: impl FnOnce(&[RemotePackage]),
    ) -> Result<RemoteProduct, Error> {
        let status = self.status(product);
        self.read_around(status, product, scope, found).await
    }

    /// Reads a draft as [`read_product`](Self::read_product) does, but for its status, which was just read: one read less.
    ///
    /// # Errors
    /// As there.
    pub async fn read_product_of(
        &self,
        status: DraftStatus,
        product: &ProductId,
        scope: ReadScope,
    ) -> Result<RemoteProduct, Error> {
        let status = ready(Ok(status));
        self.read_around(status, product, scope, |_| {}).await
    }

    async fn read_around(
        &self,
        status: impl Future<Output = Result<DraftStatus, Error>>,
        product: &ProductId,
        scope: ReadScope,
        found: impl FnOnce(&[RemotePackage]),
    ) -> Result<RemoteProduct, Error> {
        let packages = async {
            let read = self.read(product, ReadRequest::packages(), |answer| {
                Ok((packages::packages(answer.data)?, answer.messages))
            });
            let (packages, messages) = read.await?;
            found(&packages);
            Ok((packages, messages))
        };
        let (status, (packages, of_packages), (metadata, assets, of_listings)) =
            tokio::try_join!(status, packages, self.listings(product, scope),)?;
        let messages = [of_packages, of_listings].concat();
        let languages = listed(&metadata);
        let Metadata {
            availability,
            properties,
            listings,
            languages: _, // as it was listed
        } = metadata;
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

    /// Reads the metadata and the images, and then what the first responses left out of each, both concurrently.
    async fn listings(
        &self,
        product: &ProductId,
        scope: ReadScope,
    ) -> Result<(Metadata, AssetsByLanguage, Vec<StoreMessage>), Error> {
        let ((mut metadata, of_metadata), (mut assets, of_assets)) = tokio::try_join!(
            self.metadata(product, ReadRequest::metadata()),
            self.first_assets(product, scope),
        )?;
        let languages = listed(&metadata);
        let (of_more_listings, of_more_assets) = tokio::try_join!(
            self.more_listings(product, &mut metadata),
            self.more_assets(product, scope, &languages, &mut assets),
        )?;
        let messages = [of_metadata, of_more_listings, of_assets, of_more_assets];
        Ok((metadata, assets, messages.concat()))
    }

    /// Reads the listed languages that the first response left out, as long as there come any.
    async fn more_listings(
        &self,
        product: &ProductId,
        metadata: &mut Metadata,
    ) -> Result<Vec<StoreMessage>, Error> {
        let mut messages = Vec::new();
        let mut missing = missing_listings(metadata);
        if missing.len() > MOST_LANGUAGES {
            let what = format!("the draft lists {} languages", missing.len());
            return Err(Error::new(ErrorKind::Protocol { what }));
        }
        while !missing.is_empty() {
            let read = |page: &[_]| self.metadata(product, ReadRequest::listings_of(page));
            for (page, more) in in_pages(&missing, read).await? {
                metadata.listings.extend(page.listings);
                messages.extend(more);
            }
            let still = missing_listings(metadata);
            if still.len() >= missing.len() {
                break;
            }
            missing = still;
        }
        Ok(messages)
    }

    /// Reads the images of the languages that the first response left out. A language without images may be missing from it,
    /// so only a full page means that there are more.
    async fn more_assets(
        &self,
        product: &ProductId,
        scope: ReadScope,
        languages: &[ListingLanguage],
        assets: &mut AssetsByLanguage,
    ) -> Result<Vec<StoreMessage>, Error> {
        let mut messages = Vec::new();
        if scope != ReadScope::Everything || languages.len() <= LANGUAGES_PER_READ {
            return Ok(messages);
        }
        let missing = languages.iter().map(|it| &it.language);
        let missing: Vec<LanguageTag> = missing
            .filter(|it| !assets.contains_key(it))
            .cloned()
            .collect();
        let read = |page: &[_]| self.assets(product, ReadRequest::assets_of(page));
        for (page, more) in in_pages(&missing, read).await? {
            assets.extend(page);
            messages.extend(more);
        }
        Ok(messages)
    }

    async fn metadata(
        &self,
        product: &ProductId,
        request: ReadRequest,
    ) -> Result<WithMessages<Metadata>, Error> {
        self.read(product, request, |answer| {
            Ok((metadata::metadata(answer.data)?, answer.messages))
        })
        .await
    }

    /// Reads the images of the first 200 languages. Never filtered by what a manifest names: the service may refuse a
    /// language it does not have.
    async fn first_assets(
        &self,
        product: &ProductId,
        scope: ReadScope,
    ) -> Result<WithMessages<AssetsByLanguage>, Error> {
        match scope {
            ReadScope::WithoutImages => Ok(WithMessages::default()),
            ReadScope::Everything => self.assets(product, ReadRequest::assets()).await,
        }
    }

    async fn assets(
        &self,
        product: &ProductId,
        request: ReadRequest,
    ) -> Result<WithMessages<AssetsByLanguage>, Error> {
        self.read(product, request, |answer| {
            Ok((listing_assets(answer.data)?, answer.messages))
        })
        .await
    }
}

/// Reads languages page by page, several pages concurrently.
async fn in_pages<T, F: Future<Output = Result<T, Error>>>(
    languages: &[LanguageTag],
    read: impl Fn(&[LanguageTag]) -> F,
) -> Result<Vec<T>, Error> {
    // Made before they are streamed: a closure over borrowed pages in a stream is not general enough to be sent.
    let pages: Vec<F> = languages.chunks(LANGUAGES_PER_READ).map(read).collect();
    let pages = stream::iter(pages).buffered(PAGES_AT_ONCE);
    pages.try_collect().await
}

/// Returns the languages of a draft: as it lists them, else those that have a listing.
fn listed(metadata: &Metadata) -> Vec<ListingLanguage> {
    let unsaid = |language: &LanguageTag| ListingLanguage {
        language: language.clone(),
        is_complete: None,
    };
    match &metadata.languages {
        Some(languages) => languages.clone(),
        None => metadata.listings.keys().map(unsaid).collect(),
    }
}

fn missing_listings(metadata: &Metadata) -> Vec<LanguageTag> {
    let listed = metadata.languages.iter().flatten();
    let missing: BTreeSet<LanguageTag> = listed
        .map(|it| it.language.clone())
        .filter(|it| !metadata.listings.contains_key(it))
        .collect();
    missing.into_iter().collect()
}

fn distinct(messages: Vec<StoreMessage>) -> Vec<StoreMessage> {
    let mut seen = HashSet::new();
    let mut kept = messages;
    kept.retain(|it| seen.insert(it.clone()));
    kept
}
