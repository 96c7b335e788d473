//! The edits that make a manifest say what the Store holds.

use serde_json::{Map, Value};
use storectl_model::{FieldPath, LiveField, LiveValue, Module, Segment};

use super::{packages, shared, value};
use crate::{
    edit::{Change, Edit},
    parse::Document,
    variables::{self, Variables},
};

/// Returns the edits that make a manifest say what the Store holds at these places. Lists of images are expected as lists of
/// paths.
///
/// What is empty in the Store becomes `null`: it stays managed. So does a language that the Store does not have; one that it
/// has again takes from `listingDefaults` what `fields` do not give.
pub fn take(document: &Document, vars: &Variables, fields: &[LiveField]) -> Vec<Edit> {
    let expanded = variables::expand(document, vars, None);
    let mut edits = Vec::new();
    let mut values = Vec::new();
    let (mut new_packages, mut gone_packages) = (Vec::new(), Vec::new());
    for LiveField { path, value } in fields {
        match value {
            LiveValue::Language => edits.push(set(path.clone(), Value::Object(Map::new()))),
            LiveValue::Gone if path.module() == Some(Module::Packages) => {
                gone_packages.push(path.clone());
            }
            LiveValue::Gone => values.push(set(path.clone(), Value::Null)),
            LiveValue::Package(fields) => new_packages.push(packages::new(document, fields)),
            // Whoever takes images gives their paths.
            LiveValue::Images(_) => {}
            LiveValue::Nothing => values.push(set(address(path, None), Value::Null)),
            LiveValue::Value(held) => {
                let address = address(path, Some(held));
                let said = value::said(document, &expanded, &address, held);
                values.push(set(address, said));
            }
        }
    }
    edits.extend(shared::lift(document, values));
    let there = document.value.get("packages").and_then(Value::as_array);
    let there = there.map_or(0, Vec::len);
    let new = new_packages.into_iter().enumerate();
    edits.extend(new.map(|(at, it)| set(FieldPath::of_package(there + at), it)));
    // From the end, so that the indices of packages before it stay.
    gone_packages.sort();
    let gone = gone_packages.into_iter().rev();
    edits.extend(gone.map(|address| Edit {
        address,
        change: Change::Unset,
    }));
    edits
}

fn set(address: FieldPath, value: Value) -> Edit {
    Edit {
        address,
        change: Change::Set(value),
    }
}

/// Returns where a manifest writes a field. The exit codes of a scenario are addressed by the scenario.
fn address(path: &FieldPath, held: Option<&Value>) -> FieldPath {
    let is_scenario = path.field() == Some("errorDetails")
        && matches!(path.segments().last(), Some(Segment::Item(_)))
        && held.is_none_or(Value::is_array);
    if is_scenario {
        path.clone().key("errorScenarioDetails")
    } else {
        path.clone()
    }
}
