//! What an installer says, into the package that names it: `inspect --write`.

mod edits;
mod package;

pub use edits::{InstallerValues, take_installer};
pub use package::{InstallerPlace, NoPackage, package_of_installer};

use serde_json::Value;

use crate::{parse::Document, variables, variables::Variables};

/// Returns the packages of a manifest with their variables replaced, as far as they can be.
fn packages(document: &Document, vars: &Variables) -> Vec<Value> {
    let mut expanded = variables::expand(document, vars, None).value;
    match expanded.get_mut("packages").map(Value::take) {
        Some(Value::Array(packages)) => packages,
        Some(_) | None => Vec::new(),
    }
}
