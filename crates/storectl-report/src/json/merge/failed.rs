//! Runs that came to no result.

use serde_json::Value;

use super::{Frame, sorted};
use crate::{
    Counts,
    json::{
        v1::{
            diagnostics::{DiagnosticDoc, DiagnosticsDoc},
            error::{ErrorBody, ErrorDoc},
            shared::Word,
        },
        value,
    },
};

/// A run that came to no result.
pub(in crate::json) struct FailedRun {
    /// The command, where it is known.
    pub(in crate::json) command: Option<Word>,
    /// The IDs of the products that it was about, as far as they are known.
    pub(in crate::json) products: Vec<String>,
    /// What is wrong with its manifests.
    pub(in crate::json) diagnostics: Vec<DiagnosticDoc>,
    /// How much of that is left out.
    pub(in crate::json) omitted: Counts,
    /// Manifests read.
    pub(in crate::json) manifests: usize,
    /// Why there is no result.
    pub(in crate::json) error: ErrorBody,
}

impl FailedRun {
    /// Takes a run that says nothing but its error.
    pub(super) fn of_error(document: ErrorDoc) -> Self {
        let (command, products, error) = document.into_parts();
        Self {
            command,
            products,
            diagnostics: Vec::new(),
            omitted: Counts::default(),
            manifests: 0,
            error,
        }
    }

    /// Makes the document of runs of which none came to a result.
    pub(super) fn merged(failed: Vec<Self>, frame: Frame<'_>) -> Value {
        let command = failed.iter().find_map(|it| it.command.clone());
        let mut products = Vec::new();
        let mut diagnostics = Vec::new();
        let mut omitted = Vec::new();
        let mut manifests = 0_usize;
        for it in failed {
            products.extend(it.products);
            diagnostics.extend(it.diagnostics);
            omitted.push(it.omitted);
            manifests = manifests.saturating_add(it.manifests);
        }
        let products = sorted(products);
        let Some(error) = frame.error else {
            // A failure has an error, and there is no result without a failure.
            return Value::Null;
        };
        match command {
            Some(command) if !diagnostics.is_empty() => value(&DiagnosticsDoc::of_failures(
                command,
                products,
                diagnostics,
                omitted,
                manifests,
                error,
            )),
            command => value(&ErrorDoc::of_failures(command, products, error)),
        }
    }
}
