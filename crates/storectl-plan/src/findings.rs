//! What was found beside differences.

use storectl_model::FieldPath;

use crate::{Blocker, Warning};

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
