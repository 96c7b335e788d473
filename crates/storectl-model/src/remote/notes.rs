//! Certification notes, which may hold credentials.

/// The certification notes of a draft, as far as they are known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RemoteNotes {
    /// As the Store answered them.
    Text(String),
    /// What a snapshot keeps of them: that there are some. Their length, or a digest of them, would be enough to test a guess
    /// of a password in them (forms.md, "Receipts, base, origins, timeline" 16).
    Present,
}

impl RemoteNotes {
    /// Returns the text, where it is known.
    pub fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            Self::Present => None,
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
