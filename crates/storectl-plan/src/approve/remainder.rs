//! Whether a step is one that was approved, or a part of one.
//!
//! That what is published is what was approved, the outcome says. Here it is that no request is sent which nobody approved.

use serde_json::{Map, Value};

use super::{PlanFingerprint, fingerprint::StepMark};

/// Returns whether a writing step of `planned` is an approved step, or a part of approved steps of its kind and target.
pub(super) fn is_part(
    approved: &PlanFingerprint,
    planned: &PlanFingerprint,
    step: &StepMark,
) -> bool {
    let mut alike = approved.steps.iter().filter(|it| it.kind == step.kind);
    match step.kind.as_str() {
        "patch-metadata" => {
            let parts: Vec<Value> = alike.flat_map(|it| metadata(&it.content)).collect();
            let mut wanted = metadata(&step.content).into_iter();
            wanted.all(|it| parts.iter().any(|part| contains(part, &it)))
        }
        "patch-package" => {
            let target = object_of(planned, step);
            alike
                .any(|it| object_of(approved, it) == target && contains(&it.content, &step.content))
        }
        "upload-assets" => alike.any(|it| contains(&it.content, &step.content)),
        // Its places are ids, which are new after each commit; which images they are, the outcome says.
        "commit-assets" => {
            alike.any(|it| it.content.get("language") == step.content.get("language"))
        }
        _ => alike.any(|it| it.content == step.content),
    }
}

/// The package a step writes, by its address; ids pass away (trap 51).
fn object_of(plan: &PlanFingerprint, step: &StepMark) -> Option<String> {
    let change = plan.changes.get(*step.changes.first()?)?;
    let path: storectl_model::FieldPath = change.address.parse().ok()?;
    Some(path.object().to_string())
}

/// The parts of a metadata request, by what they are about: which module or listing travels with which is chance.
fn metadata(body: &Value) -> Vec<Value> {
    let mut parts = Vec::new();
    for (name, value) in body.as_object().into_iter().flatten() {
        match value {
            // Languages to add and to remove.
            Value::Array(items) => parts.extend(items.iter().map(|it| one(name, it))),
            value => parts.push(one(name, value)),
        }
    }
    parts
}

fn one(name: &str, value: &Value) -> Value {
    Value::Object(Map::from_iter([(name.to_owned(), value.clone())]))
}

/// Returns whether `part` holds nothing that `whole` does not hold. Items of lists that say nothing may be there or not: the
/// service fills them in (field notes 14, 16).
fn contains(whole: &Value, part: &Value) -> bool {
    match (whole, part) {
        (Value::Object(whole), Value::Object(part)) => {
            let keyed = |name: &str| matches!(name, "language");
            part.iter().all(|(name, value)| match whole.get(name) {
                Some(it) if keyed(name) => same_text(it, value),
                Some(it) => contains(it, value),
                None => says_nothing(value),
            })
        }
        (Value::Array(whole), Value::Array(part)) => part
            .iter()
            .all(|it| says_nothing(it) || whole.iter().any(|one| contains(one, it))),
        (whole, part) => whole == part,
    }
}

fn same_text(one: &Value, other: &Value) -> bool {
    match (one.as_str(), other.as_str()) {
        (Some(one), Some(other)) => one.eq_ignore_ascii_case(other),
        (Some(_) | None, Some(_) | None) => one == other,
    }
}

/// Returns whether a value is off or empty, an item's own name aside.
fn says_nothing(value: &Value) -> bool {
    match value {
        Value::Null | Value::Bool(false) => true,
        Value::Bool(true) | Value::Number(_) => false,
        Value::String(text) => text.is_empty(),
        Value::Array(items) => items.iter().all(says_nothing),
        Value::Object(members) => members.iter().all(|(name, it)| {
            matches!(name.as_str(), "hardwareItemType" | "errorScenario") || says_nothing(it)
        }),
    }
}
