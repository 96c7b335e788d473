//! Words, times and IDs of a document that may be anybody's.

use std::str::FromStr;

use storectl_model::{Digest, FieldPath};

use crate::{Foreign, time};

/// A value of a document that is not what the format says.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` is not {what}")]
pub struct Unreadable {
    what: &'static str,
    /// The value, cut where it is long.
    text: String,
}

/// Most characters of a value that are quoted.
const QUOTED: usize = 60;

impl Unreadable {
    /// Says that `text` is not `what`, e.g. `a verdict on a plan`.
    pub(super) fn new(what: &'static str, text: &str) -> Self {
        let clipped = Foreign::new(text).clipped(QUOTED);
        Self {
            what,
            text: clipped.as_foreign().as_raw().to_owned(),
        }
    }
}

/// Reads a word of a vocabulary.
pub(super) fn word<T: Copy>(
    what: &'static str,
    all: &[T],
    as_str: impl Fn(T) -> &'static str,
    text: &str,
) -> Result<T, Unreadable> {
    let mut all = all.iter().copied();
    all.find(|it| as_str(*it) == text)
        .ok_or_else(|| Unreadable::new(what, text))
}

/// Reads an ID.
pub(super) fn id<T: FromStr>(text: &str) -> Result<T, Unreadable> {
    text.parse().map_err(|_| Unreadable::new("an ID", text))
}

/// Reads a time in UTC, in seconds since 1970.
pub(super) fn time(text: &str) -> Result<u64, Unreadable> {
    time::seconds(text).ok_or_else(|| Unreadable::new("a time in UTC since 1970", text))
}

/// Reads a time in UTC, in seconds before or since 1970.
pub(super) fn any_time(text: &str) -> Result<i64, Unreadable> {
    time::seconds_of_any(text).ok_or_else(|| Unreadable::new("a time in UTC", text))
}

/// Reads a SHA-256 digest.
pub(super) fn digest(text: &str) -> Result<Digest, Unreadable> {
    Digest::from_kept(text).ok_or_else(|| Unreadable::new("a SHA-256 digest", text))
}

/// Reads an address. A key of the Store may be longer than any address that is read: it is then the one key of its path, since
/// whatever is shown of it is the same.
pub(super) fn address(text: &str) -> FieldPath {
    let whole = || FieldPath::root().key(text.to_owned());
    text.parse().unwrap_or_else(|_| whole())
}
