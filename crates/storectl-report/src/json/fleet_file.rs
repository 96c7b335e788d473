//! Reading the products of a fleet back: what jobs were to work on.

use super::{SavedError, v1::fleet::FleetDoc};

pub use super::v1::fleet::ExpectedFleet;

/// Reads the document of `fleet list`, as which [`Saved::read`](super::Saved::read) refuses it.
///
/// # Errors
/// It is not complete, or a value is not what the format says.
pub fn read_fleet(text: &str) -> Result<ExpectedFleet, SavedError> {
    let document: FleetDoc = serde_json::from_str(text)?;
    Ok(document.expected()?)
}
