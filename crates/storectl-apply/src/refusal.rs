//! What a refused write was refused for, as the refusal itself says: pure.

use serde_json::Value;
use storectl_api::WriteOperation;
use storectl_model::StoreMessage;

use crate::wait::readiness::errors;

/// What a refusal is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Subject {
    /// The draft is not ready: the same request can be accepted later.
    Readiness,
    /// What was sent: the same request will be refused again.
    Content,
    /// It does not say.
    Unclear,
}

/// Words with which a service speaks of readiness. The contract gives them ("ready status", "package upload"), but no code
/// for such a refusal (store-api.md, "Update Current Draft Submission Metadata" and "Create Submission").
const READINESS: &[&str] = &[
    "not ready",
    "ready state",
    "ready status",
    "being uploaded",
    "being processed",
    "upload in progress",
    "upload is in progress",
    "not committed",
    "not been committed",
    "uncommitted",
];

/// Members of a body that name a part of the draft, not a field.
const PARTS: &[&str] = &[
    "availability",
    "language",
    "listingassets",
    "listings",
    "packages",
    "properties",
];

/// Says what a refusal of a request with this body is about.
///
/// What names a field that was sent is about that field, whatever else it says: a value may contain every word. Packages
/// are uploaded while other modules are written, so their name in the refusal of another module's write speaks of that.
pub(crate) fn subject(
    operation: WriteOperation,
    body: Option<&Value>,
    messages: &[StoreMessage],
) -> Subject {
    let mut sent = Vec::new();
    collect_fields(body.unwrap_or(&Value::Null), &mut sent);
    let names_sent = |it: &StoreMessage| {
        let message = it.message.to_ascii_lowercase();
        let mut words = message.split(|it: char| !it.is_ascii_alphanumeric());
        words.any(|word| sent.iter().any(|field| field == word))
    };
    let is_of_others = match operation {
        WriteOperation::PatchMetadata
        | WriteOperation::CreateAssets
        | WriteOperation::CommitAssets => true,
        WriteOperation::PatchPackage
        | WriteOperation::ReplacePackages
        | WriteOperation::CommitPackages
        | WriteOperation::Submit => false,
    };
    let speaks_of_readiness = |it: &StoreMessage| {
        let message = it.message.to_ascii_lowercase();
        is_of_others && it.target.eq_ignore_ascii_case("packages")
            || READINESS.iter().any(|words| message.contains(words))
    };
    if errors(messages).any(names_sent) {
        Subject::Content
    } else if errors(messages).any(speaks_of_readiness) {
        Subject::Readiness
    } else {
        Subject::Unclear
    }
}

/// Collects the names of the fields in `value`, in lower case.
fn collect_fields(value: &Value, into: &mut Vec<String>) {
    match value {
        Value::Object(members) => {
            for (name, value) in members {
                let name = name.to_ascii_lowercase();
                if !PARTS.contains(&name.as_str()) {
                    into.push(name);
                }
                collect_fields(value, into);
            }
        }
        Value::Array(items) => items.iter().for_each(|it| collect_fields(it, into)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn about(operation: WriteOperation, target: &str, message: &str) -> Subject {
        let body = json!({
            "listings": { "language": "en-us", "description": "Gears" },
            "packages": [{ "packageUrl": "https://contoso.com/1.exe", "installerParameters": "/s" }],
        });
        let message = StoreMessage {
            code: "badrequest".to_owned(),
            message: message.to_owned(),
            target: target.to_owned(),
        };
        subject(operation, Some(&body), &[message])
    }

    #[test]
    fn a_refusal_that_speaks_of_readiness_is_about_readiness_whatever_its_target() {
        for (operation, target, message) in [
            (WriteOperation::PatchMetadata, "packages", "Try again later"),
            (WriteOperation::PatchMetadata, "", "Modules are not ready"),
            (
                WriteOperation::PatchPackage,
                "packages",
                "Packages are still being uploaded",
            ),
            (
                WriteOperation::Submit,
                "packages",
                "All modules must be in ready status",
            ),
        ] {
            let subject = about(operation, target, message);
            assert_eq!(subject, Subject::Readiness, "{message}");
        }
    }

    #[test]
    fn a_refusal_that_names_a_field_that_was_sent_is_about_that_field() {
        for (operation, target, message) in [
            (
                WriteOperation::PatchMetadata,
                "listings",
                "Description is too long",
            ),
            (
                WriteOperation::ReplacePackages,
                "packages",
                "Packages, maximum length allowed for InstallerParameters is 40",
            ),
            (
                WriteOperation::PatchMetadata,
                "listings",
                "description: `we are not ready` is a placeholder",
            ),
        ] {
            let subject = about(operation, target, message);
            assert_eq!(subject, Subject::Content, "{message}");
        }
    }

    #[test]
    fn a_refusal_that_names_neither_is_unclear() {
        for (operation, target, message) in [
            (WriteOperation::PatchMetadata, "listings", "Invalid request"),
            (WriteOperation::PatchPackage, "packages", "Invalid request"),
            (WriteOperation::Submit, "packages", "Invalid request"),
        ] {
            let subject = about(operation, target, message);
            assert_eq!(subject, Subject::Unclear, "{message}");
        }
    }
}
