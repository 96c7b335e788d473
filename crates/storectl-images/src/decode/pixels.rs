//! A digest of what an image shows, however it is encoded.

use std::io::{self, BufRead, Seek};

use ::png::{BitDepth, ColorType};
use sha2::{Digest as _, Sha256};
use storectl_model::Digest;

use super::{
    checksum::PixelChecksum,
    decoder,
    hashing::HashingReader,
    image::{ImageError, ImageInfo},
    raster::{Animation, Row},
};

/// What identifies the pixels of an image.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Pixels {
    /// A digest of size and colors: the same for the same picture, and for no other.
    pub(crate) digest: Digest,
    /// [`ImageChecksums::pixels`](storectl_model::ImageChecksums), where it is known.
    pub(crate) checksum: Option<u64>,
}

/// Decodes an image and digests its pixels.
///
/// Eight bits or sixteen, palette or not, interlaced or not, the same picture has the same digest; a sample of sixteen bits
/// is not rounded, and a transparent pixel keeps its color. Color profiles are not looked at.
///
/// # Errors
/// Returns an error if the image does not decode, or is animated.
pub(crate) fn pixels(image: impl BufRead + Seek) -> Result<(ImageInfo, Pixels), ImageError> {
    let mut hasher = Sha256::new();
    let mut checksum = PixelChecksum::default();
    let mut wide = Vec::new();
    let info = decoder::decode(image, Animation::Refuse, &mut |row| {
        checksum.add(row);
        wide.clear();
        widen(row, &mut wide);
        hasher.update(&wide);
    })?;
    hasher.update(info.size.width.to_be_bytes());
    hasher.update(info.size.height.to_be_bytes());
    let pixels = Pixels {
        digest: Digest::from_bytes(&hasher.finalize()),
        checksum: Some(checksum.value()),
    };
    Ok((info, pixels))
}

/// A file whose pixels were asked for.
pub(crate) struct DecodedFile {
    /// SHA-256 of its bytes, or of the limit and one more.
    pub(crate) digest: Digest,
    /// What it shows.
    pub(crate) decoded: Result<(ImageInfo, Pixels), ImageError>,
}

/// Decodes a file as [`pixels`] does, and digests its bytes on the way; at most one more than `limit` is read.
///
/// # Errors
/// Returns an error if the file cannot be read to its end.
pub(crate) fn pixels_of_file(file: impl BufRead + Seek, limit: u64) -> io::Result<DecodedFile> {
    let mut file = HashingReader::new(file, limit);
    let decoded = pixels(&mut file);
    Ok(DecodedFile {
        digest: file.finish()?.sha256,
        decoded,
    })
}

/// Appends samples as red, green, blue and alpha of sixteen bits each.
fn widen(row: Row<'_>, wide: &mut Vec<u8>) {
    const OPAQUE: [u8; 2] = [0xff, 0xff];
    let Row {
        color,
        depth,
        samples,
    } = row;
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
