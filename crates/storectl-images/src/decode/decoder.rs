//! Tells formats apart and decodes.

use std::io::{BufRead, Cursor, Read as _, Seek};

use storectl_model::ImageSize;

use super::{
    image::{ImageError, ImageFormat, ImageInfo},
    jpeg, png,
    raster::{Animation, Sink},
};

const PNG_SIGNATURE: &[u8] = b"\x89PNG\r\n\x1a\n";
const JPEG_SIGNATURE: &[u8] = b"\xff\xd8\xff";
/// How a Git LFS pointer begins. Source: the Git LFS specification, docs/spec.md: `version` is the first key, and its
/// value begins with this host for every version there is.
const LFS_SIGNATURE: &[u8] = b"version https://git-lfs.github.com/spec/";

/// Decodes an image to its end, to know that it is one. Takes 256 MiB at most, and for the usual PNG two rows.
///
/// # Errors
/// Returns an error if it does not decode; never panics, whatever the bytes.
pub fn examine(image: impl BufRead + Seek) -> Result<ImageInfo, ImageError> {
    decode(image, Animation::FirstPicture, &mut |_| {})
}

/// Reads the size an image declares, and nothing more of it.
pub(crate) fn size(image: &[u8]) -> Result<ImageSize, ImageError> {
    match format(&mut Cursor::new(image))? {
        ImageFormat::Png => png::size(image),
        ImageFormat::Jpeg => jpeg::size(image),
    }
}

pub(super) fn decode(
    mut image: impl BufRead + Seek,
    animation: Animation,
    sink: Sink<'_>,
) -> Result<ImageInfo, ImageError> {
    let format = format(&mut image)?;
    let size = match format {
        ImageFormat::Png => png::decode(image, animation, sink)?,
        ImageFormat::Jpeg => jpeg::decode(image, sink)?,
    };
    Ok(ImageInfo { format, size })
}

/// Detects the format by the first bytes and goes back to them.
fn format(image: &mut (impl BufRead + Seek)) -> Result<ImageFormat, ImageError> {
    let mut start = Vec::new();
    let mut head = image.by_ref().take(LFS_SIGNATURE.len() as u64);
    head.read_to_end(&mut start)
        .map_err(ImageError::Unreadable)?;
    image.rewind().map_err(ImageError::Unreadable)?;
    if start.starts_with(PNG_SIGNATURE) {
        Ok(ImageFormat::Png)
    } else if start.starts_with(JPEG_SIGNATURE) {
        Ok(ImageFormat::Jpeg)
    } else if start == LFS_SIGNATURE {
        Err(ImageError::LfsPointer)
    } else {
        Err(ImageError::NotAnImage)
    }
}
