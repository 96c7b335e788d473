//! What a plan saw of the images it keeps: their proof after the apply.

use std::collections::BTreeMap;

use storectl_model::{AssetId, LanguageTag, RemoteAsset, RemoteAssets, RemoteProduct};

/// The ids of the images of one language, in the Store's order. The content never changes under an id.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ImageIds {
    /// Screenshots.
    pub screenshots: Vec<AssetId>,
    /// Store logos.
    pub store_logos: Vec<AssetId>,
}

impl ImageIds {
    /// Takes the ids of what was read.
    pub fn of(assets: &RemoteAssets) -> Self {
        let ids = |them: &[RemoteAsset]| them.iter().map(|it| it.id.clone()).collect();
        Self {
            screenshots: ids(&assets.screenshots),
            store_logos: ids(&assets.store_logos),
        }
    }

    /// Takes the ids of every language that was read.
    pub fn of_product(remote: &RemoteProduct) -> BTreeMap<LanguageTag, Self> {
        remote
            .assets
            .iter()
            .map(|(language, assets)| (language.clone(), Self::of(assets)))
            .collect()
    }
}
