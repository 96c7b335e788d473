//! Images, of which a page shows those whose bytes it is given and names the others.

use askama::{Template, filters::HtmlSafe};
use storectl_model::ImageSize;
use storectl_plan::ImageValue;

use super::{
    budget::{Budget, Part},
    text::shown,
};
use crate::{FileBefore, view::bytes};

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
        match (image, file) {
            (ImageValue::Stored { id, size }, None) => Self {
                address: None,
                name: shown(&format!("image {id}")),
                size: *size,
                length: None,
            },
            (ImageValue::Stored { id: _, size }, Some(file)) => Self {
                address: budget.picture(part, &file.digest),
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
                address: budget.picture(part, digest),
                name: shown(path),
                size: Some(*size),
                length: Some(bytes(*length)),
            },
        }
    }
}
