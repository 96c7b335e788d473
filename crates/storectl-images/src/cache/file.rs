//! The cache's file: JSON, read within bounds and replaced atomically.

use std::path::Path;

use serde::{Deserialize, Serialize};
use storectl_model::ProductId;
use storectl_platform::{OwnFileError, ignore_in_git, read_own, replace_file};

const FORMAT: &str = "storectl.images";
const VERSION: u32 = 1;

/// Longest file read, in bytes; a full one has less than half of it.
pub(super) const MAX_BYTES: u64 = 8 * 1024 * 1024;

/// What the file holds. Pairs, oldest first.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Content {
    format: String,
    format_version: u32,
    product_id: String,
    /// Asset id and SHA-256 of its content.
    pub(super) assets: Vec<(String, String)>,
    /// SHA-256 of a content, and digest and checksum of its pixels.
    pub(super) pixels: Vec<(String, String)>,
}

/// Why a file is not used.
#[derive(Debug, thiserror::Error)]
pub(super) enum Unusable {
    #[error("{0}")]
    File(#[from] OwnFileError),
    #[error("{0}")]
    NotJson(#[from] serde_json::Error),
    #[error("its format is not {FORMAT} {VERSION}")]
    OtherFormat,
    #[error("it belongs to another product")]
    OtherProduct,
}

impl Content {
    pub(super) fn new(
        product: &ProductId,
        assets: Vec<(String, String)>,
        pixels: Vec<(String, String)>,
    ) -> Self {
        Self {
            format: FORMAT.to_owned(),
            format_version: VERSION,
            product_id: product.to_string(),
            assets,
            pixels,
        }
    }
}

/// Reads a file; an absent one is empty.
pub(super) fn read(path: &Path, product: &ProductId) -> Result<Content, Unusable> {
    let Some(bytes) = read_own(path, MAX_BYTES)? else {
        return Ok(Content::default());
    };
    let content: Content = serde_json::from_slice(&bytes)?;
    if content.format != FORMAT || content.format_version != VERSION {
        return Err(Unusable::OtherFormat);
    }
    if !content.product_id.eq_ignore_ascii_case(product.as_str()) {
        return Err(Unusable::OtherProduct);
    }
    Ok(content)
}

/// Replaces the file, with the folders on the way.
pub(super) fn write(path: &Path, content: &Content) -> Result<(), OwnFileError> {
    let bytes = serde_json::to_vec(content).map_err(|error| OwnFileError::Write {
        path: path.to_owned(),
        source: error.into(),
    })?;
    // The folder may be one below `.storectl`.
    ignore_in_git(path)?;
    replace_file(path, &bytes)
}
