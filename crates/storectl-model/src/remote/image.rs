//! Images of a language.

use crate::{AssetId, Digest};

/// The images of one language.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RemoteAssets {
    /// Screenshots, in order.
    pub screenshots: Vec<RemoteAsset>,
    /// Store logos, in order.
    pub store_logos: Vec<RemoteAsset>,
}

/// One image of the Store.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RemoteAsset {
    /// Its id; the content never changes under it.
    pub id: AssetId,
    /// Its address, sent back as it stands when the image is kept.
    pub url: String,
    /// Its size, where the Store tells it.
    pub size: Option<ImageSize>,
    /// What is known of its content; `Unread` until somebody looked.
    pub content: AssetContent,
}

/// What is known of a Store image's content.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum AssetContent {
    /// Nobody has looked.
    #[default]
    Unread,
    /// The same bytes, or the same pixels, as the file of this digest.
    Equals(Digest),
    /// Like none of the manifest's files.
    Differs,
    /// The service refused to be read and nothing was remembered (trap 70).
    CannotTell,
}

/// An image's size in pixels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ImageSize {
    /// Pixels across.
    pub width: u32,
    /// Pixels down.
    pub height: u32,
}
