//! The ids the service counts.

use serde::{Deserialize, Serialize};

/// The next numbers of the ids the service counts. A state file may hold the last one there is; counting starts over then.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Ids {
    next_package: u64,
    next_submission: u64,
}

impl Ids {
    pub(super) fn package(&mut self) -> String {
        self.next_package = self.next_package.wrapping_add(1);
        self.next_package.to_string()
    }

    pub(super) fn submission(&mut self) -> String {
        self.next_submission = self.next_submission.wrapping_add(1);
        self.next_submission.to_string()
    }
}

impl Default for Ids {
    /// Numbers of the size recorded live (field note 11).
    fn default() -> Self {
        Self {
            next_package: 72_541_436,
            next_submission: 1_152_921_505_700_520_060,
        }
    }
}
