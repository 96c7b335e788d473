//! Images of listings: reading, and asking for upload URLs.

use std::num::NonZeroUsize;

use serde_json::{Map, Value, json};

use super::context::{Context, refuse_while_active};
use super::readiness;
use crate::blob;
use crate::fields::Fields;
use crate::interpretations::{AssetLanguage, AssetsDuringUpload, SecondaryUrl};
use crate::product::{Asset, AssetKind, AssetSlot, Product};
use crate::response::{CallResult, Refusal, Reply};
use crate::tables;
use crate::tables::members::CREATE_ASSETS;

/// The order in which responses name the kinds (store-api.md, Get Current Draft Listing Assets).
pub(super) const KINDS: [AssetKind; 2] = [AssetKind::Logo, AssetKind::Screenshot];

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

pub(super) fn refuse_during_upload(product: &Product, context: &Context) -> Result<(), Refusal> {
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
    let id = context.guids.draw().to_string();
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

/// The language a request names, in the service's spelling.
pub(super) fn language(
    product: &Product,
    request: &Fields,
    context: &Context,
) -> Result<String, Refusal> {
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

pub(super) fn refuse(message: impl Into<String>) -> Refusal {
    Refusal::bad_request("listings", message)
}
