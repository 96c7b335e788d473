//! What is wrong with manifests.

use std::collections::BTreeMap;

use storectl_manifest::{Diagnostic, Severity, SourceFile};
use storectl_model::Shard;

use super::{Command, ErrorView, ManifestTexts, count};

/// What is wrong with some manifests.
#[derive(Clone, Debug)]
pub struct DiagnosticsView<'a> {
    /// The command that found it: `validate`, or one that needs valid manifests.
    pub command: Command,
    /// The part of the fleet that the command was for; `None` if it was for all.
    pub shard: Option<Shard>,
    /// Manifests read.
    pub manifests: usize,
    /// Ids of the products they name, as far as they are known.
    pub products: Vec<&'a str>,
    /// The faults, in the order to show them.
    pub diagnostics: &'a [Diagnostic],
    /// How many more there are.
    pub unlisted: Counts,
    /// The texts of valid manifests, language by language; of some only where there are many manifests.
    pub localization: Vec<ManifestTexts<'a>>,
    /// What documents call a file, by the path that people know it by; a file that is not listed has one name.
    pub names: BTreeMap<String, String>,
    /// What decided the exit, where it failed.
    pub error: Option<&'a ErrorView>,
}

impl DiagnosticsView<'_> {
    /// Counts the faults, also those that are not listed.
    pub(crate) fn counts(&self) -> Counts {
        Counts::of(self.diagnostics).plus(self.unlisted)
    }

    /// Returns what documents call a file.
    pub(crate) fn name(&self, file: &SourceFile) -> String {
        self.names.get(&file.path).unwrap_or(&file.path).clone()
    }
}

/// Faults by severity.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Errors.
    pub errors: usize,
    /// Warnings.
    pub warnings: usize,
}

impl Counts {
    /// Counts these.
    pub(crate) fn of(diagnostics: &[Diagnostic]) -> Self {
        let errors = diagnostics.iter().filter(|it| is_error(it)).count();
        Self {
            errors,
            warnings: diagnostics.len() - errors,
        }
    }

    /// Adds others.
    pub(crate) fn plus(self, others: Self) -> Self {
        Self {
            errors: self.errors.saturating_add(others.errors),
            warnings: self.warnings.saturating_add(others.warnings),
        }
    }

    /// Returns how many there are of all severities.
    pub(crate) fn all(self) -> usize {
        self.errors.saturating_add(self.warnings)
    }

    /// Returns `2 errors, 1 warning`, leaving out what there is none of.
    pub(crate) fn words(self) -> String {
        match (self.errors, self.warnings) {
            (0, 0) => "no errors, no warnings".to_owned(),
            (errors, 0) => count(errors, "error"),
            (0, warnings) => count(warnings, "warning"),
            (errors, warnings) => {
                format!("{}, {}", count(errors, "error"), count(warnings, "warning"))
            }
        }
    }
}

pub(crate) fn is_error(diagnostic: &Diagnostic) -> bool {
    match diagnostic.severity {
        Severity::Error => true,
        Severity::Warning => false,
    }
}

/// The faults of a manifest that people are shown; the others are counted (forms.md, Outputs 6).
const MOST: usize = 100;

/// The faults to show, and how many of each file are left out.
pub(crate) struct Shown<'a> {
    pub(crate) diagnostics: Vec<&'a Diagnostic>,
    pub(crate) omitted: usize,
}

impl<'a> Shown<'a> {
    /// Takes the first of each file, errors before warnings where there are too many.
    pub(crate) fn of(view: &DiagnosticsView<'a>) -> Self {
        let diagnostics = view.diagnostics;
        let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
        let mut is_shown = vec![false; diagnostics.len()];
        for wanted in [true, false] {
            for (it, is_shown) in diagnostics.iter().zip(&mut is_shown) {
                if is_error(it) != wanted {
                    continue;
                }
                let number = seen.entry(it.location.file.path.as_str()).or_default();
                *number += 1;
                *is_shown = *number <= MOST;
            }
        }
        let shown = diagnostics.iter().zip(&is_shown);
        let shown: Vec<&Diagnostic> = shown.filter(|(_, it)| **it).map(|(it, _)| it).collect();
        Self {
            omitted: view.counts().all() - shown.len(),
            diagnostics: shown,
        }
    }
}
