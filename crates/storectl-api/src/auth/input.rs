//! Secrets and ids as files and variables really hold them: with line ends, blanks, a BOM, in UTF-16.

use std::fmt;

use secrecy::SecretString;
use storectl_platform::{TextError, decode_text};

/// Why a text cannot serve as a secret or an id. Says nothing of the text but the one character.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InputError {
    /// Nothing is left without the white space.
    #[error("is blank")]
    Blank,
    /// The bytes are no text in UTF-8 or UTF-16.
    #[error("is not text: {error}")]
    NotText {
        /// What is wrong with them.
        error: TextError,
    },
    /// A character inside that cannot be sent in a form or a header, or that a failed conversion left.
    #[error("contains {}, which is not allowed", CharacterName(*character))]
    Unsendable {
        /// The first such character.
        character: char,
    },
    /// An id with a character that no id has.
    #[error("contains {}, which is not allowed in an ID", CharacterName(*character))]
    NotAnId {
        /// The first such character.
        character: char,
    },
}

/// Reads a secret: decodes UTF-16, removes what [`trim_input`] removes.
///
/// # Errors
/// Where nothing is left, or what is left could not be sent as it is.
pub fn read_secret(bytes: &[u8]) -> Result<SecretString, InputError> {
    let text = decode_text(bytes).map_err(|error| InputError::NotText { error })?;
    clean(&text).map(SecretString::from)
}

/// Reads the id of a tenant or a client: removes what [`trim_input`] removes.
///
/// # Errors
/// Where nothing is left, or something that is not part of any id.
pub fn read_id(text: &str) -> Result<String, InputError> {
    let id = clean(text)?;
    let fits = |it: &char| it.is_ascii_alphanumeric() || matches!(it, '-' | '.' | '_');
    let stray = id.chars().find(|it| !fits(it));
    // A domain does not begin with a dot, and a path that does leads elsewhere.
    match stray.or_else(|| id.starts_with('.').then_some('.')) {
        Some(character) => Err(InputError::NotAnId { character }),
        None => Ok(id.to_owned()),
    }
}

/// Removes what surrounds values that were pasted or piped into a CI system: white space, control characters, byte order
/// marks and other characters without a shape.
pub fn trim_input(text: &str) -> &str {
    let is_around = |it: char| {
        it.is_whitespace()
            || it.is_control()
            || matches!(it, '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}')
    };
    text.trim_matches(is_around)
}

fn clean(text: &str) -> Result<&str, InputError> {
    let text = trim_input(text);
    if text.is_empty() {
        return Err(InputError::Blank);
    }
    match text.chars().find(|it| it.is_control() || *it == '\u{fffd}') {
        Some(character) => Err(InputError::Unsendable { character }),
        None => Ok(text),
    }
}

/// Names a character, also one that has no shape.
struct CharacterName(char);

impl fmt::Display for CharacterName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            '\n' | '\r' => f.write_str("a line break"),
            '\t' => f.write_str("a tab"),
            '\0' => f.write_str("a NUL character, as if it were UTF-16"),
            it if it.is_whitespace() => f.write_str("whitespace"),
            it if it.is_ascii_graphic() => write!(f, "`{it}`"),
            it => write!(f, "the character U+{:04X}", u32::from(it)),
        }
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
            (b"".as_slice(), "is blank"),
            (b" \n", "is blank"),
            (b"\xef\xbb\xbf", "is blank"),
            (b"\xff\xfe", "is blank"),
            (b"\xff\xfea", "is not text: malformed UTF-16"),
            (b"\xff\xfe\x00\xd8", "is not text: malformed UTF-16"),
            (b"a\xff", "is not text: invalid UTF-8 at byte 1"),
            (b"a\nb", "contains a line break, which is not allowed"),
            (
                b"a\x7fb",
                "contains the character U+007F, which is not allowed",
            ),
            (
                b"a\xef\xbf\xbdb",
                "contains the character U+FFFD, which is not allowed",
            ),
        ] {
            assert_eq!(
                read_secret(bytes).unwrap_err().to_string(),
                error,
                "{bytes:?}"
            );
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
            ("", "is blank"),
            ("a/b", "contains `/`, which is not allowed in an ID"),
            ("../x", "contains `/`, which is not allowed in an ID"),
            ("..", "contains `.`, which is not allowed in an ID"),
            ("a b", "contains whitespace, which is not allowed in an ID"),
            (
                "a\u{200b}b",
                "contains the character U+200B, which is not allowed in an ID",
            ),
            ("a\tb", "contains a tab, which is not allowed"),
        ] {
            assert_eq!(read_id(text).unwrap_err().to_string(), error, "{text:?}");
        }
    }

    #[test]
    fn white_space_and_byte_order_marks_around_a_value_are_removed() {
        for around in [
            " x",
            "x\n",
            "\r\nx\r\n",
            "\u{feff}x",
            "\tx\u{200b}",
            "\u{a0}x",
            "x\0",
        ] {
            assert_eq!(trim_input(around), "x", "{around:?}");
        }
        assert_eq!(trim_input("a b"), "a b");
    }
}
