//! The bytes of images, which a page is given.

use std::collections::BTreeMap;

use storectl_model::Digest;
use storectl_plan::{ChangeValue, ImageValue};

/// Bytes of images, by their content. They are no part of any document (forms.md, "In the pull request" 2).
///
/// ```
/// use storectl_report::Pictures;
///
/// let mut pictures = Pictures::default();
/// assert!(pictures.add(b"\x89PNG\r\n\x1a\n...".to_vec()).is_ok());
/// assert!(pictures.add(b"<svg onload=alert(1)>".to_vec()).is_err());
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pictures {
    by_digest: BTreeMap<Digest, Picture>,
}

/// What is known of an image.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Picture {
    /// Its bytes.
    Read(Vec<u8>),
    /// It was not read, for there is no room for it.
    LeftOut,
}

/// Why bytes are not shown as a picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PictureError {
    /// They are no PNG file, which is the only image that the Store takes (store-api.md, Assets).
    #[error("not a PNG file")]
    NotPng,
}

/// How every PNG file begins (ISO/IEC 15948, 5.2).
const PNG: &[u8] = b"\x89PNG\r\n\x1a\n";

impl Pictures {
    /// Adds an image, and returns the digest it is known by.
    ///
    /// # Errors
    /// The bytes are not those of a PNG file.
    pub fn add(&mut self, bytes: Vec<u8>) -> Result<Digest, PictureError> {
        if !bytes.starts_with(PNG) {
            return Err(PictureError::NotPng);
        }
        let digest = Digest::of(&bytes);
        self.by_digest.insert(digest.clone(), Picture::Read(bytes));
        Ok(digest)
    }

    /// Notes an image that is not read because a page has no room for it, so that the page counts it.
    pub fn leave_out(&mut self, digest: Digest) {
        self.by_digest.entry(digest).or_insert(Picture::LeftOut);
    }

    /// Returns what is known of an image.
    pub(super) fn get(&self, digest: &Digest) -> Option<&Picture> {
        self.by_digest.get(digest)
    }
}

/// Returns the images of a value, in order.
pub(super) fn images_of(value: &ChangeValue) -> &[ImageValue] {
    match value {
        ChangeValue::Image(image) => std::slice::from_ref(image),
        ChangeValue::Images(images) => images,
        ChangeValue::Unset
        | ChangeValue::Flag(_)
        | ChangeValue::Word(_)
        | ChangeValue::Text(_)
        | ChangeValue::Items(_)
        | ChangeValue::Object(_)
        | ChangeValue::Withheld(_) => &[],
    }
}
