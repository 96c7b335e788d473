//! Phase 1: bytes into a value with spans.

mod bytes;
mod document;
mod escapes;
mod frame;
mod index;
mod reader;
mod scalar;
mod source;
mod surrogates;
mod syntax;

pub use document::Document;
pub(crate) use document::locate;
pub(crate) use escapes::find_character;
pub(crate) use index::{CollectionStyle, Index, NodeKind};
pub use reader::read;
pub(crate) use source::Source;
