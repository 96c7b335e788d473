//! Phase 2: variables, schema, types, rules.

use std::collections::{BTreeSet, HashSet};

use serde::Deserialize as _;
use serde_json::Value;
use storectl_model::{DesiredProduct, ProductId, SecretValues};

use crate::{
    catalogue,
    checker::Checker,
    diagnostic::{Diagnostic, Severity},
    files::{Files, ManifestAccess},
    parse::Document,
    pointer,
    raw::Manifest,
    rules, schema,
    source_map::SourceMap,
    variables::{self, UsedVariable, Variables},
};

/// A manifest that was checked.
#[derive(Clone, Debug)]
pub struct Checked {
    /// The product's ID, where it can be read, whatever else is wrong.
    pub product_id: Option<ProductId>,
    /// The desired state; there exactly when no diagnostic is an error.
    pub product: Option<DesiredProduct>,
    /// Everything that was found, by file, line and column.
    pub diagnostics: Vec<Diagnostic>,
    /// Where each part was written.
    pub sources: SourceMap,
    /// The variables that the manifest and its text files use.
    pub variables: Vec<UsedVariable>,
    /// What nobody may be shown: the values of secret variables, and of the fields that use one.
    pub secret_values: SecretValues,
    /// The names of variables that are used, defined or not.
    pub used: BTreeSet<String>,
}

/// Checks `document`: replaces variables, checks it against the schema, reads it into types and applies every rule.
///
/// All faults are reported together: what the schema refuses is left out, and the rules check the rest.
pub fn check(document: &Document, files: &Files, vars: &Variables) -> Checked {
    let expanded = variables::expand(document, vars, Some(files));
    let mut value = expanded.value;
    let mut checker = Checker::new(document, files, expanded.texts, expanded.secrets);
    for (to, from) in expanded.copied {
        checker.sources.inherit(to, from);
    }
    checker.found = expanded.problems;
    if files.manifest == ManifestAccess::Linked {
        let message = "the path of the manifest contains a symbolic link".to_owned();
        checker.report(&catalogue::LINKED_FILE, "", message);
    }
    let mut broken: HashSet<String> = checker
        .found
        .iter()
        .filter(|it| !it.pointer.is_empty() && !pointer::is_within(&it.pointer, "/vars"))
        .map(|it| it.pointer.clone())
        .collect();
    rules::characters(&mut checker, &value);
    let overlong: HashSet<String> = rules::overlong_markets(&mut checker, &value)
        .into_iter()
        .collect();
    schema::remove(&mut value, &overlong);
    let refusals = schema::validate(&mut checker, &value, &broken);
    broken.extend(document.blanks.iter().cloned());
    broken.extend(refusals.refused.iter().cloned());
    schema::remove(&mut value, &broken);
    let product_id = value.get("productId").and_then(Value::as_str);
    let product_id = product_id.and_then(|it| it.trim().parse().ok());
    let product = (!broken.contains(""))
        .then(|| read(&mut checker, &value))
        .flatten()
        .and_then(|it| rules::product(&mut checker, it));
    report_overlooked(&mut checker, &refusals.deferred);
    rules::set_aside(&mut checker);
    let Checker { found, sources, .. } = checker;
    let diagnostics = in_order(found);
    let refused = diagnostics.iter().any(|it| it.severity == Severity::Error);
    Checked {
        product_id,
        product: product.filter(|_| !refused).map(|product| DesiredProduct {
            secret_values: expanded.secret_values.clone(),
            ..product
        }),
        diagnostics,
        sources,
        variables: expanded.variables,
        secret_values: expanded.secret_values,
        used: expanded.used,
    }
}

fn read(checker: &mut Checker<'_>, value: &Value) -> Option<Manifest> {
    let read = Manifest::deserialize(value);
    // The place of a fault takes longer to keep than the rest to read.
    match read.or_else(|_| serde_path_to_error::deserialize::<_, Manifest>(value)) {
        Ok(manifest) => Some(manifest),
        Err(fault) => {
            // The schema comes from the same types, so this is a gap between the two; it must not be silent.
            let message = format!("`{}`: skipped", fault.path());
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

/// Sorts by place; the same sentence at the same place stays once, as of a default that is wrong in every language.
fn in_order(mut found: Vec<Diagnostic>) -> Vec<Diagnostic> {
    found.sort_by(|one, other| {
        let key = |it: &Diagnostic| (it.location.line, it.location.column, it.code);
        let files = one.location.file.path.cmp(&other.location.file.path);
        files
            .then_with(|| key(one).cmp(&key(other)))
            .then_with(|| one.message.cmp(&other.message))
    });
    found.dedup_by(|one, other| {
        one.code == other.code
            && one.message == other.message
            && one.location.span == other.location.span
            && one.location.file.path == other.location.file.path
    });
    found
}
