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

/// A picture that looks like a window: a bar, a list beside a page, in colors of `seed`. Mostly flat, so that it is small.
pub(crate) fn drawn(width: u32, height: u32, seed: u32) -> Vec<u8> {
    let tint = |by: u32| {
        let part = |shift: u32| {
            let mixed = seed.wrapping_mul(0x9e37_79b9).wrapping_add(by << 3) >> shift;
            96 + u8::try_from(mixed & 0x7f).unwrap()
        };
        [part(3), part(11), part(19)]
    };
    let (bar, list, page, line) = (tint(1), tint(2), [250, 250, 248], tint(5));
    let mut samples = Vec::with_capacity(usize::try_from(width * height * 3).unwrap());
    for y in 0..height {
        for x in 0..width {
            let is_line = y % 48 < 14 && x > width / 3 && x < width - width / 8;
            samples.extend(match (y < height / 12, x < width / 4, is_line) {
                (true, _, _) => bar,
                (false, true, _) => list,
                (false, false, true) => line,
                (false, false, false) => page,
            });
        }
    }
    let mut file = Vec::new();
    let mut encoder = Encoder::new(&mut file, width, height);
    encoder.set_color(ColorType::Rgb);
    encoder.set_depth(BitDepth::Eight);
    encoder.set_compression(Compression::Fast);
    let mut writer = encoder.write_header().unwrap();
    writer.write_image_data(&samples).unwrap();
    writer.finish().unwrap();
    file
}
