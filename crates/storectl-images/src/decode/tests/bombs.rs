//! Images that declare more than they hold: what they may make a decoder allocate.

use ::png::Info;

use super::*;
use crate::samples::{Bright, declaring};

/// A PNG of this size in the costliest form, with next to nothing behind the header.
fn interlaced(width: u32, height: u32) -> Vec<u8> {
    let mut image = declaring_with(width, height, ColorType::Rgba, BitDepth::Sixteen);
    // The last byte of the header, and its checksum over the name and the 13 bytes.
    image[28] = 1;
    let checksum = crc32(&image[12..29]).to_be_bytes();
    image[29..33].copy_from_slice(&checksum);
    image
}

fn declaring_with(width: u32, height: u32, color: ColorType, depth: BitDepth) -> Vec<u8> {
    let mut info = Info::with_size(width, height);
    info.color_type = color;
    info.bit_depth = depth;
    crate::samples::header(info)
}

/// The checksum of a PNG's chunk, bit by bit.
fn crc32(bytes: &[u8]) -> u32 {
    let rest = bytes.iter().fold(u32::MAX, |rest, byte| {
        (0..8).fold(rest ^ u32::from(*byte), |rest, _| {
            (rest >> 1) ^ (0xedb8_8320 & (rest & 1).wrapping_neg())
        })
    });
    !rest
}

/// A JPEG of this frame (its marker, its size, and each component's sampling factors) whose first scan has so many components.
fn frame(marker: u8, (width, height): (u16, u16), sampling: &[u8], in_scan: u8) -> Vec<u8> {
    let components = u8::try_from(sampling.len()).unwrap();
    let mut file = b"\xff\xd8\xff\xdb\x00\x43\x00".to_vec();
    file.extend([8; 64]);
    file.extend([0xff, marker, 0, 8 + 3 * components, 8]);
    file.extend(height.to_be_bytes());
    file.extend(width.to_be_bytes());
    file.push(components);
    for (id, factors) in (1..).zip(sampling) {
        file.extend([id, *factors, 0]);
    }
    file.extend([0xff, 0xda, 0, 6 + 2 * in_scan, in_scan]);
    for id in 1..=in_scan {
        file.extend([id, 0]);
    }
    file.extend(b"\x00\x3f\x00\x00\xff\xd9");
    file
}

fn refused(image: &[u8]) -> ImageError {
    examine(Cursor::new(image)).unwrap_err()
}

#[test]
fn a_size_beyond_the_limit_is_refused_by_the_header() {
    for (width, height) in [
        (60_000, 60_000),
        (30_000, 30_000),
        (16_385, 1),
        (9_000, 9_000),
    ] {
        let fault = refused(&declaring(width, height));
        assert!(matches!(fault, ImageError::TooLarge(_)), "{fault}");
        let (width, height) = (width.try_into().unwrap(), height.try_into().unwrap());
        for marker in [0xc0, 0xc2] {
            let fault = refused(&frame(marker, (width, height), &[0x11; 3], 3));
            assert!(matches!(fault, ImageError::TooLarge(_)), "{fault}");
        }
    }
}

#[test]
fn what_a_decoder_keeps_as_a_whole_is_refused_where_it_takes_too_much() {
    let sides = (7_000, 7_000);
    let (side, _) = sides;
    for (image, name) in [
        (interlaced(side.into(), side.into()), "interlaced"),
        (frame(0xc2, sides, &[0x11; 3], 3), "progressive"),
        (
            frame(0xc2, sides, &[0x11; 4], 4),
            "progressive, four colors",
        ),
        (frame(0xc0, sides, &[0x11; 3], 1), "in several scans"),
    ] {
        let fault = refused(&image);
        assert!(
            matches!(fault, ImageError::TooMuchMemory { .. }),
            "{name}: {fault}"
        );
    }
    // A decoder keeps only some rows of these, or has room for them, so only that they end too soon is wrong.
    let rows = declaring_with(side.into(), side.into(), ColorType::Rgba, BitDepth::Sixteen);
    for image in [
        rows,
        interlaced(2_000, 2_000),
        frame(0xc0, sides, &[0x22, 0x11, 0x11], 3),
        frame(0xc2, (3_840, 2_160), &[0x11; 4], 4),
    ] {
        let fault = refused(&image);
        assert!(
            matches!(fault, ImageError::Truncated | ImageError::Damaged(_)),
            "{fault}"
        );
    }
}

#[test]
fn a_frame_that_breaks_the_rules_is_damage() {
    for (image, why) in [
        (
            frame(0xc0, (8, 8), &[0xf1, 0x11, 0x11], 3),
            "sampling factor",
        ),
        (
            frame(0xc0, (8, 8), &[0x1f, 0x11, 0x11], 3),
            "sampling factor",
        ),
        (
            frame(0xc0, (8, 8), &[0x01, 0x11, 0x11], 3),
            "sampling factor",
        ),
        (frame(0xc0, (8, 8), &[0x11; 5], 4), "color components"),
        (frame(0xdb, (8, 8), &[0x11], 1), "a scan before its frame"),
    ] {
        let fault = refused(&image);
        assert!(matches!(fault, ImageError::Damaged(_)), "{fault}");
        assert!(fault.to_string().contains(why), "{why}: {fault}");
    }
}

#[test]
fn headers_before_the_frame_do_not_hide_it() {
    let plain = jpeg(Bright::More);
    let mut image = plain[..2].to_vec();
    // A comment that looks like a frame, and fill bytes before what follows.
    let decoy = &frame(0xc2, (60_000, 60_000), &[0x11; 3], 3)[71..90];
    image.extend([0xff, 0xfe, 0, u8::try_from(decoy.len() + 2).unwrap()]);
    image.extend(decoy);
    image.extend([0xff, 0xff]);
    image.extend(&plain[2..]);
    assert_eq!(pixels_of(&image), pixels_of(&plain));
    // More than a few bytes of something else are no image, and nobody looks for a marker behind them.
    let behind = 2 + 4 + decoy.len();
    image.splice(behind..behind, [0; 100]);
    let fault = refused(&image);
    assert!(fault.to_string().contains("between its headers"), "{fault}");
}
