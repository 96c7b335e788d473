//! Phase 1: bytes into a value with spans.

mod document;
mod reader;
mod scalar;
mod source;

pub use document::Document;
pub(crate) use document::{Index, locate};
pub use reader::read;
pub(crate) use source::Source;
