//! Whether a step is one that was approved, or a part of one.
//!
//! That what is published is what was approved, the outcome says. Here it is that no request is sent which nobody approved.

use std::collections::HashMap;

use serde_json::Value;

use super::{PlanFingerprint, fingerprint::StepMark};

/// The steps of an approved plan, by what they are about: each step of a plan is compared with few of them.
pub(super) struct ApprovedSteps<'a> {
    steps: HashMap<Target, Vec<&'a StepMark>>,
    /// The parts of metadata requests: which module or listing travels with which is chance.
    metadata: HashMap<PartTarget, Vec<Value>>,
}

/// What a step is about.
#[derive(PartialEq, Eq, Hash)]
struct Target {
    kind: String,
    /// The package by its address, or the language.
    object: Option<String>,
}

/// What a part of a metadata request is about.
#[derive(PartialEq, Eq, Hash)]
struct PartTarget {
    name: String,
    /// In lower case.
    language: Option<String>,
}

impl<'a> ApprovedSteps<'a> {
    pub(super) fn of(approved: &'a PlanFingerprint) -> Self {
        let mut steps: HashMap<Target, Vec<&StepMark>> = HashMap::new();
        let mut metadata: HashMap<PartTarget, Vec<Value>> = HashMap::new();
        for step in &approved.steps {
            steps.entry(target(approved, step)).or_default().push(step);
            if step.kind == "patch-metadata" {
                for (target, part) in parts(&step.content) {
                    metadata.entry(target).or_default().push(part);
                }
            }
        }
        Self { steps, metadata }
    }

    /// Returns whether a writing step of `planned` is an approved step, or a part of approved steps of its kind and target.
    pub(super) fn contain(&self, planned: &PlanFingerprint, step: &StepMark) -> bool {
        let alike = self.steps.get(&target(planned, step));
        let mut alike = alike.into_iter().flatten();
        match step.kind.as_str() {
            "patch-metadata" => parts(&step.content).into_iter().all(|(target, part)| {
                let approved = self.metadata.get(&target);
                approved.is_some_and(|them| them.iter().any(|it| contains(it, &part)))
            }),
            "patch-package" => alike.any(|it| contains(&it.content, &step.content)),
            "upload-assets" => {
                let uploads = without_language(&step.content);
                alike.any(|it| contains(&without_language(&it.content), &uploads))
            }
            // Its places are ids, which are new after each commit; which images they are, the outcome says.
            "commit-assets" => alike.next().is_some(),
            _ => alike.any(|it| it.content == step.content),
        }
    }
}

/// What a step of a plan is about.
fn target(plan: &PlanFingerprint, step: &StepMark) -> Target {
    let object = match step.kind.as_str() {
        "patch-package" => object_of(plan, step),
        "upload-assets" | "commit-assets" => language(&step.content),
        _ => None,
    };
    Target {
        kind: step.kind.clone(),
        object,
    }
}

fn language(content: &Value) -> Option<String> {
    let language = content.get("language").and_then(Value::as_str);
    language.map(str::to_ascii_lowercase)
}

/// The package a step writes, by its address; ids pass away (trap 51).
fn object_of(plan: &PlanFingerprint, step: &StepMark) -> Option<String> {
    let change = plan.changes.get(*step.changes.first()?)?;
    let path: storectl_model::FieldPath = change.address.parse().ok()?;
    Some(path.object().to_string())
}

/// The parts of a metadata request, by what they are about.
fn parts(body: &Value) -> Vec<(PartTarget, Value)> {
    let target = |name: &str, language| PartTarget {
        name: name.to_owned(),
        language,
    };
    let mut parts = Vec::new();
    for (name, value) in body.as_object().into_iter().flatten() {
        match value {
            // Languages to add and to remove.
            Value::Array(items) => parts.extend(items.iter().map(|it| {
                let language = it.as_str().map(str::to_ascii_lowercase);
                let part = language.clone().map_or_else(|| it.clone(), Value::from);
                (target(name, language), part)
            })),
            value => parts.push((target(name, language(value)), without_language(value))),
        }
    }
    parts
}

/// What is said of a language, which the target names.
fn without_language(content: &Value) -> Value {
    let mut content = content.clone();
    if let Some(members) = content.as_object_mut() {
        members.shift_remove("language");
    }
    content
}

/// Returns whether `part` holds nothing that `whole` does not hold. Items of lists that say nothing may be there or not: the
/// service fills them in (field notes 14, 16).
fn contains(whole: &Value, part: &Value) -> bool {
    match (whole, part) {
        (Value::Object(whole), Value::Object(part)) => part.iter().all(|(name, value)| {
            whole
                .get(name)
                .map_or_else(|| says_nothing(value), |it| contains(it, value))
        }),
        (Value::Array(whole), Value::Array(part)) => part
            .iter()
            .all(|it| says_nothing(it) || whole.iter().any(|one| contains(one, it))),
        (whole, part) => whole == part,
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
