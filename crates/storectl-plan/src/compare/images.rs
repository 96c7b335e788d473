//! Images of one listing: which stay, which are new, and in what order.

use std::collections::BTreeMap;

use storectl_model::{
    AssetContent, AssetId, DesiredImage, DesiredListing, Digest, Field, FieldPath, LanguageTag,
    RemoteAsset, RemoteAssets,
};

use super::{
    base::LiveImage,
    fields::{Fields, Sided},
    sides::Sides,
};
use crate::{
    Action, AssetPlacement, ChangeValue, ImageIds, ImageValue, Origin, findings::Findings,
};

/// How an image of the Store is taken for one of the manifest.
#[derive(Clone, Copy, Debug)]
pub(crate) enum ImagePolicy<'a> {
    /// *Planning*: by content. An image whose content cannot be determined is kept where its size fits, and said to be,
    /// rather than uploaded on every run (trap 70).
    Content,
    /// *Verifying*: by the ids that were committed, in order. What an image holds is not asked, so an image that nobody
    /// looked at proves nothing.
    Committed(&'a BTreeMap<LanguageTag, ImageIds>),
}

/// How the images of one list are compared.
#[derive(Clone, Copy)]
enum ListPolicy<'a> {
    Content,
    Committed(&'a [AssetId]),
    /// Nothing is known of what was committed: the list is not proven.
    Unknown,
}

impl<'a> ImagePolicy<'a> {
    fn of_list(
        self,
        language: &LanguageTag,
        list: fn(&ImageIds) -> &Vec<AssetId>,
    ) -> ListPolicy<'a> {
        match self {
            Self::Content => ListPolicy::Content,
            Self::Committed(committed) => match committed.get(language) {
                Some(lists) => ListPolicy::Committed(list(lists)),
                None => ListPolicy::Unknown,
            },
        }
    }
}

/// The images of one listing.
pub(crate) struct ListingImages {
    pub(crate) screenshots: ImageSet,
    pub(crate) store_logos: ImageSet,
}

/// What becomes of one kind of image of a listing.
#[derive(Default)]
pub(crate) struct ImageSet {
    /// The whole list as it will be, in order.
    pub(crate) placements: Vec<AssetPlacement>,
    /// The files to upload, by the index placements name.
    pub(crate) uploads: Vec<DesiredImage>,
    /// Whether anything differs.
    pub(crate) is_changed: bool,
}

/// Visits the images of a listing.
pub(crate) fn images<'a>(
    sides: Sides<'a>,
    policy: ImagePolicy<'_>,
    language: &LanguageTag,
    desired: &DesiredListing,
    live: &RemoteAssets,
    findings: &mut Findings,
) -> (Fields<'a>, ListingImages) {
    let RemoteAssets {
        screenshots,
        store_logos,
    } = live;
    let mut fields = Fields::new(FieldPath::of_listing(language), sides);
    let screenshots = list(
        &mut fields,
        "screenshots",
        &desired.screenshots,
        screenshots,
        policy.of_list(language, |it| &it.screenshots),
        findings,
    );
    let store_logos = list(
        &mut fields,
        "storeLogos",
        &desired.store_logos,
        store_logos,
        policy.of_list(language, |it| &it.store_logos),
        findings,
    );
    let images = ListingImages {
        screenshots,
        store_logos,
    };
    (fields, images)
}

/// Visits one list.
fn list(
    fields: &mut Fields<'_>,
    name: &'static str,
    desired: &Field<Vec<DesiredImage>>,
    live: &[RemoteAsset],
    policy: ListPolicy<'_>,
    findings: &mut Findings,
) -> ImageSet {
    let path = fields.at(name);
    let is_managed = desired.is_managed() && fields.is_in_scope(&path);
    if !is_managed {
        let held = ChangeValue::images(live.iter().map(ImageValue::from));
        let ids = ChangeValue::items(live.iter().map(|it| it.id.as_str()));
        fields.visit(path, None, Sided::new(held, ids));
        return ImageSet {
            placements: live.iter().map(keep).collect(),
            ..ImageSet::default()
        };
    }
    let files = desired.set().map(Vec::as_slice).unwrap_or_default();
    match policy {
        ListPolicy::Content => return by_content(fields, name, files, live, findings),
        ListPolicy::Committed(ids) => {
            let found = live.iter().map(|it| &it.id);
            if ids.len() == files.len() && ids.iter().eq(found) {
                return ImageSet::default();
            }
        }
        ListPolicy::Unknown => {}
    }
    let before = ChangeValue::images(live.iter().map(ImageValue::from));
    let after = ChangeValue::images(files.iter().map(ImageValue::from));
    fields.record(path, Action::Change, None, before, after);
    ImageSet::default()
}

fn keep(asset: &RemoteAsset) -> AssetPlacement {
    AssetPlacement::Keep {
        id: asset.id.clone(),
        url: asset.url.clone(),
    }
}

fn by_content(
    fields: &mut Fields<'_>,
    name: &'static str,
    files: &[DesiredImage],
    live: &[RemoteAsset],
    findings: &mut Findings,
) -> ImageSet {
    let stored = |it: Option<&RemoteAsset>| {
        it.map_or(ChangeValue::Unset, |it| ChangeValue::Image(it.into()))
    };
    let found = identify(files, live);
    let list = fields.at(name);
    let is_same = found.iter().copied().eq((0..live.len()).map(Some));
    let origin = fields.base().and_then(|base| {
        let wanted: Vec<&Digest> = files.iter().map(|it| &it.digest).collect();
        let held: Vec<LiveImage<'_>> = live.iter().map(LiveImage::from).collect();
        base.origin_of_images(&list, &wanted, &held, is_same)
    });
    if origin == Some(Origin::Agreed) {
        fields.agreed.push(list.clone());
    }
    let mut set = ImageSet::default();
    for (at, image) in files.iter().enumerate() {
        let path = fields.at(name).index(at);
        if let Some(asset) = found[at].and_then(|it| live.get(it)) {
            if is_unknown(asset) {
                findings.warn(
                    path,
                    format!(
                        "cannot tell whether {} is the same as the Store's image, which cannot be read; the Store's image is kept",
                        image.path
                    ),
                );
            }
            set.placements.push(keep(asset));
            continue;
        }
        set.placements.push(AssetPlacement::Uploaded {
            index: set.uploads.len(),
        });
        set.uploads.push(image.clone());
        // The image it replaces is the one in its place, unless that one stays elsewhere.
        let before = stored(live.get(at).filter(|_| !found.contains(&Some(at))));
        let action = if before.is_unset() {
            Action::Add
        } else {
            Action::Change
        };
        fields.record(
            path,
            action,
            origin,
            before,
            ChangeValue::Image(image.into()),
        );
    }
    let gone: Vec<usize> = (0..live.len())
        .filter(|at| !found.contains(&Some(*at)) && !found.get(*at).is_some_and(Option::is_none))
        .collect();
    if files.is_empty() && !live.is_empty() {
        let before = ChangeValue::images(live.iter().map(ImageValue::from));
        fields.record(
            fields.at(name),
            Action::Remove,
            origin,
            before,
            ChangeValue::Unset,
        );
    } else {
        for at in &gone {
            let before = stored(live.get(*at));
            let path = fields.at(name).index(*at);
            fields.record(path, Action::Remove, origin, before, ChangeValue::Unset);
        }
    }
    let kept: Vec<usize> = found.iter().flatten().copied().collect();
    let is_reordered = !kept.is_sorted();
    if is_reordered {
        let before = ChangeValue::items(live.iter().map(|it| it.id.as_str()));
        let after = ChangeValue::items(files.iter().map(|it| it.path.as_str()));
        fields.record(fields.at(name), Action::Reorder, origin, before, after);
    }
    if let Some(base) = fields.base().filter(|_| origin == Some(Origin::Conflict)) {
        for change in &mut fields.changes {
            if change.path.is_within(&list) {
                change.base = base.images(&list, &change.path);
            }
        }
    }
    set.is_changed = !set.uploads.is_empty() || !gone.is_empty() || is_reordered;
    set
}

impl<'a> From<&'a RemoteAsset> for LiveImage<'a> {
    fn from(asset: &'a RemoteAsset) -> Self {
        Self {
            id: &asset.id,
            content: match &asset.content {
                AssetContent::Equals(digest) => Some(digest),
                AssetContent::Differs | AssetContent::CannotTell | AssetContent::Unread => None,
            },
        }
    }
}

fn is_unknown(asset: &RemoteAsset) -> bool {
    matches!(
        asset.content,
        AssetContent::CannotTell | AssetContent::Unread
    )
}

/// Finds for each file the stored image that has its content, each used once; first by content, then, where content
/// cannot be determined, by size: in its own place if that fits, else the first that does.
fn identify(files: &[DesiredImage], live: &[RemoteAsset]) -> Vec<Option<usize>> {
    let mut found: Vec<Option<usize>> = vec![None; files.len()];
    let mut claim = |at: usize, fits: &dyn Fn(&RemoteAsset) -> bool| {
        let free = |it: &usize| !found.contains(&Some(*it)) && live.get(*it).is_some_and(fits);
        if found[at].is_none() {
            found[at] = Some(at).filter(free).or_else(|| (0..live.len()).find(free));
        }
    };
    for (at, image) in files.iter().enumerate() {
        claim(at, &|asset| {
            asset.content == AssetContent::Equals(image.digest.clone())
        });
    }
    for (at, image) in files.iter().enumerate() {
        claim(at, &|asset| {
            is_unknown(asset) && asset.size.is_none_or(|size| size == image.size)
        });
    }
    found
}
