//! One step of a path, and how it is spelled.

use std::borrow::Cow;

use crate::LanguageTag;

/// One step of a path.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Segment {
    /// A member of an object; any text, as unknown keys of the Store have paths too.
    Key(Cow<'static, str>),
    /// A language below `listings`.
    Language(LanguageTag),
    /// An item of a list, counted from 0.
    Index(usize),
    /// An item of a list that is keyed by its type or scenario, or a package that only the Store has, by what tells it
    /// apart.
    Item(String),
}

impl Segment {
    /// Returns the key of a member that is not a language.
    pub fn as_key(&self) -> Option<&str> {
        match self {
            Self::Key(key) => Some(key),
            Self::Language(_) | Self::Index(_) | Self::Item(_) => None,
        }
    }

    /// Appends the segment to an address.
    pub(super) fn write_address(&self, address: &mut String) {
        match self {
            Self::Key(key) if is_plain_key(key) => write_plain(key, address),
            Self::Key(key) => {
                address.push('[');
                address.push_str(&quoted(key));
                address.push(']');
            }
            Self::Language(language) => write_plain(language.as_str(), address),
            Self::Index(index) => {
                address.push('[');
                address.push_str(&index.to_string());
                address.push(']');
            }
            Self::Item(kind) if is_plain_item(kind) => {
                address.push('[');
                address.push_str(kind);
                address.push(']');
            }
            Self::Item(kind) => {
                address.push_str("[=");
                address.push_str(&quoted(kind));
                address.push(']');
            }
        }
    }

    /// Appends the segment's reference token (RFC 6901), without the slash before it.
    pub(super) fn write_pointer(&self, pointer: &mut String) {
        let text = match self {
            Self::Key(key) => key,
            Self::Language(language) => language.as_str(),
            Self::Index(index) => return pointer.push_str(&index.to_string()),
            Self::Item(kind) => kind,
        };
        for character in text.chars() {
            match character {
                '~' => pointer.push_str("~0"),
                '/' => pointer.push_str("~1"),
                other => pointer.push(other),
            }
        }
    }
}

fn write_plain(key: &str, address: &mut String) {
    if !address.is_empty() {
        address.push('.');
    }
    address.push_str(key);
}

/// Returns whether a key can stand in an address as it is.
pub(super) fn is_plain_key(key: &str) -> bool {
    !key.is_empty()
        && key
            .bytes()
            .all(|it| it.is_ascii_alphanumeric() || matches!(it, b'-' | b'_'))
}

/// Returns whether the key of an item can stand between brackets as it is: it is not an index and holds nothing that ends or
/// begins a quotation.
pub(super) fn is_plain_item(kind: &str) -> bool {
    let is_index = kind.bytes().all(|it| it.is_ascii_digit());
    let is_special = |it: char| it.is_control() || matches!(it, '[' | ']' | '"' | '=' | '*');
    !is_index && !kind.contains(is_special)
}

/// Spells a text as a JSON string, which has no line breaks and no bare quotation marks inside.
fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}
