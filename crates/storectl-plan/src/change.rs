//! One difference between the manifest and the draft.

use serde_json::Value;
use storectl_model::{FieldPath, mask::mask_json};

use crate::{ChangeValue, Guard};

/// What becomes of a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// It was unset or absent, and gets a value.
    Add,
    /// It gets another value.
    Change,
    /// A language, market, package or image goes.
    Remove,
    /// Its value goes.
    Clear,
    /// The same items in another order.
    Reorder,
}

impl Action {
    /// Every kind.
    pub const ALL: [Self; 5] = [
        Self::Add,
        Self::Change,
        Self::Remove,
        Self::Clear,
        Self::Reorder,
    ];

    /// Returns the word the JSON plan uses.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Add => "add",
            Self::Change => "change",
            Self::Remove => "remove",
            Self::Clear => "clear",
            Self::Reorder => "reorder",
        }
    }
}

/// Who moved a field away from the base, where there is one (forms.md, "Receipts, base, origins, timeline" 9).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// The manifest moved, the Store did not.
    Manifest,
    /// The Store moved, the manifest did not.
    Drift,
    /// Both moved, apart.
    Conflict,
    /// Both moved alike: no change.
    Agreed,
}

impl Origin {
    /// Every origin.
    pub const ALL: [Self; 4] = [Self::Manifest, Self::Drift, Self::Conflict, Self::Agreed];

    /// Returns the word the JSON plan uses.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Manifest => "manifest",
            Self::Drift => "drift",
            Self::Conflict => "conflict",
            Self::Agreed => "agreed",
        }
    }
}

/// The documented limit of a text, in characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TextLimit(usize);

impl TextLimit {
    /// Takes a limit in characters, of at least 1.
    pub const fn new(characters: usize) -> Self {
        Self(characters)
    }

    /// Returns the limit in characters.
    pub const fn characters(self) -> usize {
        self.0
    }
}

/// One difference: the unit of review.
#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    /// Where, e.g. `listings.en-us.description`; what its pointer names may be absent in the manifest where the change comes
    /// from `--prune` or from a shorter list.
    pub path: FieldPath,
    /// What becomes of it.
    pub action: Action,
    /// Who made the difference; `None` if there is no base to tell by.
    pub origin: Option<Origin>,
    /// What the base holds, of a conflict; `None` too where the base keeps only its digest.
    pub base: Option<Value>,
    /// The Store's value.
    pub before: ChangeValue,
    /// The manifest's value; unset where it is cleared or removed.
    pub after: ChangeValue,
    /// The lock of a destructive change.
    pub guard: Option<Guard>,
    /// The limit of a text.
    pub limit: Option<TextLimit>,
}

/// What stands after a secret that changed.
pub const SECRET_CHANGED: &str = "(secret, changed)";

impl Change {
    /// Returns the values before and after as documents show them and the fingerprint covers them: signatures and passwords
    /// in addresses are masked, and of a secret there is only that it changed.
    pub fn shown(&self) -> (Value, Value) {
        let after = if self.is_changed_secret() {
            SECRET_CHANGED.into()
        } else {
            mask_json(self.after.to_json())
        };
        (mask_json(self.before.to_json()), after)
    }

    /// Returns whether one secret replaces another.
    pub fn is_changed_secret(&self) -> bool {
        let is_secret = |it: &ChangeValue| match it {
            ChangeValue::Withheld(_) => true,
            ChangeValue::Unset
            | ChangeValue::Flag(_)
            | ChangeValue::Word(_)
            | ChangeValue::Text(_)
            | ChangeValue::Items(_)
            | ChangeValue::Image(_)
            | ChangeValue::Images(_)
            | ChangeValue::Object(_) => false,
        };
        is_secret(&self.before) && is_secret(&self.after)
    }
}
