//! Images of listings: reading, asking for upload URLs, committing.

use std::collections::BTreeMap;
use std::num::NonZeroUsize;

use serde_json::{Map, Value, json};
use uuid::Uuid;

use super::context::{Context, refuse_while_active};
use super::readiness;
use crate::blob::{self, Blob};
use crate::fields::Fields;
use crate::interpretations::{
    AssetLanguage, AssetsDuringUpload, ImageBytes, OmittedAssets, OtherClients, SecondaryUrl,
};
use crate::product::{Asset, AssetKind, AssetSlot, Listing, Product};
use crate::response::{CallResult, Refusal, Reply};
use crate::rules::check::is_url;
use crate::tables;
use crate::tables::members::{COMMIT_ASSETS, CREATE_ASSETS};

/// The order in which responses name the kinds (store-api.md, Get Current Draft Listing Assets).
const KINDS: [AssetKind; 2] = [AssetKind::Logo, AssetKind::Screenshot];

/// GET listings/assets. The languages come in another order than in the metadata (field note 21).
pub(super) fn read(product: &Product, context: &Context) -> CallResult {
    let items = product.listings.iter().rev().map(|listing| {
        let mut members = Map::new();
        members.insert("language".to_owned(), json!(listing.language));
        for kind in KINDS {
            let assets = listing
                .assets(kind)
                .iter()
                .map(|asset| asset_json(asset, context));
            members.insert(kind.plural().to_owned(), assets.collect());
        }
        (listing.language.as_str(), Value::Object(members))
    });
    Ok(Reply::data(
        json!({ "listingAssets": context.query.page(items)? }),
    ))
}

fn asset_json(asset: &Asset, context: &Context) -> Value {
    let Asset {
        id,
        blob,
        width,
        height,
    } = asset;
    json!({
        "id": id,
        "assetUrl": format!("{}{blob}", context.address),
        "imageSize": { "width": width, "height": height },
    })
}

/// POST listings/assets/create. The language must exist, in the strict reading of trap 73.
pub(super) fn create(product: &mut Product, context: &Context) -> CallResult {
    refuse_while_active(product)?;
    refuse_during_upload(product, context)?;
    let mut request = context.body(CREATE_ASSETS, "listings")?;
    let language = language(product, &request, context)?;
    let Some(Value::Object(counts)) = request.shift_remove("createAssetRequest") else {
        return Err(refuse("createAssetRequest: an object is required"));
    };
    let mut wanted = Vec::new();
    for kind in KINDS {
        // A kind nothing is asked of is left out of the response (field note 28).
        if let Some(count) = count(&counts, kind)? {
            wanted.push((kind, count));
        }
    }
    if wanted.is_empty() {
        return Err(refuse("createAssetRequest: Screenshot or Logo is required"));
    }
    let mut answer = Map::from_iter([("language".to_owned(), json!(language))]);
    for (kind, count) in wanted {
        let slots = (0..count.get()).map(|_| slot(product, &language, kind, context));
        answer.insert(kind.plural().to_owned(), slots.collect());
    }
    Ok(Reply::data(json!({ "listingAssets": answer })))
}

fn refuse_during_upload(product: &Product, context: &Context) -> Result<(), Refusal> {
    match context.interpretations.assets_during_upload {
        AssetsDuringUpload::Accepted => Ok(()),
        AssetsDuringUpload::Refused => readiness::refuse_during_upload(product),
    }
}

/// How many images of a kind are asked for; none for 0, which the recorded run sends (field note 28).
fn count(counts: &Fields, kind: AssetKind) -> Result<Option<NonZeroUsize>, Refusal> {
    let (name, limit) = (kind.singular(), kind.limit());
    match counts.get(name) {
        None | Some(Value::Null) => Ok(None),
        Some(value) => value
            .as_u64()
            .and_then(|count| usize::try_from(count).ok())
            .filter(|count| *count <= limit)
            .map(NonZeroUsize::new)
            .ok_or_else(|| refuse(format!("createAssetRequest.{name}: must be 1 to {limit}"))),
    }
}

/// Issues the upload URLs for one image.
fn slot(product: &mut Product, language: &str, kind: AssetKind, context: &Context) -> Value {
    let id = Uuid::new_v4().to_string();
    let path = |container| blob::path(container, &product.id, &id);
    let primary = blob::sign(&path("listingassets"), context.now);
    let secondary = match context.interpretations.secondary_url {
        SecondaryUrl::Same => primary.clone(),
        SecondaryUrl::Distinct => blob::sign(&path("listingassets-secondary"), context.now),
    };
    let address = context.address;
    // The headers as recorded; an empty value is for the client to compute (field note 30).
    let answer = json!({
        "id": id,
        "primaryAssetUploadUrl": format!("{address}{primary}"),
        "secondaryAssetUploadUrl": format!("{address}{secondary}"),
        "httpMethod": "PUT",
        "httpHeaders": {
            "Content-Type": blob::CONTENT_TYPE,
            "Content-Length": "",
            "Host": "",
            "x-ms-blob-type": blob::BLOB_TYPE,
        },
    });
    let slot = AssetSlot {
        language: language.to_owned(),
        kind,
        primary,
        secondary,
    };
    product.asset_slots.insert(id, slot);
    answer
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
    fn image(&self, item: &Value) -> Result<Asset, String> {
        let text = |member: &str| item.get(member).and_then(Value::as_str);
        let id = text("id").ok_or("id: a string is required")?;
        let url = match (text("assetUrl"), self.context.interpretations.other_clients) {
            (None, OtherClients::Refused) => {
                return Err("assetUrl: a string is required".to_owned());
            }
            (None, OtherClients::Accepted) => None,
            (Some(url), _) if is_url(url) => {
                // Only the service's own addresses are images of a listing (store-api.md, Commit Listing Assets).
                let target = url.strip_prefix(self.context.address);
                let target = target.filter(|it| it.starts_with('/'));
                let target = target.ok_or("assetUrl: must be a URL of this service")?;
                Some(target)
            }
            (Some(_), _) => return Err("assetUrl: must be a valid URL".to_owned()),
        };
        let kept = self
            .product
            .listing(self.language)
            .and_then(|listing| listing.assets(self.kind).iter().find(|it| it.id == id));
        match (kept, url) {
            (Some(asset), None) => Ok(asset.clone()),
            (Some(asset), Some(target)) if target == asset.blob => Ok(asset.clone()),
            (Some(_), Some(target)) if !target.contains('?') => {
                Err(format!("assetUrl: is not the address of `{id}`"))
            }
            (None, None) => self.uploaded(id, None),
            (_, Some(target)) => self.uploaded(id, Some(target)),
        }
    }

    /// A new image, with the address the commit gives for it.
    fn uploaded(&self, id: &str, target: Option<&str>) -> Result<Asset, String> {
        let slot = self
            .product
            .asset_slots
            .get(id)
            .filter(|slot| slot.language == self.language && slot.kind == self.kind)
            .ok_or_else(|| {
                format!(
                    "id: `{id}` is neither a kept nor a new image of {}",
                    self.language
                )
            })?;
        let target = target.unwrap_or(&slot.primary);
        if target != slot.primary && target != slot.secondary {
            return Err(format!("assetUrl: is not an upload address of `{id}`"));
        }
        let path = target.split('?').next().unwrap_or_default();
        let blob = self
            .blobs
            .get(path)
            .ok_or_else(|| format!("id: `{id}` was not uploaded"))?;
        let (width, height) = blob
            .image_size()
            .ok_or_else(|| format!("id: `{id}` is not a PNG or JPEG image"))?;
        Ok(Asset {
            id: id.to_owned(),
            blob: path.to_owned(),
            width,
            height,
        })
    }
}

/// The language a request names, in the service's spelling.
fn language(product: &Product, request: &Fields, context: &Context) -> Result<String, Refusal> {
    let Some(language) = request.get("language").and_then(Value::as_str) else {
        return Err(refuse("language: a string is required"));
    };
    let addable = tables::LANGUAGES
        .iter()
        .find(|it| it.eq_ignore_ascii_case(language));
    match (
        product.listing(language),
        addable,
        context.interpretations.asset_language,
    ) {
        (Some(listing), _, _) => Ok(listing.language.clone()),
        (None, Some(spelling), AssetLanguage::Any) => Ok((*spelling).to_owned()),
        (None, _, AssetLanguage::Existing) | (None, None, AssetLanguage::Any) => Err(refuse(
            format!("language: `{language}` is not a listing of this draft"),
        )),
    }
}

fn refuse(message: impl Into<String>) -> Refusal {
    Refusal::bad_request("listings", message)
}
