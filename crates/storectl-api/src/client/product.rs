//! Reading a complete draft: all parts concurrently, page by page where one response does not hold a part.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use futures_util::{StreamExt as _, TryStreamExt as _, stream};
use storectl_model::{
    LanguageTag, ListingLanguage, ProductId, RemoteAssets, RemotePackage, RemoteProduct,
    StoreMessage, limits::LANGUAGES_PER_READ,
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
        let packages = async {
            let read = self.read(product, ReadRequest::packages(), |answer| {
                Ok((packages::packages(answer.data)?, answer.messages))
            });
            let (packages, messages) = read.await?;
            found(&packages);
            Ok((packages, messages))
        };
        let (status, (packages, of_packages), (metadata, of_metadata), (mut assets, of_assets)) = tokio::try_join!(
            self.status(product),
            packages,
            self.metadata(product),
            self.first_assets(product, scope),
        )?;
        let mut messages = [of_packages, of_metadata, of_assets].concat();
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
        // A language without images may be missing from the response, so only a full page means that there are more.
        if languages.len() > LANGUAGES_PER_READ {
            let missing: Vec<LanguageTag> = languages
                .iter()
                .map(|it| it.language.clone())
                .filter(|it| scope == ReadScope::Everything && !assets.contains_key(it))
                .collect();
            // Made before they are streamed: a closure over borrowed pages in a stream is not general enough to be sent.
            let pages: Vec<_> = missing
                .chunks(LANGUAGES_PER_READ)
                .map(|page| self.assets(product, ReadRequest::assets_of(page)))
                .collect();
            let pages: Vec<WithMessages<AssetsByLanguage>> = stream::iter(pages)
                .buffered(PAGES_AT_ONCE)
                .try_collect()
                .await?;
            for (page, more) in pages {
                assets.extend(page);
                messages.extend(more);
            }
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

    /// Reads the metadata and then the listed languages the response left out, as long as there come any.
    async fn metadata(&self, product: &ProductId) -> Result<WithMessages<Metadata>, Error> {
        let read = |request| {
            self.read(product, request, |answer| {
                Ok((metadata::metadata(answer.data)?, answer.messages))
            })
        };
        let (mut metadata, mut messages) = read(ReadRequest::metadata()).await?;
        let mut missing = missing_listings(&metadata);
        if missing.len() > MOST_LANGUAGES {
            let what = format!("the draft lists {} languages", missing.len());
            return Err(Error::new(ErrorKind::Protocol { what }));
        }
        while !missing.is_empty() {
            let pages: Vec<_> = missing
                .chunks(LANGUAGES_PER_READ)
                .map(|page| read(ReadRequest::listings_of(page)))
                .collect();
            let pages: Vec<WithMessages<Metadata>> = stream::iter(pages)
                .buffered(PAGES_AT_ONCE)
                .try_collect()
                .await?;
            for (page, more) in pages {
                metadata.listings.extend(page.listings);
                messages.extend(more);
            }
            let still = missing_listings(&metadata);
            if still.len() >= missing.len() {
                break;
            }
            missing = still;
        }
        Ok((metadata, messages))
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
