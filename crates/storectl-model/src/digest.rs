//! Fingerprints.

use std::fmt;

use serde_json::Value;
use sha2::{Digest as _, Sha256};

/// A SHA-256, as 64 lower-case hexadecimal digits.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Digest(String);

impl Digest {
    /// Digests `bytes`.
    pub fn of(bytes: &[u8]) -> Self {
        Self::from_bytes(&Sha256::digest(bytes))
    }

    /// Digests JSON, written without blanks.
    pub fn of_json(value: &Value) -> Self {
        let mut bytes = Vec::new();
        // JSON can be written to memory.
        let _ = serde_json::to_writer(&mut bytes, value);
        Self::of(&bytes)
    }

    /// Takes a digest computed elsewhere, e.g. while a file streamed by.
    pub fn from_bytes(digest: &[u8]) -> Self {
        const DIGITS: &[u8; 16] = b"0123456789abcdef";
        let digits = digest.iter().flat_map(|byte| [byte >> 4, byte & 0xf]);
        let digits = digits.map(|it| char::from(DIGITS[usize::from(it)]));
        Self(digits.collect())
    }

    /// Takes a digest that was kept, e.g. in a receipt; `None` if the text is not 64 hexadecimal digits in lower case.
    pub fn from_kept(text: &str) -> Option<Self> {
        let is_digit = |it: u8| matches!(it, b'0'..=b'9' | b'a'..=b'f');
        let is_digest = text.len() == 64 && text.bytes().all(is_digit);
        is_digest.then(|| Self(text.to_owned()))
    }

    /// Returns the digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}
