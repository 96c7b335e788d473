//! JSON documents for programs.
//!
//! Every document names its `format` and `formatVersion`. Fields are added freely and never renamed: a reader ignores
//! fields it does not know, and refuses another major version. The documents are types of their own, so that inner types
//! can change.

mod plan_file;
mod v1;

pub use plan_file::{PlanFile, PlanFileError, read_plan};

use serde::Serialize;
use serde_json::{Value, json};
use storectl_manifest::Diagnostic;

use crate::{ErrorView, PlanView, ReportView, StatusView};

/// Gives the plan document, format `storectl.plan` (design.md §4).
pub fn plan(view: &PlanView<'_>) -> Value {
    document(&v1::plan::PlanDoc::from(view))
}

/// Gives the report of an apply, format `storectl.report`.
pub fn apply_report(view: &ReportView<'_>) -> Value {
    document(&v1::report::ReportDoc::from(view))
}

/// Gives the diagnostics of some manifests, format `storectl.diagnostics`.
pub fn diagnostics(diagnostics: &[Diagnostic]) -> Value {
    document(&v1::diagnostics::DiagnosticsDoc::from(diagnostics))
}

/// Gives how products stand, format `storectl.status`.
pub fn status(view: &StatusView<'_>) -> Value {
    document(&v1::status::StatusDoc::from(view))
}

/// Gives what a failed command prints: `{"error": {code, exit, message, hints, …}}`.
pub fn error(view: &ErrorView) -> Value {
    document(&v1::error::ErrorDoc::from(view))
}

/// Gives the schema of the plan document, JSON schema draft 7; `schema/plan.v1.schema.json` is this.
pub fn plan_schema() -> Value {
    schemars::generate::SchemaSettings::draft07()
        .for_serialize()
        .into_generator()
        .into_root_schema_for::<v1::plan::PlanDoc>()
        .to_value()
}

/// The documents hold texts, numbers, lists and values that are JSON already, so writing them cannot fail; were it to, the
/// reader gets an error document rather than none.
fn document(document: &impl Serialize) -> Value {
    serde_json::to_value(document).unwrap_or_else(|error| {
        json!({ "error": { "code": "error", "exit": 1, "message": error.to_string(), "hints": [] } })
    })
}
