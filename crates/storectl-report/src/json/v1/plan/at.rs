//! The receipt that a plan's manifest comes from.

use schemars::JsonSchema;
use serde::Serialize;

use crate::AtView;

/// A receipt that keeps a manifest and its files.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct AtDoc {
    /// The commit of `refs/storectl/applied/PRODUCT`.
    commit: String,
    /// The submission that it records.
    submission_id: Option<String>,
}

impl From<&AtView<'_>> for AtDoc {
    fn from(view: &AtView<'_>) -> Self {
        let AtView {
            commit,
            submission,
            acknowledge_command: _, // in the hints of the error
            restore_command: _,     // for people
        } = view;
        Self {
            commit: (*commit).to_owned(),
            submission_id: submission.map(ToString::to_string),
        }
    }
}
