//! The encoding of text inputs.

/// Why bytes are not a text storectl reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EncodingFault {
    /// They are UTF-16.
    Utf16,
    /// They are not UTF-8.
    NotUtf8 {
        /// The first byte that belongs to no character, from 0.
        offset: usize,
    },
}

/// Decodes a text input: UTF-8, with or without a byte order mark, which is not part of the text.
///
/// # Errors
/// Any other encoding; UTF-16 is recognized, with or without its byte order mark.
pub fn decode_text(bytes: &[u8]) -> Result<&str, EncodingFault> {
    if is_utf16(bytes) {
        return Err(EncodingFault::Utf16);
    }
    let text = bytes.strip_prefix(BYTE_ORDER_MARK).unwrap_or(bytes);
    std::str::from_utf8(text).map_err(|fault| EncodingFault::NotUtf8 {
        offset: fault.valid_up_to() + (bytes.len() - text.len()),
    })
}

/// Returns a text as bytes, with a byte order mark where the former bytes had one, and where the text would lose its first
/// character for one.
pub(crate) fn encode_like(former: &[u8], text: &str) -> Vec<u8> {
    let needs_mark = text.as_bytes().starts_with(BYTE_ORDER_MARK);
    let mark = if needs_mark || former.starts_with(BYTE_ORDER_MARK) {
        BYTE_ORDER_MARK
    } else {
        &[]
    };
    [mark, text.as_bytes()].concat()
}

const BYTE_ORDER_MARK: &[u8] = "\u{feff}".as_bytes();

/// Returns whether the bytes are UTF-16: by their mark, else by two Latin letters at the start.
fn is_utf16(bytes: &[u8]) -> bool {
    matches!(
        bytes,
        [0xff, 0xfe, ..]
            | [0xfe, 0xff, ..]
            | [1..=0x7f, 0, 1..=0x7f, 0, ..]
            | [0, 1..=0x7f, 0, 1..=0x7f, ..]
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_is_not_part_of_the_text() {
        assert_eq!(decode_text(b"\xef\xbb\xbfabc"), Ok("abc"));
        assert_eq!(decode_text("é".as_bytes()), Ok("é"));
        assert_eq!(decode_text(b""), Ok(""));
    }

    #[test]
    fn utf_16_is_named_as_such() {
        for bytes in [
            b"\xff\xfea\0".as_slice(),
            b"\xfe\xff\0a",
            b"a\0b\0c\0",
            b"\0a\0b\0c",
        ] {
            assert_eq!(decode_text(bytes), Err(EncodingFault::Utf16), "{bytes:?}");
        }
    }

    #[test]
    fn the_first_wrong_byte_is_named() {
        let fault = |offset| Err(EncodingFault::NotUtf8 { offset });
        assert_eq!(decode_text(b"ab\xff"), fault(2));
        assert_eq!(decode_text(b"\xef\xbb\xbfab\xff"), fault(5));
    }
}
