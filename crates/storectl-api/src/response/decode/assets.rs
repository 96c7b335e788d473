//! GET listings/assets and POST listings/assets/create.

use std::collections::BTreeMap;

use serde_json::Value;
use storectl_model::{AssetContent, ImageSize, LanguageTag, RemoteAsset, RemoteAssets};

use super::{Fault, Fields};
use crate::upload::{CreatedAssets, SignedUrl, UploadSlot};

/// Reads `responseData` of GET listings/assets. Source: store-api.md, Get Listing Assets; field notes 21 and 22.
pub(crate) fn listing_assets(data: Value) -> Result<BTreeMap<LanguageTag, RemoteAssets>, Fault> {
    let mut assets = BTreeMap::new();
    for (at, item) in Fields::of(data, "responseData")?.items("listingAssets") {
        let mut item = Fields::of(item, at)?;
        let language = item.required_id("language")?;
        let read = RemoteAssets {
            screenshots: images(&mut item, "screenshots")?,
            store_logos: images(&mut item, "storeLogos")?,
        };
        assets.entry(language).or_insert(read);
    }
    Ok(assets)
}

fn images(listing: &mut Fields, key: &str) -> Result<Vec<RemoteAsset>, Fault> {
    listing
        .items(key)
        .into_iter()
        .map(|(at, item)| {
            let mut image = Fields::of(item, at)?;
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

fn size(mut size: Fields) -> Result<Option<ImageSize>, Fault> {
    let width = size.id::<u32>("width")?;
    let height = size.id::<u32>("height")?;
    Ok(width
        .zip(height)
        .map(|(width, height)| ImageSize { width, height }))
}

/// Reads `responseData` of POST listings/assets/create. Source: store-api.md, Create Listing Assets; field notes 28 to 30.
pub(crate) fn created_assets(data: Value) -> Result<CreatedAssets, Fault> {
    let mut created = CreatedAssets::default();
    for (at, item) in Fields::of(data, "responseData")?.items("listingAssets") {
        let mut item = Fields::of(item, at)?;
        created.screenshots.extend(slots(&mut item, "screenshots")?);
        created.store_logos.extend(slots(&mut item, "storeLogos")?);
    }
    Ok(created)
}

fn slots(assets: &mut Fields, key: &str) -> Result<Vec<UploadSlot>, Fault> {
    assets
        .items(key)
        .into_iter()
        .map(|(at, item)| slot(Fields::of(item, at)?))
        .collect()
}

fn slot(mut slot: Fields) -> Result<UploadSlot, Fault> {
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
        let value = super::text(value, || path)?;
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

fn address(slot: &mut Fields, key: &str) -> Result<Option<SignedUrl>, Fault> {
    let field = slot.path(key);
    slot.text(key)?
        .map(|text| SignedUrl::parse(text).map_err(|what| Fault { field, what }))
        .transpose()
}

fn missing(field: String) -> Fault {
    Fault {
        field,
        what: "it is missing".to_owned(),
    }
}
