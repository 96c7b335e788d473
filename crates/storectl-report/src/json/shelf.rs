//! Where what a document is read as lies while it is shown.

use storectl_installer::{Finding, Inspection};
use storectl_manifest::{Diagnostic, TextMatrix, UsedVariable};
use storectl_model::{FieldPath, LanguageTag, StoreMessage, SubmissionId};
use storectl_plan::{ApplyReport, LastSubmission, PendingFact, TimelineEntry};
use typed_arena::Arena;

use super::unreadable::{self, Unreadable};
use crate::{ErrorView, Rehearsal, view::Names};

/// What views borrow and a document holds in another form.
pub(super) struct Shelf<'n> {
    /// What files are called.
    pub(super) names: &'n Names,
    pub(super) diagnostics: Arena<Diagnostic>,
    pub(super) errors: Arena<ErrorView>,
    pub(super) findings: Arena<Finding>,
    pub(super) inspections: Arena<Inspection>,
    pub(super) languages: Arena<LanguageTag>,
    pub(super) matrices: Arena<TextMatrix>,
    pub(super) messages: Arena<StoreMessage>,
    pub(super) packages: Arena<FieldPath>,
    pub(super) pending: Arena<PendingFact>,
    pub(super) rehearsals: Arena<Rehearsal>,
    pub(super) reports: Arena<ApplyReport>,
    pub(super) submissions: Arena<SubmissionId>,
    pub(super) last_submissions: Arena<LastSubmission>,
    pub(super) timelines: Arena<TimelineEntry>,
    pub(super) variables: Arena<UsedVariable>,
}

impl<'n> Shelf<'n> {
    /// Reads the ID of a submission.
    pub(super) fn submission(&self, id: Option<&str>) -> Result<Option<&SubmissionId>, Unreadable> {
        let id = id.map(unreadable::id).transpose()?;
        Ok(id.map(|it| &*self.submissions.alloc(it)))
    }

    /// Makes an empty one.
    pub(super) fn new(names: &'n Names) -> Self {
        Self {
            names,
            diagnostics: Arena::new(),
            errors: Arena::new(),
            findings: Arena::new(),
            inspections: Arena::new(),
            languages: Arena::new(),
            matrices: Arena::new(),
            messages: Arena::new(),
            packages: Arena::new(),
            pending: Arena::new(),
            rehearsals: Arena::new(),
            reports: Arena::new(),
            submissions: Arena::new(),
            last_submissions: Arena::new(),
            timelines: Arena::new(),
            variables: Arena::new(),
        }
    }
}
