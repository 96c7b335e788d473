//! The document of `validate`, and of every command that meets an invalid manifest.

use schemars::JsonSchema;
use serde::Serialize;
use storectl_manifest::{Diagnostic, Location};

use super::{
    error::ErrorBody,
    shared::{FORMAT_VERSION, all},
};
use crate::{DiagnosticsView, view::Counts};

/// What `storectl validate --format json` writes.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(title = "storectl diagnostics")]
pub(in crate::json) struct DiagnosticsDoc {
    /// Always `storectl.diagnostics`.
    #[schemars(extend("const" = "storectl.diagnostics"))]
    format: &'static str,
    /// Fields are added within a major version, never renamed.
    #[schemars(regex(pattern = r"^1\.[0-9]+$"))]
    format_version: &'static str,
    /// The faults, at most 1,000.
    diagnostics: Vec<DiagnosticDoc>,
    /// Counts of all faults.
    summary: SummaryDoc,
    /// What decided the exit, where it failed.
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<ErrorBody>,
}

/// One fault of a manifest.
#[derive(Serialize, JsonSchema)]
struct DiagnosticDoc {
    /// Its stable code, e.g. `STC0102`; `storectl explain` takes it.
    code: &'static str,
    /// How grave it is.
    #[schemars(extend("enum" = ["error", "warning"]))]
    severity: &'static str,
    /// One sentence.
    message: String,
    /// Where it is.
    location: LocationDoc,
    /// JSON pointer of the value it is about; empty for the whole file.
    pointer: String,
    /// What to do.
    hint: Option<String>,
    /// Other places that matter.
    related: Vec<RelatedDoc>,
}

/// A place in a file; line and column count from 1, columns count characters, offsets count bytes.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct LocationDoc {
    /// The path as people know it.
    file: String,
    /// Line, from 1.
    line: usize,
    /// Column in characters, from 1.
    column: usize,
    /// First byte.
    start_byte: usize,
    /// Byte after the last.
    end_byte: usize,
}

/// Another place that matters.
#[derive(Serialize, JsonSchema)]
struct RelatedDoc {
    /// Where.
    location: LocationDoc,
    /// Why it matters.
    message: String,
}

/// Counts of all faults.
#[derive(Serialize, JsonSchema)]
struct SummaryDoc {
    /// Manifests read.
    manifests: usize,
    /// Errors.
    errors: usize,
    /// Warnings.
    warnings: usize,
    /// Faults that are not listed.
    omitted: usize,
}

/// Most faults that are listed (forms.md, Outputs 6).
const MOST: usize = 1_000;

impl From<&DiagnosticsView<'_>> for DiagnosticsDoc {
    fn from(view: &DiagnosticsView<'_>) -> Self {
        let DiagnosticsView {
            command: _, // whoever reads it ran it
            manifests,
            products: _, // the files name them
            diagnostics,
            error,
        } = view;
        let Counts { errors, warnings } = Counts::of(diagnostics);
        Self {
            format: "storectl.diagnostics",
            format_version: FORMAT_VERSION,
            diagnostics: all(diagnostics.iter().take(MOST)),
            summary: SummaryDoc {
                manifests: *manifests,
                errors,
                warnings,
                omitted: diagnostics.len().saturating_sub(MOST),
            },
            error: error.map(ErrorBody::from),
        }
    }
}

impl From<&Diagnostic> for DiagnosticDoc {
    fn from(diagnostic: &Diagnostic) -> Self {
        let Diagnostic {
            code,
            severity,
            message,
            location,
            related,
            hint,
            pointer,
        } = diagnostic;
        let related = related.iter().map(|(location, message)| RelatedDoc {
            location: location.into(),
            message: message.clone(),
        });
        Self {
            code: code.0,
            severity: severity.as_str(),
            message: message.clone(),
            location: location.into(),
            pointer: pointer.clone(),
            hint: hint.clone(),
            related: related.collect(),
        }
    }
}

impl From<&Location> for LocationDoc {
    fn from(location: &Location) -> Self {
        let Location {
            file,
            span,
            line,
            column,
        } = location;
        Self {
            file: file.path.clone(),
            line: *line,
            column: *column,
            start_byte: span.start,
            end_byte: span.end,
        }
    }
}
