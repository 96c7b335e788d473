//! How much of a product is read.

use std::collections::BTreeSet;

use storectl_model::{DesiredProduct, LanguageTag, ListingIntent};

/// How much of a product is read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ReadScope {
    /// Which images.
    pub assets: AssetScope,
}

/// Which images are read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum AssetScope {
    /// None: one read less.
    #[default]
    None,
    /// Those of every language.
    All,
    /// Those of these languages.
    Languages(BTreeSet<LanguageTag>),
}

impl AssetScope {
    /// Gives the images a plan of `desired` needs: those of languages whose images the manifest manages.
    pub fn managed_by(desired: &DesiredProduct) -> Self {
        let manages = |intent: &ListingIntent| match intent {
            ListingIntent::Present(listing) => {
                listing.screenshots.is_managed() || listing.store_logos.is_managed()
            }
            ListingIntent::Removed => false,
        };
        let managed = desired.listings.iter().filter(|(_, it)| manages(it));
        let languages: BTreeSet<LanguageTag> = managed.map(|(it, _)| it.clone()).collect();
        if languages.is_empty() {
            Self::None
        } else {
            Self::Languages(languages)
        }
    }
}

impl AssetScope {
    pub(super) fn has(&self, language: &LanguageTag) -> bool {
        match self {
            Self::None => false,
            Self::All => true,
            Self::Languages(languages) => languages.contains(language),
        }
    }
}
