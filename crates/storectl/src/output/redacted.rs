//! Documents without the secrets that are known.

use std::borrow::Cow;

use serde_json::Value;
use storectl_api::Redactor;

/// Members of our documents that hold nothing but words, paths, IDs, times and hashes of storectl's own.
const OWN_WORDS: [&str; 55] = [
    "action",
    "address",
    "afterKind",
    "announcedAt",
    "architecture",
    "at",
    "because",
    "beforeKind",
    "changedSince",
    "comparedSince",
    "contentHash",
    "destructiveClass",
    "digest",
    "effect",
    "elevation",
    "endedAt",
    "endpoint",
    "fact",
    "field",
    "format",
    "formatVersion",
    "from",
    "id",
    "identicalTo",
    "kind",
    "language",
    "machine",
    "manifest",
    "method",
    "notAfter",
    "notBefore",
    "ongoingSubmissionId",
    "origin",
    "partsDigest",
    "planHash",
    "pointer",
    "preflightMode",
    "productId",
    "readAt",
    "rule",
    "scope",
    "sellerId",
    "severity",
    "sha256",
    "shard",
    "silent",
    "state",
    "status",
    "submissionId",
    "submittedAt",
    "timestamp",
    "token",
    "type",
    "unit",
    "verdict",
];

/// Members that hold nothing else, however deep.
const OWN_PARTS: [&str; 8] = [
    "acknowledgedByFlag",
    "addresses",
    "agreed",
    "alsoDestructive",
    "architectures",
    "incompleteLanguages",
    "languages",
    "outcome",
];

/// Whether a document held a secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Held {
    Secret,
    Nothing,
}

/// Removes the secrets that are known from a document. Its keys and the words of its format are ours, and stay: a secret
/// that happens to be one of them is not shown by it, and a document without them could not be read back.
pub(super) fn redact(document: &mut Value, redactor: &Redactor) -> Held {
    let parts = |held: Held, it| match redact(it, redactor) {
        Held::Secret => Held::Secret,
        Held::Nothing => held,
    };
    match document {
        Value::String(text) => match redactor.text_of_document(text) {
            Cow::Borrowed(_) => Held::Nothing,
            Cow::Owned(shown) => {
                *text = shown;
                Held::Secret
            }
        },
        Value::Array(items) => items.iter_mut().fold(Held::Nothing, parts),
        Value::Object(members) => {
            let members = members.iter_mut().filter(|(key, it)| !is_own(key, it));
            members.map(|(_, it)| it).fold(Held::Nothing, parts)
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => Held::Nothing,
    }
}

/// Returns whether a member holds nothing but what is storectl's own.
fn is_own(key: &str, value: &Value) -> bool {
    let is = |names: &[&str]| names.binary_search(&key).is_ok();
    is(&OWN_PARTS) || (value.is_string() && is(&OWN_WORDS))
}

#[cfg(test)]
mod tests {
    use storectl_report::json::{Document, schema};

    use super::*;

    /// Words that have the name of somebody else's text elsewhere. Without them the result is shown all the same.
    const SHARED: [&str; 1] = ["command"];

    fn vocabularies(schema: &Value, found: &mut Vec<String>) {
        if let Some(properties) = schema.get("properties").and_then(Value::as_object) {
            let words = properties.iter().filter(|(_, it)| it.get("enum").is_some());
            found.extend(words.map(|(name, _)| name.clone()));
        }
        match schema {
            Value::Object(members) => members.values().for_each(|it| vocabularies(it, found)),
            Value::Array(items) => items.iter().for_each(|it| vocabularies(it, found)),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
        }
    }

    #[test]
    fn names_are_in_order_for_they_are_searched() {
        assert!(OWN_WORDS.is_sorted() && OWN_PARTS.is_sorted());
    }

    #[test]
    fn every_vocabulary_of_a_result_stays_readable() {
        let mut found = Vec::new();
        for document in Document::ALL {
            match document {
                Document::Receipt | Document::Live => {}
                Document::Plan
                | Document::Report
                | Document::Status
                | Document::Diagnostics
                | Document::Error
                | Document::History
                | Document::Inspect
                | Document::Doctor
                | Document::Fleet => vocabularies(&schema(document), &mut found),
            }
        }
        assert!(found.len() > 30, "{found:?}");
        for name in found {
            let name = name.as_str();
            assert!(
                OWN_WORDS.contains(&name) || OWN_PARTS.contains(&name) || SHARED.contains(&name),
                "{name}"
            );
        }
    }
}
