//! How much is decoded: bounds that hold before anything is allocated.

use storectl_model::ImageSize;

use super::image::ImageError;

/// Most pixels decoded. The largest image Partner Center takes, 3840 × 2160, has 8 million.
const MAX_PIXELS: u64 = 64 * 1024 * 1024;
/// Longest side decoded, in pixels.
pub(super) const MAX_SIDE: u32 = 16_384;
/// Most memory one decoder takes, in bytes.
pub(super) const MAX_MEMORY: u64 = 256 * MIB;
/// What a decoder takes beside its pixels, in bytes: windows, tables, the buffer of one chunk.
const BASE_MEMORY: u64 = 16 * MIB;

const MIB: u64 = 1024 * 1024;

/// Checks a declared size.
pub(super) fn check(size: ImageSize) -> Result<ImageSize, ImageError> {
    if pixels(size) > MAX_PIXELS || size.width > MAX_SIDE || size.height > MAX_SIDE {
        return Err(ImageError::TooLarge(size));
    }
    Ok(size)
}

/// Returns the memory of a decoder whose buffers for an image of this size take so many bytes.
///
/// # Errors
/// Returns an error if that is more than one may take.
pub(super) fn memory(size: ImageSize, buffers: u64) -> Result<u64, ImageError> {
    let bytes = buffers.saturating_add(BASE_MEMORY);
    if bytes > MAX_MEMORY {
        return Err(ImageError::TooMuchMemory {
            size,
            limit: MAX_MEMORY / MIB,
        });
    }
    Ok(bytes)
}

/// Returns how many pixels an image of this size has.
pub(super) fn pixels(size: ImageSize) -> u64 {
    u64::from(size.width) * u64::from(size.height)
}
