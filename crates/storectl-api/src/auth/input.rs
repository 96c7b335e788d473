//! Secrets and ids as files and variables really hold them: with line ends, blanks, a BOM, in UTF-16.

use secrecy::SecretString;

/// Why a text cannot serve as a secret or an id. Says nothing of the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InputError {
    /// Nothing is left without the white space.
    #[error("is empty")]
    Empty,
    /// The bytes are no text in UTF-8 or UTF-16.
    #[error("is not text: expected UTF-8, or UTF-16 with a byte order mark")]
    NotText,
    /// A line end or another control character inside.
    #[error("contains a line break or another control character")]
    ControlCharacter,
    /// An id with a character that no id has.
    #[error("has a character that is not allowed in an ID")]
    NotAnId,
}

/// Reads a secret: decodes UTF-16, removes a BOM and the white space around it.
///
/// # Errors
/// Where nothing is left, or what is left could not be sent as it is.
pub fn read_secret(bytes: &[u8]) -> Result<SecretString, InputError> {
    let text = decode(bytes)?;
    clean(&text).map(SecretString::from)
}

/// Reads the id of a tenant or a client: removes a BOM and the white space around it.
///
/// # Errors
/// Where nothing is left, or something that is not part of any id.
pub fn read_id(text: &str) -> Result<String, InputError> {
    let id = clean(text)?;
    let fits = |it: u8| it.is_ascii_alphanumeric() || matches!(it, b'-' | b'.' | b'_');
    if id.bytes().all(fits) && !id.starts_with('.') {
        Ok(id.to_owned())
    } else {
        Err(InputError::NotAnId)
    }
}

fn clean(text: &str) -> Result<&str, InputError> {
    // What editors and copying leave: white space, a BOM, zero-width characters.
    let is_around =
        |it: char| it.is_whitespace() || matches!(it, '\u{feff}' | '\u{200b}' | '\u{2060}' | '\0');
    let text = text.trim_matches(is_around);
    if text.is_empty() {
        Err(InputError::Empty)
    } else if text.contains(char::is_control) {
        Err(InputError::ControlCharacter)
    } else {
        Ok(text)
    }
}

fn decode(bytes: &[u8]) -> Result<String, InputError> {
    let utf16 = |bytes: &[u8], unit: fn([u8; 2]) -> u16| {
        let (pairs, rest) = bytes.as_chunks::<2>();
        if !rest.is_empty() {
            return Err(InputError::NotText);
        }
        char::decode_utf16(pairs.iter().map(|it| unit(*it)))
            .collect::<Result<String, _>>()
            .map_err(|_| InputError::NotText)
    };
    match bytes {
        [0xff, 0xfe, rest @ ..] => utf16(rest, u16::from_le_bytes),
        [0xfe, 0xff, rest @ ..] => utf16(rest, u16::from_be_bytes),
        // Without a mark, known by the zeros beside ASCII.
        [first, 0, ..] if *first != 0 => utf16(bytes, u16::from_le_bytes),
        [0, second, ..] if *second != 0 => utf16(bytes, u16::from_be_bytes),
        _ => std::str::from_utf8(bytes)
            .map(str::to_owned)
            .map_err(|_| InputError::NotText),
    }
}

#[cfg(test)]
mod tests {
    use secrecy::ExposeSecret as _;

    use super::*;

    fn utf16(text: &str, unit: fn(u16) -> [u8; 2]) -> Vec<u8> {
        text.encode_utf16().flat_map(unit).collect()
    }

    #[test]
    fn white_space_a_bom_and_utf_16_around_a_secret_are_removed() {
        for bytes in [
            b"s3~x".to_vec(),
            b"s3~x\n".to_vec(),
            b" \ts3~x \r\n\r\n".to_vec(),
            b"\xef\xbb\xbfs3~x\r\n".to_vec(),
            utf16("\u{feff}s3~x\r\n", u16::to_le_bytes),
            utf16("\u{feff}s3~x\r\n", u16::to_be_bytes),
            utf16("s3~x", u16::to_le_bytes),
            utf16("s3~x\n", u16::to_be_bytes),
            "\u{200b}s3~x\u{a0}".as_bytes().to_vec(),
        ] {
            let secret = read_secret(&bytes).unwrap();
            assert_eq!(secret.expose_secret(), "s3~x", "{bytes:?}");
        }
    }

    #[test]
    fn what_could_not_be_sent_as_it_is_is_refused() {
        for (bytes, error) in [
            (b"".as_slice(), InputError::Empty),
            (b" \n", InputError::Empty),
            (b"\xef\xbb\xbf", InputError::Empty),
            (b"\xff\xfe", InputError::Empty),
            (b"\xff\xfea", InputError::NotText),
            (b"\xff\xfe\x00\xd8", InputError::NotText),
            (b"a\xff", InputError::NotText),
            (b"a\nb", InputError::ControlCharacter),
            (b"a\x7fb", InputError::ControlCharacter),
        ] {
            assert_eq!(read_secret(bytes).unwrap_err(), error, "{bytes:?}");
        }
    }

    #[test]
    fn a_blank_inside_a_secret_is_part_of_it() {
        let secret = read_secret(b" a b ").unwrap();
        assert_eq!(secret.expose_secret(), "a b");
    }

    #[test]
    fn an_id_has_letters_digits_and_few_signs() {
        assert_eq!(read_id("tenant-one\n").unwrap(), "tenant-one");
        assert_eq!(
            read_id("\u{feff}contoso.onmicrosoft.com").unwrap(),
            "contoso.onmicrosoft.com"
        );
        for (text, error) in [
            ("", InputError::Empty),
            ("a/b", InputError::NotAnId),
            ("../x", InputError::NotAnId),
            ("a b", InputError::NotAnId),
            ("a\u{200b}b", InputError::NotAnId),
            ("a\tb", InputError::ControlCharacter),
        ] {
            assert_eq!(read_id(text).unwrap_err(), error, "{text:?}");
        }
    }
}
