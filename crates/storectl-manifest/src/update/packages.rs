//! A package that the manifest does not have.

use serde_json::{Value, json};
use storectl_model::{FieldPath, HeldField, Module, Segment};

use crate::{
    adopt::{escape, insert, known, with_variable},
    parse::Document,
    schema::Place,
    variables,
};

/// Writes a package, with the version of its address as the manifest's other packages say it.
pub(super) fn new(document: &Document, fields: &[HeldField]) -> Value {
    let mut package = json!({});
    for HeldField { path, value } in fields {
        let whole = path
            .rebased(&FieldPath::root(), &FieldPath::of_package(0))
            .unwrap_or_default();
        let mut place = Place::at(&whole.pointer());
        if value.is_array() && matches!(path.segments().last(), Some(Segment::Item(_))) {
            place = place.below("errorScenarioDetails");
        }
        if place.is_known() {
            let mut value = known(value, &place, &whole, &mut Vec::new());
            escape(&mut value);
            insert(&mut package, path.segments(), value);
        }
    }
    if let (Some(url), Some(version)) = (package["packageUrl"].as_str(), version(document)) {
        package["packageUrl"] = with_variable(url, version).into();
    }
    package
}

/// Returns the version, where the addresses of the packages use it.
pub(super) fn version(document: &Document) -> Option<&str> {
    let packages = document.value.get(Module::Packages.as_str())?.as_array()?;
    let mut urls = packages.iter().filter_map(|it| it["packageUrl"].as_str());
    let is_used = urls.any(|it| variables::names_variable(it, variables::VERSION));
    let version = document.value.pointer("/vars/version")?.as_str()?;
    is_used.then_some(version)
}
