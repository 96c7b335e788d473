//! GET listings/assets and POST listings/assets/create.

use std::collections::BTreeMap;

use serde_json::Value;
use storectl_model::{AssetContent, ImageSize, LanguageTag, RemoteAsset, RemoteAssets};

use super::reader::{DecodeError, ObjectReader};
use crate::response::upload_slots::{CreatedAssets, SignedUrl, UploadSlot};

/// Reads `responseData` of GET listings/assets. Source: store-api.md, Get Listing Assets; field notes 21 and 22.
pub(crate) fn listing_assets(
    data: Value,
) -> Result<BTreeMap<LanguageTag, RemoteAssets>, DecodeError> {
    let mut assets = BTreeMap::new();
    for (at, item) in ObjectReader::of(data, "responseData")?.required_items("listingAssets")? {
        let mut item = ObjectReader::of(item, at)?;
        let language = item.required_id("language")?;
        let read = RemoteAssets {
            screenshots: images(&mut item, "screenshots")?,
            store_logos: images(&mut item, "storeLogos")?,
        };
        assets.entry(language).or_insert(read);
    }
    Ok(assets)
}

fn images(listing: &mut ObjectReader, key: &str) -> Result<Vec<RemoteAsset>, DecodeError> {
    listing
        .items(key)
        .into_iter()
        .map(|(at, item)| {
            let mut image = ObjectReader::of(item, at)?;
            let url = image.path("assetUrl");
            Ok(RemoteAsset {
                id: image.required_id("id")?,
                url: image.text("assetUrl")?.ok_or_else(|| missing(url))?,
                size: size(image.fields("imageSize")?)?,
                content: AssetContent::Unread,
            })
        })
        .collect()
}

fn size(mut size: ObjectReader) -> Result<Option<ImageSize>, DecodeError> {
    let width = size.id::<u32>("width")?;
    let height = size.id::<u32>("height")?;
    Ok(width
        .zip(height)
        .map(|(width, height)| ImageSize { width, height }))
}

/// Reads `responseData` of POST listings/assets/create. Source: store-api.md, Create Listing Assets; field notes 28 to 30.
pub(crate) fn created_assets(data: Value) -> Result<CreatedAssets, DecodeError> {
    let mut created = CreatedAssets::default();
    for (at, item) in ObjectReader::of(data, "responseData")?.items("listingAssets") {
        let mut item = ObjectReader::of(item, at)?;
        created.screenshots.extend(slots(&mut item, "screenshots")?);
        created.store_logos.extend(slots(&mut item, "storeLogos")?);
    }
    Ok(created)
}

fn slots(assets: &mut ObjectReader, key: &str) -> Result<Vec<UploadSlot>, DecodeError> {
    assets
        .items(key)
        .into_iter()
        .map(|(at, item)| slot(ObjectReader::of(item, at)?))
        .collect()
}

fn slot(mut slot: ObjectReader) -> Result<UploadSlot, DecodeError> {
    let primary = address(&mut slot, "primaryAssetUploadUrl")?;
    let secondary = address(&mut slot, "secondaryAssetUploadUrl")?;
    let (primary, secondary) = match (primary, secondary) {
        (Some(primary), secondary) => {
            let secondary = secondary.filter(|it| *it != primary);
            (primary, secondary)
        }
        (None, Some(only)) => (only, None),
        (None, None) => return Err(missing(slot.path("primaryAssetUploadUrl"))),
    };
    let id = slot.required_id("id")?;
    let method = slot.text("httpMethod")?.unwrap_or_else(|| "PUT".to_owned());
    let at = slot.path("httpHeaders");
    let mut headers = Vec::new();
    for (name, value) in slot.object("httpHeaders", &[])? {
        let path = format!("{at}.{name}");
        // An empty value means that the sender computes it (field note 30).
        let value = super::reader::text(value, || path)?;
        if !value.is_empty() {
            headers.push((name, value));
        }
    }
    Ok(UploadSlot {
        id,
        primary,
        secondary,
        method,
        headers,
    })
}

fn address(slot: &mut ObjectReader, key: &str) -> Result<Option<SignedUrl>, DecodeError> {
    let field = slot.path(key);
    slot.text(key)?
        .map(|text| {
            SignedUrl::parse(text).map_err(|error| DecodeError {
                field,
                what: error.to_string(),
            })
        })
        .transpose()
}

fn missing(field: String) -> DecodeError {
    DecodeError {
        field,
        what: "it is missing".to_owned(),
    }
}
