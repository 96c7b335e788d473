//! A manifest's bytes into its text.

use super::source::Source;
use crate::{
    catalogue::{self, Rule},
    diagnostic::Diagnostic,
    encoding::{EncodingFault, decode_text},
    format,
};

/// The largest manifest read, in bytes.
const MAX_BYTES: usize = 1024 * 1024;

/// Decodes a manifest.
///
/// # Errors
/// One that is too large, is not UTF-8, or holds a NUL character.
pub(super) fn decode(path: &str, bytes: &[u8]) -> Result<Source, Box<Diagnostic>> {
    let refuse = |rule: &Rule, message: String| {
        let source = Source::new(path, String::new());
        Box::new(rule.at(source.location(&(0..0)), message))
    };
    if bytes.len() > MAX_BYTES {
        let (size, limit) = (format::count(bytes.len()), format::count(MAX_BYTES));
        let message = format!("the file is {size} bytes; the limit is {limit}");
        return Err(refuse(&catalogue::TOO_LARGE, message));
    }
    let source = match decode_text(bytes) {
        Ok(text) => Source::new(path, text.to_owned()),
        Err(EncodingFault::Utf16) => {
            let message = "the file is UTF-16, not UTF-8".to_owned();
            return Err(refuse(&catalogue::NOT_UTF8, message));
        }
        Err(EncodingFault::NotUtf8 { offset }) => {
            // The lossy text agrees with the bytes up to the fault, so the place is right.
            let source = Source::new(path, String::from_utf8_lossy(bytes).into_owned());
            let message = format!("invalid UTF-8 at byte {}", offset + 1);
            let place = source.location(&(offset..offset + 3));
            return Err(Box::new(catalogue::NOT_UTF8.at(place, message)));
        }
    };
    match source.text().find('\0') {
        Some(at) => Err(Box::new(catalogue::NUL.at(
            source.location(&(at..at + 1)),
            "the file contains a NUL character".to_owned(),
        ))),
        None => Ok(source),
    }
}
