//! The document of `validate`, and of every command that meets an invalid manifest.

use schemars::JsonSchema;
use serde::Serialize;
use storectl_manifest::{Diagnostic, Location};

use super::{
    error::ErrorBody,
    localization::ManifestLocalizationDoc,
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
    /// Within a major version, fields may be added but are never renamed.
    #[schemars(regex(pattern = r"^1\.[0-9]+$"))]
    format_version: &'static str,
    /// The diagnostics, at most 1,000.
    diagnostics: Vec<DiagnosticDoc>,
    /// The texts of each language, by manifest: those without errors among the first 100.
    localization: Vec<ManifestLocalizationDoc>,
    /// Number of diagnostics, including omitted ones.
    summary: SummaryDoc,
    /// The failure that determined the exit code, if any.
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<ErrorBody>,
}

/// One error or warning about a manifest.
#[derive(Serialize, JsonSchema)]
pub(super) struct DiagnosticDoc {
    /// The stable code, e.g. `STC0102`, for `storectl explain`.
    code: &'static str,
    /// The severity.
    #[schemars(extend("enum" = ["error", "warning"]))]
    severity: &'static str,
    /// The message.
    message: String,
    /// The place in the file.
    location: LocationDoc,
    /// JSON pointer to the value; empty for the whole file.
    pointer: String,
    /// How to fix it.
    hint: Option<String>,
    /// Related places.
    related: Vec<RelatedDoc>,
}

/// A place in a file. Lines and columns start at 1; columns count characters, offsets count bytes.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct LocationDoc {
    /// The path, as shown to users.
    file: String,
    /// The line, starting at 1.
    line: usize,
    /// The column in characters, starting at 1.
    column: usize,
    /// The first byte.
    start_byte: usize,
    /// The byte after the last one.
    end_byte: usize,
}

/// A related place.
#[derive(Serialize, JsonSchema)]
struct RelatedDoc {
    /// The place in the file.
    location: LocationDoc,
    /// How it is related.
    message: String,
}

/// Number of diagnostics, including omitted ones.
#[derive(Serialize, JsonSchema)]
struct SummaryDoc {
    /// Number of manifests read.
    manifests: usize,
    /// Errors.
    errors: usize,
    /// Warnings.
    warnings: usize,
    /// Diagnostics that are not listed.
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
            localization,
            names: _, // of each place
            error,
        } = view;
        let Counts { errors, warnings } = Counts::of(diagnostics);
        Self {
            format: "storectl.diagnostics",
            format_version: FORMAT_VERSION,
            diagnostics: self::diagnostics(view),
            localization: all(localization),
            summary: SummaryDoc {
                manifests: *manifests,
                errors,
                warnings,
                omitted: omitted(view),
            },
            error: error.map(ErrorBody::from),
        }
    }
}

/// Returns the faults that are listed.
pub(super) fn diagnostics(view: &DiagnosticsView<'_>) -> Vec<DiagnosticDoc> {
    let listed = view.diagnostics.iter().take(MOST);
    listed.map(|it| DiagnosticDoc::new(it, view)).collect()
}

/// Returns how many are not.
pub(super) fn omitted(view: &DiagnosticsView<'_>) -> usize {
    view.diagnostics.len().saturating_sub(MOST)
}

impl DiagnosticDoc {
    fn new(diagnostic: &Diagnostic, view: &DiagnosticsView<'_>) -> Self {
        let Diagnostic {
            code,
            severity,
            message,
            location,
            related,
            hint,
            fix: _, // for editors
            pointer,
        } = diagnostic;
        let related = related.iter().map(|(location, message)| RelatedDoc {
            location: LocationDoc::new(location, view),
            message: message.clone(),
        });
        Self {
            code: code.as_str(),
            severity: severity.as_str(),
            message: message.clone(),
            location: LocationDoc::new(location, view),
            pointer: pointer.clone(),
            hint: hint.clone(),
            related: related.collect(),
        }
    }
}

impl LocationDoc {
    fn new(location: &Location, view: &DiagnosticsView<'_>) -> Self {
        let Location {
            file,
            span,
            line,
            column,
        } = location;
        Self {
            file: view.name(file),
            line: *line,
            column: *column,
            start_byte: span.start,
            end_byte: span.end,
        }
    }
}
