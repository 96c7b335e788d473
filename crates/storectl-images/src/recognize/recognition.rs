//! Which image of the Store is which file: by content, for the Store gives images names of its own.
//!
//! Only the size of a Store image is reported. Where it fits a file's, the image itself is asked, with the least that
//! decides: what was learnt of its id before, then the digest its server keeps, then its bytes, then its pixels
//! (design.md §4, traps 69-71). A Store that refuses to be read leaves the answer open, never a new upload.

mod cache;
mod gate;
mod local;
mod look;
mod notes;
mod picture;
#[cfg(test)]
mod samples;
mod settle;
mod source;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};

use futures_util::{StreamExt as _, stream};
use storectl_api::ReadClient;
use storectl_model::{
    AssetId, DesiredImage, DesiredListing, DesiredProduct, Digest, Field, LanguageTag,
    ListingIntent, RemoteAsset, RemoteAssets, RemoteProduct,
};

pub use cache::{CacheError, CacheWarning, IdentityCache};
use local::LocalFiles;
use look::{Answer, Finding, Look, Question};
pub use notes::{IdentityNote, IdentityNotes, Remark};
pub use picture::{Examined, ImageFault, PictureFormat, examine};
pub use source::{ImageFolder, ImageSource};

/// How much is done at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct IdentityLimits {
    /// Images asked about at once; at least one is.
    pub lookups: usize,
    /// Images read whole at once, each of up to 64 MiB in memory; at least one is.
    pub fetches: usize,
}

impl Default for IdentityLimits {
    fn default() -> Self {
        Self {
            lookups: 8,
            fetches: 2,
        }
    }
}

/// Finds out what the Store's images of `remote` are and writes it into their `content`.
///
/// Looks at the lists the manifest manages and no others, at each image once, and only at those that can be one of the
/// manifest's files. What it learns goes into `cache`; saving that is the caller's. Nothing here fails: what cannot be
/// told is [`CannotTell`](storectl_model::AssetContent::CannotTell), with the reason in the notes.
pub async fn identify(
    client: &ReadClient,
    desired: &DesiredProduct,
    remote: &mut RemoteProduct,
    files: &dyn ImageSource,
    cache: &mut IdentityCache,
    limits: IdentityLimits,
) -> IdentityNotes {
    let questions = questions(desired, &remote.assets);
    let local = LocalFiles::new(files, questions.values().flat_map(|it| &it.candidates));
    let look = Look::new(client, &local, cache, limits.fetches.max(1));
    let looks: Vec<_> = questions.iter().map(|(id, it)| look.at(id, it)).collect();
    let looks = stream::iter(looks).buffered(limits.lookups.max(1));
    let answers: Vec<Answer> = looks.collect().await;
    let learnt_of_files = local.learnt();

    let mut findings: BTreeMap<AssetId, Finding> = BTreeMap::new();
    for (id, answer) in questions.keys().zip(answers) {
        if let Some(digest) = &answer.learnt {
            cache.remember(id, digest);
        }
        if let Some((content, pixels)) = &answer.pixels {
            cache.remember_pixels(content, pixels);
        }
        findings.insert(id.clone(), answer.finding);
    }
    for (content, pixels) in learnt_of_files {
        cache.remember_pixels(&content, &pixels);
    }

    let mut notes = IdentityNotes::default();
    for (language, assets) in &mut remote.assets {
        for kind in Kind::ALL {
            if let Some(wanted) = wanted(desired, language, kind) {
                let address = format!("listings.{language}.{}", kind.field());
                let stored = kind.stored_mut(assets);
                settle::settle(&address, wanted, stored, &findings, &mut notes);
            }
        }
    }
    notes
}

/// The two lists of images of a listing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Screenshots,
    StoreLogos,
}

impl Kind {
    const ALL: [Self; 2] = [Self::Screenshots, Self::StoreLogos];

    fn field(self) -> &'static str {
        match self {
            Self::Screenshots => "screenshots",
            Self::StoreLogos => "storeLogos",
        }
    }

    fn wanted(self, listing: &DesiredListing) -> &Field<Vec<DesiredImage>> {
        match self {
            Self::Screenshots => &listing.screenshots,
            Self::StoreLogos => &listing.store_logos,
        }
    }

    fn stored(self, assets: &RemoteAssets) -> &[RemoteAsset] {
        match self {
            Self::Screenshots => &assets.screenshots,
            Self::StoreLogos => &assets.store_logos,
        }
    }

    fn stored_mut(self, assets: &mut RemoteAssets) -> &mut [RemoteAsset] {
        match self {
            Self::Screenshots => &mut assets.screenshots,
            Self::StoreLogos => &mut assets.store_logos,
        }
    }
}

/// Digests of files.
type Digests = BTreeSet<Digest>;

/// Tells whether a Store image can be this file, as far as its reported size says.
fn can_be(asset: &RemoteAsset, image: &DesiredImage) -> bool {
    asset.size.is_none_or(|size| size == image.size)
}

/// The files a list is to hold; `None` where the manifest does not manage it.
fn wanted<'a>(
    desired: &'a DesiredProduct,
    language: &LanguageTag,
    kind: Kind,
) -> Option<&'a [DesiredImage]> {
    match desired.listings.get(language)? {
        ListingIntent::Removed => None,
        ListingIntent::Present(listing) => match kind.wanted(listing) {
            Field::Absent => None,
            Field::Clear => Some(&[]),
            Field::Set(images) => Some(images),
        },
    }
}

/// Collects the images that must be looked at, each with every file it can be.
fn questions(
    desired: &DesiredProduct,
    assets: &BTreeMap<LanguageTag, RemoteAssets>,
) -> BTreeMap<AssetId, Question> {
    let mut questions: BTreeMap<AssetId, Question> = BTreeMap::new();
    for (language, assets) in assets {
        for kind in Kind::ALL {
            for asset in kind.stored(assets) {
                for image in wanted(desired, language, kind).into_iter().flatten() {
                    if can_be(asset, image) {
                        let question = questions.entry(asset.id.clone());
                        let question = question.or_insert_with(|| Question::about(asset));
                        question.may_be(image);
                    }
                }
            }
        }
    }
    questions
}
