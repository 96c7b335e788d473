//! Images, of which a page shows those whose bytes it is given and names the others.

use std::collections::BTreeMap;

use askama::{Template, filters::HtmlSafe};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use storectl_model::{Digest, ImageSize};
use storectl_plan::ImageValue;

use super::text::shown;
use crate::view::bytes;

/// Bytes of images, by their content. They are no part of any document (forms.md, "In the pull request" 2).
///
/// ```
/// use storectl_report::Pictures;
///
/// let mut pictures = Pictures::default();
/// assert!(pictures.add(b"\x89PNG\r\n\x1a\n...".to_vec()).is_ok());
/// assert!(pictures.add(b"<svg onload=alert(1)>".to_vec()).is_err());
/// ```
#[derive(Clone, Debug, Default)]
pub struct Pictures {
    by_digest: BTreeMap<Digest, Vec<u8>>,
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
        self.by_digest.insert(digest.clone(), bytes);
        Ok(digest)
    }

    /// Returns an image as an address that holds it.
    fn address(&self, digest: &Digest) -> Option<String> {
        let bytes = self.by_digest.get(digest)?;
        Some(format!("data:image/png;base64,{}", STANDARD.encode(bytes)))
    }
}

/// An image with its name, or its name alone.
#[derive(Template)]
#[template(path = "figure.html")]
pub(super) struct Figure {
    address: Option<String>,
    name: String,
    size: Option<ImageSize>,
    /// Its length, in words.
    length: Option<String>,
}

impl HtmlSafe for Figure {}

impl Figure {
    /// Shows an image where its bytes are given.
    pub(super) fn of(image: &ImageValue, pictures: &Pictures) -> Self {
        match image {
            ImageValue::Stored { id, size } => Self {
                address: None,
                name: shown(&format!("image {id}")),
                size: *size,
                length: None,
            },
            ImageValue::File {
                path,
                digest,
                bytes: length,
                size,
            } => Self {
                address: pictures.address(digest),
                name: shown(path),
                size: Some(*size),
                length: Some(bytes(*length)),
            },
        }
    }
}
