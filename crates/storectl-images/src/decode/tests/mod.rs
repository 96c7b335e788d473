//! How pictures are distinguished.

use std::{
    cell::Cell,
    io::{self, BufReader, Cursor, Read, Seek, SeekFrom},
};

use ::png::{BitDepth, ColorType};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use md5::{Digest as _, Md5};
use proptest::prelude::*;
use storectl_model::{Digest, ImageSize};

use super::{
    Measured,
    decoder::{examine, size},
    image::{ImageError, ImageFormat, ImageInfo},
    measure::measure,
    pixels::{Pixels, pixels},
};
use crate::samples::{Bright, INTERLACED, jpeg, large_jpeg, picture, png, recompressed};

mod bombs;

fn pixels_of(image: &[u8]) -> Pixels {
    let (_, shown) = pixels(Cursor::new(image)).unwrap();
    let measured = measure(Cursor::new(image), u64::MAX).unwrap();
    assert_eq!(shown.checksum, Some(measured.checksums.pixels));
    shown
}

fn gray(depth: BitDepth, samples: &[u8]) -> Vec<u8> {
    png(2, 2, ColorType::Grayscale, depth, samples)
}

#[test]
fn the_same_picture_is_the_same_however_it_is_encoded() {
    let plain = pixels_of(&gray(BitDepth::Eight, &[0x10, 0x20, 0x30, 0x40]));
    let wide = [0x10, 0x10, 0x20, 0x20, 0x30, 0x30, 0x40, 0x40];
    assert_eq!(pixels_of(&gray(BitDepth::Sixteen, &wide)), plain);
    assert_eq!(pixels_of(INTERLACED), plain);
    let rgb: Vec<u8> = [0x10, 0x20, 0x30, 0x40]
        .into_iter()
        .flat_map(|it| [it; 3])
        .collect();
    let rgb = png(2, 2, ColorType::Rgb, BitDepth::Eight, &rgb);
    assert_eq!(pixels_of(&rgb), plain);
    let rgba: Vec<u8> = [0x10, 0x20, 0x30, 0x40]
        .into_iter()
        .flat_map(|it| [it, it, it, 255])
        .collect();
    let rgba = png(2, 2, ColorType::Rgba, BitDepth::Eight, &rgba);
    assert_eq!(pixels_of(&rgba), plain);
    assert_eq!(pixels_of(&picture(3)), pixels_of(&recompressed(3)));
}

#[test]
fn the_least_difference_is_one() {
    let plain = pixels_of(&gray(BitDepth::Eight, &[0x10, 0x20, 0x30, 0x40]));
    let low_bit = [0x10, 0x11, 0x20, 0x20, 0x30, 0x30, 0x40, 0x40];
    assert_ne!(pixels_of(&gray(BitDepth::Sixteen, &low_bit)), plain);
    let clear: Vec<u8> = [0x10, 0x20, 0x30, 0x40]
        .into_iter()
        .flat_map(|it| [it, it, it, 254])
        .collect();
    let clear = png(2, 2, ColorType::Rgba, BitDepth::Eight, &clear);
    assert_ne!(pixels_of(&clear), plain);
    let flat = png(
        4,
        1,
        ColorType::Grayscale,
        BitDepth::Eight,
        &[0x10, 0x20, 0x30, 0x40],
    );
    assert_ne!(pixels_of(&flat), plain);
    assert_ne!(
        pixels_of(&jpeg(Bright::Middle)),
        pixels_of(&jpeg(Bright::More))
    );
}

#[test]
fn an_image_is_examined_by_its_bytes() {
    let examined = examine(Cursor::new(picture(3))).unwrap();
    let size = ImageSize {
        width: 4,
        height: 4,
    };
    assert_eq!(
        examined,
        ImageInfo {
            format: ImageFormat::Png,
            size
        }
    );
    let examined = examine(Cursor::new(jpeg(Bright::More))).unwrap();
    let size = ImageSize {
        width: 8,
        height: 8,
    };
    assert_eq!(
        examined,
        ImageInfo {
            format: ImageFormat::Jpeg,
            size
        }
    );
}

#[test]
fn a_grey_jpeg_has_the_pixels_of_the_grey_png() {
    let middle = png(8, 8, ColorType::Grayscale, BitDepth::Eight, &[128; 64]);
    assert_eq!(pixels_of(&jpeg(Bright::Middle)), pixels_of(&middle));
}

#[test]
fn bytes_that_are_not_an_image_are_refused() {
    for bytes in [&b""[..], b"GIF89a", b"<html>", b"\x89PN", b"\xff\xd8"] {
        let fault = examine(Cursor::new(bytes)).unwrap_err();
        assert!(
            matches!(fault, ImageError::NotAnImage),
            "{bytes:?}: {fault}"
        );
    }
}

#[test]
fn an_image_cut_short_anywhere_is_damaged() {
    for whole in [picture(3), INTERLACED.to_vec(), jpeg(Bright::More)] {
        for length in 8..whole.len() - 2 {
            let cut = &whole[..length];
            assert!(
                examine(Cursor::new(cut)).is_err(),
                "{length} of {}",
                whole.len()
            );
        }
    }
}

#[test]
fn a_flipped_byte_of_the_pixels_is_damage() {
    let mut image = picture(3);
    let at = image.len() - 20;
    image[at] ^= 1;
    assert!(matches!(
        examine(Cursor::new(image)),
        Err(ImageError::Damaged(_))
    ));
}

#[test]
fn an_animated_png_is_an_image_and_not_comparable() {
    let mut file = Vec::new();
    let mut encoder = ::png::Encoder::new(&mut file, 1, 1);
    encoder.set_animated(2, 0).unwrap();
    let mut writer = encoder.write_header().unwrap();
    writer.write_image_data(&[1]).unwrap();
    writer.write_image_data(&[2]).unwrap();
    writer.finish().unwrap();
    examine(Cursor::new(&file)).unwrap();
    assert!(matches!(
        pixels(Cursor::new(&file)),
        Err(ImageError::Animated)
    ));
}

#[test]
fn a_git_lfs_pointer_is_named_as_one() {
    let pointer = "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n";
    let error = examine(Cursor::new(pointer)).unwrap_err();
    assert!(matches!(error, ImageError::LfsPointer), "{error}");
}

#[test]
fn one_reading_gives_size_digest_and_length() {
    // What follows the image is part of the file, and so of its digest.
    for tail in [&b""[..], &vec![0; 100_000]] {
        for mut image in [picture(3), INTERLACED.to_vec()] {
            image.extend(tail);
            let measured = measure(Cursor::new(&image), 1_000_000).unwrap();
            let info = examine(Cursor::new(&image)).unwrap();
            let Measured {
                digest,
                bytes,
                info: found,
                checksums,
            } = measured;
            assert_eq!(digest, Digest::of(&image));
            assert_eq!(bytes, image.len() as u64);
            assert_eq!(found, info);
            assert_eq!(checksums.md5, STANDARD.encode(Md5::digest(&image)));
            assert_eq!(Some(checksums.pixels), pixels_of(&image).checksum);
        }
    }
    let image = jpeg(Bright::More);
    let measured = measure(Cursor::new(&image), 1_000).unwrap();
    assert_eq!(measured.digest, Digest::of(&image));
}

/// Counts what is read of a file.
struct Counting<'a> {
    file: Cursor<&'a [u8]>,
    read: &'a Cell<usize>,
}

impl Read for Counting<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.file.read(buffer)?;
        self.read.set(self.read.get() + read);
        Ok(read)
    }
}

impl Seek for Counting<'_> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.file.seek(to)
    }
}

#[test]
fn an_image_is_read_once_and_of_a_jpeg_only_the_end_again() {
    const BUFFER: usize = 1024;
    let mut state = 1_u32;
    let noise: Vec<u8> = std::iter::repeat_with(|| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        state.to_be_bytes()[0]
    })
    .take(3 * 256 * 256)
    .collect();
    let png = png(256, 256, ColorType::Rgb, BitDepth::Eight, &noise);
    for (image, again) in [(png, 0), (large_jpeg(512), 4096)] {
        assert!(image.len() > 100_000);
        let read = Cell::new(0);
        let file = Counting {
            file: Cursor::new(&image),
            read: &read,
        };
        measure(BufReader::with_capacity(BUFFER, file), u64::MAX).unwrap();
        let surplus = read.get() - image.len();
        assert!(surplus <= again + 4 * BUFFER, "{surplus}");
    }
}

#[test]
fn a_file_over_the_limit_is_refused_wherever_it_is_noticed() {
    for image in [picture(3), INTERLACED.to_vec(), jpeg(Bright::More)] {
        let length = image.len() as u64;
        assert!(measure(Cursor::new(&image), length).is_ok());
        for limit in 0..length {
            let error = measure(Cursor::new(&image), limit).unwrap_err();
            assert!(
                matches!(error, ImageError::TooLong { .. }),
                "{limit}: {error}"
            );
        }
    }
}

proptest! {
    #[test]
    fn no_bytes_make_a_decoder_panic(tail in proptest::collection::vec(any::<u8>(), 0..400)) {
        for head in [&b""[..], b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff"] {
            let image = [head, &tail].concat();
            let _ = examine(Cursor::new(&image));
            let _ = measure(Cursor::new(&image), 100);
            let _ = size(&image);
        }
    }

    #[test]
    fn no_damage_makes_a_decoder_panic(
        changes in proptest::collection::vec((any::<proptest::sample::Index>(), any::<u8>()), 1..8),
    ) {
        for mut image in [picture(3), INTERLACED.to_vec(), jpeg(Bright::More), jpeg(Bright::Middle)] {
            for (at, value) in &changes {
                let at = at.index(image.len());
                image[at] = *value;
            }
            let _ = pixels(Cursor::new(&image));
            let _ = measure(Cursor::new(&image), 10_000);
            let _ = size(&image);
        }
    }

    #[test]
    fn pictures_are_the_same_exactly_where_their_samples_are(
        first in proptest::collection::vec(0..3_u8, 6),
        second in proptest::collection::vec(0..3_u8, 6),
    ) {
        let image = |samples: &[u8]| png(2, 1, ColorType::Rgb, BitDepth::Eight, samples);
        let alike = pixels_of(&image(&first)).digest == pixels_of(&image(&second)).digest;
        prop_assert_eq!(alike, first == second);
    }
}
