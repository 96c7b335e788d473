//! Images of the Store in place of those that a manifest names.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    io::Cursor,
    num::NonZeroUsize,
    path::{Path, PathBuf},
};

use futures_util::{StreamExt as _, TryStreamExt as _, stream};
use serde_json::Value;
use storectl_api::ReadClient;
use storectl_images::{ImageServer as _, measure};
use storectl_manifest::{ImageFacts, image_place};
use storectl_model::{
    AssetContent, DesiredImage, FieldPath, ListingIntent, LiveField, LiveValue, RemoteAsset,
    RemoteProduct,
};
use storectl_platform::resolve;

use super::choose::{Choice, Left};
use crate::{
    error::CliError,
    exit::Exit,
    manifests::{
        discover::shown,
        file_tree::{Checkout, IMAGE_CAP},
        files::image_facts,
        load::Manifest,
        overlay::{EditedFile, place},
        texts::unusable,
    },
    store::images::StoreImages,
};

/// The most bytes of new images that one run holds.
const MOST: u64 = 512 * 1024 * 1024;

/// New image files, by the list that names them.
pub(super) type NewImages = BTreeMap<FieldPath, Vec<(PathBuf, EditedFile)>>;

/// What became of the images.
#[derive(Debug, Default)]
pub(super) struct Images {
    /// Files to write.
    pub(super) new: NewImages,
    /// Files that a list no longer names, by the list.
    pub(super) unnamed: BTreeMap<FieldPath, Vec<String>>,
}

/// Downloads the images of the chosen lists that no file of theirs is, and puts the paths into the lists' place. What is
/// learned of their content is noted in the draft. A list with an image that cannot be read is left.
///
/// # Errors
/// A folder that cannot be written to (1); more than a run can hold (1).
pub(super) async fn download(
    choice: &mut Choice,
    manifest: &Manifest,
    remote: &mut RemoteProduct,
    client: &ReadClient,
    parallelism: NonZeroUsize,
) -> Result<Images, CliError> {
    let server = StoreImages::new(client);
    let mut images = Images::default();
    let mut names = Names {
        manifest,
        taken: BTreeSet::new(),
    };
    let mut total = 0;
    let mut fields = Vec::new();
    for field in std::mem::take(&mut choice.fields) {
        let LiveValue::Images(assets) = &field.value else {
            fields.push(field);
            continue;
        };
        let list = List {
            path: &field.path,
            now: files(manifest, &field.path),
        };
        let value = match read(&list, assets, &server, parallelism).await {
            _ if assets.is_empty() => LiveValue::Nothing,
            Err(why) => {
                choice.left.push(Left {
                    path: field.path.clone(),
                    why: format!("an image cannot be downloaded: {why}"),
                });
                continue;
            }
            Ok(found) => {
                note(remote, &list, assets, &found);
                let mut paths = Vec::new();
                let mut new = Vec::new();
                for (at, one) in found.into_iter().enumerate() {
                    paths.push(match one {
                        Image::Named(image) => image.path.clone(),
                        Image::New(facts, bytes) => {
                            total += facts.bytes;
                            let (path, file) = names.name(&list, at, &facts, bytes)?;
                            new.extend(file);
                            path
                        }
                    });
                }
                if total > MOST {
                    return Err(too_many());
                }
                let unnamed = list.now.iter().filter(|it| !paths.contains(&it.path));
                let unnamed: Vec<String> = unnamed.map(|it| it.path.clone()).collect();
                images.unnamed.insert(field.path.clone(), unnamed);
                images.new.insert(field.path.clone(), new);
                LiveValue::Value(paths.into_iter().map(Value::from).collect())
            }
        };
        fields.push(LiveField {
            path: field.path.clone(),
            value,
        });
    }
    choice.fields = fields;
    Ok(images)
}

fn too_many() -> CliError {
    let message = "the images to take are more than 512 MiB";
    CliError::new(Exit::Error, message)
        .hint("take the images of some languages at a time, with --only")
}

/// A list of images.
struct List<'a> {
    path: &'a FieldPath,
    /// The files it names now.
    now: &'a [DesiredImage],
}

/// An image of the Store.
enum Image<'a> {
    /// It is a file that the list names.
    Named(&'a DesiredImage),
    /// It is in no such file.
    New(ImageFacts, Vec<u8>),
}

fn files<'a>(manifest: &'a Manifest, list: &FieldPath) -> &'a [DesiredImage] {
    let listing = list
        .language()
        .and_then(|it| manifest.product.listings.get(it));
    let Some(ListingIntent::Present(listing)) = listing else {
        return &[];
    };
    let images = match list.field() {
        Some("storeLogos") => &listing.store_logos,
        _ => &listing.screenshots,
    };
    images.set().map(Vec::as_slice).unwrap_or_default()
}

/// Finds the file of each image, else downloads it, several at a time; gives why that is not possible.
async fn read<'a>(
    list: &List<'a>,
    assets: &[RemoteAsset],
    server: &StoreImages<'_>,
    parallelism: NonZeroUsize,
) -> Result<Vec<Image<'a>>, String> {
    let looks: Vec<_> = assets.iter().map(|it| look(list, it, server)).collect();
    let looks = stream::iter(looks).buffered(parallelism.get());
    looks.try_collect().await
}

async fn look<'a>(
    list: &List<'a>,
    asset: &RemoteAsset,
    server: &StoreImages<'_>,
) -> Result<Image<'a>, String> {
    let known = match &asset.content {
        AssetContent::Equals(digest) => list.now.iter().find(|it| it.digest == *digest),
        AssetContent::Unread | AssetContent::Differs | AssetContent::CannotTell => None,
    };
    if let Some(image) = known {
        return Ok(Image::Named(image));
    }
    let bytes = server.fetch(&asset.url).await;
    let bytes = bytes.map_err(|error| error.to_string())?;
    let measured = measure(Cursor::new(&bytes), IMAGE_CAP);
    let facts = image_facts(measured.map_err(|error| error.to_string())?);
    Ok(Image::New(facts, bytes.to_vec()))
}

/// Notes in the draft what the images of a list hold.
fn note(remote: &mut RemoteProduct, list: &List<'_>, assets: &[RemoteAsset], found: &[Image<'_>]) {
    let listing = list
        .path
        .language()
        .and_then(|it| remote.assets.get_mut(it));
    let Some(listing) = listing else { return };
    let held = listing
        .screenshots
        .iter_mut()
        .chain(&mut listing.store_logos);
    for asset in held {
        let found = assets.iter().zip(found).find(|(it, _)| it.id == asset.id);
        if let Some((_, Image::New(facts, _))) = found {
            asset.content = AssetContent::Equals(facts.digest.clone());
        }
    }
}

/// Finds names for new files.
struct Names<'a> {
    manifest: &'a Manifest,
    taken: BTreeSet<PathBuf>,
}

impl Names<'_> {
    /// Returns the path of an image as the manifest names it, with the file to write; `None` where a file is there that holds
    /// it. A file that holds something else stays, and the image gets another name.
    fn name(
        &mut self,
        list: &List<'_>,
        at: usize,
        facts: &ImageFacts,
        bytes: Vec<u8>,
    ) -> Result<(String, Option<(PathBuf, EditedFile)>), CliError> {
        let now: Vec<&str> = list.now.iter().map(|it| it.path.as_str()).collect();
        let name = image_place(list.path, &now, at, &facts.format);
        let folder = self.manifest.files_folder();
        let unusable = |fault| unusable("write", &name, &fault);
        let checkout = Checkout::of(folder).map_err(unusable)?;
        for name in [name.clone(), with_digest(&name, facts)] {
            let path = place(&checkout, folder, &name).map_err(unusable)?;
            if self.taken.contains(&path) {
                continue;
            }
            if !path.exists() {
                self.taken.insert(path.clone());
                let here = resolve(Path::new("."));
                let file = EditedFile {
                    shown: shown(path.strip_prefix(&here).unwrap_or(&path)),
                    before: None,
                    after: bytes,
                };
                return Ok((name, Some((path, file))));
            }
            if holds(&path, &bytes) {
                return Ok((name, None));
            }
        }
        let message = format!("cannot write {name}: other images are there");
        Err(CliError::new(Exit::Error, message).hint("move them elsewhere"))
    }
}

/// Returns whether a file holds these bytes and nothing else.
fn holds(path: &Path, bytes: &[u8]) -> bool {
    let length = fs::metadata(path).map(|it| it.len());
    let is_as_long = length.is_ok_and(|it| usize::try_from(it) == Ok(bytes.len()));
    is_as_long && fs::read(path).is_ok_and(|it| it == bytes)
}

/// Returns a name that holds the beginning of the image's digest.
fn with_digest(name: &str, facts: &ImageFacts) -> String {
    let digest = facts.digest.as_str().get(..8).unwrap_or_default();
    match name.rsplit_once('.') {
        Some((stem, ending)) => format!("{stem}-{digest}.{ending}"),
        None => format!("{name}-{digest}"),
    }
}
