//! The lists of images of a listing, in the manifest and in the Store.

use storectl_model::{
    DesiredImage, DesiredListing, DesiredProduct, Field, LanguageTag, ListingIntent, RemoteAsset,
    RemoteAssets,
};

/// A list of images of a listing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ImageList {
    Screenshots,
    StoreLogos,
}

impl ImageList {
    pub(super) const ALL: [Self; 2] = [Self::Screenshots, Self::StoreLogos];

    /// Returns the manifest's key.
    pub(super) fn field(self) -> &'static str {
        match self {
            Self::Screenshots => "screenshots",
            Self::StoreLogos => "storeLogos",
        }
    }

    fn desired(self, listing: &DesiredListing) -> &Field<Vec<DesiredImage>> {
        match self {
            Self::Screenshots => &listing.screenshots,
            Self::StoreLogos => &listing.store_logos,
        }
    }

    pub(super) fn stored(self, assets: &RemoteAssets) -> &[RemoteAsset] {
        match self {
            Self::Screenshots => &assets.screenshots,
            Self::StoreLogos => &assets.store_logos,
        }
    }

    pub(super) fn stored_mut(self, assets: &mut RemoteAssets) -> &mut [RemoteAsset] {
        match self {
            Self::Screenshots => &mut assets.screenshots,
            Self::StoreLogos => &mut assets.store_logos,
        }
    }
}

/// Reports whether a Store image can be this file, as far as its reported size says.
pub(super) fn can_be(asset: &RemoteAsset, image: &DesiredImage) -> bool {
    asset.size.is_none_or(|size| size == image.size)
}

/// Returns the files a list shall hold; `None` if the manifest does not manage it.
pub(super) fn wanted<'a>(
    desired: &'a DesiredProduct,
    language: &LanguageTag,
    list: ImageList,
) -> Option<&'a [DesiredImage]> {
    match desired.listings.get(language)? {
        ListingIntent::Removed => None,
        ListingIntent::Present(listing) => match list.desired(listing) {
            Field::Absent => None,
            Field::Clear => Some(&[]),
            Field::Set(images) => Some(images),
        },
    }
}
