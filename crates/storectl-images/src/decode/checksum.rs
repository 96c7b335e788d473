//! A checksum of what an image shows: cheap enough to be taken of every image that is decoded anyway.

use ::png::{BitDepth, ColorType};

use super::raster::Row;

/// Sums up colors row by row. The same picture has the same checksum in every encoding; another one has it rarely, so what
/// has the same checksum must still be compared.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct PixelChecksum(u64);

impl PixelChecksum {
    /// An odd number without a pattern: the first digits of π in hexadecimal.
    const FACTOR: u64 = 0x243f_6a88_85a3_08d3;

    /// Takes one more row.
    pub(super) fn add(&mut self, row: Row<'_>) {
        let [red, green, blue, alpha] = colors(row);
        for sum in [red, green, blue, alpha] {
            self.0 = (self.0.rotate_left(5) ^ sum).wrapping_mul(Self::FACTOR);
        }
    }

    /// Returns the checksum of the rows so far.
    pub(super) fn value(self) -> u64 {
        self.0
    }
}

/// Sums up the samples of a row, as if each had sixteen bits: red, green, blue and alpha.
fn colors(row: Row<'_>) -> [u64; 4] {
    let Row {
        color,
        depth,
        samples,
    } = row;
    match depth {
        BitDepth::Sixteen => wide(color, samples),
        // 0xff of eight bits is 0xffff of sixteen.
        BitDepth::One | BitDepth::Two | BitDepth::Four | BitDepth::Eight => {
            narrow(color, samples).map(|it| it * 0x101)
        }
    }
}

fn narrow(color: ColorType, samples: &[u8]) -> [u64; 4] {
    let opaque = |pixels: usize| pixels as u64 * 0xff;
    match color {
        ColorType::Grayscale | ColorType::Indexed => {
            let [gray] = sums(samples);
            [gray, gray, gray, opaque(samples.len())]
        }
        ColorType::GrayscaleAlpha => {
            let [gray, alpha] = sums(samples);
            [gray, gray, gray, alpha]
        }
        ColorType::Rgb => {
            let [red, green, blue] = sums(samples);
            [red, green, blue, opaque(samples.len() / 3)]
        }
        ColorType::Rgba => sums(samples),
    }
}

fn wide(color: ColorType, samples: &[u8]) -> [u64; 4] {
    let whole = |high: u64, low: u64| high * 0x100 + low;
    let opaque = |pixels: usize| pixels as u64 * 0xffff;
    match color {
        ColorType::Grayscale | ColorType::Indexed => {
            let [high, low] = sums(samples);
            let gray = whole(high, low);
            [gray, gray, gray, opaque(samples.len() / 2)]
        }
        ColorType::GrayscaleAlpha => {
            let [high, low, alpha_high, alpha_low] = sums(samples);
            let gray = whole(high, low);
            [gray, gray, gray, whole(alpha_high, alpha_low)]
        }
        ColorType::Rgb => {
            let [r, r_low, g, g_low, b, b_low] = sums(samples);
            let opaque = opaque(samples.len() / 6);
            [whole(r, r_low), whole(g, g_low), whole(b, b_low), opaque]
        }
        ColorType::Rgba => {
            let [r, r_low, g, g_low, b, b_low, a, a_low] = sums(samples);
            [
                whole(r, r_low),
                whole(g, g_low),
                whole(b, b_low),
                whole(a, a_low),
            ]
        }
    }
}

/// Sums up every `N`th byte, beginning at each of the first `N`.
fn sums<const N: usize>(samples: &[u8]) -> [u64; N] {
    let mut sums = [0; N];
    for pixel in samples.as_chunks::<N>().0 {
        for (sum, sample) in sums.iter_mut().zip(pixel) {
            *sum += u64::from(*sample);
        }
    }
    sums
}
