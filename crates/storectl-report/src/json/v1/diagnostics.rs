//! The document of `validate`.

use serde::Serialize;
use storectl_manifest::{Diagnostic, Location, Severity};

use super::shared::{FORMAT_VERSION, all};

/// What `storectl validate --format json` prints.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::json) struct DiagnosticsDoc {
    format: &'static str,
    format_version: &'static str,
    diagnostics: Vec<DiagnosticDoc>,
    summary: SummaryDoc,
}

/// One fault of a manifest.
#[derive(Serialize)]
struct DiagnosticDoc {
    code: &'static str,
    severity: &'static str,
    message: String,
    location: LocationDoc,
    pointer: String,
    hint: Option<String>,
    related: Vec<RelatedDoc>,
}

/// A place in a file; line and column count from 1, columns count characters, offsets count bytes.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct LocationDoc {
    file: String,
    line: usize,
    column: usize,
    start_byte: usize,
    end_byte: usize,
}

/// Another place that matters.
#[derive(Serialize)]
struct RelatedDoc {
    location: LocationDoc,
    message: String,
}

/// Counts by severity.
#[derive(Serialize)]
struct SummaryDoc {
    errors: usize,
    warnings: usize,
}

impl From<&[Diagnostic]> for DiagnosticsDoc {
    fn from(diagnostics: &[Diagnostic]) -> Self {
        let number = |wanted| {
            diagnostics
                .iter()
                .filter(|it| it.severity == wanted)
                .count()
        };
        Self {
            format: "storectl.diagnostics",
            format_version: FORMAT_VERSION,
            diagnostics: all(diagnostics),
            summary: SummaryDoc {
                errors: number(Severity::Error),
                warnings: number(Severity::Warning),
            },
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
