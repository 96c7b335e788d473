//! A digest of what an image shows, however it is encoded.

use std::io::Cursor;

use ::png::{BitDepth, ColorType};
use sha2::{Digest as _, Sha256};
use storectl_model::Digest;

use super::{
    decoder,
    image::{ImageError, ImageInfo},
    raster::Animation,
};

/// Decodes an image and digests its pixels.
///
/// The digest is of size and colors: eight bits or sixteen, palette or not, interlaced or not, the same picture has the
/// same digest; a sample of sixteen bits is not rounded, and a transparent pixel keeps its color. Color profiles are
/// not looked at.
pub(crate) fn pixels(image: &[u8]) -> Result<(ImageInfo, Digest), ImageError> {
    let mut hasher = Sha256::new();
    let mut wide = Vec::new();
    let info = decoder::decode(
        Cursor::new(image),
        Animation::Refuse,
        &mut |color, depth, samples| {
            wide.clear();
            widen(color, depth, samples, &mut wide);
            hasher.update(&wide);
        },
    )?;
    hasher.update(info.size.width.to_be_bytes());
    hasher.update(info.size.height.to_be_bytes());
    Ok((info, Digest::from_bytes(&hasher.finalize())))
}

/// Appends samples as red, green, blue and alpha of sixteen bits each.
fn widen(color: ColorType, depth: BitDepth, samples: &[u8], wide: &mut Vec<u8>) {
    const OPAQUE: [u8; 2] = [0xff, 0xff];
    let width = match depth {
        BitDepth::Sixteen => 2,
        BitDepth::One | BitDepth::Two | BitDepth::Four | BitDepth::Eight => 1,
    };
    for pixel in samples.chunks_exact(width * color.samples()) {
        let sample = |at: usize| match pixel.get(at * width..(at + 1) * width) {
            Some(&[high, low]) => [high, low],
            // 0xff of eight bits is 0xffff of sixteen.
            Some(&[value]) => [value, value],
            _ => [0, 0],
        };
        let rgba = match color {
            ColorType::Grayscale | ColorType::Indexed => [sample(0), sample(0), sample(0), OPAQUE],
            ColorType::GrayscaleAlpha => [sample(0), sample(0), sample(0), sample(1)],
            ColorType::Rgb => [sample(0), sample(1), sample(2), OPAQUE],
            ColorType::Rgba => [sample(0), sample(1), sample(2), sample(3)],
        };
        wide.extend_from_slice(rgba.as_flattened());
    }
}
