//! An image of the Store and the files it can be.

use std::collections::BTreeMap;

use storectl_model::{
    AssetId, DesiredImage, DesiredProduct, Digest, ImageSize, LanguageTag, RemoteAsset,
    RemoteAssets,
};

use super::lists::{ImageList, can_be, wanted};

/// An image that must be looked at.
#[derive(Debug)]
pub(super) struct Candidate {
    pub(super) url: String,
    /// Its size as the Store reports it.
    pub(super) size: Option<ImageSize>,
    /// The files it can be, each content once.
    pub(super) files: Vec<DesiredImage>,
}

impl Candidate {
    fn of(asset: &RemoteAsset) -> Self {
        Self {
            url: asset.url.clone(),
            size: asset.size,
            files: Vec::new(),
        }
    }

    fn may_be(&mut self, image: &DesiredImage) {
        if !self.has(&image.digest) {
            self.files.push(image.clone());
        }
    }

    /// Reports whether one of the files has this content.
    pub(super) fn has(&self, digest: &Digest) -> bool {
        self.files.iter().any(|it| it.digest == *digest)
    }
}

/// Collects the images that must be looked at, each once, with every file it can be.
pub(super) fn candidates(
    desired: &DesiredProduct,
    assets: &BTreeMap<LanguageTag, RemoteAssets>,
) -> BTreeMap<AssetId, Candidate> {
    let mut candidates: BTreeMap<AssetId, Candidate> = BTreeMap::new();
    for (language, assets) in assets {
        for list in ImageList::ALL {
            for asset in list.stored(assets) {
                for image in wanted(desired, language, list).into_iter().flatten() {
                    if can_be(asset, image) {
                        candidates
                            .entry(asset.id.clone())
                            .or_insert_with(|| Candidate::of(asset))
                            .may_be(image);
                    }
                }
            }
        }
    }
    candidates
}
