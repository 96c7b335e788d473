//! The members of requests, and which of them are required.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;
use storectl_sandbox::tables::members::{self, Member, Need, Shape};

use super::document::{self, Parameter};

/// Each operation with the objects of its request.
const REQUESTS: &[(&str, &[Member])] = &[
    (
        "Update Current Draft Submission Metadata API",
        members::METADATA,
    ),
    ("Update Current Draft Packages API", members::PACKAGES),
    ("Create Listing Assets API", members::CREATE_ASSETS),
    ("Commit Listing Assets API", members::COMMIT_ASSETS),
];

/// Every member below an object, by its name; members of two objects that share a name share a row of the document.
fn below(members: &[Member], found: &mut BTreeMap<&'static str, BTreeSet<&'static str>>) {
    for member in members {
        found
            .entry(member.name)
            .or_default()
            .insert(word(member.need));
        match member.shape {
            Shape::Value | Shape::Text(_) => {}
            Shape::Object(members) | Shape::Objects(members) => below(members, found),
        }
    }
}

fn word(need: Need) -> &'static str {
    match need {
        Need::Required => "required",
        Need::Conditional => "conditional",
        Need::Optional => "optional",
        Need::SentBack | Need::Ignored => "undocumented",
    }
}

/// What the document says of a parameter, where the sandbox must differ and why.
fn documented(parameter: &Parameter) -> &'static str {
    match parameter.name.as_str() {
        // "(None)" for half of the categories, though the table says "Required".
        "subcategory" => "conditional",
        // "Only Required for Full Module Update": it is the whole of that request.
        "packages" => "required",
        _ if parameter.is_required() => "required",
        _ if parameter.is_required_if() => "conditional",
        _ => "optional",
    }
}

#[test]
fn the_sandbox_knows_the_members_of_each_request_and_requires_what_the_document_requires() {
    for (operation, members) in REQUESTS {
        let mut known = BTreeMap::new();
        below(members, &mut known);
        known.retain(|_, needs| !needs.contains("undocumented"));
        let documented: BTreeMap<String, BTreeSet<&str>> = document::parameters(operation)
            .iter()
            .map(|it| (it.name.clone(), BTreeSet::from([documented(it)])))
            .collect();
        let known: BTreeMap<String, BTreeSet<&str>> = known
            .into_iter()
            .map(|(name, needs)| (name.to_owned(), needs))
            .collect();
        assert_eq!(known, documented, "{operation}");
    }
}

/// Objects of the manifest's schema, with the operation whose request they become.
const MANIFEST: &[(&str, &str)] = &[
    (
        "Availability",
        "Update Current Draft Submission Metadata API",
    ),
    ("Properties", "Update Current Draft Submission Metadata API"),
    (
        "Declarations",
        "Update Current Draft Submission Metadata API",
    ),
    ("Feature", "Update Current Draft Submission Metadata API"),
    (
        "RequirementDetail",
        "Update Current Draft Submission Metadata API",
    ),
    ("Listing", "Update Current Draft Submission Metadata API"),
    (
        "Requirement",
        "Update Current Draft Submission Metadata API",
    ),
    ("Package", "Update Current Draft Packages API"),
    ("ErrorDetail", "Update Current Draft Packages API"),
    ("ErrorValue", "Update Current Draft Packages API"),
];

/// Items that are keyed by their type and completed before they are sent: `null` makes a flag false and a text empty.
const COMPLETED: &[&str] = &["Feature", "RequirementDetail"];

/// Members the manifest has and no request: images, storectl's own, and what only samples hold.
const NOT_OF_A_REQUEST: &[&str] = &["screenshots", "storeLogos", "expect", "sortTitle"];

#[test]
fn the_manifests_fields_are_the_documents_and_what_is_required_cannot_be_cleared() {
    let schema = storectl_manifest::schema();
    for (object, operation) in MANIFEST {
        let parameters = document::parameters(operation);
        let fields = schema["definitions"][object]["properties"]
            .as_object()
            .unwrap();
        for (name, field) in fields {
            if NOT_OF_A_REQUEST.contains(&name.as_str()) {
                continue;
            }
            let parameter = parameters.iter().find(|it| it.name == *name);
            let parameter = parameter.unwrap_or_else(|| panic!("{object}.{name}"));
            if documented(parameter) == "required" && !COMPLETED.contains(object) {
                assert!(
                    !takes_null(field),
                    "{object}.{name} is required (line {})",
                    parameter.line
                );
            }
        }
    }
}

fn takes_null(field: &Value) -> bool {
    let is_null = |kind: &Value| kind == "null";
    let by_type = match &field["type"] {
        Value::Array(kinds) => kinds.iter().any(is_null),
        kind => is_null(kind),
    };
    by_type
        || ["anyOf", "oneOf"]
            .iter()
            .filter_map(|key| field[*key].as_array())
            .flatten()
            .any(takes_null)
}
