//! Images, of which a page shows those whose bytes it is given and names the others.

use std::collections::BTreeMap;

use askama::{Template, filters::HtmlSafe};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use storectl_model::{Digest, ImageSize};
use storectl_plan::{ChangeValue, ImageValue};

use super::{
    budget::{Budget, Part},
    text::shown,
};
use crate::{FileBefore, view::bytes};

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

#[derive(Clone, Debug, PartialEq, Eq)]
enum Picture {
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

    /// Returns an image as an address that holds it, if its bytes are given and there is room for them.
    fn address(&self, digest: &Digest, part: Part, budget: &mut Budget<'_>) -> Option<String> {
        match self.by_digest.get(digest)? {
            Picture::Read(bytes) if budget.picture(part, bytes.len()) => {
                Some(format!("data:image/png;base64,{}", STANDARD.encode(bytes)))
            }
            Picture::Read(_) => None,
            Picture::LeftOut => {
                budget.leave_out_picture();
                None
            }
        }
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
    /// Shows an image where its bytes are given; `file` holds what an image of the Store shows, where that is known.
    pub(super) fn of(
        image: &ImageValue,
        file: Option<&FileBefore>,
        part: Part,
        budget: &mut Budget<'_>,
    ) -> Self {
        let pictures = budget.pictures;
        match (image, file) {
            (ImageValue::Stored { id, size }, None) => Self {
                address: None,
                name: shown(&format!("image {id}")),
                size: *size,
                length: None,
            },
            (ImageValue::Stored { id: _, size }, Some(file)) => Self {
                address: pictures.address(&file.digest, part, budget),
                name: shown(&file.path),
                size: *size,
                length: Some(bytes(file.bytes)),
            },
            (
                ImageValue::File {
                    path,
                    digest,
                    bytes: length,
                    size,
                },
                _,
            ) => Self {
                address: pictures.address(digest, part, budget),
                name: shown(path),
                size: Some(*size),
                length: Some(bytes(*length)),
            },
        }
    }
}
