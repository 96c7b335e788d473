//! Which items of two lists are the same item.

use serde_json::Value;

use crate::{format::without_final_line_end, source_map::key_of};

/// What tells the items of a list apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Identity {
    /// Their value alone.
    Value,
    /// The member with this name.
    Key(&'static str),
    /// The address of a package, else what the Store tells packages apart by.
    Package,
}

/// What the Store tells packages apart by. Source: trap 51.
const PACKAGE_KEYS: [&str; 3] = ["architectures", "languages", "packageType"];

impl Identity {
    /// Returns what tells the items of the list at a pointer apart.
    pub(super) fn of(list: &str) -> Self {
        match (key_of(list), list) {
            (Some(key), _) => Self::Key(key),
            (None, "/packages") => Self::Package,
            (None, _) => Self::Value,
        }
    }

    /// Returns whether two items are the same, of which the one may have changed.
    pub(super) fn is_same(self, one: &Value, other: &Value) -> bool {
        let is_same = |key: &str| one.get(key) == other.get(key);
        is_equal(one, other)
            || match self {
                Self::Value => false,
                Self::Key(key) => one.get(key).is_some() && is_same(key),
                Self::Package => {
                    let is_there = |key: &str| one.get(key).is_some();
                    is_there("packageUrl") && is_same("packageUrl")
                        || PACKAGE_KEYS.into_iter().any(is_there)
                            && PACKAGE_KEYS.into_iter().all(is_same)
                }
            }
    }

    /// Returns whether an item may become another in its place; one that is known by its key is another.
    pub(super) fn may_replace(self) -> bool {
        match self {
            Self::Value | Self::Package => true,
            Self::Key(_) => false,
        }
    }
}

/// Returns whether two values are equal: one final line end of a text counts for nothing (design.md, section 3).
pub(super) fn is_equal(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::String(one), Value::String(other)) => {
            without_final_line_end(one) == without_final_line_end(other)
        }
        (one, other) => one == other,
    }
}
