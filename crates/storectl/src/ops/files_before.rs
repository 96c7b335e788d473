//! Which file of the base held the image before a change: what people compare a new picture with.

use std::collections::{BTreeMap, BTreeSet};

use storectl_manifest::Variables;
use storectl_model::{DesiredImage, DesiredProduct, FieldPath, ListingIntent, Segment};
use storectl_plan::{Change, Origin};
use storectl_report::{FileBefore, file_beside};

use crate::{manifests::revision::Revisions, ops::plan::Planned};

/// Notes for each changed image the file that held it at the commit of the base. Only where the Store holds what the base does:
/// an image that somebody else uploaded is in no repository. Blocks.
pub(crate) fn note_files_before(planned: &mut [Planned<'_>], vars: &Variables) {
    let all: BTreeSet<String> = planned.iter().filter_map(commit).collect();
    let revisions = all.iter().map(|it| (it, Revisions::new(it, vars.clone())));
    let mut revisions: BTreeMap<&String, Revisions<'_>> = revisions.collect();
    for it in planned {
        let found = commit(it).and_then(|commit| {
            let manifest = it.manifest;
            let product = &manifest.product.product_id;
            let found =
                revisions
                    .get_mut(&commit)?
                    .find(&manifest.folder, &manifest.file(), product);
            found.ok()
        });
        let Some(found) = found else { continue };
        let changes = it.plan.iter().flat_map(|it| &it.changes);
        it.files_before = changes
            .map(|it| {
                let image = image_before(it, &found.product)?;
                Some(FileBefore {
                    path: file_beside(&found.path, &image.path)?,
                    digest: image.digest.clone(),
                    bytes: image.bytes,
                })
            })
            .collect();
    }
}

/// Returns the commit to look at: the base's, where an image changes.
fn commit(planned: &Planned<'_>) -> Option<String> {
    let plan = planned.plan.as_ref().ok()?;
    let has_images = plan.changes.iter().any(|it| slot(&it.path).is_some());
    let commit = planned.remembered.base_commit()?;
    has_images.then(|| commit.to_owned())
}

/// A list of images, and the place in it.
fn slot(path: &FieldPath) -> Option<(&str, usize)> {
    let field = path.field()?;
    let is_images = matches!(field, "screenshots" | "storeLogos");
    match path.segments().last()? {
        Segment::Index(at) if is_images => Some((field, *at)),
        _ => None,
    }
}

/// Returns the image of the base in the place of a change that the manifest alone made.
fn image_before<'a>(change: &Change, base: &'a DesiredProduct) -> Option<&'a DesiredImage> {
    if change.origin != Some(Origin::Manifest) || change.before.is_unset() {
        return None;
    }
    let (field, at) = slot(&change.path)?;
    let ListingIntent::Present(listing) = base.listings.get(change.path.language()?)? else {
        return None;
    };
    let images = match field {
        "screenshots" => &listing.screenshots,
        _ => &listing.store_logos,
    };
    images.set()?.get(at)
}
