//! Collections that are still being read.

use std::{collections::HashMap, ops::Range};

use serde_json::{Map, Value};

use super::document::CollectionStyle;

/// A collection that opens.
#[derive(Clone, Copy)]
pub(super) enum Collection {
    Sequence,
    Mapping,
}

/// What becomes of the value that follows a key.
pub(super) enum Keep {
    Yes,
    No,
}

/// A collection that is still open.
pub(super) enum Frame {
    Mapping {
        pointer: String,
        style: CollectionStyle,
        start: usize,
        entries: Map<String, Value>,
        /// Where each key is, by its identity: languages by lower case.
        keys: HashMap<String, Range<usize>>,
        pending: Option<(String, Range<usize>, Keep)>,
    },
    Sequence {
        pointer: String,
        style: CollectionStyle,
        start: usize,
        items: Vec<Value>,
    },
    /// A collection used as a key: read over.
    Skipped,
}
