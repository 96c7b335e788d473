//! Reading the products of a fleet back: what jobs were to work on.

use std::collections::BTreeSet;

use storectl_model::Shard;

use super::{SavedError, v1::fleet::FleetDoc};

/// What the results of jobs are expected to be about.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ExpectedFleet {
    /// The parts that have a product; none where the fleet is not split.
    pub shards: BTreeSet<Shard>,
    /// The path of each manifest from the repository root, and its product's ID, where the manifest says it.
    pub products: Vec<(String, Option<String>)>,
}

/// Reads the document of `fleet list`, which [`Saved::read`](super::Saved::read) has told from others.
///
/// # Errors
/// It is not complete, or a value is not what the format says.
pub fn read_fleet(text: &str) -> Result<ExpectedFleet, SavedError> {
    let document: FleetDoc = serde_json::from_str(text)?;
    Ok(document.expected()?)
}
