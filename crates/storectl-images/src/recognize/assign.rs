//! From what was seen of each image to what it is in its list.

use std::collections::BTreeMap;

use storectl_model::{AssetContent, AssetId, DesiredImage, RemoteAsset};

use super::{Digests, Finding, IdentityNote, IdentityNotes, Remark, can_be};

/// Writes into each image of a list which of the list's files it is.
///
/// Images of the same bytes come first. Of several files with an image's pixels it is one that no other image is yet, so
/// that a list may hold the same picture twice.
pub(super) fn settle(
    address: &str,
    wanted: &[DesiredImage],
    stored: &mut [RemoteAsset],
    findings: &BTreeMap<AssetId, Finding>,
    notes: &mut IdentityNotes,
) {
    let mut taken = Digests::new();
    let mut other_bytes = Vec::new();
    for (at, asset) in stored.iter_mut().enumerate() {
        let possible: Vec<&DesiredImage> = wanted.iter().filter(|it| can_be(asset, it)).collect();
        asset.content = match findings.get(&asset.id) {
            _ if possible.is_empty() => AssetContent::Differs,
            None => AssetContent::Differs,
            Some(Finding::CannotTell(reason)) => {
                notes.notes.push(IdentityNote {
                    address: format!("{address}[{at}]"),
                    asset: asset.id.clone(),
                    remark: Remark::CannotTell {
                        reason: reason.clone(),
                    },
                });
                AssetContent::CannotTell
            }
            Some(Finding::Seen { content, alike }) => {
                if possible.iter().any(|it| it.digest == *content) {
                    taken.insert(content.clone());
                    AssetContent::Equals(content.clone())
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
            notes.notes.push(IdentityNote {
                address: format!("{address}[{place}]"),
                asset: asset.id.clone(),
                remark: Remark::SamePixels {
                    path: image.path.clone(),
                },
            });
        }
    }
}
