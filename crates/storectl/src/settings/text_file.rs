//! A short text that a person or a CI system put into a file: UTF-8 or UTF-16, with or without a byte order mark.

use std::{fs::File, io::Read as _, path::Path};

use crate::error::CliError;

/// The longest text read, in bytes.
const CAP: u64 = 64 * 1024;

/// Reads `file`, which may be a pipe.
///
/// # Errors
/// A file that cannot be read (1); one that is too long, or is not text (64).
pub(super) fn read(file: &Path) -> Result<String, CliError> {
    let name = file.display();
    let mut bytes = Vec::new();
    File::open(file)
        .and_then(|it| it.take(CAP + 1).read_to_end(&mut bytes))
        .map_err(|error| CliError::local(format!("cannot read {name}"), error))?;
    if u64::try_from(bytes.len()).unwrap_or(u64::MAX) > CAP {
        return Err(CliError::usage(format!(
            "{name} is longer than {CAP} bytes"
        )));
    }
    decode(&bytes).map_err(|encoding| CliError::usage(format!("{name} is not valid {encoding}")))
}

/// Decodes by the byte order mark, else as UTF-8; fails with the encoding's name.
fn decode(bytes: &[u8]) -> Result<String, &'static str> {
    let units = |rest: &[u8], unit: fn([u8; 2]) -> u16| {
        let (pairs, odd) = rest.as_chunks::<2>();
        let units: Vec<u16> = pairs.iter().map(|it| unit(*it)).collect();
        String::from_utf16(&units)
            .ok()
            .filter(|_| odd.is_empty())
            .ok_or("UTF-16")
    };
    match bytes {
        [0xff, 0xfe, rest @ ..] => units(rest, u16::from_le_bytes),
        [0xfe, 0xff, rest @ ..] => units(rest, u16::from_be_bytes),
        _ => String::from_utf8(bytes.to_vec()).map_err(|_| "UTF-8"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_a_character_is_refused_by_the_name_of_its_encoding() {
        assert_eq!(decode(&[0xff, 0xfe, b'a']), Err("UTF-16"));
        assert_eq!(decode(&[b'a', 0xff]), Err("UTF-8"));
    }
}
