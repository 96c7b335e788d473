//! Images to upload.

use png::{BitDepth, ColorType, Compression, Encoder, Filter};

/// How a picture is written; the pixels are the same.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Encoding {
    Usual,
    Other,
}

/// A PNG of this size that no other `seed` makes.
pub(crate) fn png(width: u32, height: u32, seed: u32) -> Vec<u8> {
    encoded(width, height, seed, Encoding::Usual)
}

/// The same picture as [`png`] makes, in these bytes.
pub(crate) fn encoded(width: u32, height: u32, seed: u32, encoding: Encoding) -> Vec<u8> {
    let mut file = Vec::new();
    let mut encoder = Encoder::new(&mut file, width, height);
    encoder.set_color(ColorType::Rgb);
    encoder.set_depth(BitDepth::Eight);
    match encoding {
        Encoding::Usual => {}
        Encoding::Other => {
            encoder.set_compression(Compression::Fast);
            encoder.set_filter(Filter::Up);
        }
    }
    let mut state = seed.wrapping_mul(0x9e37_79b9) | 1;
    let samples: Vec<u8> = (0..width * height * 3)
        .map(|_| {
            state ^= state << 13;
            state ^= state >> 17;
            state ^= state << 5;
            state.to_le_bytes()[1]
        })
        .collect();
    let mut writer = encoder.write_header().unwrap();
    writer.write_image_data(&samples).unwrap();
    writer.finish().unwrap();
    file
}

/// A PNG whose header declares this size, and next to nothing behind it.
pub(crate) fn declaring(width: u32, height: u32) -> Vec<u8> {
    let mut file = Vec::new();
    let writer = Encoder::with_info(&mut file, png::Info::with_size(width, height))
        .unwrap()
        .write_header();
    // Dropped, the writer would add the end.
    std::mem::forget(writer.unwrap());
    file
}
