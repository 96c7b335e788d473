//! Images of one listing: which stay, which are new, and in what order.

use storectl_model::{AssetContent, DesiredImage, Field, RemoteAsset};

use crate::{
    Action, AssetPlacement, ChangeValue, DestructiveClass, ImageValue, diff::Diff,
    modules::Findings,
};

/// What becomes of one kind of image of a listing.
pub(crate) struct ImageSet {
    /// The whole list as it will be, in order.
    pub(crate) placements: Vec<AssetPlacement>,
    /// The files to upload, by the index placements name.
    pub(crate) uploads: Vec<DesiredImage>,
    /// Whether anything differs.
    pub(crate) changed: bool,
}

/// Compares one kind of image. An image is the same when its content is; where that cannot be told, an image of the
/// same size is taken for the same, and said to be, rather than uploaded on every run (trap 70).
pub(crate) fn images(
    diff: &mut Diff,
    name: &'static str,
    desired: &Field<Vec<DesiredImage>>,
    live: &[RemoteAsset],
    findings: &mut Findings,
) -> ImageSet {
    let keep = |asset: &RemoteAsset| AssetPlacement::Keep {
        id: asset.id.clone(),
        url: asset.url.clone(),
    };
    let wanted: &[DesiredImage] = match desired {
        Field::Absent => {
            return ImageSet {
                placements: live.iter().map(keep).collect(),
                uploads: Vec::new(),
                changed: false,
            };
        }
        Field::Clear => &[],
        Field::Set(images) => images,
    };
    let found = identify(wanted, live);
    for (at, image) in wanted.iter().enumerate() {
        let stored = found[at].and_then(|it| live.get(it));
        if stored
            .is_some_and(|it| matches!(it.content, AssetContent::CannotTell | AssetContent::Unread))
        {
            findings.warn(
                diff.at(name).index(at),
                format!(
                    "cannot tell whether {} is what the Store holds: it refuses to be read; kept",
                    image.path
                ),
            );
        }
    }

    let mut set = ImageSet {
        placements: Vec::new(),
        uploads: Vec::new(),
        changed: false,
    };
    for (at, image) in wanted.iter().enumerate() {
        if let Some(asset) = found[at].and_then(|it| live.get(it)) {
            set.placements.push(keep(asset));
            continue;
        }
        set.placements.push(AssetPlacement::Uploaded {
            index: set.uploads.len(),
        });
        set.uploads.push(image.clone());
        // The image it replaces is the one in its place, unless that one stays elsewhere.
        let replaced = live.get(at).filter(|_| !found.contains(&Some(at)));
        let before = replaced.map_or(ChangeValue::Unset, stored_value);
        let after = ChangeValue::Image(image.into());
        diff.record(diff.at(name).index(at), before, after, None);
    }
    let gone: Vec<usize> = (0..live.len())
        .filter(|at| !found.contains(&Some(*at)) && !found.get(*at).is_some_and(Option::is_none))
        .collect();
    if wanted.is_empty() && !live.is_empty() {
        let before = ChangeValue::images(live.iter().map(ImageValue::from));
        let class = Some(DestructiveClass::ImagesGone);
        diff.record_as(
            diff.at(name),
            Action::Remove,
            before,
            ChangeValue::Unset,
            class,
        );
    } else {
        for at in &gone {
            let path = diff.at(name).index(*at);
            let before = live.get(*at).map_or(ChangeValue::Unset, stored_value);
            diff.record_as(path, Action::Remove, before, ChangeValue::Unset, None);
        }
    }
    let kept: Vec<usize> = found.iter().flatten().copied().collect();
    let reordered = !kept.is_sorted();
    if reordered {
        let before = ChangeValue::items(live.iter().map(|it| it.id.as_str()));
        let after = ChangeValue::items(wanted.iter().map(|it| it.path.as_str()));
        diff.record_as(diff.at(name), Action::Reorder, before, after, None);
    }
    set.changed = !set.uploads.is_empty() || !gone.is_empty() || reordered;
    set
}

/// Finds for each file the stored image that has its content, each used once; first by content, then, where content
/// cannot be told, by size: in its own place if that fits, else the first that does.
fn identify(wanted: &[DesiredImage], live: &[RemoteAsset]) -> Vec<Option<usize>> {
    let mut found: Vec<Option<usize>> = vec![None; wanted.len()];
    let mut claim = |at: usize, fits: &dyn Fn(&RemoteAsset) -> bool| {
        let free = |it: &usize| !found.contains(&Some(*it)) && live.get(*it).is_some_and(fits);
        if found[at].is_none() {
            found[at] = Some(at).filter(free).or_else(|| (0..live.len()).find(free));
        }
    };
    for (at, image) in wanted.iter().enumerate() {
        claim(at, &|asset| {
            asset.content == AssetContent::Equals(image.digest.clone())
        });
    }
    for (at, image) in wanted.iter().enumerate() {
        claim(at, &|asset| {
            matches!(
                asset.content,
                AssetContent::CannotTell | AssetContent::Unread
            ) && asset.size.is_none_or(|size| size == image.size)
        });
    }
    found
}

fn stored_value(asset: &RemoteAsset) -> ChangeValue {
    ChangeValue::Image(asset.into())
}
