//! The cache's file: JSON, read within bounds and replaced atomically.

use std::{
    fs,
    io::{self, Read as _, Write as _},
    path::Path,
};

use serde::{Deserialize, Serialize};
use storectl_model::ProductId;

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
    /// SHA-256 of a content and digest of its pixels.
    pub(super) pixels: Vec<(String, String)>,
}

/// Why a file is not used.
#[derive(Debug, thiserror::Error)]
pub(super) enum Unusable {
    #[error("{0}")]
    Unreadable(#[from] io::Error),
    #[error("it is longer than {MAX_BYTES} bytes")]
    TooLong,
    #[error("{0}")]
    NotJson(#[from] serde_json::Error),
    #[error("it is not in format {FORMAT} {VERSION}")]
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
    let file = match fs::File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Content::default()),
        Err(error) => return Err(error.into()),
    };
    let mut bytes = Vec::new();
    file.take(MAX_BYTES + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > MAX_BYTES {
        return Err(Unusable::TooLong);
    }
    let content: Content = serde_json::from_slice(&bytes)?;
    if content.format != FORMAT || content.format_version != VERSION {
        return Err(Unusable::OtherFormat);
    }
    if !content.product_id.eq_ignore_ascii_case(product.as_str()) {
        return Err(Unusable::OtherProduct);
    }
    Ok(content)
}

/// Replaces the file.
pub(super) fn write(path: &Path, content: &Content) -> io::Result<()> {
    let folder = path.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(folder)?;
    let mut file = tempfile::NamedTempFile::new_in(folder)?;
    file.write_all(&serde_json::to_vec(content)?)?;
    file.persist(path).map_err(|it| it.error)?;
    Ok(())
}
