//! The images of a listing as they will be.

use storectl_model::{
    AssetContent, AssetId, DesiredImage, DesiredListing, Field, FieldPath, LanguageTag,
    ListingIntent, RemoteAssets,
};

use super::OutcomeListing;
use crate::{
    AssetPlacement, ChangeValue, ImageValue,
    compare::{Held, ImageSet, ListingImages, Sides},
};

/// Returns the images of a list as they are shown.
pub(super) fn shown(set: &ImageSet, stored: Option<&RemoteAssets>) -> Vec<ImageValue> {
    let size = |id| {
        let all = stored
            .into_iter()
            .flat_map(|it| it.screenshots.iter().chain(&it.store_logos));
        all.into_iter()
            .find(|it| it.id == id)
            .and_then(|it| it.size)
    };
    let place = |it: &AssetPlacement| match it {
        AssetPlacement::Keep { id, url: _ } => Some(ImageValue::Stored {
            id: id.clone(),
            size: size(id.clone()),
        }),
        AssetPlacement::Uploaded { index } => set.uploads.get(*index).map(ImageValue::from),
    };
    set.placements.iter().filter_map(place).collect()
}

/// Returns both lists of a language as they are published.
pub(super) fn published(
    language: &LanguageTag,
    images: &ListingImages,
    listing: &OutcomeListing,
    sides: Sides<'_>,
) -> [Held; 2] {
    let managed = |pick: fn(&DesiredListing) -> &Field<Vec<DesiredImage>>| match sides
        .desired
        .listings
        .get(language)
    {
        Some(ListingIntent::Present(it)) => pick(it).is_managed(),
        Some(ListingIntent::Removed) | None => false,
    };
    let lists = [
        (
            "screenshots",
            &images.screenshots,
            &listing.screenshots,
            managed(|it| &it.screenshots),
        ),
        (
            "storeLogos",
            &images.store_logos,
            &listing.store_logos,
            managed(|it| &it.store_logos),
        ),
    ];
    lists.map(|(name, set, shown, is_named)| {
        let path = FieldPath::of_listing(language).key(name);
        let is_managed = is_named && sides.desired.scope.manages(&path);
        let contents = identities(set, is_managed, sides.live.assets.get(language));
        Held {
            path,
            shown: ChangeValue::images(shown.iter().cloned()),
            canonical: ChangeValue::items(contents),
        }
    })
}

/// Names each image of a list: one of the manifest's by its content, any other by its id, under which the content never
/// changes (field note 22). One that could not be looked at is known by its id alone.
fn identities(set: &ImageSet, is_managed: bool, live: Option<&RemoteAssets>) -> Vec<String> {
    let content = |id: &AssetId| {
        let mut all = live
            .into_iter()
            .flat_map(|it| it.screenshots.iter().chain(&it.store_logos));
        match all.find(|it| it.id == *id).map(|it| &it.content) {
            Some(AssetContent::Equals(digest)) if is_managed => Some(digest.to_string()),
            _ => None,
        }
    };
    let place = |it: &AssetPlacement| match it {
        AssetPlacement::Keep { id, url: _ } => Some(content(id).unwrap_or_else(|| id.to_string())),
        AssetPlacement::Uploaded { index } => {
            set.uploads.get(*index).map(|it| it.digest.to_string())
        }
    };
    set.placements.iter().filter_map(place).collect()
}
