//! Reading the values of a receipt, and what is wrong with them.

use storectl_model::{Digest, FieldPath};

use crate::json::v1::shared::seconds;

/// A value of a receipt that is not what the format says.
#[derive(Debug, thiserror::Error)]
pub enum InvalidReceipt {
    /// A time that is not `2026-09-24T14:02:11Z` or like it.
    #[error("`{0}` is not a time in UTC")]
    Time(String),
    /// A digest that is not a SHA-256.
    #[error("`{0}` is not a digest")]
    Digest(String),
    /// An id that cannot be one.
    #[error("`{0}` is not an ID")]
    Id(String),
    /// An address that cannot be one.
    #[error("`{0}` is not an address")]
    Address(String),
    /// A hash of a plan that cannot be one.
    #[error("`{0}` is not the hash of a plan")]
    PlanHash(String),
    /// A word that is none of the words of its place.
    #[error("`{0}` is not a state of a submission")]
    State(String),
}

/// Reads an ID.
pub(super) fn id<T: std::str::FromStr>(text: String) -> Result<T, InvalidReceipt> {
    text.parse().map_err(|_| InvalidReceipt::Id(text))
}

/// Reads an address.
pub(super) fn address(text: String) -> Result<FieldPath, InvalidReceipt> {
    text.parse().map_err(|_| InvalidReceipt::Address(text))
}

/// Reads a time, as seconds since 1970.
pub(super) fn time(text: String) -> Result<u64, InvalidReceipt> {
    seconds(&text).ok_or(InvalidReceipt::Time(text))
}

/// Reads a digest.
pub(super) fn digest(text: String) -> Result<Digest, InvalidReceipt> {
    Digest::from_kept(&text).ok_or(InvalidReceipt::Digest(text))
}
