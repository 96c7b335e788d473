//! What a plan's labels rest on.

use storectl_model::SubmissionId;

use crate::Foreign;

/// What manifest and draft are compared with, beside each other (forms.md, "Receipts" 8).
#[derive(Clone, Debug)]
pub enum BaseView<'a> {
    /// The receipt of the last submission.
    Receipt {
        /// The commit that was checked out when it was submitted, where that is known.
        commit: Option<Foreign<'a>>,
        /// The submission.
        submission: &'a SubmissionId,
        /// When it was made, in seconds since 1970.
        at: u64,
    },
    /// The manifest at a git revision.
    Revision {
        /// As `--base` named it.
        rev: Foreign<'a>,
        /// The commit it is.
        commit: Foreign<'a>,
    },
    /// Nothing: the plan is two-way.
    None {
        /// Why, in one sentence without its full stop.
        reason: Foreign<'a>,
    },
}
