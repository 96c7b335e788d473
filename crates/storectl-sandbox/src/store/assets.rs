//! Images of listings: reading, asking for upload addresses, committing.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};
use url::Url;
use uuid::Uuid;

use super::context::{Context, body, refuse_while_active};
use crate::blob::{self, Blob};
use crate::fields::Fields;
use crate::interpretations::{AssetLanguage, ImageBytes, OmittedAssets, SecondaryUrl};
use crate::product::{Asset, AssetKind, AssetSlot, Listing, Product};
use crate::response::{CallResult, Refusal, Reply};
use crate::tables;

/// The order in which answers name the kinds (store-api.md, Get Current Draft Listing Assets).
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
    let mut request = body(context, "listings")?;
    let language = language(product, &request, context)?;
    let Some(Value::Object(counts)) = request.shift_remove("createAssetRequest") else {
        return Err(refuse("createAssetRequest: an object is required"));
    };
    let mut answer = Map::from_iter([("language".to_owned(), json!(language))]);
    for kind in KINDS {
        let count = count(&counts, kind)?;
        let slots: Vec<Value> = (0..count)
            .map(|_| slot(product, &language, kind, context))
            .collect();
        // A kind nothing was asked of is left out (field note 28).
        if !slots.is_empty() {
            answer.insert(kind.plural().to_owned(), Value::Array(slots));
        }
    }
    if answer.len() == 1 {
        return Err(refuse("createAssetRequest: Screenshot or Logo is required"));
    }
    Ok(Reply::data(json!({ "listingAssets": answer })))
}

fn count(counts: &Fields, kind: AssetKind) -> Result<usize, Refusal> {
    let (name, limit) = (kind.singular(), kind.limit());
    match counts.get(name) {
        None | Some(Value::Null) => Ok(0),
        Some(value) => value
            .as_u64()
            .and_then(|count| usize::try_from(count).ok())
            .filter(|count| *count <= limit)
            .ok_or_else(|| refuse(format!("createAssetRequest.{name}: must be 1 to {limit}"))),
    }
}

/// Gives out the addresses for one image.
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
            "Content-Type": "image/png",
            "Content-Length": "",
            "Host": "",
            "x-ms-blob-type": "BlockBlob",
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

/// PUT listings/assets/commit: replaces the whole set of each kind that is sent.
pub(super) fn commit(
    product: &mut Product,
    blobs: &mut BTreeMap<String, Blob>,
    context: &Context,
) -> CallResult {
    refuse_while_active(product)?;
    let mut request = body(context, "listings")?;
    let Some(Value::Object(sent)) = request.shift_remove("listingAssets") else {
        return Err(refuse("listingAssets: an object is required"));
    };
    let language = language(product, &sent, context)?;
    let mut sets = Vec::new();
    for kind in KINDS {
        match (
            sent.get(kind.plural()),
            context.interpretations.omitted_assets,
        ) {
            (None | Some(Value::Null), OmittedAssets::Kept) => {}
            (None | Some(Value::Null), OmittedAssets::Cleared) => sets.push((kind, Vec::new())),
            (Some(value), _) => {
                sets.push((kind, chosen(product, &language, kind, value, blobs)?));
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

/// Writes the bytes of an image that is not committed yet anew, the picture the same.
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

/// The images a commit names for one kind.
fn chosen(
    product: &Product,
    language: &str,
    kind: AssetKind,
    value: &Value,
    blobs: &BTreeMap<String, Blob>,
) -> Result<Vec<Asset>, Refusal> {
    let (name, limit) = (kind.plural(), kind.limit());
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
        let field = format!("{name}[{index}]");
        let text = |member: &str| item.get(member).and_then(Value::as_str);
        let (Some(id), Some(url)) = (text("id"), text("assetUrl")) else {
            return Err(refuse(format!("{field}: id and assetUrl are required")));
        };
        if assets.iter().any(|asset| asset.id == id) {
            return Err(refuse(format!("{field}.id: `{id}` is named twice")));
        }
        let asset = asset(product, language, kind, id, url, blobs)
            .map_err(|rule| refuse(format!("{field}.{rule}")))?;
        assets.push(asset);
    }
    Ok(assets)
}

/// One image of a commit: kept ones by their bare address, new ones by the address they were
/// uploaded to, signature included (field note 31).
fn asset(
    product: &Product,
    language: &str,
    kind: AssetKind,
    id: &str,
    url: &str,
    blobs: &BTreeMap<String, Blob>,
) -> Result<Asset, String> {
    let url = Url::parse(url).map_err(|_| "assetUrl: must be a valid URL".to_owned())?;
    let kept = product
        .listing(language)
        .and_then(|listing: &Listing| listing.assets(kind).iter().find(|asset| asset.id == id));
    if let (Some(asset), None) = (kept, url.query()) {
        return if url.path() == asset.blob {
            Ok(asset.clone())
        } else {
            Err(format!("assetUrl: is not the address of `{id}`"))
        };
    }
    let slot = product
        .asset_slots
        .get(id)
        .filter(|slot| slot.language == language && slot.kind == kind)
        .ok_or_else(|| format!("id: `{id}` is neither kept nor new for {language}"))?;
    let sent = format!("{}?{}", url.path(), url.query().unwrap_or_default());
    if sent != slot.primary && sent != slot.secondary {
        return Err(format!("assetUrl: is not an upload address of `{id}`"));
    }
    let blob = blobs
        .get(url.path())
        .ok_or_else(|| format!("id: `{id}` was not uploaded"))?;
    let (width, height) = blob
        .image_size()
        .ok_or_else(|| format!("id: `{id}` is not a PNG or JPEG image"))?;
    Ok(Asset {
        id: id.to_owned(),
        blob: url.path().to_owned(),
        width,
        height,
    })
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
