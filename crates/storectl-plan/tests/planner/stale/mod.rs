//! How a plan stands to the approved one, as their documents say: address by address, and request by request.

mod changes;
mod requests;

use std::collections::BTreeMap;

use serde_json::{Value, json};
use storectl_plan::{
    ChangeMark, Comparison, OutcomeMark, PlanFingerprint, SeenInstallers, StepMark, compare,
};

const PRODUCT: &str = "3e31a9f9-84e8-4d2d-9eba-487878d02ebf";

/// What of a plan's document counts, with `outcome` as digests by address.
fn plan_with_outcome(
    changes: &[ChangeMark],
    steps: &[StepMark],
    outcome: &[(&str, &str)],
) -> PlanFingerprint {
    let values: BTreeMap<String, String> = outcome
        .iter()
        .map(|(address, digest)| ((*address).to_owned(), (*digest).to_owned()))
        .collect();
    let outcome = OutcomeMark {
        digest: format!("{values:?}"),
        values,
    };
    PlanFingerprint::new(
        PRODUCT,
        changes.to_vec(),
        steps.to_vec(),
        outcome,
        SeenInstallers::default(),
        BTreeMap::new(),
    )
}

/// The same, whatever is published.
fn plan(changes: &[ChangeMark], steps: &[StepMark]) -> PlanFingerprint {
    plan_with_outcome(changes, steps, &[])
}

fn change(address: &str, before: Value, after: Value) -> ChangeMark {
    ChangeMark {
        address: address.to_owned(),
        action: "change".to_owned(),
        before,
        after,
        token: None,
        acknowledged: None,
    }
}

fn addition(address: &str) -> ChangeMark {
    ChangeMark {
        action: "add".to_owned(),
        ..change(address, Value::Null, json!("new"))
    }
}

/// A step without a body, and without changes of its own.
fn bare(kind: &str) -> StepMark {
    step(kind, Value::Null, &[])
}

fn step(kind: &str, content: Value, changes: &[usize]) -> StepMark {
    StepMark {
        kind: kind.to_owned(),
        content,
        changes: changes.to_vec(),
    }
}

/// A plan of one step that carries out what was approved, where it is about anything.
fn request(kind: &str, content: Value) -> PlanFingerprint {
    plan(&[], &[step(kind, content, &[])])
}

/// The states of all addresses, `state address` each.
fn states(comparison: &Comparison) -> Vec<String> {
    let entries = comparison.entries.iter();
    entries
        .map(|it| format!("{} {}", it.state.as_str(), it.address))
        .collect()
}

/// The states of the addresses of one plan against another.
fn against(approved: &PlanFingerprint, planned: &PlanFingerprint) -> Vec<String> {
    states(&compare(
        std::slice::from_ref(approved),
        std::slice::from_ref(planned),
    ))
}

/// A list of one.
fn slice<T>(it: &T) -> &[T] {
    std::slice::from_ref(it)
}

const NOTHING: [&str; 0] = [];
