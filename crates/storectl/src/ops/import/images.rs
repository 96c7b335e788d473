//! Downloads the images of a draft.

use std::{collections::BTreeMap, io::Cursor};

use futures_util::{StreamExt as _, stream};
use storectl_api::ReadClient;
use storectl_images::{ImageServer as _, measure};
use storectl_manifest::ImageFacts;
use storectl_model::{AssetContent, AssetId, FieldPath, RemoteAsset, RemoteProduct};

use super::{Import, place::Staging};
use crate::{
    error::CliError,
    manifests::{file_tree::IMAGE_CAP, files::image_facts},
    store::images::StoreImages,
};

/// What is waited for meanwhile.
pub(super) const DOWNLOADING: &str = "downloading images";

/// The images that are there.
pub(super) struct Downloaded {
    /// The lists of images that are complete, in order.
    pub(super) lists: BTreeMap<FieldPath, Vec<ImageFacts>>,
    /// What to say of the others.
    pub(super) unread: Vec<String>,
}

/// Downloads the images of the scope, several at a time, each once; what is learned of their content is noted in the draft. A
/// list with an image that cannot be downloaded is left out.
///
/// # Errors
/// A file that cannot be written (1).
pub(super) async fn download(
    input: &Import<'_>,
    client: &ReadClient,
    remote: &mut RemoteProduct,
    staging: &Staging,
) -> Result<Downloaded, CliError> {
    let wanted = wanted(input, remote);
    let distinct: BTreeMap<&AssetId, &RemoteAsset> =
        wanted.values().flatten().map(|it| (&it.id, it)).collect();
    let server = &StoreImages::new(client);
    let looks: Vec<_> = distinct
        .into_values()
        .map(|asset| async move { (asset.id.clone(), one(server, asset, staging).await) })
        .collect();
    let mut found: BTreeMap<AssetId, Result<ImageFacts, String>> = BTreeMap::new();
    let mut looks = stream::iter(looks).buffer_unordered(input.parallelism.get());
    while let Some((id, facts)) = looks.next().await {
        found.insert(id, facts?);
    }
    drop(looks);
    let mut downloaded = Downloaded {
        lists: BTreeMap::new(),
        unread: Vec::new(),
    };
    for (path, assets) in &wanted {
        let facts = assets.iter().filter_map(|it| found.get(&it.id).cloned());
        match facts.collect::<Result<Vec<ImageFacts>, String>>() {
            Ok(facts) => {
                downloaded.lists.insert(path.clone(), facts);
            }
            Err(reason) => downloaded.unread.push(format!(
                "`{path}` is not managed, because an image cannot be downloaded: {reason}"
            )),
        }
    }
    let lists = remote.assets.values_mut();
    let assets = lists.flat_map(|it| it.screenshots.iter_mut().chain(&mut it.store_logos));
    for asset in assets {
        if let Some(Ok(facts)) = found.get(&asset.id) {
            asset.content = AssetContent::Equals(facts.digest.clone());
        }
    }
    Ok(downloaded)
}

/// Returns the lists of images that the scope holds, but for empty ones.
fn wanted(input: &Import<'_>, remote: &RemoteProduct) -> BTreeMap<FieldPath, Vec<RemoteAsset>> {
    let is_in_scope =
        |path: &FieldPath| input.scope.is_empty() || input.scope.iter().any(|it| it.picks(path));
    let wanted = lists(remote).filter(|(path, _)| is_in_scope(path));
    wanted.map(|(path, list)| (path, list.to_vec())).collect()
}

/// Returns the lists of images of a draft, but for empty ones.
pub(super) fn lists(remote: &RemoteProduct) -> impl Iterator<Item = (FieldPath, &[RemoteAsset])> {
    let lists = remote.assets.iter().flat_map(|(language, assets)| {
        let of = |field: &'static str| FieldPath::of_listing(language).key(field);
        [
            (of("screenshots"), assets.screenshots.as_slice()),
            (of("storeLogos"), assets.store_logos.as_slice()),
        ]
    });
    lists.filter(|(_, list)| !list.is_empty())
}

/// Downloads one image; gives why that is not possible.
///
/// # Errors
/// A file that cannot be written (1).
async fn one(
    server: &StoreImages<'_>,
    asset: &RemoteAsset,
    staging: &Staging,
) -> Result<Result<ImageFacts, String>, CliError> {
    let bytes = match server.fetch(&asset.url).await {
        Ok(bytes) => bytes,
        Err(error) => return Ok(Err(error.to_string())),
    };
    let facts = match measure(Cursor::new(&bytes), IMAGE_CAP) {
        Ok(measured) => image_facts(measured),
        Err(error) => return Ok(Err(error.to_string())),
    };
    staging.keep(&facts.digest, &bytes)?;
    Ok(Ok(facts))
}
