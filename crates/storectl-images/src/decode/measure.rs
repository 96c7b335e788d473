//! Everything that is learned of an image file, in one reading of it.

use std::io::{BufRead, Seek};

use storectl_model::{Digest, ImageChecksums};

use super::{
    checksum::PixelChecksum,
    decoder,
    hashing::HashingReader,
    image::{ImageError, ImageInfo},
    raster::Animation,
};

/// An image file that decodes completely.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Measured {
    /// SHA-256 of its bytes.
    pub digest: Digest,
    /// Its length in bytes.
    pub bytes: u64,
    /// What the bytes are.
    pub info: ImageInfo,
    /// What its copies are recognized by.
    pub checksums: ImageChecksums,
}

/// Decodes an image to its end and digests its bytes while they pass, so that a PNG is read once and memory does not
/// depend on the file's length. `limit` is the most bytes read.
///
/// # Errors
/// Returns an error if the image does not decode, or has more bytes than `limit`; never panics, whatever the bytes.
pub fn measure(file: impl BufRead + Seek, limit: u64) -> Result<Measured, ImageError> {
    let mut file = HashingReader::new(file, limit);
    let mut pixels = PixelChecksum::default();
    let decoded = decoder::decode(&mut file, Animation::FirstPicture, &mut |row| {
        pixels.add(row);
    });
    if file.is_over_limit() {
        return Err(ImageError::TooLong { limit });
    }
    let info = decoded?;
    let digests = file.finish().map_err(ImageError::Unreadable)?;
    if digests.bytes > limit {
        return Err(ImageError::TooLong { limit });
    }
    Ok(Measured {
        digest: digests.sha256,
        bytes: digests.bytes,
        info,
        checksums: ImageChecksums {
            md5: digests.md5,
            pixels: pixels.value(),
        },
    })
}
