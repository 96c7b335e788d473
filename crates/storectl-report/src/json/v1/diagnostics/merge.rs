//! The faults that several runs found become one list.

use super::{DiagnosticDoc, DiagnosticsDoc, SummaryDoc};
use crate::{
    Counts,
    json::{
        merge::{FailedRun, written},
        v1::{
            error::ErrorBody,
            shared::{FORMAT_VERSION, Word},
        },
    },
    view::MOST_LISTED,
};

/// Returns each fault once, by its place, at most as many as a document lists; and how many are left out, those that the runs
/// left out included.
pub(in crate::json) fn merge_diagnostics(
    mut diagnostics: Vec<DiagnosticDoc>,
    omitted: impl IntoIterator<Item = Counts>,
) -> (Vec<DiagnosticDoc>, Counts) {
    diagnostics.sort_by_cached_key(|it| {
        let at = &it.location;
        (at.file.clone(), at.line, at.column, written(it))
    });
    diagnostics.dedup_by_key(|it| written(it));
    let beyond = diagnostics.split_off(diagnostics.len().min(MOST_LISTED));
    let omitted = omitted.into_iter().fold(counts(&beyond), Counts::plus);
    (diagnostics, omitted)
}

fn counts(diagnostics: &[DiagnosticDoc]) -> Counts {
    let errors = diagnostics.iter().filter(|it| it.severity == "error");
    let errors = errors.count();
    Counts {
        errors,
        warnings: diagnostics.len().saturating_sub(errors),
    }
}

impl DiagnosticsDoc {
    /// Takes the run of a command that needs valid manifests; `None` if it did not fail.
    pub(in crate::json) fn into_failed(self) -> Option<FailedRun> {
        let SummaryDoc {
            manifests,
            errors: _, // counted again
            warnings: _,
            omitted,
            omitted_errors,
        } = self.summary;
        Some(FailedRun {
            command: Some(self.command),
            products: self.products,
            diagnostics: self.diagnostics,
            omitted: Counts {
                errors: omitted_errors,
                warnings: omitted.saturating_sub(omitted_errors),
            },
            manifests,
            error: self.error?,
        })
    }

    /// Makes the document of several runs that failed because of their manifests.
    pub(in crate::json) fn of_failures(
        command: Word,
        products: Vec<String>,
        diagnostics: Vec<DiagnosticDoc>,
        omitted: impl IntoIterator<Item = Counts>,
        manifests: usize,
        error: ErrorBody,
    ) -> Self {
        let (diagnostics, omitted) = merge_diagnostics(diagnostics, omitted);
        let all = counts(&diagnostics).plus(omitted);
        Self {
            format: "storectl.diagnostics".into(),
            format_version: FORMAT_VERSION.into(),
            command,
            shard: None,
            products,
            diagnostics,
            localization: Vec::new(),
            summary: SummaryDoc {
                manifests,
                errors: all.errors,
                warnings: all.warnings,
                omitted: omitted.all(),
                omitted_errors: omitted.errors,
            },
            error: Some(error),
        }
    }
}
