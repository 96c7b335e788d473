//! The JSON schema of a manifest, and what it refuses in our own words and codes.

mod errors;
mod generate;
mod messages;

pub(crate) use errors::{Deferred, remove, validate};
pub use generate::{schema, schema_id};
