//! Text as Windows tools and CI systems write it.

/// Bytes that are not a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TextError {
    /// Not UTF-8.
    #[error("invalid UTF-8 at byte {offset}")]
    NotUtf8 {
        /// The first byte that belongs to no character, from 0.
        offset: usize,
    },
    /// It begins like UTF-16 and is none.
    #[error("malformed UTF-16")]
    MalformedUtf16,
}

/// Decodes a text that is UTF-8 or, as PowerShell's `>` writes it, UTF-16; without its byte order mark.
///
/// # Errors
/// Returns an error if it is neither.
pub fn decode_text(bytes: &[u8]) -> Result<String, TextError> {
    if let Some(utf16) = Utf16::detect(bytes) {
        return utf16.decode();
    }
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let text = str::from_utf8(bytes).map_err(|error| TextError::NotUtf8 {
        offset: error.valid_up_to(),
    })?;
    Ok(text.to_owned())
}

/// UTF-16 without its byte order mark.
struct Utf16<'a> {
    bytes: &'a [u8],
    order: ByteOrder,
}

#[derive(Clone, Copy, Debug)]
enum ByteOrder {
    Little,
    Big,
}

impl<'a> Utf16<'a> {
    /// Recognizes UTF-16 by its mark, or by the zero in its first character: what storectl reads begins with ASCII and
    /// holds no NUL.
    fn detect(bytes: &'a [u8]) -> Option<Self> {
        let found = |bytes, order| Some(Self { bytes, order });
        match bytes {
            [0xff, 0xfe, rest @ ..] => found(rest, ByteOrder::Little),
            [0xfe, 0xff, rest @ ..] => found(rest, ByteOrder::Big),
            [1..=0xff, 0, ..] => found(bytes, ByteOrder::Little),
            [0, 1..=0xff, ..] => found(bytes, ByteOrder::Big),
            _ => None,
        }
    }

    fn decode(self) -> Result<String, TextError> {
        let mut units = self.bytes.chunks_exact(2);
        let decoded: Vec<u16> = units
            .by_ref()
            .filter_map(|it| <[u8; 2]>::try_from(it).ok())
            .map(|pair| match self.order {
                ByteOrder::Little => u16::from_le_bytes(pair),
                ByteOrder::Big => u16::from_be_bytes(pair),
            })
            .collect();
        if !units.remainder().is_empty() {
            return Err(TextError::MalformedUtf16);
        }
        String::from_utf16(&decoded).map_err(|_| TextError::MalformedUtf16)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn utf16(text: &str, bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
        text.encode_utf16().flat_map(bytes).collect()
    }

    #[test]
    fn a_byte_order_mark_is_not_part_of_the_text() {
        assert_eq!(decode_text(b"\xef\xbb\xbfa").unwrap(), "a");
        assert_eq!(decode_text(b"").unwrap(), "");
    }

    #[test]
    fn utf_16_of_either_order_is_decoded_with_and_without_a_mark() {
        let text = "{\"a\": \"\u{1f600}é\"}";
        for mark in ["\u{feff}", ""] {
            let marked = format!("{mark}{text}");
            for bytes in [u16::to_le_bytes, u16::to_be_bytes] {
                assert_eq!(decode_text(&utf16(&marked, bytes)).unwrap(), text);
            }
        }
    }

    #[test]
    fn malformed_text_is_an_error_with_its_place() {
        assert_eq!(
            decode_text(b"ab\xff"),
            Err(TextError::NotUtf8 { offset: 2 })
        );
        assert_eq!(decode_text(b"\xff\xfea\0b"), Err(TextError::MalformedUtf16));
        assert_eq!(
            decode_text(b"\xff\xfe\x00\xd8a\0"),
            Err(TextError::MalformedUtf16)
        );
    }
}
