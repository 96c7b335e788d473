//! How a plan stands to the one that was approved, as sentences.

use std::collections::BTreeSet;

use serde_json::Value;
use storectl_model::{Digest, Sameness, SeenBytes};
use storectl_plan::{StaleEntry, StaleState, StaleValues};

use super::{Sentence, thousands};

/// Names every address that is new or moved with its values, and lists the others.
pub(super) fn stale_details(stale: &[StaleEntry]) -> Vec<Sentence> {
    let products: BTreeSet<&str> = stale.iter().map(|it| it.product.as_str()).collect();
    let address = |it: &StaleEntry| {
        if products.len() > 1 {
            format!("{} {}", it.product, it.address)
        } else {
            it.address.clone()
        }
    };
    let mut told = Vec::new();
    for entry in stale {
        let label = match entry.state {
            StaleState::New | StaleState::Moved => entry.state.as_str(),
            StaleState::Same | StaleState::Done => continue,
        };
        let about = Sentence::labeled(label).code(&address(entry)).ours(": ");
        told.push(values(about, &entry.values));
    }
    for (label, state) in [
        ("the same", StaleState::Same),
        ("already done", StaleState::Done),
    ] {
        let addresses = stale.iter().filter(|it| it.state == state);
        let addresses: Vec<String> = addresses.map(address).collect();
        if !addresses.is_empty() {
            told.push(Sentence::labeled(label).prose(&addresses.join(", ")));
        }
    }
    told
}

fn values(about: Sentence, values: &StaleValues) -> Sentence {
    match values {
        StaleValues::Field {
            before,
            approved,
            now,
        } => {
            let values = [before, approved, now].map(value);
            about
                .prose(&values.join(" → "))
                .ours(" (before → approved → now)")
        }
        StaleValues::Bytes { approved, now } => {
            let verdict = match approved.compare(now) {
                Sameness::Same | Sameness::Other(_) => {
                    "the installer's bytes are not those that were approved"
                }
                Sameness::Unknown => {
                    "cannot tell whether the installer's bytes are those that were approved"
                }
            };
            let sentence = about.ours(verdict).ours(": ");
            let sentence = identity(sentence, approved, now).ours(" → ");
            identity(sentence, now, approved).ours(" (approved → now)")
        }
    }
}

/// The most characters of a value that are shown here; the JSON document has all of it.
const LONGEST_VALUE: usize = 300;

fn value(value: &Value) -> String {
    let text = match value {
        Value::Null => "(not set or not known)".to_owned(),
        value => value.to_string(),
    };
    match text.char_indices().nth(LONGEST_VALUE) {
        Some((end, _)) => format!("{}… ({} characters)", &text[..end], text.chars().count()),
        None => text,
    }
}

/// The most characters of a host's words.
const LONGEST_VALIDATOR: usize = 100;

/// Adds what identifies bytes: length and ETag, and where these are the same on both sides, what differs.
fn identity(sentence: Sentence, bytes: &SeenBytes, other: &SeenBytes) -> Sentence {
    let SeenBytes {
        length,
        etag,
        last_modified,
        parts,
        sha256,
    } = bytes;
    let mut sentence = match length {
        Some(length) => sentence.ours(format!("{} bytes", thousands(*length))),
        None => sentence.ours("length not known"),
    };
    if let Some(etag) = etag {
        sentence = sentence.ours(", ETag ").code_up_to(etag, LONGEST_VALIDATOR);
    }
    if *length != other.length || *etag != other.etag {
        return sentence;
    }
    if let Some(at) = last_modified
        && *last_modified != other.last_modified
    {
        let named = sentence.ours(", Last-Modified ");
        sentence = named.code_up_to(at, LONGEST_VALIDATOR);
    }
    let digests = [
        ("SHA-256", sha256, &other.sha256),
        ("digest of the parts read", parts, &other.parts),
    ];
    let mut differing = digests
        .into_iter()
        .filter_map(|(name, ours, theirs)| Some((name, ours.as_ref()?, theirs.as_ref()?)));
    match differing.find(|(_, ours, theirs)| ours != theirs) {
        Some((name, digest, _)) => sentence.ours(format!(", {name} {}", short(digest))),
        None => sentence,
    }
}

/// Returns the first digits of a digest: enough to tell two apart.
fn short(digest: &Digest) -> &str {
    digest.as_str().get(..12).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view::Span;

    fn words(approved: SeenBytes, now: SeenBytes) -> String {
        let entry = StaleEntry {
            product: "3e31a9f9-84e8-4d2d-9eba-487878d02ebf".to_owned(),
            address: "packages[0]".to_owned(),
            state: StaleState::Moved,
            values: StaleValues::Bytes { approved, now },
        };
        let details = stale_details(&[entry]);
        let [only] = details.as_slice() else {
            panic!("{details:?}")
        };
        assert_eq!(only.label, Some("moved"));
        let span = |it: &Span| match it {
            Span::Ours(words) => words.clone().into_owned(),
            Span::Code(text) | Span::Prose(text) => text.clone(),
            Span::Place(_) => unreachable!("bytes have no place"),
        };
        only.spans.iter().map(span).collect()
    }

    fn seen(length: u64, etag: &str, bytes: &[u8]) -> SeenBytes {
        SeenBytes {
            length: Some(length),
            etag: Some(etag.to_owned()),
            parts: Some(Digest::of(bytes)),
            ..SeenBytes::default()
        }
    }

    #[test]
    fn other_bytes_are_named_by_length_and_validator() {
        assert_eq!(
            words(seen(88_234_112, "\"a\"", b"1"), seen(7, "\"b\"", b"2")),
            "packages[0]: the installer's bytes are not those that were approved: 88,234,112 bytes, ETag \"a\" → 7 bytes, ETag \"b\" (approved → now)"
        );
    }

    #[test]
    fn other_bytes_of_the_same_length_and_validator_are_named_by_what_differs() {
        assert_eq!(
            words(seen(7, "\"a\"", b"1"), seen(7, "\"a\"", b"2")),
            "packages[0]: the installer's bytes are not those that were approved: 7 bytes, ETag \"a\", digest of the parts read 6b86b273ff34 → 7 bytes, ETag \"a\", digest of the parts read d4735e3a265e (approved → now)"
        );
        let at = |date: &str| SeenBytes {
            length: Some(7),
            last_modified: Some(date.to_owned()),
            ..SeenBytes::default()
        };
        assert_eq!(
            words(at("Mon"), at("Tue")),
            "packages[0]: the installer's bytes are not those that were approved: 7 bytes, Last-Modified Mon → 7 bytes, Last-Modified Tue (approved → now)"
        );
    }

    #[test]
    fn bytes_that_nothing_identifies_are_not_called_others() {
        let only_length = SeenBytes {
            length: Some(7),
            ..SeenBytes::default()
        };
        assert_eq!(
            words(only_length.clone(), only_length),
            "packages[0]: cannot tell whether the installer's bytes are those that were approved: 7 bytes → 7 bytes (approved → now)"
        );
    }
}
