//! The JSON schema of a manifest, and what it refuses in our own words and codes.

mod errors;
mod generate;
mod messages;
mod place;

pub(crate) use errors::{Deferred, remove, validate};
pub use generate::{schema, schema_id};
pub(crate) use place::Place;
