//! What becomes of a field.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use storectl_sandbox::Fields;

/// What becomes of a field.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Change {
    /// It has this value.
    Set(Value),
    /// It is cleared.
    Clear,
    /// It is no longer managed.
    Release,
}

/// Fields that an edit changes.
pub(super) trait Put {
    /// Changes one.
    fn put(&mut self, field: &str, change: &Change);
}

impl Put for Fields {
    fn put(&mut self, field: &str, change: &Change) {
        match change {
            Change::Set(value) => drop(self.insert(field.to_owned(), value.clone())),
            Change::Clear => drop(self.insert(field.to_owned(), Value::Null)),
            Change::Release => drop(self.shift_remove(field)),
        }
    }
}
