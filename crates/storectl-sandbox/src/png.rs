//! Small one-color PNG files, so that the sample product has images without shipping any.

use png::{BitDepth, ColorType, Encoder};

/// An image of this size in one color; about a kilobyte.
pub(crate) fn plain(width: u16, height: u16, color: [u8; 3]) -> Vec<u8> {
    let mut file = Vec::new();
    let mut encoder = Encoder::new(&mut file, width.into(), height.into());
    // One bit a pixel, by palette.
    encoder.set_color(ColorType::Indexed);
    encoder.set_depth(BitDepth::One);
    encoder.set_palette(color.to_vec());
    let pixels = vec![0; usize::from(width).div_ceil(8) * usize::from(height)];
    let written = encoder
        .write_header()
        .and_then(|mut it| it.write_image_data(&pixels));
    debug_assert!(written.is_ok(), "memory takes every byte: {written:?}");
    file
}

/// Where the first chunk after a PNG's header begins, in bytes.
const AFTER_HEADER: usize = 33;

/// Puts a comment behind the header; pixels and size stay.
pub(crate) fn add_comment(file: &mut Vec<u8>) {
    const TEXT: &[u8] = b"tEXtSoftware\0storectl sandbox";
    let length = u32::try_from(TEXT.len() - 4).unwrap_or(u32::MAX);
    let comment = [
        &length.to_be_bytes(),
        TEXT,
        &crc32fast::hash(TEXT).to_be_bytes(),
    ]
    .concat();
    let at = AFTER_HEADER.min(file.len());
    file.splice(at..at, comment);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_size_can_be_read_back() {
        let size = imagesize::blob_size(&plain(1366, 768, [1, 2, 3])).unwrap();
        assert_eq!((size.width, size.height), (1366, 768));
    }

    #[test]
    fn a_comment_keeps_the_pixels() {
        let pixels = |file: &[u8]| {
            let decoder = png::Decoder::new(std::io::Cursor::new(file.to_vec()));
            let mut reader = decoder.read_info().unwrap();
            let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
            reader.next_frame(&mut pixels).unwrap();
            pixels
        };
        let plain = plain(32, 8, [1, 2, 3]);
        let mut commented = plain.clone();
        add_comment(&mut commented);
        assert_ne!(commented, plain);
        assert_eq!(pixels(&commented), pixels(&plain));
    }
}
