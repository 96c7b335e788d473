//! How much is decoded: bounds that hold before anything is allocated.

use storectl_model::ImageSize;

use super::image::ImageError;

/// Most pixels decoded. The largest image Partner Center takes, 3840 × 2160, has 8 million.
const MAX_PIXELS: u64 = 64 * 1024 * 1024;
/// Longest side decoded, in pixels.
pub(super) const MAX_SIDE: u32 = 16_384;
/// Most memory one decoder takes, in bytes.
pub(super) const MAX_MEMORY: u64 = 256 * 1024 * 1024;
/// What a decoder takes beside its pixels, in bytes: windows, tables, the buffer of one chunk.
const BASE_MEMORY: u64 = 16 * 1024 * 1024;

/// Checks a declared size.
pub(super) fn check(size: ImageSize) -> Result<ImageSize, ImageError> {
    if pixels(size) > MAX_PIXELS || size.width > MAX_SIDE || size.height > MAX_SIDE {
        return Err(ImageError::TooLarge(size));
    }
    Ok(size)
}

/// Returns the memory a decoder may take for an image of this size, in bytes: bounded by its pixels, so that a small
/// image cannot make it allocate what only a large one needs.
pub(super) fn memory(size: ImageSize, bytes_per_pixel: u64) -> u64 {
    let pixels = pixels(size).saturating_mul(bytes_per_pixel);
    pixels.saturating_add(BASE_MEMORY)
}

fn pixels(size: ImageSize) -> u64 {
    u64::from(size.width) * u64::from(size.height)
}
