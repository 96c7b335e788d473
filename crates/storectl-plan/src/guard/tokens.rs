//! Tokens that open a lock.

use storectl_model::AckToken;

use super::DestructiveClass;
use crate::Change;

/// Derives the token of a change: a short hash of class, address and old value, so it opens this change only and expires
/// with it.
pub(super) fn token(class: DestructiveClass, change: &Change) -> AckToken {
    AckToken::derive(&format!(
        "{}\n{}\n{}",
        class.as_str(),
        change.path.to_string().to_ascii_lowercase(),
        change.before.to_json()
    ))
}
