//! How one address of a plan stands to what was approved.

use serde_json::{Value, json};
use storectl_model::{Digest, SeenBytes};

/// How one address stands to what was approved.
#[derive(Clone, Debug, PartialEq)]
pub struct StaleEntry {
    /// The product.
    pub product: String,
    /// The field or object; `submit` for the submission itself, a step's kind for a write that no change explains.
    pub address: String,
    /// How it stands.
    pub state: StaleState,
    /// What was approved there, and what is there now.
    pub values: StaleValues,
}

/// How an address stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum StaleState {
    /// To be done, and not approved.
    New,
    /// The Store's value, or what is under an address, is another than what was seen when the plan was approved.
    Moved,
    /// Approved, and to be done.
    Same,
    /// Approved, and so already.
    Done,
}

impl StaleState {
    /// Every state.
    pub const ALL: [Self; 4] = [Self::New, Self::Moved, Self::Same, Self::Done];

    /// Returns the word of the JSON documents.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Moved => "moved",
            Self::Same => "same",
            Self::Done => "done",
        }
    }
}

/// What was approved at an address, and what is there now.
#[derive(Clone, Debug, PartialEq)]
pub enum StaleValues {
    /// Values of a field, an object or a step.
    Field {
        /// The Store's value at approval; null if unset, and where only its digest is known.
        before: Value,
        /// The approved value; null as before.
        approved: Value,
        /// What this run would make it (new), or the Store's value (moved).
        now: Value,
    },
    /// The bytes of a package's installer.
    Bytes {
        /// Those that the approved plan saw.
        approved: SeenBytes,
        /// Those that are there.
        now: SeenBytes,
    },
}

impl StaleValues {
    /// Returns the values as documents show them: before, approved, now. There are no bytes before the approved ones.
    pub fn to_json(&self) -> [Value; 3] {
        match self {
            Self::Field {
                before,
                approved,
                now,
            } => [before.clone(), approved.clone(), now.clone()],
            Self::Bytes { approved, now } => [Value::Null, bytes(approved), bytes(now)],
        }
    }
}

fn bytes(bytes: &SeenBytes) -> Value {
    let SeenBytes {
        length,
        etag,
        last_modified,
        parts,
        sha256,
    } = bytes;
    let [parts, sha256] = [parts, sha256].map(|it| it.as_ref().map(Digest::as_str));
    json!({ "length": length, "etag": etag, "lastModified": last_modified, "partsDigest": parts, "sha256": sha256 })
}
