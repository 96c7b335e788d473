//! Tells which of the Store's images hold the same bytes as the manifest's files (design.md §4).
//!
//! Cheapest first: the reported size in pixels, the length a HEAD tells, the bytes. What the service refuses to show stays
//! unknown, and the planner keeps it (trap 70).

use futures_util::{StreamExt as _, stream};
use storectl_api::ReadClient;
use storectl_model::{
    AssetContent, DesiredImage, DesiredProduct, Digest, ListingIntent, RemoteAsset, RemoteProduct,
};

/// How many images of a product are read at once.
const AT_ONCE: usize = 4;

/// Fills in what is known of each image that the manifest manages.
pub(crate) async fn compare(
    desired: &DesiredProduct,
    remote: &mut RemoteProduct,
    client: &ReadClient,
) {
    let pairs = pairs(desired, remote);
    let mut reads = stream::iter(pairs)
        .map(|(asset, candidates)| async move {
            let content = content(asset, &candidates, client).await;
            (asset, content)
        })
        .buffered(AT_ONCE);
    while let Some((asset, content)) = reads.next().await {
        asset.content = content;
    }
}

/// Gives each unread image with the files of its listing and kind that may be it.
fn pairs<'a>(
    desired: &'a DesiredProduct,
    remote: &'a mut RemoteProduct,
) -> Vec<(&'a mut RemoteAsset, Vec<&'a DesiredImage>)> {
    let mut pairs = Vec::new();
    for (language, assets) in &mut remote.assets {
        let Some(ListingIntent::Present(listing)) = desired.listings.get(language) else {
            continue;
        };
        for (wanted, stored) in [
            (&listing.screenshots, &mut assets.screenshots),
            (&listing.store_logos, &mut assets.store_logos),
        ] {
            let Some(wanted) = wanted.set() else { continue };
            for asset in stored
                .iter_mut()
                .filter(|it| it.content == AssetContent::Unread)
            {
                let size = asset.size;
                let fits = |it: &&DesiredImage| size.is_none_or(|size| size == it.size);
                pairs.push((asset, wanted.iter().filter(fits).collect()));
            }
        }
    }
    pairs
}

async fn content(
    asset: &RemoteAsset,
    candidates: &[&DesiredImage],
    client: &ReadClient,
) -> AssetContent {
    if candidates.is_empty() {
        return AssetContent::Differs;
    }
    let Ok(head) = client.head_image(&asset.url).await else {
        return AssetContent::CannotTell;
    };
    let has_length = |length: u64| candidates.iter().any(|it| it.bytes == length);
    if head.length.is_some_and(|it| !has_length(it)) {
        return AssetContent::Differs;
    }
    let Ok(bytes) = client.fetch_image(&asset.url).await else {
        return AssetContent::CannotTell;
    };
    let digest = Digest::of(&bytes);
    if candidates.iter().any(|it| it.digest == digest) {
        AssetContent::Equals(digest)
    } else {
        AssetContent::Differs
    }
}
