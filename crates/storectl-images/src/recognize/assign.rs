//! From what was found of each image to which file of its list it is.

use std::collections::BTreeMap;

use storectl_model::{AssetContent, AssetId, DesiredImage, FieldPath, RemoteAsset};

use super::{
    finding::{Content, Digests, Finding},
    lists::can_be,
    notes::{Note, Remark},
};

/// Writes into each image of a list which of the list's files it is, and returns what to say about them.
///
/// Images of the same bytes come first. Of several files with an image's pixels it is one that no other image is yet, so
/// that a list may hold the same picture twice.
pub(super) fn assign(
    list: &FieldPath,
    wanted: &[DesiredImage],
    stored: &mut [RemoteAsset],
    findings: &BTreeMap<AssetId, Finding>,
) -> Vec<Note> {
    let mut notes = Vec::new();
    let mut taken = Digests::new();
    let mut other_bytes = Vec::new();
    for (at, asset) in stored.iter_mut().enumerate() {
        let possible: Vec<&DesiredImage> = wanted.iter().filter(|it| can_be(asset, it)).collect();
        asset.content = match findings.get(&asset.id).map(|it| &it.content) {
            _ if possible.is_empty() => AssetContent::Differs,
            // Every image that can be a file was looked at.
            None => AssetContent::Differs,
            Some(Content::Unknown(why)) => {
                notes.push(Note {
                    path: list.clone().index(at),
                    asset: asset.id.clone(),
                    remark: Remark::CannotTell {
                        reason: why.to_string(),
                    },
                });
                AssetContent::CannotTell
            }
            Some(Content::Claimed(digest)) => {
                if possible.iter().any(|it| it.digest == *digest) {
                    taken.insert(digest.clone());
                    notes.push(Note {
                        path: list.clone().index(at),
                        asset: asset.id.clone(),
                        remark: Remark::Unconfirmed,
                    });
                    AssetContent::Equals(digest.clone())
                } else {
                    AssetContent::Differs
                }
            }
            Some(Content::Known { digest, alike }) => {
                if possible.iter().any(|it| it.digest == *digest) {
                    taken.insert(digest.clone());
                    AssetContent::Equals(digest.clone())
                } else {
                    other_bytes.push((at, alike));
                    AssetContent::Differs
                }
            }
        };
    }
    for (at, alike) in other_bytes {
        let Some(asset) = stored.get_mut(at) else {
            continue;
        };
        let alike: Vec<(usize, &DesiredImage)> = wanted
            .iter()
            .enumerate()
            .filter(|(_, it)| can_be(asset, it) && alike.contains(&it.digest))
            .collect();
        let free = alike.iter().find(|(_, it)| !taken.contains(&it.digest));
        if let Some((place, image)) = free.or(alike.first()) {
            taken.insert(image.digest.clone());
            asset.content = AssetContent::Equals(image.digest.clone());
            notes.push(Note {
                path: list.clone().index(*place),
                asset: asset.id.clone(),
                remark: Remark::SamePixels {
                    path: image.path.clone(),
                },
            });
        }
    }
    notes
}
