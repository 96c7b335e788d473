//! Any bytes as a plan file that was approved.

use std::collections::BTreeSet;

use serde_json::Value;
use storectl_plan::{StaleState, compare};
use storectl_report::json::{PlanFile, PlanFileError, read_plan};

/// Reads a plan. One whose hash alone is wrong is read once it has the right one; a plan approves itself and nothing but
/// its own products.
pub fn plan(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else {
        return;
    };
    match read_plan(text) {
        Ok(file) => approves_itself(&file),
        Err(PlanFileError::Tampered { found, .. }) => {
            // The reader skips fields it does not know, even numbers no value can hold.
            let Ok(mut value) = serde_json::from_str::<Value>(text) else {
                return;
            };
            let is_sealed = value.get("contentHash").is_some_and(Value::is_string);
            let name = if is_sealed { "contentHash" } else { "planHash" };
            value[name] = Value::from(found);
            let file = read_plan(&value.to_string()).unwrap();
            approves_itself(&file);
        }
        Err(error) => assert!(!error.to_string().is_empty()),
    }
}

fn approves_itself(file: &PlanFile) {
    let plans = file.fingerprints();
    let products: BTreeSet<String> = plans
        .iter()
        .map(|it| it.product().to_ascii_lowercase())
        .collect();
    if products.len() < plans.len() {
        return; // only the first of a product that is there twice is taken as approved
    }
    let comparison = compare(&plans, &plans);
    assert!(comparison.is_approved());
    let mut entries = comparison.entries.iter();
    assert!(entries.all(|it| it.state == StaleState::Same));
    let changes: usize = plans.iter().map(|it| it.changes().len()).sum();
    assert_eq!(comparison.entries.len(), changes);
    if changes > 0 {
        assert!(!compare(&[], &plans).is_approved());
    }
}
