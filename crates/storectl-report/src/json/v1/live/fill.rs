//! Fills a snapshot from what was read.

use storectl_model::{
    LanguageTag, ListingLanguage, RemoteAsset, RemoteAssets, RemoteAvailability, RemoteListing,
    RemoteNotes, RemotePackage, RemoteProduct, RemoteProperties, StoreMessage, SubmissionId,
};
use storectl_plan::{EndedSubmission, SubmissionEnd, SubmissionNews, SubmissionOutcome};

use super::{
    FORMAT, ImageFactsDoc, LiveDoc, MessageDoc, NOT_FOUND, ProductDoc, StatusDoc, SubmissionDoc,
    VERSION, WriterDoc,
    draft::{
        AssetDoc, AssetsDoc, AvailabilityDoc, DraftDoc, LanguageDoc, ListingDoc, NotesDoc,
        PackageDoc, PropertiesDoc, SizeDoc,
    },
};
use crate::json::{
    live::{ImageFacts, LiveProduct, LiveSnapshot},
    v1::shared::utc,
};

impl LiveDoc {
    /// Writes the snapshot as it is: what must not be shown is taken out beside this.
    pub(in crate::json) fn new(snapshot: &LiveSnapshot, tool_version: &str) -> Self {
        let LiveSnapshot {
            endpoint,
            read_at,
            products,
        } = snapshot;
        let mut sellers = products.iter().map(|it| &it.seller);
        let first = sellers.next();
        let only = first.filter(|first| sellers.all(|it| it == *first));
        Self {
            format: FORMAT.to_owned(),
            format_version: VERSION.to_owned(),
            tool: WriterDoc {
                name: "storectl".to_owned(),
                version: tool_version.to_owned(),
            },
            endpoint: endpoint.clone(),
            seller_id: only.map(ToString::to_string),
            read_at: utc(*read_at),
            products: products.iter().map(ProductDoc::from).collect(),
        }
    }
}

impl From<&LiveProduct> for ProductDoc {
    fn from(product: &LiveProduct) -> Self {
        let LiveProduct {
            product,
            seller,
            remote,
            submission,
            ended,
            images,
            masked,
            withheld,
        } = product;
        Self {
            product_id: product.to_string(),
            seller_id: seller.to_string(),
            status: StatusDoc {
                is_ready: remote.status.is_ready,
                ongoing_submission_id: remote.status.ongoing_submission.as_ref().map(id),
                messages: messages(&remote.status.messages),
            },
            submission: submission.as_ref().map(|(submission, news)| SubmissionDoc {
                id: id(submission),
                status: word(*news).map(str::to_owned),
            }),
            ended_submission: ended.as_ref().map(|it| {
                let EndedSubmission {
                    id: submission,
                    end,
                } = it;
                let outcome = match end {
                    SubmissionEnd::Published => SubmissionOutcome::Published,
                    SubmissionEnd::Failed => SubmissionOutcome::Failed,
                };
                SubmissionDoc {
                    id: id(submission),
                    status: Some(outcome.as_str().to_owned()),
                }
            }),
            messages: messages(&remote.messages),
            draft: DraftDoc::from(remote),
            images: images
                .iter()
                .map(|(asset, facts)| (asset.to_string(), facts.into()))
                .collect(),
            masked: masked.iter().map(ToString::to_string).collect(),
            withheld: withheld.iter().map(ToString::to_string).collect(),
        }
    }
}

fn id(submission: &SubmissionId) -> String {
    submission.to_string()
}

fn word(news: SubmissionNews) -> Option<&'static str> {
    match news {
        SubmissionNews::Outcome(outcome) => Some(outcome.as_str()),
        SubmissionNews::NotFound => Some(NOT_FOUND),
        SubmissionNews::Silence => None,
    }
}

fn messages(messages: &[StoreMessage]) -> Vec<MessageDoc> {
    let one = |it: &StoreMessage| {
        let StoreMessage {
            code,
            message,
            target,
        } = it.clone();
        MessageDoc {
            code,
            message,
            target,
        }
    };
    messages.iter().map(one).collect()
}

impl From<&ImageFacts> for ImageFactsDoc {
    fn from(facts: &ImageFacts) -> Self {
        let ImageFacts {
            content,
            pixels,
            unread,
        } = facts;
        Self {
            digest: content.as_ref().map(ToString::to_string),
            pixels: pixels.as_ref().map(ToString::to_string),
            unread: unread.clone(),
        }
    }
}

impl From<&RemoteProduct> for DraftDoc {
    fn from(remote: &RemoteProduct) -> Self {
        let RemoteProduct {
            status: _, // beside the draft
            availability,
            properties,
            listings,
            languages,
            packages,
            assets,
            messages: _, // beside the draft
        } = remote;
        Self {
            availability: availability.into(),
            properties: properties.into(),
            listings: listings.iter().map(ListingDoc::from).collect(),
            listing_languages: languages.iter().map(LanguageDoc::from).collect(),
            packages: packages.iter().map(PackageDoc::from).collect(),
            listing_assets: assets.iter().map(AssetsDoc::from).collect(),
        }
    }
}

impl From<&RemoteAvailability> for AvailabilityDoc {
    fn from(module: &RemoteAvailability) -> Self {
        let RemoteAvailability {
            markets,
            discoverability,
            enable_in_future_markets,
            pricing,
            free_trial,
            extra,
        } = module.clone();
        Self {
            markets,
            discoverability,
            enable_in_future_markets,
            pricing,
            free_trial,
            extra,
        }
    }
}

impl From<&RemoteProperties> for PropertiesDoc {
    fn from(module: &RemoteProperties) -> Self {
        let RemoteProperties {
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
        } = module.clone();
        Self {
            is_privacy_policy_required,
            privacy_policy_url,
            website,
            support_contact_info,
            certification_notes: certification_notes.map(NotesDoc::from),
            category,
            subcategory,
            product_declarations,
            is_system_feature_required,
            system_requirement_details,
            extra,
        }
    }
}

impl From<RemoteNotes> for NotesDoc {
    fn from(notes: RemoteNotes) -> Self {
        match notes {
            RemoteNotes::Text(text) => Self::Text(text),
            RemoteNotes::Present => Self::Presence { present: true },
        }
    }
}

impl From<(&LanguageTag, &RemoteListing)> for ListingDoc {
    fn from((language, listing): (&LanguageTag, &RemoteListing)) -> Self {
        let RemoteListing {
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
        } = listing.clone();
        Self {
            language: language.to_string(),
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
        }
    }
}

impl From<&ListingLanguage> for LanguageDoc {
    fn from(language: &ListingLanguage) -> Self {
        let ListingLanguage {
            language,
            is_complete,
        } = language;
        Self {
            language: language.to_string(),
            is_complete: *is_complete,
        }
    }
}

impl From<&RemotePackage> for PackageDoc {
    fn from(package: &RemotePackage) -> Self {
        let RemotePackage {
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
        } = package.clone();
        Self {
            package_id: package_id.to_string(),
            package_url,
            languages,
            architectures,
            is_silent_install,
            installer_parameters,
            generic_doc_url,
            error_details,
            package_type,
            extra,
        }
    }
}

impl From<(&LanguageTag, &RemoteAssets)> for AssetsDoc {
    fn from((language, assets): (&LanguageTag, &RemoteAssets)) -> Self {
        let RemoteAssets {
            screenshots,
            store_logos,
        } = assets;
        Self {
            language: language.to_string(),
            screenshots: screenshots.iter().map(AssetDoc::from).collect(),
            store_logos: store_logos.iter().map(AssetDoc::from).collect(),
        }
    }
}

impl From<&RemoteAsset> for AssetDoc {
    fn from(asset: &RemoteAsset) -> Self {
        let RemoteAsset {
            id,
            url,
            size,
            content: _, // what is known of it is kept by its ID
        } = asset;
        Self {
            id: id.to_string(),
            asset_url: url.clone(),
            image_size: size.map(|it| SizeDoc {
                width: it.width,
                height: it.height,
            }),
        }
    }
}
