//! Writes small one-color PNG files, so that the sample product has images without shipping any.

/// An image of this size in one color; about a kilobyte.
pub(crate) fn plain(width: u16, height: u16, color: [u8; 3]) -> Vec<u8> {
    let mut header = Vec::new();
    header.extend(u32::from(width).to_be_bytes());
    header.extend(u32::from(height).to_be_bytes());
    // One bit a pixel, by palette, no interlacing.
    header.extend([1, 3, 0, 0, 0]);
    let row = usize::from(width).div_ceil(8) + 1;
    let mut file = b"\x89PNG\r\n\x1a\n".to_vec();
    chunk(&mut file, *b"IHDR", &header);
    chunk(&mut file, *b"PLTE", &color);
    chunk(
        &mut file,
        *b"IDAT",
        &zlib_of_zeros(row * usize::from(height)),
    );
    chunk(&mut file, *b"IEND", &[]);
    file
}

/// Where the first chunk after a PNG's header begins, in bytes.
const AFTER_HEADER: usize = 33;

/// Puts a comment behind the header; pixels and size stay.
pub(crate) fn add_comment(file: &mut Vec<u8>) {
    let mut comment = Vec::new();
    chunk(&mut comment, *b"tEXt", b"Software\0storectl sandbox");
    let at = AFTER_HEADER.min(file.len());
    file.splice(at..at, comment);
}

fn chunk(file: &mut Vec<u8>, kind: [u8; 4], data: &[u8]) {
    let length = u32::try_from(data.len()).unwrap_or(u32::MAX);
    file.extend(length.to_be_bytes());
    file.extend(kind);
    file.extend(data);
    file.extend(crc32(kind.iter().chain(data)).to_be_bytes());
}

/// A zlib stream of `count` zero bytes, in one block of fixed Huffman codes (RFC 1951, 3.2.6).
fn zlib_of_zeros(count: usize) -> Vec<u8> {
    const LITERAL_ZERO: &str = "00110000";
    const REPEAT_258_AT_DISTANCE_1: &str = "1100010100000";
    const END_OF_BLOCK: &str = "0000000";
    let repeats = count.saturating_sub(1) / 258;
    let literals = count - repeats * 258;
    let mut bits = "110".to_owned();
    bits.push_str(&LITERAL_ZERO.repeat(literals));
    bits.push_str(&REPEAT_258_AT_DISTANCE_1.repeat(repeats));
    bits.push_str(END_OF_BLOCK);
    let mut stream = vec![0x78, 0x01];
    stream.extend(bits.as_bytes().chunks(8).map(|byte| {
        byte.iter()
            .rev()
            .fold(0, |packed, bit| (packed << 1) | u8::from(*bit == b'1'))
    }));
    // Adler-32 of zeros: the first sum stays 1, the second counts them.
    let checksum = u32::try_from(count % 65521).unwrap_or_default() << 16 | 1;
    stream.extend(checksum.to_be_bytes());
    stream
}

fn crc32<'a>(bytes: impl Iterator<Item = &'a u8>) -> u32 {
    !bytes.fold(u32::MAX, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| {
            (crc >> 1) ^ (0xedb8_8320 & (crc & 1).wrapping_neg())
        })
    })
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
    fn the_checksum_is_the_standard_one() {
        assert_eq!(crc32(b"123456789".iter()), 0xcbf4_3926);
    }
}
