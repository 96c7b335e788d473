//! Looks at a product's images and writes down what they are.

use std::collections::BTreeMap;

use futures_util::{StreamExt as _, stream};
use storectl_model::{AssetId, DesiredProduct, FieldPath, RemoteProduct};
use storectl_platform::helpers;

use super::{
    assign::assign,
    candidate::candidates,
    finding::Finding,
    inspector::Inspector,
    lists::{ImageList, wanted},
    local::LocalFiles,
    notes::Recognition,
    server::ImageServer,
    source::ImageSource,
};
use crate::cache::ImageCache;

/// How much runs at the same time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Concurrency {
    /// Images looked at; at least one is.
    pub lookups: usize,
    /// Images read completely, each of up to 64 MiB in memory; at least one is.
    pub fetches: usize,
}

impl Default for Concurrency {
    fn default() -> Self {
        Self {
            lookups: 32,
            // One more than are decoded, up to 256 MiB.
            fetches: (helpers() + 1).clamp(2, 4),
        }
    }
}

/// Finds out what the Store's images of `remote` are and writes it into their `content`.
///
/// Looks at the lists the manifest manages and no others, at each image once, and only at those that can be one of the
/// manifest's files. What it learns goes into `cache`; the caller saves it. Nothing here fails: what stays unknown is
/// [`CannotTell`](storectl_model::AssetContent::CannotTell), with the reason in the notes.
pub async fn recognize(
    server: &dyn ImageServer,
    desired: &DesiredProduct,
    remote: &mut RemoteProduct,
    files: &dyn ImageSource,
    cache: &mut ImageCache,
    concurrency: Concurrency,
) -> Recognition {
    let candidates = candidates(desired, &remote.assets);
    let local = LocalFiles::new(files, candidates.values().flat_map(|it| &it.files));
    let inspector = Inspector::new(server, &local, cache, concurrency.fetches.max(1));
    let looks: Vec<_> = candidates
        .iter()
        .map(|(id, it)| inspector.inspect(id, it))
        .collect();
    let found: Vec<Finding> = stream::iter(looks)
        .buffered(concurrency.lookups.max(1))
        .collect()
        .await;
    let findings: BTreeMap<AssetId, Finding> = candidates.keys().cloned().zip(found).collect();

    for fact in local.learned() {
        cache.insert_pixels(&fact.content, fact.pixels);
    }
    for (id, finding) in &findings {
        if let Some(digest) = &finding.learned {
            cache.remember(id, digest);
        }
        if let Some(fact) = &finding.pixels {
            cache.insert_pixels(&fact.content, fact.pixels.clone());
        }
    }

    let mut notes = Vec::new();
    for (language, assets) in &mut remote.assets {
        for list in ImageList::ALL {
            if let Some(wanted) = wanted(desired, language, list) {
                let path = FieldPath::of_listing(language).key(list.field());
                notes.extend(assign(&path, wanted, list.stored_mut(assets), &findings));
            }
        }
    }
    Recognition { notes }
}
