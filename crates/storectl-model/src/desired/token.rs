//! Tokens of destructive changes.

use std::{fmt, str::FromStr};

use crate::Digest;

/// A token of a destructive change, `D-` and letters or digits (design.md §6).
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct AckToken(String);

/// A text that is not an acknowledgment token.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a valid acknowledgment token: copy one from the plan, e.g. D-7k2fq3")]
pub struct InvalidAckToken(String);

/// Letters of a derived token: lower-case base 32, easy to type.
const ALPHABET: [char; 32] = [
    'a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j', 'k', 'l', 'm', 'n', 'o', 'p', 'q', 'r', 's',
    't', 'u', 'v', 'w', 'x', 'y', 'z', '2', '3', '4', '5', '6', '7',
];

impl AckToken {
    /// Derives the token of `content`: six letters of its hash.
    pub fn derive(content: &str) -> Self {
        let digest = Digest::of(content.as_bytes());
        let letters = digest.as_str().as_bytes().chunks(2).take(6).map(|byte| {
            let value = byte.iter().fold(0, |sum, digit| {
                sum * 16 + (*digit as char).to_digit(16).unwrap_or_default() as usize
            });
            ALPHABET[value % ALPHABET.len()]
        });
        Self(format!("D-{}", letters.collect::<String>()))
    }

    /// Returns the token, e.g. `D-7k2fq3`.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for AckToken {
    type Err = InvalidAckToken;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let code = text.strip_prefix("D-").unwrap_or_default();
        let fits = (4..=32).contains(&code.len())
            && code
                .bytes()
                .all(|it| it.is_ascii_lowercase() || it.is_ascii_digit());
        if fits {
            Ok(Self(text.to_owned()))
        } else {
            Err(InvalidAckToken(text.to_owned()))
        }
    }
}

impl fmt::Display for AckToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}
