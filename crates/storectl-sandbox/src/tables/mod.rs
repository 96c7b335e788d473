//! The closed vocabularies and the limits of the contract, transcribed from store-api.md.
//!
//! This is the sandbox's own copy: sharing one with the client would hide a misspelling in both. A test of the
//! repository compares both copies with the document.

mod categories;
mod languages;
pub mod limits;
mod markets;
pub mod members;
pub mod words;

pub use categories::CATEGORIES;
pub use languages::LANGUAGES;
pub use markets::MARKETS;
