//! Takes a snapshot for what was read.

use std::{
    collections::{BTreeMap, BTreeSet},
    str::FromStr,
};

use storectl_model::{
    AssetContent, Digest, DraftStatus, ImageSize, LanguageTag, ListingLanguage, RemoteAsset,
    RemoteAssets, RemoteAvailability, RemoteListing, RemoteNotes, RemotePackage, RemoteProduct,
    RemoteProperties, StoreMessage,
};
use storectl_plan::{EndedSubmission, SubmissionNews, SubmissionOutcome};

use super::{
    ImageFactsDoc, LiveDoc, MessageDoc, NOT_FOUND, ProductDoc, StatusDoc, SubmissionDoc,
    draft::{
        AssetDoc, AssetsDoc, AvailabilityDoc, DraftDoc, LanguageDoc, ListingDoc, NotesDoc,
        PackageDoc, PropertiesDoc,
    },
};
use crate::json::{
    live::{ImageFacts, LiveProduct, LiveSnapshot},
    v1::shared::seconds,
};

/// A value of a snapshot that is not what the format says.
#[derive(Debug, thiserror::Error)]
pub enum InvalidLive {
    /// A time that is not `2026-09-24T14:02:11Z` or like it.
    #[error("`{0}` is not a time in UTC")]
    Time(String),
    /// A digest that is not a SHA-256.
    #[error("`{0}` is not a digest")]
    Digest(String),
    /// An id or an address that cannot be one.
    #[error("`{0}` is not an ID or an address")]
    Id(String),
    /// A word that is none of the words of its place.
    #[error("`{0}` is not a state of a submission")]
    State(String),
    /// One product, or one language of it, twice.
    #[error("`{0}` is there twice")]
    Twice(String),
}

impl LiveDoc {
    /// Takes the document for a snapshot.
    pub(in crate::json) fn snapshot(self) -> Result<LiveSnapshot, InvalidLive> {
        let products = self.products.into_iter().map(ProductDoc::product);
        let products: Vec<LiveProduct> = products.collect::<Result<_, _>>()?;
        let mut seen = BTreeSet::new();
        for it in &products {
            let id = it.product.as_str();
            if !seen.insert(id.to_ascii_lowercase()) {
                return Err(InvalidLive::Twice(id.to_owned()));
            }
        }
        Ok(LiveSnapshot {
            endpoint: self.endpoint,
            read_at: seconds(&self.read_at).ok_or(InvalidLive::Time(self.read_at))?,
            products,
        })
    }
}

impl ProductDoc {
    fn product(self) -> Result<LiveProduct, InvalidLive> {
        let StatusDoc {
            is_ready,
            ongoing_submission_id,
            messages: of_status,
        } = self.status;
        let status = DraftStatus {
            is_ready,
            ongoing_submission: ongoing_submission_id.map(id).transpose()?,
            messages: messages(of_status),
        };
        let images = self.images.into_iter();
        let images = images.map(|(asset, facts)| Ok((id(asset)?, facts.facts()?)));
        let masked = self.masked.into_iter().map(id);
        let withheld = self.withheld.into_iter().map(id);
        Ok(LiveProduct {
            product: id(self.product_id)?,
            seller: id(self.seller_id)?,
            remote: RemoteProduct {
                status,
                messages: messages(self.messages),
                ..self.draft.remote()?
            },
            submission: self.submission.map(asked).transpose()?,
            ended: self.ended_submission.map(ended).transpose()?,
            images: images.collect::<Result<_, InvalidLive>>()?,
            masked: masked.collect::<Result<_, InvalidLive>>()?,
            withheld: withheld.collect::<Result<_, InvalidLive>>()?,
        })
    }
}

fn id<T: FromStr>(text: String) -> Result<T, InvalidLive> {
    text.parse().map_err(|_| InvalidLive::Id(text))
}

fn digest(text: String) -> Result<Digest, InvalidLive> {
    Digest::from_kept(&text).ok_or(InvalidLive::Digest(text))
}

fn messages(messages: Vec<MessageDoc>) -> Vec<StoreMessage> {
    let one = |it: MessageDoc| {
        let MessageDoc {
            code,
            message,
            target,
        } = it;
        StoreMessage {
            code,
            message,
            target,
        }
    };
    messages.into_iter().map(one).collect()
}

fn asked(
    submission: SubmissionDoc,
) -> Result<(storectl_model::SubmissionId, SubmissionNews), InvalidLive> {
    let news = match submission.status.as_deref() {
        None => SubmissionNews::Silence,
        Some(NOT_FOUND) => SubmissionNews::NotFound,
        Some(word) => SubmissionNews::Outcome(outcome(word)?),
    };
    Ok((id(submission.id)?, news))
}

fn ended(submission: SubmissionDoc) -> Result<EndedSubmission, InvalidLive> {
    let word = submission.status.unwrap_or_default();
    let end = outcome(&word)?.end().ok_or(InvalidLive::State(word))?;
    Ok(EndedSubmission {
        id: id(submission.id)?,
        end,
    })
}

fn outcome(word: &str) -> Result<SubmissionOutcome, InvalidLive> {
    SubmissionOutcome::from_word(word).ok_or_else(|| InvalidLive::State(word.to_owned()))
}

impl ImageFactsDoc {
    fn facts(self) -> Result<ImageFacts, InvalidLive> {
        let Self {
            digest: content,
            pixels,
            unread,
        } = self;
        Ok(ImageFacts {
            content: content.map(digest).transpose()?,
            pixels: pixels.map(digest).transpose()?,
            unread,
        })
    }
}

impl DraftDoc {
    /// Takes the document for a draft; what stands beside it is left empty.
    pub(in crate::json) fn remote(self) -> Result<RemoteProduct, InvalidLive> {
        let Self {
            availability,
            properties,
            listings,
            listing_languages,
            packages,
            listing_assets,
        } = self;
        let listings = listings.into_iter().map(ListingDoc::listing);
        let assets = listing_assets.into_iter().map(AssetsDoc::assets);
        let languages = listing_languages.into_iter().map(|it| {
            let LanguageDoc {
                language,
                is_complete,
            } = it;
            Ok(ListingLanguage {
                language: id(language)?,
                is_complete,
            })
        });
        let packages = packages.into_iter().map(PackageDoc::package);
        Ok(RemoteProduct {
            availability: availability.module(),
            properties: properties.module(),
            listings: by_language(listings)?,
            languages: languages.collect::<Result<_, InvalidLive>>()?,
            packages: packages.collect::<Result<_, InvalidLive>>()?,
            assets: by_language(assets)?,
            ..RemoteProduct::default()
        })
    }
}

fn by_language<T>(
    items: impl Iterator<Item = Result<(LanguageTag, T), InvalidLive>>,
) -> Result<BTreeMap<LanguageTag, T>, InvalidLive> {
    let mut found = BTreeMap::new();
    for item in items {
        let (language, value) = item?;
        let name = language.to_string();
        if found.insert(language, value).is_some() {
            return Err(InvalidLive::Twice(name));
        }
    }
    Ok(found)
}

impl AvailabilityDoc {
    fn module(self) -> RemoteAvailability {
        let Self {
            markets,
            discoverability,
            enable_in_future_markets,
            pricing,
            free_trial,
            extra,
        } = self;
        RemoteAvailability {
            markets,
            discoverability,
            enable_in_future_markets,
            pricing,
            free_trial,
            extra,
        }
    }
}

impl PropertiesDoc {
    fn module(self) -> RemoteProperties {
        let Self {
            is_privacy_policy_required,
            privacy_policy_url,
            website,
            support_contact_info,
            certification_notes,
            category,
            subcategory,
            product_declarations,
            is_system_feature_required,
            system_requirement_details,
            extra,
        } = self;
        let certification_notes = certification_notes.and_then(|it| match it {
            NotesDoc::Text(text) => Some(RemoteNotes::Text(text)),
            NotesDoc::Presence { present } => present.then_some(RemoteNotes::Present),
        });
        RemoteProperties {
            is_privacy_policy_required,
            privacy_policy_url,
            website,
            support_contact_info,
            certification_notes,
            category,
            subcategory,
            product_declarations,
            is_system_feature_required,
            system_requirement_details,
            extra,
        }
    }
}

impl ListingDoc {
    fn listing(self) -> Result<(LanguageTag, RemoteListing), InvalidLive> {
        let Self {
            language,
            description,
            whats_new,
            product_features,
            short_description,
            search_terms,
            additional_license_terms,
            copyright,
            developed_by,
            sort_title,
            requirements,
            contact_info,
            extra,
        } = self;
        let listing = RemoteListing {
            description,
            whats_new,
            product_features,
            short_description,
            search_terms,
            additional_license_terms,
            copyright,
            developed_by,
            sort_title,
            requirements,
            contact_info,
            extra,
        };
        Ok((id(language)?, listing))
    }
}

impl PackageDoc {
    fn package(self) -> Result<RemotePackage, InvalidLive> {
        let Self {
            package_id,
            package_url,
            languages,
            architectures,
            is_silent_install,
            installer_parameters,
            generic_doc_url,
            error_details,
            package_type,
            extra,
        } = self;
        Ok(RemotePackage {
            package_id: id(package_id)?,
            package_url,
            languages,
            architectures,
            is_silent_install,
            installer_parameters,
            generic_doc_url,
            error_details,
            package_type,
            extra,
        })
    }
}

impl AssetsDoc {
    fn assets(self) -> Result<(LanguageTag, RemoteAssets), InvalidLive> {
        let Self {
            language,
            screenshots,
            store_logos,
        } = self;
        let images = |list: Vec<AssetDoc>| {
            let assets = list.into_iter().map(AssetDoc::asset);
            assets.collect::<Result<_, InvalidLive>>()
        };
        let assets = RemoteAssets {
            screenshots: images(screenshots)?,
            store_logos: images(store_logos)?,
        };
        Ok((id(language)?, assets))
    }
}

impl AssetDoc {
    fn asset(self) -> Result<RemoteAsset, InvalidLive> {
        let Self {
            id: asset,
            asset_url,
            image_size,
        } = self;
        Ok(RemoteAsset {
            id: id(asset)?,
            url: asset_url,
            size: image_size.map(|it| ImageSize {
                width: it.width,
                height: it.height,
            }),
            content: AssetContent::Unread,
        })
    }
}
