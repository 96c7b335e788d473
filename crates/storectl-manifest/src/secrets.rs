//! Which fields hold a secret: a field whose value uses a secret variable is secret as a whole (forms, Outputs 3).

use std::collections::BTreeSet;

use serde_json::Value;
use storectl_model::FieldPath;

use crate::{checker::Checker, pointer};

/// Returns the fields of the desired state that hold a secret.
pub(crate) fn fields(checker: &Checker<'_>) -> BTreeSet<FieldPath> {
    let manifest = &checker.document.value;
    let is_default = |at: &&String| pointer::is_within(at, "/listingDefaults");
    let (defaults, places): (Vec<_>, Vec<_>) = checker.secrets().iter().partition(is_default);
    // A default is secret in each listing that takes it, however many of its parts are.
    let defaults: BTreeSet<String> = defaults
        .iter()
        .map(|at| at.split('/').take(3).collect::<Vec<_>>().join("/"))
        .collect();
    let copies = checker.sources.copies_of(&defaults);
    let places = places.into_iter().map(String::as_str).chain(copies);
    places.filter_map(|it| field(manifest, it)).collect()
}

/// Returns the field that the value at a pointer belongs to, as a plan names it.
fn field(manifest: &Value, at: &str) -> Option<FieldPath> {
    let segments: Vec<_> = at.split('/').skip(1).map(pointer::unescape).collect();
    let segments: Vec<&str> = segments.iter().map(AsRef::as_ref).collect();
    let root = FieldPath::root();
    match *segments.as_slice() {
        ["listings", language, field, ..] => Some(
            root.key("listings")
                .key(language.to_owned())
                .key(field.to_owned()),
        ),
        ["properties", list, index, member, ..] if is_index(index) => {
            let kind = manifest.pointer(&format!("/properties/{list}/{index}/hardwareItemType"))?;
            let list = root.key("properties").key(list.to_owned());
            Some(list.item(kind.as_str()?).key(member.to_owned()))
        }
        ["properties", field, ..] => Some(root.key("properties").key(field.to_owned())),
        ["packages", package, "errorDetails", index, ..] => {
            let at = format!("/packages/{package}/errorDetails/{index}/errorScenario");
            let scenario = manifest.pointer(&at)?.as_str()?;
            let package = FieldPath::of_package(package.parse().ok()?);
            Some(package.key("errorDetails").item(scenario))
        }
        ["packages", package, field, ..] => {
            Some(FieldPath::of_package(package.parse().ok()?).key(field.to_owned()))
        }
        _ => None,
    }
}

fn is_index(segment: &str) -> bool {
    !segment.is_empty() && segment.bytes().all(|it| it.is_ascii_digit())
}
