//! Names of git's objects.

use std::{fmt, str::FromStr};

/// Digits of an object's name: SHA-1 and SHA-256. Source: git-hash-object(1), `--object-format`.
const LENGTHS: [usize; 2] = [40, 64];

/// The full name of a commit, a tree or a blob.
///
/// Invariant: 40 or 64 lower-case hexadecimal digits, so it is never an option of git and never another revision's name.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ObjectId(String);

/// A text that is not the full name of an object.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not the full name of a git object")]
pub struct InvalidObjectId;

impl ObjectId {
    /// Returns its digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns the name, as long as this one, that stands for no object.
    pub(crate) fn nothing_like_it(&self) -> String {
        "0".repeat(self.0.len())
    }
}

impl FromStr for ObjectId {
    type Err = InvalidObjectId;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let is_digit = |it: u8| it.is_ascii_digit() || (b'a'..=b'f').contains(&it);
        if LENGTHS.contains(&text.len()) && text.bytes().all(is_digit) {
            Ok(Self(text.to_owned()))
        } else {
            Err(InvalidObjectId)
        }
    }
}

impl fmt::Display for ObjectId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_full_names_are_object_ids() {
        for (text, is_one) in [
            ("d670460b4b4aece5915caf5c68d12f560a9fe3e4", true),
            (&"0".repeat(64), true),
            ("d670460", false),
            ("D670460B4B4AECE5915CAF5C68D12F560A9FE3E4", false),
            ("--upload-pack=x", false),
            ("", false),
        ] {
            assert_eq!(text.parse::<ObjectId>().is_ok(), is_one, "{text}");
        }
    }
}
