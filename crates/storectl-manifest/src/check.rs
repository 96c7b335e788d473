//! Phase 2: variables, schema, types, rules.

use std::collections::{BTreeSet, HashSet};

use serde_json::Value;
use storectl_model::DesiredProduct;

use crate::{
    catalogue,
    checker::Checker,
    diagnostic::{Diagnostic, Severity},
    files::Files,
    parse::Document,
    pointer,
    raw::Manifest,
    rules, schema,
    source_map::SourceMap,
    variables::{self, Variables},
};

/// A manifest that was checked.
#[derive(Clone, Debug)]
pub struct Checked {
    /// The desired state; there exactly when no diagnostic is an error.
    pub product: Option<DesiredProduct>,
    /// Everything that was found, by file, line and column.
    pub diagnostics: Vec<Diagnostic>,
    /// Where each part was written.
    pub sources: SourceMap,
}

/// Checks `document`: replaces variables, checks it against the schema, reads it into types and applies every rule.
///
/// All faults come at once: what the schema refuses is left out, and the rules checker the rest.
pub fn check(document: &Document, files: &Files, vars: &Variables) -> Checked {
    let expanded = variables::expand(document, vars);
    let mut checker = Checker::new(document, files);
    checker.found = expanded.problems;
    let mut value = expanded.value;
    let in_text =
        |it: &&Diagnostic| !it.pointer.is_empty() && !pointer::is_within(&it.pointer, "/vars");
    let broken: HashSet<String> = checker
        .found
        .iter()
        .filter(in_text)
        .map(|it| it.pointer.clone())
        .collect();
    let refusals = schema::validate(&mut checker, &value, &broken);
    for pointer in broken.iter().chain(&refusals.refused) {
        schema::remove(&mut value, pointer);
    }
    let readable = (!refusals.refused.contains("")).then_some(value);
    let product = readable
        .and_then(|it| read(&mut checker, it))
        .and_then(|it| rules::product(&mut checker, it));
    report_overlooked(&mut checker, &refusals.deferred);
    let Checker {
        found: mut diagnostics,
        sources,
        ..
    } = checker;
    let key = |it: &Diagnostic| {
        let place = &it.location;
        (place.file.path.clone(), place.line, place.column, it.code)
    };
    diagnostics.sort_by_cached_key(key);
    diagnostics.dedup();
    let refused = diagnostics.iter().any(|it| it.severity == Severity::Error);
    Checked {
        product: product.filter(|_| !refused),
        diagnostics,
        sources,
    }
}

fn read(checker: &mut Checker<'_>, value: Value) -> Option<Manifest> {
    match serde_path_to_error::deserialize::<_, Manifest>(value) {
        Ok(manifest) => Some(manifest),
        Err(fault) => {
            // The schema comes from the same types, so this is a gap between the two; it must not pass in silence.
            let message = format!("`{}`: {}", fault.path(), fault.inner());
            checker.report(&catalogue::SHAPE, "", message);
            None
        }
    }
}

/// Reports what the schema refuses, was left to the rules, and no rule has refused.
fn report_overlooked(checker: &mut Checker<'_>, deferred: &[schema::Deferred]) {
    let refused: BTreeSet<String> = checker
        .found
        .iter()
        .filter(|it| it.severity == Severity::Error)
        .map(|it| it.pointer.clone())
        .collect();
    for it in deferred {
        let inside = format!("{}/", it.pointer);
        let below = refused.range(inside.clone()..).next();
        let mut at = it.pointer.as_str();
        let mut known = below.is_some_and(|found| found.starts_with(&inside));
        while !known && let Some((parent, _)) = pointer::split(at) {
            known = refused.contains(at);
            at = parent;
        }
        if !known {
            checker.report(&catalogue::SHAPE, &it.pointer, it.message.clone());
        }
    }
}
