//! JSON documents for programs.
//!
//! Every document names its `format` and `formatVersion`. Fields are added freely and never renamed: a reader ignores
//! fields it does not know, and refuses another major version. The documents are types of their own, so that inner types
//! can change; their schemas are made of them.

mod bounded;
mod fleet_file;
mod live;
mod live_file;
mod merge;
mod plan_content;
mod plan_file;
mod plan_installers;
mod receipt_file;
mod saved;
mod schema;
mod shelf;
mod unreadable;
mod v1;

pub use fleet_file::{ExpectedFleet, read_fleet};
pub use live::{ImageFacts, LiveProduct, LiveSnapshot};
pub use live_file::{InvalidLive, LiveError, MAX_LIVE, draft, live, read_live};
pub use merge::{Merge, ResultFacts, merge};
pub use plan_content::seal;
pub use plan_file::{
    PlanContent, PlanFile, PlanFileError, PlannedProduct, PlannedVariable, read_plan,
};
pub use receipt_file::{InvalidReceipt, MAX_RECEIPT, ReceiptError, read_receipt, receipt};
pub use saved::{MAX_SAVED, Saved, SavedError};
pub use schema::{Document, schema};
pub use unreadable::Unreadable;

use std::borrow::Cow;

use serde::Serialize;
use serde_json::{Value, json};
use storectl_model::mask::mask_json;

use crate::{FleetView, Output, PlanView, escape};

/// Writes a value as [`crate::render`] writes a document. What acts on a terminal or a runner is written as JSON's own escape,
/// so what is read from it is the same.
pub fn write(value: &Value) -> String {
    let mut text = serde_json::to_string_pretty(value).unwrap_or_else(|_| format!("{value:#}"));
    text.push('\n');
    harmless(text)
}

/// Writes a value on one line, as harmless as [`write()`].
pub fn line(value: &Value) -> String {
    harmless(value.to_string())
}

fn harmless(text: String) -> String {
    match escape::json(&text) {
        Cow::Borrowed(_) => text,
        Cow::Owned(escaped) => escaped,
    }
}

/// Returns the document of a result.
pub fn document(output: &Output<'_>) -> Value {
    match output {
        Output::Plan(view) => plan(view),
        Output::Apply(view) => value(&v1::report::ReportDoc::from(view)),
        Output::Status(view) => value(&v1::status::StatusDoc::from(view)),
        Output::History(view) => value(&v1::history::HistoryDoc::from(view)),
        Output::Inspect(view) => value(&v1::inspect::InspectDoc::from(view)),
        Output::Doctor(view) => value(&v1::doctor::DoctorDoc::from(view)),
        Output::Diagnostics(view) => value(&v1::diagnostics::DiagnosticsDoc::from(view)),
        Output::Error(view) => value(&v1::error::ErrorDoc::from(view)),
    }
}

/// Returns the document of the products of a fleet.
pub fn fleet(view: &FleetView<'_>) -> Value {
    value(&v1::fleet::FleetDoc::from(view))
}

/// Returns the plan document, which [`read_plan`] reads back.
pub fn plan(view: &PlanView<'_>) -> Value {
    seal(value(&v1::plan::PlanDoc::from(view)))
}

/// The documents hold texts, numbers, lists and values that are JSON already, so writing them cannot fail; were it to, the
/// reader gets an error document rather than none. Signatures and passwords in addresses are masked.
fn value(document: &impl Serialize) -> Value {
    let value = serde_json::to_value(document).unwrap_or_else(|error| {
        json!({ "error": { "code": "error", "exit": 1, "message": error.to_string(), "hints": [] } })
    });
    mask_json(value)
}
