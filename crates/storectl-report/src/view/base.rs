//! What a plan's labels rest on.

use storectl_model::SubmissionId;

use super::Sentence;
use crate::{Foreign, time::day};

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

impl BaseView<'_> {
    /// Whether changes have labels.
    pub(crate) fn is_any(&self) -> bool {
        match self {
            Self::Receipt { .. } | Self::Revision { .. } => true,
            Self::None { .. } => false,
        }
    }

    /// Returns the commit that holds the base, where that is known.
    pub(crate) fn commit(&self) -> Option<&str> {
        match self {
            Self::Receipt { commit, .. } => commit.map(Foreign::as_raw),
            Self::Revision { commit, .. } => Some(commit.as_raw()),
            Self::None { .. } => None,
        }
    }

    /// Names the base, or says why the plan is two-way.
    pub(crate) fn line(&self) -> Sentence {
        match self {
            Self::Receipt {
                commit,
                submission,
                at,
            } => {
                let receipt = Sentence::labeled("base")
                    .ours("receipt of submission ")
                    .code(submission.as_str());
                match commit {
                    Some(it) => receipt
                        .ours(" (commit ")
                        .code_up_to(short_commit(it.as_raw()), LONGEST)
                        .ours(format!(", {})", day(*at))),
                    None => receipt.ours(format!(" ({})", day(*at))),
                }
            }
            Self::Revision { rev, commit } => Sentence::labeled("base")
                .code_up_to(rev.as_raw(), LONGEST)
                .ours(" (commit ")
                .code_up_to(short_commit(commit.as_raw()), LONGEST)
                .ours(")"),
            Self::None { reason } => two_way(reason.as_raw()),
        }
    }

    /// Begins what the draft holds that the base does not. Who wrote it is not known: somebody in Partner Center, or an apply
    /// that did not submit.
    pub(crate) fn since(&self) -> Sentence {
        let since = Sentence::new().ours("The draft differs from ");
        match self {
            Self::Receipt { submission, .. } => since.ours("submission ").code(submission.as_str()),
            Self::Revision { rev, .. } => since.code_up_to(rev.as_raw(), LONGEST),
            Self::None { .. } => since.ours("the base"),
        }
    }
}

/// Most characters of a revision and of a reason.
const LONGEST: usize = 300;

/// Says why a plan is two-way.
pub(super) fn two_way(reason: &str) -> Sentence {
    Sentence::labeled("two-way").prose_up_to(reason, LONGEST)
}

/// Returns the first digits of a commit, as git abbreviates it; anything else as it is.
pub fn short_commit(commit: &str) -> &str {
    let is_hash = commit.len() >= 40 && commit.bytes().all(|it| it.is_ascii_hexdigit());
    match commit.get(..12) {
        Some(short) if is_hash => short,
        Some(_) | None => commit,
    }
}
