//! Pictures to measure with.

use std::{fs::File, io::BufWriter, path::Path};

use png::{BitDepth, ColorType, Compression, Encoder};

/// The size of a screenshot whose noise has 5 MB.
pub(crate) const LARGE: (u32, u32) = (1366, 1280);

/// The smallest screenshot that the Store takes.
pub(crate) const SMALL: (u32, u32) = (1366, 768);

/// A logo.
pub(crate) const LOGO: (u32, u32) = (1080, 1080);

/// A xorshift generator: fast, and nothing compresses it.
pub(crate) struct Noise(u64);

impl Noise {
    pub(crate) fn new() -> Self {
        Self(1)
    }

    /// Writes a picture of nothing but noise: three bytes a pixel.
    pub(crate) fn write(&mut self, path: &Path, size: (u32, u32)) {
        self.write_with(path, size, 1);
    }

    /// Writes a picture of which an eighth is noise, as large as a usual screenshot.
    pub(crate) fn write_usual(&mut self, path: &Path, size: (u32, u32)) {
        self.write_with(path, size, 8);
    }

    /// Writes a picture whose first rows are noise, one row of `part`.
    fn write_with(&mut self, path: &Path, (width, height): (u32, u32), part: usize) {
        let samples = width as usize * height as usize * 3;
        let mut picture: Vec<u8> = (0..samples.div_ceil(8 * part))
            .flat_map(|_| {
                self.0 ^= self.0 << 13;
                self.0 ^= self.0 >> 7;
                self.0 ^= self.0 << 17;
                self.0.to_le_bytes()
            })
            .collect();
        picture.resize(samples, 0xf0);
        let file = File::create(path).unwrap();
        let mut encoder = Encoder::new(BufWriter::new(file), width, height);
        encoder.set_color(ColorType::Rgb);
        encoder.set_depth(BitDepth::Eight);
        encoder.set_compression(Compression::Fastest);
        let mut writer = encoder.write_header().unwrap();
        writer.write_image_data(&picture).unwrap();
        writer.finish().unwrap();
    }
}
