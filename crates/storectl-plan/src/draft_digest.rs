//! A digest of everything a draft would publish.

use storectl_model::RemoteProduct;

use crate::OutcomeValues;

/// The digest of everything a draft would publish: managed and unmanaged values, and the ids of the images in order.
///
/// Package ids stay out, for a replacement that changes nothing makes them new (trap 51), and so do addresses of images,
/// which an id names for good. Two drafts are comparable where the same images were read. It covers certification notes, so it
/// stands in the journal and in no document for others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DraftDigest(String);

impl DraftDigest {
    /// Digests what was read of a draft.
    pub fn of(remote: &RemoteProduct) -> Self {
        let digest = OutcomeValues::of_draft(remote).exact_digest();
        Self(digest.as_str().to_owned())
    }

    /// Takes a digest that was kept, e.g. in a journal; `None` if the text is not a digest.
    pub fn from_kept(text: &str) -> Option<Self> {
        let is_digest = text.len() == 64 && text.bytes().all(|it| it.is_ascii_hexdigit());
        is_digest.then(|| Self(text.to_owned()))
    }

    /// Returns the digest as hexadecimal digits, to be kept.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use storectl_model::{AssetContent, DraftStatus, RemoteAsset, RemoteAssets, RemoteListing};

    use super::*;

    fn draft() -> RemoteProduct {
        let image = |id: &str| RemoteAsset {
            id: id.parse().unwrap(),
            url: format!("https://blobs/{id}"),
            size: None,
            content: AssetContent::Unread,
        };
        let mut draft = RemoteProduct::default();
        draft.properties.website = Some("https://contoso.com".to_owned());
        draft
            .listings
            .insert("en-us".parse().unwrap(), RemoteListing::default());
        draft.assets.insert(
            "en-us".parse().unwrap(),
            RemoteAssets {
                screenshots: vec![image("a"), image("b")],
                store_logos: vec![image("c")],
            },
        );
        draft
    }

    #[test]
    fn what_is_published_decides_and_nothing_else() {
        let proven = DraftDigest::of(&draft());
        let mut same = draft();
        same.status = DraftStatus {
            is_ready: true,
            ongoing_submission: Some("1".parse().unwrap()),
            messages: Vec::new(),
        };
        for assets in same.assets.values_mut() {
            for asset in &mut assets.screenshots {
                asset.content = AssetContent::CannotTell;
                asset.url.push_str("?sig=1");
            }
        }
        assert_eq!(DraftDigest::of(&same), proven);
    }

    #[test]
    fn an_unmanaged_value_another_image_and_another_order_each_make_another_draft() {
        let proven = DraftDigest::of(&draft());
        let mut website = draft();
        website.properties.website = None;
        let mut other = draft();
        let mut reordered = draft();
        for assets in other.assets.values_mut() {
            assets.screenshots[0].id = "z".parse().unwrap();
        }
        for assets in reordered.assets.values_mut() {
            assets.screenshots.reverse();
        }
        for changed in [website, other, reordered] {
            assert_ne!(DraftDigest::of(&changed), proven);
        }
    }
}
