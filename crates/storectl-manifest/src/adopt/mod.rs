//! New manifests: what somewhere else holds, written as a person would have written it.

mod defaults;
mod draft;
mod error;
mod images;
mod new_manifest;
mod parts;
mod refused;
mod source;
mod texts;
mod tree;
mod version;

pub use draft::{Adopted, DraftOptions, Layout, from_draft};
pub use error::AdoptError;
pub use new_manifest::NewManifest;
pub use refused::Refused;
pub use source::Draft;
pub(crate) use {
    images::{ending, slot},
    texts::escape,
    tree::{insert, known, market_words},
    version::with_variable,
};
