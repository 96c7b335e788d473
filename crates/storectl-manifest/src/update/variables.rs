//! A variable with another value, in place of every value that it is part of.

use std::collections::BTreeMap;

use serde_json::Value;
use storectl_model::{FieldPath, LiveField, LiveValue};

use crate::{
    edit::{Change, Edit, pointer_of},
    parse::Document,
    variables::{self, VariableSource, Variables, names_variable, solve},
};

/// Returns the edits of the manifest's variables with which templates such as `https://contoso.com/${version}/setup.exe` say
/// what the Store holds. Whether every other use agrees with them is for the caller to find out.
pub fn take_variables(document: &Document, vars: &Variables, fields: &[LiveField]) -> Vec<Edit> {
    let expanded = variables::expand(document, vars, None);
    let used = expanded.variables.iter();
    let own: BTreeMap<&str, &str> = used
        .filter(|it| it.source == VariableSource::Manifest)
        .filter_map(|it| Some((it.name.as_str(), it.value.as_deref()?)))
        .collect();
    let value_of = |name: &str| {
        let mut used = expanded.variables.iter();
        used.find(|it| it.name == name)?.value.clone()
    };
    // Each with the values that its uses ask for.
    let mut wanted: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for LiveField { path, value } in fields {
        let LiveValue::Value(Value::String(text)) = value else {
            continue;
        };
        let template = pointer_of(document, path).ok();
        let template = template.and_then(|it| document.value.pointer(&it)?.as_str());
        let Some(template) = template else { continue };
        for name in own.keys().filter(|it| names_variable(template, it)) {
            let solved = solve(template, name, text, value_of);
            wanted.entry(name).or_default().extend(solved);
        }
    }
    let edits = wanted.into_iter().filter_map(|(name, values)| {
        let (first, rest) = values.split_first()?;
        let is_plain = document.value.get("vars")?.get(name)?.as_str().is_some();
        let is_new = own.get(name) != Some(&first.as_str());
        let agree = rest.iter().all(|it| it == first);
        (is_plain && is_new && agree).then(|| Edit {
            address: FieldPath::root().key("vars").key(name.to_owned()),
            change: Change::Set(first.as_str().into()),
        })
    });
    edits.collect()
}
