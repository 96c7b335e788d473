//! A plan of the manifest that a receipt keeps (`plan --at`).

use storectl_model::SubmissionId;

use super::{Offer, base::short_commit};
use crate::Foreign;

/// The receipt whose manifest and files were planned, in place of those of the checkout.
#[derive(Clone, Debug)]
pub struct AtView<'a> {
    /// The commit that keeps it.
    pub commit: &'a str,
    /// Its submission; `None` if it records none.
    pub submission: Option<&'a SubmissionId>,
    /// The whole command that plans again with the tokens that are missing; `None` if none is. Its manifest is what it was, so
    /// nobody can add them there.
    pub acknowledge_command: Option<Offer>,
    /// The whole command that brings its files into the checkout.
    pub restore_command: String,
}

impl AtView<'_> {
    /// Says where the manifest came from, and what the command that follows does.
    pub(crate) fn line(&self) -> String {
        let commit = Foreign::new(short_commit(self.commit)).line();
        let submission = match self.submission {
            Some(id) => format!(" of submission {}", Foreign::new(id.as_str()).line()),
            None => String::new(),
        };
        format!(
            "Planned from the receipt{submission} (`{commit}`). Nothing in the checkout was changed; to bring the receipt's files into it:"
        )
    }
}
