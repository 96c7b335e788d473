//! The receipt that a plan's manifest comes from.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::OfferDoc;
use crate::{
    AtView,
    json::{shelf::Shelf, unreadable::Unreadable},
};

/// A receipt that keeps a manifest and its files.
#[derive(Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct AtDoc {
    /// The commit of `refs/storectl/applied/PRODUCT`.
    commit: String,
    /// The submission that it records.
    submission_id: Option<String>,
    /// The command that plans again with the tokens that are missing; null if none is.
    acknowledge_command: Option<OfferDoc>,
    /// The command that brings its files into the checkout.
    restore_command: String,
}

impl From<&AtView<'_>> for AtDoc {
    fn from(view: &AtView<'_>) -> Self {
        let AtView {
            commit,
            submission,
            acknowledge_command,
            restore_command,
        } = view;
        Self {
            commit: (*commit).to_owned(),
            submission_id: submission.map(ToString::to_string),
            acknowledge_command: acknowledge_command.as_ref().map(OfferDoc::from),
            restore_command: restore_command.clone(),
        }
    }
}

impl AtDoc {
    pub(super) fn read<'a>(&'a self, shelf: &'a Shelf<'_>) -> Result<AtView<'a>, Unreadable> {
        let Self {
            commit,
            submission_id,
            acknowledge_command,
            restore_command,
        } = self;
        Ok(AtView {
            commit,
            submission: shelf.submission(submission_id.as_deref())?,
            acknowledge_command: acknowledge_command.as_ref().map(OfferDoc::read),
            restore_command: restore_command.clone(),
        })
    }
}
