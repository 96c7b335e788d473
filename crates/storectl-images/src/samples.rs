//! Small images, for tests.

use png::{BitDepth, ColorType, Encoder};

/// A PNG of these samples.
pub(crate) fn png(
    width: u32,
    height: u32,
    color: ColorType,
    depth: BitDepth,
    samples: &[u8],
) -> Vec<u8> {
    let mut file = Vec::new();
    let mut encoder = Encoder::new(&mut file, width, height);
    encoder.set_color(color);
    encoder.set_depth(depth);
    let mut writer = encoder.write_header().unwrap();
    writer.write_image_data(samples).unwrap();
    writer.finish().unwrap();
    file
}

/// A square picture of four pixels to a side that no other `shade` makes.
pub(crate) fn picture(shade: u8) -> Vec<u8> {
    let samples: Vec<u8> = (0..48).map(|it: u8| it.wrapping_mul(shade)).collect();
    png(4, 4, ColorType::Rgb, BitDepth::Eight, &samples)
}

/// The same pixels as [`picture`] in other bytes, and more of them.
pub(crate) fn recompressed(shade: u8) -> Vec<u8> {
    let samples: Vec<u8> = (0..48).map(|it: u8| it.wrapping_mul(shade)).collect();
    let opaque = samples.chunks(3).flat_map(|it| [it, &[255]].concat());
    let opaque: Vec<u8> = opaque.collect();
    png(4, 4, ColorType::Rgba, BitDepth::Eight, &opaque)
}

/// A gray JPEG of 8 × 8 pixels, 32 levels brighter than the middle or not.
pub(crate) fn jpeg(bright: Bright) -> Vec<u8> {
    let mut file = b"\xff\xd8".to_vec();
    // One table of ones, one component, Huffman codes of two bits for the differences 0 and 6 bits, and for end of block.
    file.extend(b"\xff\xdb\x00\x43\x00");
    file.extend([8; 64]);
    file.extend(b"\xff\xc0\x00\x0b\x08\x00\x08\x00\x08\x01\x01\x11\x00");
    let codes = [0, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
    for (class, symbols) in [(0x00, [0, 6]), (0x10, [0, 1])] {
        file.extend(b"\xff\xc4\x00\x15");
        file.push(class);
        file.extend(codes);
        file.extend(symbols);
    }
    file.extend(b"\xff\xda\x00\x08\x01\x01\x00\x00\x3f\x00");
    match bright {
        // 00, 00, and ones to the end of the byte.
        Bright::Middle => file.push(0b0000_1111),
        // 01 100000, 00, and ones.
        Bright::More => file.extend([0b0110_0000, 0b0011_1111]),
    }
    file.extend(b"\xff\xd9");
    file
}

/// A gray JPEG of `blocks` × `blocks` blocks of 8 × 8 pixels, in about half as many bytes as blocks.
pub(crate) fn large_jpeg(blocks: u16) -> Vec<u8> {
    let mut file = jpeg(Bright::Middle);
    let side = (blocks * 8).to_be_bytes();
    let frame = file.windows(2).position(|it| it == b"\xff\xc0").unwrap();
    file[frame + 5..frame + 7].copy_from_slice(&side);
    file[frame + 7..frame + 9].copy_from_slice(&side);
    // Two blocks of 00, 00 a byte, in place of the one block and the end mark.
    file.truncate(file.len() - 3);
    file.extend(vec![0; usize::from(blocks) * usize::from(blocks) / 2]);
    file.extend(b"\xff\xd9");
    file
}

/// See [`jpeg`].
#[derive(Clone, Copy, Debug)]
pub(crate) enum Bright {
    Middle,
    More,
}

/// An interlaced PNG of 2 × 2 gray pixels: 0x10, 0x20, 0x30, 0x40.
pub(crate) const INTERLACED: &[u8] =
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x02\x00\x00\x00\x02\x08\x00\x00\x00\x01 \xdabn\
    \x00\x00\x00\x0fIDATx\xdac\x10`P`0p\x00\x00\x01\x87\x00\xa1\x1fDm\x97\
    \x00\x00\x00\x00IEND\xaeB`\x82";

/// A PNG that declares this size, with the header's checksum right and next to nothing behind it.
pub(crate) fn declaring(width: u32, height: u32) -> Vec<u8> {
    header(png::Info::with_size(width, height))
}

/// A PNG of this header, with next to nothing behind it.
pub(crate) fn header(info: png::Info<'_>) -> Vec<u8> {
    let mut file = Vec::new();
    let writer = Encoder::with_info(&mut file, info).unwrap().write_header();
    // The writer would add the end.
    std::mem::forget(writer.unwrap());
    file
}
