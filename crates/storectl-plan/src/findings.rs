//! What was found beside differences: what to know, and what keeps a plan from being applied.

use storectl_model::{FieldPath, StoreMessage, SubmissionId};

use crate::PolicyViolation;

/// Why apply would write nothing to a product.
#[derive(Clone, Debug, PartialEq)]
pub enum Blocker {
    /// A submission is in progress (exit 13).
    Busy {
        /// Its id.
        submission: SubmissionId,
        /// What the Store says of it.
        messages: Vec<StoreMessage>,
    },
    /// Destructive changes lack their acknowledgment (exit 11).
    Unacknowledged {
        /// Indexes of the changes.
        changes: Vec<usize>,
        /// Indexes of unmanaged values that moved.
        unmanaged: Vec<usize>,
    },
    /// A submission was announced, and whether the Store accepted it is not known (exit 32; forms.md, "Receipts" 4).
    InDoubt {
        /// When it was announced, in seconds since 1970.
        announced_at: u64,
    },
    /// The manifest and the draft together break a rule neither breaks alone, e.g. a new language without a description
    /// (exit 10).
    Conflict {
        /// What is wrong.
        path: FieldPath,
        /// Where in the manifest to look; the field itself may be absent there.
        place: FieldPath,
        /// What is wrong with it.
        message: String,
        /// What to do.
        hint: String,
    },
    /// The installer of a package is one that certification rejects, or not the one that the manifest describes (exit 10;
    /// design.md §8).
    Installer {
        /// The key of the package that it is about; the manifest need not have it.
        path: FieldPath,
        /// The code of the finding, e.g. `STC0903`.
        code: &'static str,
        /// What is wrong.
        message: String,
        /// What to do.
        hint: String,
    },
    /// The policy forbids it (exit 11).
    Policy(PolicyViolation),
}

impl Blocker {
    /// Returns where in the manifest to look; `None` where it is about the product as a whole, or about the policy.
    pub fn place(&self) -> Option<&FieldPath> {
        match self {
            Self::Busy { .. }
            | Self::Unacknowledged { .. }
            | Self::InDoubt { .. }
            | Self::Policy(_) => None,
            Self::Conflict { place, .. } => Some(place),
            Self::Installer { path, .. } => Some(path),
        }
    }
}

/// Something to know about a plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Warning {
    /// What it is about; `None` for the whole product.
    pub path: Option<FieldPath>,
    /// What to know.
    pub message: String,
}

/// Warnings and conflicts, in the order they were found.
#[derive(Default)]
pub(crate) struct Findings {
    pub(crate) warnings: Vec<Warning>,
    pub(crate) blockers: Vec<Blocker>,
}

impl Findings {
    /// Adds something to know about `path`.
    pub(crate) fn warn(&mut self, path: FieldPath, message: impl Into<String>) {
        self.warnings.push(Warning {
            path: Some(path),
            message: message.into(),
        });
    }

    /// Returns whether a rule is broken.
    pub(crate) fn has_conflict(&self) -> bool {
        let is_conflict = |it: &Blocker| match it {
            Blocker::Conflict { .. } => true,
            Blocker::Busy { .. }
            | Blocker::Unacknowledged { .. }
            | Blocker::InDoubt { .. }
            | Blocker::Installer { .. }
            | Blocker::Policy(_) => false,
        };
        self.blockers.iter().any(is_conflict)
    }

    /// Adds a rule that manifest and draft break together; `place` is where in the manifest to look.
    pub(crate) fn conflict(
        &mut self,
        path: FieldPath,
        place: FieldPath,
        message: impl Into<String>,
        hint: impl Into<String>,
    ) {
        self.blockers.push(Blocker::Conflict {
            path,
            place,
            message: message.into(),
            hint: hint.into(),
        });
    }
}
