//! What is listed of diagnostics, however many there are.

use std::sync::Arc;

use storectl_manifest::{Code, Diagnostic, Location, Severity, SourceFile};

use super::{Counts, Excerpt, is_error};

/// Most diagnostics that a document lists (forms.md, Outputs 6), and most of one severity that are kept to be shown.
pub(crate) const MOST_LISTED: usize = 1_000;

/// Diagnostics as they are found: the first 1,000 errors and the first 1,000 warnings, in their order, each with what is shown
/// of its lines and not with its file, and the number of the others. So its size has a bound, whatever is found in however many
/// manifests, and no number of warnings hides an error.
#[derive(Clone, Debug, Default)]
pub struct DiagnosticList {
    listed: Vec<Diagnostic>,
    unlisted: Counts,
}

impl From<Vec<Diagnostic>> for DiagnosticList {
    fn from(diagnostics: Vec<Diagnostic>) -> Self {
        Self::within(Self::default().room(), diagnostics)
    }
}

impl DiagnosticList {
    /// Lists diagnostics for which a list before them has this much [room](Self::room), and counts the others.
    pub fn within(room: Counts, diagnostics: Vec<Diagnostic>) -> Self {
        let mut list = Self::default();
        list.extend(room, diagnostics.into_iter(), as_listed);
        list
    }

    /// Adds another list behind this one.
    pub fn append(&mut self, other: Self) {
        let Self { listed, unlisted } = other;
        self.extend(self.room(), listed.into_iter(), |it| it);
        self.unlisted = self.unlisted.plus(unlisted);
    }

    /// Returns how many of each severity can still be listed.
    pub fn room(&self) -> Counts {
        let Counts { errors, warnings } = Counts::of(&self.listed);
        Counts {
            errors: MOST_LISTED.saturating_sub(errors),
            warnings: MOST_LISTED.saturating_sub(warnings),
        }
    }

    /// Returns those that are listed.
    pub fn listed(&self) -> &[Diagnostic] {
        &self.listed
    }

    /// Counts those that are not.
    pub fn unlisted(&self) -> Counts {
        self.unlisted
    }

    /// Counts all of them.
    pub fn counts(&self) -> Counts {
        Counts::of(&self.listed).plus(self.unlisted)
    }

    /// Returns the code of the first error.
    pub fn first_error(&self) -> Option<Code> {
        let first = self.listed.iter().find(|it| is_error(it));
        first.map(|it| it.code)
    }

    fn extend(
        &mut self,
        mut room: Counts,
        diagnostics: impl Iterator<Item = Diagnostic>,
        kept: impl Fn(Diagnostic) -> Diagnostic,
    ) {
        for it in diagnostics {
            let (room, beyond) = match it.severity {
                Severity::Error => (&mut room.errors, &mut self.unlisted.errors),
                Severity::Warning => (&mut room.warnings, &mut self.unlisted.warnings),
            };
            match room.checked_sub(1) {
                Some(left) => {
                    *room = left;
                    self.listed.push(kept(it));
                }
                None => *beyond = beyond.saturating_add(1),
            }
        }
    }
}

/// Leaves of each file what is shown of it, which is all that a document has.
fn as_listed(diagnostic: Diagnostic) -> Diagnostic {
    let related = diagnostic.related.into_iter();
    Diagnostic {
        location: shown(diagnostic.location),
        related: related.map(|(place, note)| (shown(place), note)).collect(),
        fix: None, // for editors
        ..diagnostic
    }
}

fn shown(location: Location) -> Location {
    let Excerpt { text, span } = Excerpt::of(&location);
    Location {
        file: Arc::new(SourceFile::new(location.file.path.clone(), text)),
        span,
        ..location
    }
}

#[cfg(test)]
mod tests {
    use storectl_manifest::{Files, Variables, check, read};

    use super::*;
    use crate::{Command, DiagnosticsView, Output, json};

    /// Returns what is wrong with a manifest of so many unknown keys.
    fn faults(number: usize) -> Vec<Diagnostic> {
        let keys = (0..number).map(|it| format!("k{it}: https://me:pw@contoso.com/{it}\n"));
        let text = format!("apiVersion: storectl/v1\n{}", keys.collect::<String>());
        let document = read("storectl.yaml", text.as_bytes()).unwrap();
        check(&document, &Files::default(), &Variables::default()).diagnostics
    }

    fn document(diagnostics: &[Diagnostic], unlisted: Counts) -> serde_json::Value {
        json::document(&Output::Diagnostics(DiagnosticsView {
            command: Command::Validate,
            shard: None,
            manifests: 1,
            products: Vec::new(),
            diagnostics,
            unlisted,
            localization: Vec::new(),
            names: std::collections::BTreeMap::new(),
            error: None,
        }))
    }

    #[test]
    fn a_document_of_a_list_is_the_document_of_everything_that_was_found() {
        for number in [1, 20, 999] {
            let found = faults(number);
            let whole = document(&found, Counts::default());
            let list = DiagnosticList::from(found);
            assert_eq!(document(list.listed(), list.unlisted()), whole, "{number}");
        }
    }

    #[test]
    fn a_list_keeps_what_is_shown_and_no_file() {
        let list = DiagnosticList::from(faults(900));
        let places = list.listed().iter().map(|it| it.location.file.text.len());
        assert!(places.max().unwrap() < 100);
    }

    fn warnings(number: usize) -> Vec<Diagnostic> {
        let as_warning = |it| Diagnostic {
            severity: Severity::Warning,
            ..it
        };
        faults(number).into_iter().map(as_warning).collect()
    }

    #[test]
    fn lists_that_are_put_together_are_the_list_of_everything_in_this_order() {
        let parts = [faults(600), warnings(900), faults(700), warnings(900)];
        let whole = DiagnosticList::from(parts.concat());
        let mut list = DiagnosticList::default();
        for part in parts {
            list.append(DiagnosticList::within(list.room(), part));
        }
        assert_eq!(list.listed(), whole.listed());
        assert_eq!(list.unlisted(), whole.unlisted());
        assert_eq!(list.room(), Counts::default());
    }

    #[test]
    fn what_a_document_lists_is_the_first_of_everything_that_was_found() {
        let found = [warnings(900), faults(900), warnings(900)].concat();
        let whole = document(&found, Counts::default());
        let list = DiagnosticList::from(found);
        assert!(list.unlisted().warnings > 0);
        assert_eq!(document(list.listed(), list.unlisted()), whole);
    }

    #[test]
    fn an_error_behind_any_number_of_warnings_is_listed() {
        let mut list = DiagnosticList::from(warnings(3 * MOST_LISTED));
        assert_eq!(list.first_error(), None);
        let errors = faults(1);
        let first = errors.first().map(|it| it.code);
        list.append(DiagnosticList::within(list.room(), errors));
        assert!(list.listed().last().is_some_and(is_error));
        assert!(first.is_some() && list.first_error() == first);
    }
}
