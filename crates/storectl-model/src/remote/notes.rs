//! Certification notes, which may hold credentials.

use crate::Digest;

/// The certification notes of a draft, as far as they are known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RemoteNotes {
    /// As the Store answered them.
    Text(String),
    /// What a snapshot keeps of them: that they are there, and whether they are the same.
    Mark(NotesMark),
}

/// Certification notes without their text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotesMark {
    /// Their length in characters.
    pub characters: usize,
    /// The digest of their text, as the digest of an outcome covers it.
    pub digest: Digest,
}

impl RemoteNotes {
    /// Returns the text, where it is known.
    pub fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            Self::Mark(_) => None,
        }
    }
}

impl From<String> for RemoteNotes {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<&str> for RemoteNotes {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}
