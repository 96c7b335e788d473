//! Committing images of listings.

use std::collections::BTreeMap;

use serde_json::Value;

use super::assets::{KINDS, language, refuse, refuse_during_upload};
use super::context::{Context, refuse_while_active};
use crate::blob::Blob;
use crate::interpretations::{ImageBytes, OmittedAssets, OtherClients};
use crate::product::{Asset, AssetKind, Listing, Product};
use crate::response::{CallResult, Refusal, Reply};
use crate::rules::check::is_url;
use crate::tables::members::COMMIT_ASSETS;

/// Why an image of a commit is refused; the text begins with the member that is wrong.
#[derive(Debug, thiserror::Error)]
enum ImageError {
    #[error("id: a string is required")]
    NoId,
    #[error("assetUrl: a string is required")]
    NoUrl,
    #[error("assetUrl: must be a valid URL")]
    InvalidUrl,
    #[error("assetUrl: must be a URL of this service")]
    ForeignUrl,
    #[error("assetUrl: is not the address of `{id}`")]
    OtherAddress { id: String },
    #[error("assetUrl: is not an upload address of `{id}`")]
    OtherUploadAddress { id: String },
    #[error("id: `{id}` is neither a kept nor a new image of {language}")]
    Unknown { id: String, language: String },
    #[error("id: `{id}` was not uploaded")]
    NotUploaded { id: String },
    #[error("id: `{id}` is not a PNG or JPEG image")]
    NotAnImage { id: String },
}

/// PUT listings/assets/commit: replaces the set of each kind that is sent.
pub(super) fn commit(
    product: &mut Product,
    blobs: &mut BTreeMap<String, Blob>,
    context: &Context,
) -> CallResult {
    refuse_while_active(product)?;
    refuse_during_upload(product, context)?;
    let mut request = context.body(COMMIT_ASSETS, "listings")?;
    let Some(Value::Object(sent)) = request.shift_remove("listingAssets") else {
        return Err(refuse("listingAssets: an object is required"));
    };
    let language = language(product, &sent, context)?;
    let mut sets = Vec::new();
    for kind in KINDS {
        let interpretations = context.interpretations;
        let listed = sent.get(kind.plural()).filter(|value| {
            let is_empty = value.as_array().is_some_and(Vec::is_empty);
            let counts = interpretations.other_clients == OtherClients::Refused || !is_empty;
            !value.is_null() && counts
        });
        match (listed, interpretations.omitted_assets) {
            (None, OmittedAssets::Kept) => {}
            (None, OmittedAssets::Cleared) => sets.push((kind, Vec::new())),
            (Some(value), _) => {
                let commit = Commit {
                    product,
                    language: &language,
                    kind,
                    blobs,
                    context,
                };
                sets.push((kind, commit.images(value)?));
            }
        }
    }
    if sets.is_empty() {
        return Err(refuse(
            "listingAssets: screenshots or storeLogos is required",
        ));
    }
    if context.interpretations.image_bytes == ImageBytes::Rewritten {
        for asset in sets.iter().flat_map(|(_, assets)| assets) {
            rewrite(product, asset, blobs);
        }
    }
    if product.listing(&language).is_none() {
        product.listings.push(Listing::empty(language.as_str()));
    }
    if let Some(listing) = product.listing_mut(&language) {
        for (kind, assets) in sets {
            listing.set_assets(kind, assets);
        }
    }
    Ok(Reply::written())
}

/// Changes the bytes of an image that is not committed yet; its pixels stay the same.
fn rewrite(product: &Product, asset: &Asset, blobs: &mut BTreeMap<String, Blob>) {
    let is_kept = product.listings.iter().any(|listing| {
        KINDS
            .iter()
            .any(|kind| listing.assets(*kind).contains(asset))
    });
    if let (false, Some(blob)) = (is_kept, blobs.get_mut(&asset.blob)) {
        blob.rewrite();
    }
}

/// The set of one kind in a commit under judgment.
struct Commit<'a> {
    product: &'a Product,
    language: &'a str,
    kind: AssetKind,
    blobs: &'a BTreeMap<String, Blob>,
    context: &'a Context<'a>,
}

impl Commit<'_> {
    /// The images a commit names.
    fn images(&self, value: &Value) -> Result<Vec<Asset>, Refusal> {
        let (name, limit) = (self.kind.plural(), self.kind.limit());
        let items = value
            .as_array()
            .ok_or_else(|| refuse(format!("{name}: must be an array")))?;
        if items.is_empty() || items.len() > limit {
            return Err(refuse(format!(
                "{name}: 1 to {limit} are allowed, got {}",
                items.len()
            )));
        }
        let mut assets: Vec<Asset> = Vec::new();
        for (index, item) in items.iter().enumerate() {
            let asset = self
                .image(item)
                .map_err(|rule| refuse(format!("{name}[{index}].{rule}")))?;
            if assets.iter().any(|it| it.id == asset.id) {
                let id = &asset.id;
                return Err(refuse(format!("{name}[{index}].id: `{id}` appears twice")));
            }
            assets.push(asset);
        }
        Ok(assets)
    }

    /// One image of a commit: a kept one by its bare address, a new one by the address it was uploaded to, signature
    /// included (field note 31).
    fn image(&self, item: &Value) -> Result<Asset, ImageError> {
        let text = |member: &str| item.get(member).and_then(Value::as_str);
        let id = text("id").ok_or(ImageError::NoId)?;
        let url = match (text("assetUrl"), self.context.interpretations.other_clients) {
            (None, OtherClients::Refused) => return Err(ImageError::NoUrl),
            (None, OtherClients::Accepted) => None,
            (Some(url), _) if is_url(url) => {
                // Only the service's own addresses are images of a listing (store-api.md, Commit Listing Assets).
                let target = url.strip_prefix(self.context.address);
                let target = target.filter(|it| it.starts_with('/'));
                let target = target.ok_or(ImageError::ForeignUrl)?;
                Some(target)
            }
            (Some(_), _) => return Err(ImageError::InvalidUrl),
        };
        let kept = self
            .product
            .listing(self.language)
            .and_then(|listing| listing.assets(self.kind).iter().find(|it| it.id == id));
        match (kept, url) {
            (Some(asset), None) => Ok(asset.clone()),
            (Some(asset), Some(target)) if target == asset.blob => Ok(asset.clone()),
            (Some(_), Some(target)) if !target.contains('?') => {
                Err(ImageError::OtherAddress { id: id.to_owned() })
            }
            (None, None) => self.uploaded(id, None),
            (_, Some(target)) => self.uploaded(id, Some(target)),
        }
    }

    /// A new image, with the address the commit gives for it.
    fn uploaded(&self, id: &str, target: Option<&str>) -> Result<Asset, ImageError> {
        let image = || id.to_owned();
        let slot = self
            .product
            .asset_slots
            .get(id)
            .filter(|slot| slot.language == self.language && slot.kind == self.kind)
            .ok_or_else(|| ImageError::Unknown {
                id: image(),
                language: self.language.to_owned(),
            })?;
        let target = target.unwrap_or(&slot.primary);
        if target != slot.primary && target != slot.secondary {
            return Err(ImageError::OtherUploadAddress { id: image() });
        }
        let path = target.split('?').next().unwrap_or_default();
        let blob = self
            .blobs
            .get(path)
            .ok_or_else(|| ImageError::NotUploaded { id: image() })?;
        let (width, height) = blob
            .image_size()
            .ok_or_else(|| ImageError::NotAnImage { id: image() })?;
        Ok(Asset {
            id: image(),
            blob: path.to_owned(),
            width,
            height,
        })
    }
}
